"""Which SQL the mart accepts: a single SELECT without side effects."""

import sqlglot
from sqlglot import TokenType, exp
from sqlglot.dialects import Postgres

from eventmart.errors import first_line

# PostgreSQL functions that affect the server, other sessions or files, or that run a query passed as text
_REFUSED_PREFIXES = (
    "pg_", "lo_", "dblink", "set_config", "query_to_xml", "cursor_to_xml", "table_to_xml", "ts_stat", "ts_rewrite",
)  # fmt: skip
_ALLOWED = {"pg_typeof"}
# sqlglot parses syntax that can be a type or a function, such as array[…], both ways, so parse time doubles per level
_MAX_NESTED_TYPES = 6
_OPENING = {TokenType.L_PAREN, TokenType.L_BRACKET}
_CLOSING = {TokenType.R_PAREN, TokenType.R_BRACKET}
_FORBIDDEN = (exp.Insert, exp.Update, exp.Delete, exp.Merge, exp.Create, exp.Drop, exp.Command, exp.Into, exp.Lock)


class QueryRefused(ValueError):
    """The query is not allowed; the message gives the reason."""


def check(sql: str) -> None:
    """Accept a single SELECT, including CTEs and set operations.

    The purpose is a clear error message. Security does not depend on it: the database role is read-only.

    Raises:
        QueryRefused: the query is empty, is not valid SQL, has several statements, is not a SELECT, is nested too
            deeply, or calls a forbidden function.
    """
    try:
        if _nested_types(sql) > _MAX_NESTED_TYPES:
            raise QueryRefused(
                f"The query nests arrays or types more than {_MAX_NESTED_TYPES} levels deep. Nest fewer."
            )
        statements = [statement for statement in sqlglot.parse(sql, dialect="postgres") if statement is not None]
    except (sqlglot.errors.ParseError, sqlglot.errors.TokenError) as error:
        raise QueryRefused(f"The query is not valid SQL: {first_line(error).removesuffix('.')}.") from None
    except RecursionError:
        raise QueryRefused("The query is nested too deeply. Simplify it.") from None
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


def _nested_types(sql: str) -> int:
    """Maximum nesting depth of brackets that follow a type name."""
    depths = [0]
    deepest = 0
    previous = None
    for token in sqlglot.tokenize(sql, dialect="postgres"):
        if token.token_type in _OPENING:
            depths.append(depths[-1] + (previous in Postgres.Parser.TYPE_TOKENS))
            deepest = max(deepest, depths[-1])
        elif token.token_type in _CLOSING and len(depths) > 1:
            depths.pop()
        previous = token.token_type
    return deepest


def _kind(node: exp.Expr) -> str:
    return str(node.this).upper() if isinstance(node, exp.Command) else node.key.upper()
