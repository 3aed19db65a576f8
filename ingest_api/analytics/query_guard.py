"""Which SQL the mart accepts: a single SELECT without side effects."""

import re
import time
from collections.abc import Collection, Iterator
from functools import lru_cache

import sqlglot
from sqlglot import Token, TokenType, exp
from sqlglot.dialects import Postgres

from eventmart.errors import first_line
from ingest_api.analytics.engine import QueryRefused, Statement

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
# what depends on the time or on chance, as words and as texts that become times
_RESTLESS_WORDS = frozenset({
    "now", "current_date", "current_time", "current_timestamp", "localtime", "localtimestamp", "clock_timestamp",
    "statement_timestamp", "transaction_timestamp", "timeofday", "age", "random", "random_normal", "setseed",
    "gen_random_uuid", "uuidv4", "uuidv7", "tablesample", "current_setting",
})  # fmt: skip
_RESTLESS_TEXTS = frozenset({"now", "today", "tomorrow", "yesterday", "allballs"})
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# before a colon, these make it part of a cast or of the slice of an array
_NO_PLACEHOLDER = re.compile(r"""[\w:\[\])"']""")
# the answers for so many texts of at most this size are kept
_KEPT_TEXTS = 256
_KEPT_CHARACTERS = 10_000
_FORBIDDEN = (exp.Insert, exp.Update, exp.Delete, exp.Merge, exp.Create, exp.Drop, exp.Command, exp.Into, exp.Lock)


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


def check(sql: str, names: Collection[str] = ()) -> Statement:
    """Accept a single SELECT, including CTEs and set operations.

    The purpose is a clear error message. Security does not depend on it: the database role is read-only.

    Args:
        sql: the query, with `:name` for the value of each parameter.
        names: names of the parameters.

    Returns:
        The statement, without bindings.

    Raises:
        QueryRefused: the query is empty, cannot be parsed, has several statements, is not a SELECT, is nested too
            deeply, calls a forbidden function, or names another parameter.
    """
    return (_check_kept if len(sql) <= _KEPT_CHARACTERS else _check)(sql, frozenset(names))


def _check(sql: str, names: frozenset[str]) -> Statement:
    if "\0" in sql:
        raise QueryRefused("The query contains the character NUL. Remove it.")
    try:
        tokens = _Bounded().tokenize(sql)
        placeholders = tuple(_placeholders(sql, tokens, names))
        parsable = _with_stand_ins(sql, placeholders)
        if placeholders:
            tokens = _Bounded().tokenize(parsable)
        parsed = _Bounded().parser().parse(tokens, parsable)
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
    ends = [token.end + 1 for token in tokens if token.token_type is not TokenType.SEMICOLON]
    # a stand-in may be shorter than its placeholder
    end = max(ends + [begin + 1 + len(name) for begin, name in placeholders])
    return Statement(sql[:end], tables, _is_repeatable(tokens), placeholders)


_check_kept = lru_cache(_KEPT_TEXTS)(_check)


def _placeholders(sql: str, tokens: list[Token], names: frozenset[str]) -> Iterator[tuple[int, str]]:
    for token in tokens:
        if token.token_type is not TokenType.COLON or _NO_PLACEHOLDER.match(sql[: token.start][-1:]):
            continue
        found = _NAME.match(sql, token.start + 1)
        if found is None:
            continue
        if found[0] not in names:
            raise QueryRefused(
                f"The parameter :{found[0]} has no value. The query has these: {', '.join(sorted(names)) or 'none'}."
            )
        yield token.start, found[0]


def _with_stand_ins(sql: str, placeholders: tuple[tuple[int, str], ...]) -> str:
    """The query with PostgreSQL's own parameters, which the parser knows, in places of the same length."""
    for begin, name in placeholders:
        end = begin + 1 + len(name)
        sql = sql[:begin] + "$1".ljust(end - begin) + sql[end:]
    return sql


def _is_repeatable(tokens: list[Token]) -> bool:
    return not any(
        token.text.strip().lower() in (_RESTLESS_TEXTS if token.token_type is TokenType.STRING else _RESTLESS_WORDS)
        for token in tokens
    )


def _kind(node: exp.Expr) -> str:
    return str(node.this).upper() if isinstance(node, exp.Command) else node.key.upper()
