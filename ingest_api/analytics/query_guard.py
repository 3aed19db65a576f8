"""Which SQL the mart accepts: a single SELECT without side effects."""

import re
from collections.abc import Collection
from functools import lru_cache

from sqlglot import Token, TokenType, exp
from sqlglot.dialects import Postgres

from ingest_api.analytics.bounded_parser import BoundedSteps, parse_select, tokenize
from ingest_api.analytics.engine import QueryRefused, Statement
from ingest_api.analytics.placeholders import placeholders, with_stand_ins
from ingest_api.analytics.restless import RESTLESS_TEXT

_ENGINE = "PostgreSQL"

# functions of PostgreSQL, its extensions and Greenplum that affect the server, other sessions or files, or that run a
# query or read relations passed as text
_REFUSED_PREFIXES = (
    "pg_", "gp_", "lo_", "dblink", "set_config", "query_to_xml", "cursor_to_xml", "table_to_xml", "schema_to_xml",
    "database_to_xml", "ts_stat", "ts_rewrite", "crosstab", "connectby", "xpath_table",
)  # fmt: skip
_ALLOWED = {"pg_typeof"}
# all callers are one role, so these show the queries of others
_REFUSED_RELATIONS = ("pg_stat_", "gp_stat_")
_REFUSED_SCHEMAS = ("gp_toolkit",)
# other relations change without dbt
_SCHEMAS = ("", "mart", "results")
# what depends on the time or on chance, as words and in texts that become times
_RESTLESS_WORDS = frozenset({
    "now", "current_date", "current_time", "current_timestamp", "localtime", "localtimestamp", "clock_timestamp",
    "statement_timestamp", "transaction_timestamp", "timeofday", "age", "random", "random_normal", "setseed",
    "gen_random_uuid", "uuidv4", "uuidv7", "tablesample", "current_setting", "array_shuffle", "array_sample",
    "txid_current", "txid_current_snapshot", "pg_current_snapshot", "inet_client_port", "current_query",
})  # fmt: skip
_TEXTS = (TokenType.STRING, TokenType.BYTE_STRING, TokenType.HEREDOC_STRING, TokenType.NATIONAL_STRING)
# in a text e'…', a character by its number, which may be part of such a word
_NUMBERED = re.compile(r"\\[0-7xuU]")
# the answers for so many texts of at most this size are kept
_KEPT_TEXTS = 256
_KEPT_CHARACTERS = 10_000


class _Bounded(Postgres):  # type: ignore[misc]  # sqlglot's packages are untyped
    """PostgreSQL's dialect, parsed in a bounded number of steps and in bounded time."""

    # otherwise the parser simplifies the index of every subscript, which takes quadratic time; nobody reads the result
    INDEX_OFFSET = 0

    class Parser(BoundedSteps, Postgres.Parser):  # type: ignore[misc]  # sqlglot finds it by this name
        """Counts its steps."""


def check(sql: str, names: Collection[str] = ()) -> Statement:
    """Accept a single SELECT, including CTEs and set operations.

    The purpose is a clear error message: the database role is read-only. But all callers have this one role, so it is
    the guard that hides their queries from one another.

    Args:
        sql: the query, with `:name` for the value of each parameter.
        names: names of the parameters.

    Returns:
        The statement, without bindings.

    Raises:
        QueryRefused: the query is empty, too long, cannot be parsed, has several statements, is not a SELECT, is nested
            too deeply, calls a forbidden function, reads a forbidden relation, or names another parameter.
    """
    return (_check_kept if len(sql) <= _KEPT_CHARACTERS else _check)(sql, frozenset(names))


def _check(sql: str, names: frozenset[str]) -> Statement:
    found = tuple(placeholders(sql, tokenize(sql, _Bounded(), _ENGINE), names))
    # PostgreSQL's own parameters
    select = parse_select(with_stand_ins(sql, found, "$", "1"), _Bounded(), _ENGINE)
    for function in select.tree.find_all(exp.Anonymous):
        name = function.name.lower()
        if name.startswith(_REFUSED_PREFIXES) and name not in _ALLOWED:
            raise QueryRefused(f"The function {name} is not allowed. Use functions that only read the mart.")
        if "\\" in name:
            raise QueryRefused(f'The function U&"{name}" is not allowed. Write its name without escapes.')
    _refuse_functions_of_results(select.tokens)
    tables = list(select.tree.find_all(exp.Table))
    for table in tables:
        if table.name.lower().startswith(_REFUSED_RELATIONS) or table.db.lower() in _REFUSED_SCHEMAS:
            raise QueryRefused(f"The relation {table.name} is not allowed. Read the tables and views of the mart.")
    is_repeatable = all(map(_is_of_mart, tables)) and not _is_restless(select.tokens, sql)
    names_of_tables = frozenset(map(_name, tables))
    return Statement(sql[: select.end], names_of_tables, is_repeatable, placeholders=found)


_check_kept = lru_cache(_KEPT_TEXTS)(_check)


def _name(table: exp.Table) -> str:
    """The name of a table; that of a saved result has its schema."""
    return f"results.{table.name.lower()}" if table.db.lower() == "results" else table.name.lower()


def _is_of_mart(table: exp.Table) -> bool:
    return table.db.lower() in _SCHEMAS and not table.name.lower().startswith("pg_")


def _refuse_functions_of_results(tokens: list[Token]) -> None:
    """Refuse the function that a saved view reads: only the name of the view tells what it reads."""
    for schema, dot, name, bracket in zip(tokens, tokens[1:], tokens[2:], tokens[3:], strict=False):
        is_call = (dot.token_type, bracket.token_type) == (TokenType.DOT, TokenType.L_PAREN)
        if is_call and schema.text.lower() == "results" and schema.token_type not in _TEXTS:
            raise QueryRefused(f"The function results.{name.text} is not allowed. Read the view results.{name.text}.")


def _is_restless(tokens: list[Token], sql: str) -> bool:
    for token in tokens:
        kind = token.token_type
        if kind is TokenType.UNICODE_STRING or (token.text.lower() in _RESTLESS_WORDS and kind not in _TEXTS):
            return True
        if kind is TokenType.BYTE_STRING and _NUMBERED.search(sql, token.start, token.end + 1):
            return True
    # PostgreSQL joins texts that follow each other in lines of their own
    texts = "".join(token.text if token.token_type in _TEXTS else "\n" for token in tokens)
    return RESTLESS_TEXT.search(texts) is not None
