"""The SQL that the mart runs for a statement.

Parameters are bound: their values are sent to PostgreSQL as settings of the transaction, and the SQL reads these.
PostgreSQL's own parameters would not do, because COPY takes none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import psycopg

from eventmart.query_parameters import Scalar, Type
from ingest_api.analytics.engine import Binding, Statement
from ingest_api.analytics.placeholders import Substituted

CURSOR = "analytics"
_TYPES: Mapping[Type, str] = {
    "text": "text",
    "integer": "bigint",
    "number": "numeric",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "timestamptz",
}
_DECLARE = f"declare {CURSOR} no scroll cursor for select * from (select * from (\n"  # noqa: S608 - of constants
_DESCRIBE = "select * from (\n"
# keeps a condition from being evaluated for rows that the query itself leaves out
_BARRIER = " offset 0"
# as text, quotes are doubled
_TEXT_PER_BYTE = 4

# types whose values have a size that does not depend on the value; the others are measured
_FIXED_NAMES = (
    *("bool", "int2", "int4", "int8", "oid", "float4", "float8", "uuid"),
    *("date", "time", "timetz", "timestamp", "timestamptz", "interval"),
)
_FIXED_SIZES = frozenset(psycopg.postgres.types[name].oid for name in _FIXED_NAMES)
_TEXTS = frozenset(psycopg.postgres.types[name].oid for name in ("text", "varchar", "bpchar", "bytea"))
_NUMERIC = psycopg.postgres.types["numeric"].oid
# characters of the longest number
_NUMERIC_CHARACTERS = 150_000


@dataclass(frozen=True)
class Rendered(Substituted):
    """A statement as PostgreSQL runs it.

    Attributes:
        settings: the values that its expressions read, as settings of the transaction.
    """

    settings: dict[str, str]

    def declare(self, max_bytes: int) -> tuple[str, int]:
        """A statement that declares a cursor on the rows, and the position of `sql` in it.

        PostgreSQL refuses a row that is several times as large as a whole page may be.
        """
        end = f"\n) as found{_BARRIER}) as answer where analytics.fits(answer.*, {max_bytes * _TEXT_PER_BYTE})"
        return _DECLARE + self.sql + end, len(_DECLARE)

    def describe(self) -> tuple[str, int]:
        """A query that has the columns and no rows, and the position of `sql` in it."""
        return f"{_DESCRIBE}{self.sql}\n) as answer limit 0", len(_DESCRIBE)

    def select(self, types: list[int], max_bytes: int, max_rows: int | None) -> str:
        """A query of the rows. It fails at a row that is too large, before PostgreSQL sends it.

        Args:
            types: OID of the type of each column.
            max_bytes: maximum size of the values of a row whose size varies, as text.
            max_rows: maximum number of rows; None for all.
        """
        limit = "" if max_rows is None else f" limit {max_rows}"
        names = [f"c{number}" for number in range(len(types))]
        unmeasured = _FIXED_SIZES
        if types.count(_NUMERIC) * _NUMERIC_CHARACTERS <= max_bytes:
            unmeasured |= {_NUMERIC}
        sizes = [_size(name, type_) for name, type_ in zip(names, types, strict=True) if type_ not in unmeasured]
        if not sizes:
            return f"select * from (\n{self.sql}\n) as answer{limit}"  # noqa: S608 - the guard has accepted it
        return (
            f"select * from (select * from (\n{self.sql}\n) as found{_BARRIER}) as answer ({', '.join(names)}) "  # noqa: S608
            f"where case when {' + '.join(sizes)} <= {max_bytes} then true else analytics.fits(answer.*, 0) end{limit}"
        )


def render(statement: Statement) -> Rendered:
    """The SQL of a statement."""
    settings = {
        setting: _text(binding.value)
        for setting, binding in zip(_settings(statement), statement.bindings.values(), strict=True)
        if binding.value is not None
    }
    return Rendered(statement, _expressions(statement), settings)


def _settings(statement: Statement) -> list[str]:
    """Name of the setting of each parameter, in order: PostgreSQL takes `a` and `A` for one setting."""
    return [f"eventmart.p{number}" for number in range(len(statement.bindings))]


def _expressions(statement: Statement) -> dict[str, str]:
    """What stands for each parameter."""
    bindings = statement.bindings
    return {
        name: _expression(setting, bindings[name]) for name, setting in zip(bindings, _settings(statement), strict=True)
    }


def _expression(setting: str, binding: Binding) -> str:
    type_ = _TYPES[binding.type] + ("[]" if binding.is_list else "")
    if binding.value is None:
        return f"cast(null as {type_})"
    # `cast`, because what begins with a parenthesis would make a call of a name that stands before it
    value = f"cast(current_setting('{setting}') as {type_})"
    # a subquery is evaluated once, and not for each row
    return f"cast((select {value}) as {type_})" if binding.is_list else value


def _size(name: str, oid: int) -> str:
    return f"coalesce(octet_length({name if oid in _TEXTS else name + '::text'}), 0)"


def _text(value: Scalar | list[Scalar]) -> str:
    if isinstance(value, list):
        # an array literal: https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO
        items = (_text(item).replace("\\", "\\\\").replace('"', '\\"') for item in value)
        return "{" + ",".join(f'"{item}"' for item in items) + "}"
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, datetime) else str(value)
