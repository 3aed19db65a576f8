"""What may be asked of the mart: one SELECT, and nothing that acts beyond reading."""

import sqlglot
from sqlglot import TokenType, exp
from sqlglot.dialects import Postgres

from eventmart.errors import first_line

# functions of PostgreSQL that act on the server, other sessions or files rather than on rows, or take a query as text
_REFUSED_PREFIXES = (
    "pg_", "lo_", "dblink", "set_config", "query_to_xml", "cursor_to_xml", "table_to_xml", "ts_stat", "ts_rewrite",
)  # fmt: skip
_ALLOWED = {"pg_typeof"}
# what may be a type or a function, such as array[…], is parsed as both, and all that is in it twice, at each level
_MOST_NESTED_TYPES = 6
_OPENING = {TokenType.L_PAREN, TokenType.L_BRACKET}
_CLOSING = {TokenType.R_PAREN, TokenType.R_BRACKET}
_ACTS = (exp.Insert, exp.Update, exp.Delete, exp.Merge, exp.Create, exp.Drop, exp.Command, exp.Into, exp.Lock)


class QueryRefused(ValueError):
    """The query is not one that may be asked; the message tells why."""


def check(sql: str) -> None:
    """Let a single SELECT pass (with CTEs and set operations).

    This is for a clear answer: the database role could do no harm either.

    Raises:
        QueryRefused: it is empty, not SQL, more than one statement, or something else than a SELECT.
    """
    try:
        if _nested_types(sql) > _MOST_NESTED_TYPES:
            raise QueryRefused(
                f"The query has more than {_MOST_NESTED_TYPES} arrays or types within one another: nest fewer."
            )
        statements = [statement for statement in sqlglot.parse(sql, dialect="postgres") if statement is not None]
    except (sqlglot.errors.ParseError, sqlglot.errors.TokenError) as error:
        raise QueryRefused(f"The query is not valid SQL: {first_line(error).removesuffix('.')}.") from None
    except RecursionError:
        raise QueryRefused("The query is nested too deeply.") from None
    if not statements:
        raise QueryRefused("The query is empty: send one SELECT in the parameter sql.")
    if len(statements) > 1:
        raise QueryRefused(f"The query has {len(statements)} statements: send one SELECT.")
    (statement,) = statements
    if not isinstance(statement, exp.Query):
        raise QueryRefused(f"{_kind(statement)} is not allowed: the mart answers SELECT only.")
    for act in statement.find_all(*_ACTS):
        raise QueryRefused(f"{_kind(act)} is not allowed inside a query: the mart answers SELECT only.")
    for function in statement.find_all(exp.Anonymous):
        name = function.name.lower()
        if name.startswith(_REFUSED_PREFIXES) and name not in _ALLOWED:
            raise QueryRefused(f"The function {name} is not allowed: it does not read the mart.")
        if "\\" in name:
            raise QueryRefused(f'The function U&"{name}" is not allowed: write its name without escapes.')


def _nested_types(sql: str) -> int:
    """How many brackets that follow a type's name are within one another."""
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
