"""ClickHouse's errors, as those of an engine."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ingest_api.analytics.deadline import timed_out
from ingest_api.analytics.engine import (
    MART_NOT_BUILT,
    EngineUnavailable,
    QueryEnded,
    QueryFailed,
    QueryForbidden,
    TooManyQueries,
)
from ingest_api.analytics.placeholders import Substituted

# numbers of errors: https://github.com/ClickHouse/ClickHouse/blob/master/src/Common/ErrorCodes.cpp
_TIMED_OUT, _CANCELLED, _DENIED, _TOO_MANY = 159, 394, 497, 202
# there is no such table or database
UNKNOWN_RELATION = (60, 81)
_NOT_LOGGED_IN = (192, 193, 194, 516)
_ABORTED = 0

# `Code: 47. DB::Exception: Message. (NAME) (version 26.9.2.1)`; the part before the message may come twice
_MESSAGE = re.compile(r"(?:Code: (\d+)\. DB::Exception: )+(.*?)(?= \(version |$)", re.DOTALL)
_NAME = re.compile(r"\.? \([A-Z_]+\)\.?$")
# the statement, as ClickHouse has rewritten it
_SCOPE = re.compile(r":? ?\.? In scope .*", re.DOTALL)
_HINT = re.compile(r"\.? Maybe you meant:? (.*?)\??\.?$", re.DOTALL)
_SYNTAX = re.compile(r"^Syntax error: failed at position (\d+) \((.*?)\)", re.DOTALL)
_UNKNOWN_NAME = re.compile(
    r"Unknown (?:table )?expression identifier [`']([^`']+)[`']|[Ff]unction with name [`']([^`']+)[`']"
)
_LONGEST = 500


class Aborted(Exception):
    """ClickHouse has refused or aborted a statement.

    Attributes:
        code: ClickHouse's number of the error; 0 if it has not told it.
    """

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


def refusal(text: str) -> Aborted:
    """The error that a text of ClickHouse tells."""
    found = _MESSAGE.search(text)
    if found is None:
        return Aborted(_ABORTED, "ClickHouse has aborted the query, and has not told why.")
    return Aborted(int(found[1]), found[2])


@contextmanager
def translated(query: Substituted, prefix: int, seconds: float, is_built: Callable[[], bool]) -> Iterator[None]:
    """Raise errors of ClickHouse in this block as those of an engine.

    Args:
        query: what runs.
        prefix: position of the query in the statement that ClickHouse parses.
        seconds: time limit of the query.
        is_built: whether there is a mart.
    """
    try:
        yield
    except Aborted as error:
        if error.code == _TIMED_OUT:
            raise timed_out(seconds) from None
        if error.code == _CANCELLED:
            raise QueryEnded from None
        if error.code == _TOO_MANY:
            raise TooManyQueries(
                "ClickHouse runs too many queries. Send this one again when they have ended."
            ) from None
        if error.code in _NOT_LOGGED_IN:
            raise EngineUnavailable("ClickHouse does not know the reader. Run `eventmart bootstrap`.") from error
        kind = QueryForbidden if error.code == _DENIED else QueryFailed
        message, hint, place = _told(str(error), query, prefix)
        if error.code in UNKNOWN_RELATION and not is_built():
            hint = MART_NOT_BUILT
        line, column = place or (None, None)
        raise kind(message, line, column, hint) from None


def _told(message: str, query: Substituted, prefix: int) -> tuple[str, str | None, tuple[int, int] | None]:
    """Message, hint and place, of an error's text."""
    message = _NAME.sub("", message.strip())
    syntax = _SYNTAX.match(message)
    if syntax is not None:
        return f"Syntax error at {syntax[2]}", None, query.place(int(syntax[1]) - 1 - prefix)
    message = _SCOPE.sub("", message)
    place = None
    name = _UNKNOWN_NAME.search(message)
    if name is not None:
        place = _place_of(name[1] or name[2], query)
    hint = _HINT.search(message)
    if hint is not None:
        message = message[: hint.start()]
    return message[:_LONGEST], hint and f"Perhaps you meant {hint[1].strip('[]')}.", place


def _place_of(name: str, query: Substituted) -> tuple[int, int] | None:
    """Where the query has a name, if it has it once: ClickHouse tells places of syntax errors alone."""
    found = list(re.finditer(rf"(?<![\w.]){re.escape(name)}(?!\w)", query.sql))
    return query.place(found[0].start()) if len(found) == 1 else None
