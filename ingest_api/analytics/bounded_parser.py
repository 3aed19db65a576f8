"""Parsing of a query, in bounded time, into a single SELECT."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlglot import Token, TokenType, exp
from sqlglot.dialects import Dialect
from sqlglot.errors import ParseError, TokenError
from sqlglot.parser import SENTINEL_NONE

from eventmart.errors import first_line
from ingest_api.analytics.engine import QueryRefused
from ingest_api.analytics.places import place

# If some statements are many, sqlglot copies their tokens again for each, so the time is quadratic: 0.3 s for this many
# characters, 30 s for eight times as many. No query in a URL is longer.
_MAX_LENGTH = 65_536
# The parser tries some syntax in two ways, so its steps double per level. Ordinary SQL takes about one per token, and
# this many take less than 0.2 s.
_MAX_STEPS = 5_000
_MAX_STEPS_PER_TOKEN = 2
# CPU time of the thread, whatever else takes long
_MAX_SECONDS = 2.0
# member of an error of sqlglot, which this module adds
_POSITION = "position"
# in messages of sqlglot
_TOKEN = re.compile(r" but got <Token .*>", re.DOTALL)
_UNCLOSED = re.compile(r"Missing (.+) from \d+:(\d+)")
_FORBIDDEN = (exp.Insert, exp.Update, exp.Delete, exp.Merge, exp.Create, exp.Drop, exp.Command, exp.Into, exp.Lock)


class BoundedSteps:
    """Part of a dialect's parser: counts how often it moves to another token, and adds to errors where they are."""

    _steps = 0
    _end_at = 0.0
    _tokens_size: int
    _curr: Token
    _prev: Token

    def _advance(self, times: int = 1) -> None:
        self._steps += 1
        self._end_at = self._end_at or time.thread_time() + _MAX_SECONDS
        too_many = self._steps > _MAX_STEPS + _MAX_STEPS_PER_TOKEN * self._tokens_size
        if too_many or time.thread_time() > self._end_at:
            raise QueryRefused("The query is nested too deeply, or too hard to parse. Simplify it.")
        super()._advance(times)  # type: ignore[misc]  # of the dialect's parser

    def raise_error(self, message: str, token: Token = SENTINEL_NONE) -> None:
        """As sqlglot's, which tells the line and the column of the end of the token, and miscounts some lines."""
        try:
            super().raise_error(message, token)  # type: ignore[misc]
        except ParseError as error:
            error.errors[0][_POSITION] = (token or self._curr or self._prev).start
            raise


@dataclass(frozen=True)
class Select:
    """A single SELECT, including CTEs and set operations.

    Attributes:
        tree: its syntax tree.
        tokens: its tokens.
        end: where it ends, without semicolons and comments behind it.
    """

    tree: exp.Query
    tokens: list[Token]
    end: int


def tokenize(sql: str, dialect: Dialect, engine: str) -> list[Token]:
    """The tokens of a query.

    Args:
        sql: the query.
        dialect: its dialect.
        engine: name of the engine, for error messages.

    Raises:
        QueryRefused: it has none, such as a text without an end, or it is too long.
    """
    if len(sql) > _MAX_LENGTH:
        raise QueryRefused(f"The query has {len(sql)} characters, {_MAX_LENGTH} are allowed. Shorten it.")
    if "\0" in sql:
        raise QueryRefused("The query contains the character NUL. Remove it.")
    with _explained(sql, engine):
        return list(dialect.tokenize(sql))


def parse_select(sql: str, dialect: Dialect, engine: str) -> Select:
    """Parse a query that is a single SELECT and writes nothing.

    Args:
        sql: the query.
        dialect: a dialect whose parser is a `BoundedSteps`.
        engine: name of the engine, for error messages.

    Raises:
        QueryRefused: the query is empty, too long, cannot be parsed, has several statements, is not a SELECT, or is
            nested too deeply.
    """
    tokens = tokenize(sql, dialect, engine)
    with _explained(sql, engine):
        parsed = dialect.parser().parse(tokens, sql)
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
    return Select(statement, tokens, max(each.end for each in tokens if each.token_type is not TokenType.SEMICOLON) + 1)


@contextmanager
def _explained(sql: str, engine: str) -> Iterator[None]:
    try:
        yield
    except QueryRefused:
        raise
    except RecursionError:
        raise QueryRefused("The query is nested too deeply. Simplify it.") from None
    except (
        Exception
    ) as error:  # sqlglot raises errors of its own, and others where its parser expects what is not there
        reason, position = _found(error)
        line, column = (None, None) if position is None else place(sql, position)
        raise QueryRefused(
            f"The query cannot be parsed: {reason}", line, column, f"If {engine} accepts it, write this in another way."
        ) from None


def _found(error: Exception) -> tuple[str, int | None]:
    """What is wrong with a query, and at which position, if sqlglot knows it."""
    if isinstance(error, ParseError) and error.errors:
        found = error.errors[0]
        return _TOKEN.sub("", found["description"]), found.get(_POSITION)
    unclosed = _UNCLOSED.fullmatch(str(error.__cause__))
    if isinstance(error, TokenError) and unclosed:
        return f"{unclosed[1]} is not closed", int(unclosed[2])
    return first_line(error).removesuffix("."), None


def _kind(node: exp.Expr) -> str:
    return str(node.this).upper() if isinstance(node, exp.Command) else node.key.upper()
