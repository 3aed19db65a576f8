"""Which SQL the mart accepts: a single SELECT without side effects."""

import time
from dataclasses import dataclass

import sqlglot
from sqlglot import TokenType, exp
from sqlglot.dialects import Postgres

from eventmart.errors import first_line

# PostgreSQL functions that affect the server, other sessions or files, or that run a query passed as text
_REFUSED_PREFIXES = (
    "pg_", "lo_", "dblink", "set_config", "query_to_xml", "cursor_to_xml", "table_to_xml", "ts_stat", "ts_rewrite",
)  # fmt: skip
_ALLOWED = {"pg_typeof"}
# The parser tries some syntax in two ways, so its steps double per level. Ordinary SQL takes about one per token, and
# this many take less than 0.2 s.
_MAX_STEPS = 5_000
_MAX_STEPS_PER_TOKEN = 2
# CPU time of the thread, whatever else takes long
_MAX_SECONDS = 2.0
_FORBIDDEN = (exp.Insert, exp.Update, exp.Delete, exp.Merge, exp.Create, exp.Drop, exp.Command, exp.Into, exp.Lock)


class QueryRefused(ValueError):
    """The query is not allowed; the message gives the reason."""


class _Bounded(Postgres):  # type: ignore[misc]  # sqlglot's packages are untyped
    """PostgreSQL's dialect, parsed in a bounded number of steps and in bounded time."""

    # otherwise the parser simplifies the index of every subscript, which takes quadratic time; nobody reads the result
    INDEX_OFFSET = 0

    class Parser(Postgres.Parser):  # type: ignore[misc]  # sqlglot finds it by this name
        """Counts how often it moves to another token."""

        _steps = 0
        _end_at = 0.0

        def _advance(self, times: int = 1) -> None:
            self._steps += 1
            self._end_at = self._end_at or time.thread_time() + _MAX_SECONDS
            too_many = self._steps > _MAX_STEPS + _MAX_STEPS_PER_TOKEN * self._tokens_size
            if too_many or time.thread_time() > self._end_at:
                raise QueryRefused("The query is nested too deeply, or too hard to parse. Simplify it.")
            super()._advance(times)


@dataclass(frozen=True)
class Query:
    """A query that is allowed.

    Attributes:
        text: the SELECT without semicolons and comments at its end.
        tables: the names of the tables and views that it reads, in lower case, and of its CTEs.
    """

    text: str
    tables: frozenset[str]


def check(sql: str) -> Query:
    """Accept a single SELECT, including CTEs and set operations.

    The purpose is a clear error message. Security does not depend on it: the database role is read-only.

    Raises:
        QueryRefused: the query is empty, cannot be parsed, has several statements, is not a SELECT, is nested too
            deeply, or calls a forbidden function.
    """
    if "\0" in sql:
        raise QueryRefused("The query contains the character NUL. Remove it.")
    try:
        tokens = _Bounded().tokenize(sql)
        parsed = _Bounded().parser().parse(tokens, sql)
    except (sqlglot.errors.ParseError, sqlglot.errors.TokenError) as error:
        raise QueryRefused(
            f"The query cannot be parsed: {first_line(error).removesuffix('.')}. If PostgreSQL accepts it, write this "
            "part in another way."
        ) from None
    except RecursionError:
        raise QueryRefused("The query is nested too deeply. Simplify it.") from None
    statements = [statement for statement in parsed if not isinstance(statement, exp.Semicolon | None)]
    if not statements:
        raise QueryRefused("The query is empty. Send one SELECT in the parameter sql.")
    if len(statements) > 1:
        raise QueryRefused(f"The query has {len(statements)} statements. Send one SELECT.")
    (statement,) = statements
    if not isinstance(statement, exp.Query):
        raise QueryRefused(f"{_kind(statement)} is not allowed. Send a SELECT.")
    for node in statement.find_all(*_FORBIDDEN):
        raise QueryRefused(f"{_kind(node)} is not allowed inside a query. Send a plain SELECT.")
    for function in statement.find_all(exp.Anonymous):
        name = function.name.lower()
        if name.startswith(_REFUSED_PREFIXES) and name not in _ALLOWED:
            raise QueryRefused(f"The function {name} is not allowed. Use functions that only read the mart.")
        if "\\" in name:
            raise QueryRefused(f'The function U&"{name}" is not allowed. Write its name without escapes.')
    tables = frozenset(table.name.lower() for table in statement.find_all(exp.Table))
    return Query(sql[: max(token.end for token in tokens if token.token_type is not TokenType.SEMICOLON) + 1], tables)


def _kind(node: exp.Expr) -> str:
    return str(node.this).upper() if isinstance(node, exp.Command) else node.key.upper()
