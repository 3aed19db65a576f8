"""The SQL that Spark runs for a statement."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from eventmart.query_parameters import Scalar, Type
from ingest_api.analytics.engine import Binding, Statement

# a text, and the number of lines before the statement in it
Rendered = tuple[str, int]

_TYPES: Mapping[Type, str] = {
    "text": "string",
    "integer": "bigint",
    "number": "decimal(38, 18)",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "timestamp",
}
# Spark writes each row as JSON, so that values of all types come as JSON has them
_JSON_OPTIONS = (
    "map('ignoreNullFields', 'false', 'timestampFormat', \"yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX\", "
    "'timestampNTZFormat', \"yyyy-MM-dd'T'HH:mm:ss.SSSSSS\")"
)


def describe(statement: Statement) -> Rendered:
    """A statement that tells the columns of a query, without running it."""
    return f"describe query select * from (\n{_bound(statement)}\n)", 1  # noqa: S608 - the guard has checked it


def select_json(statement: Statement, columns: int, max_rows: int | None) -> Rendered:
    """A query of the rows, each as a JSON object. Its members have numbers for names, because names may repeat.

    Args:
        statement: the query.
        columns: how many columns it has.
        max_rows: maximum number of rows; None for all.
    """
    names = ", ".join(f"c{number}" for number in range(columns))
    begin = f"select to_json(struct({names}), {_JSON_OPTIONS}) from (\n"  # noqa: S608 - the guard has checked it
    limit = "" if max_rows is None else f" limit {max_rows}"
    return f"{begin}{_bound(statement)}\n) as answer ({names}){limit}", 1


def _bound(statement: Statement) -> str:
    """The SQL of a statement, with the values of its parameters."""
    parts = []
    end = 0
    for begin, name in statement.placeholders:
        parts += [statement.sql[end:begin], _expression(statement.bindings[name])]
        end = begin + 1 + len(name)
    return "".join((*parts, statement.sql[end:]))


def _expression(binding: Binding) -> str:
    # `cast`, because what begins with a parenthesis, or is a text, could mean more after the word before it
    type_ = _TYPES[binding.type]
    if binding.value is None:
        return f"cast(null as {f'array<{type_}>' if binding.is_list else type_})"
    if isinstance(binding.value, list):
        return f"cast(array({', '.join(map(_literal, binding.value))}) as array<{type_}>)"
    return f"cast({_literal(binding.value)} as {type_})"


def _literal(value: Scalar) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case Decimal():
            return f"{value:f}"
        case date():
            return f"'{value.isoformat()}'"
        case str():
            # a text in one line, so that places stay in their lines
            escaped = value.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\r", "\\r")
            return f"'{escaped}'"
