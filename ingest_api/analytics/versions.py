"""ETags of answers and cursors of pages: both name the version of the data that they belong to."""

import base64
import hashlib
from binascii import Error as Base64Error

import msgspec

from ingest_api.analytics.engine import State, Statement

_DIGEST_BYTES = 16
_MAX_CURSOR = 1000
_MAX_ROW = 2**62
_NO_PAGES = (
    "The answer to this query may differ each time, so it has one page only. Leave out the cursor, and raise `limit` "
    "or choose another format."
)


class CursorInvalid(ValueError):
    """The cursor is not one that an answer had, or belongs to another query."""


class DataChanged(Exception):
    """The data has changed since the page before, so that the pages would not fit together."""


def etag(engine: str, statement: Statement, state: State, presentation: object) -> str | None:
    """The ETag of an answer; None if it may be wrong later although its data has not changed.

    It is a weak one if rows come in another order each time: an answer stays right, but not byte for byte.

    Args:
        engine: name of the engine.
        statement: the query with its parameters.
        state: the data.
        presentation: what else the bytes of the answer depend on.
    """
    if state.version is None or not statement.is_repeatable:
        return None
    return _digest([engine, statement.sql, statement.bindings, state, presentation])


class _Place(msgspec.Struct, array_like=True):
    result: str
    row: int


def cursor(engine: str, statement: Statement, state: State, row: int) -> str | None:
    """The cursor of a page; None if rows may come in another order although the data has not changed.

    Args:
        engine: name of the engine.
        statement: the query with its parameters.
        state: the data.
        row: number of the first row of the page, from 0.
    """
    result = etag(engine, statement, state, None)
    if result is None or not statement.is_ordered:
        return None
    place = _Place(f"{_digest([engine, statement.sql, statement.bindings])} {result}", row)
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def row_of(text: str, engine: str, statement: Statement) -> int:
    """The number of the first row of the page of a query, from 0.

    Raises:
        CursorInvalid: it is no cursor, belongs to another query, or the query has no pages.
    """
    place = _place(text)
    if not (statement.is_repeatable and statement.is_ordered):
        raise CursorInvalid(_NO_PAGES)
    if place.result.partition(" ")[0] != _digest([engine, statement.sql, statement.bindings]):
        raise CursorInvalid("The cursor belongs to another query or to other parameters. Send those of the first page.")
    return place.row


def check_cursor(text: str, engine: str, statement: Statement, state: State) -> None:
    """Check that a cursor of a query belongs to the data that it has read.

    Raises:
        CursorInvalid: the data has no version.
        DataChanged: it belongs to other data.
    """
    expected = cursor(engine, statement, state, _place(text).row)
    if expected is None:
        raise CursorInvalid(_NO_PAGES)
    if expected != text:
        raise DataChanged("The data has changed since the first page. Begin again without the cursor.")


def _place(text: str) -> _Place:
    try:
        if len(text) > _MAX_CURSOR or not text.isascii():
            raise ValueError  # noqa: TRY301
        place = msgspec.json.decode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), type=_Place)
    except (ValueError, Base64Error, msgspec.DecodeError):
        raise CursorInvalid("The cursor is not valid. Send the `next_cursor` of the page before.") from None
    if not 0 <= place.row < _MAX_ROW:
        raise CursorInvalid("The cursor is not valid. Send the `next_cursor` of the page before.")
    return place


def _digest(values: list[object]) -> str:
    return hashlib.blake2b(msgspec.json.encode(values, order="sorted"), digest_size=_DIGEST_BYTES).hexdigest()
