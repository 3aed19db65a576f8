"""What a saved result is, whatever the mart's database."""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

log = logging.getLogger("eventmart")

_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")

SCHEMA = "results"
# what readers see in schema results besides: the records of the results
RECORDS = "saved"
# what a mart on PostgreSQL holds there, too: the queries whose result is being saved
QUERIES = "queries"
# how long an erasure waits for readers: longer than a query of the API may take
REMOVE_ALL_SECONDS = 900.0


def is_result_name(text: str) -> bool:
    """Whether a saved result may have this name."""
    return _NAME.fullmatch(text) is not None and text not in (RECORDS, QUERIES)


class ResultInUse(Exception):
    """A saved result cannot be removed, because it is being read."""


def removed_unless_in_use(remove: Callable[[], bool]) -> bool:
    """Try to remove a result; returns whether it was removed. One that is in use stays for now."""
    try:
        return remove()
    except ResultInUse as error:
        log.info("a result stays for now: %s", error)
        return False


class ResultsUnavailable(ConnectionError):
    """The database that holds the results cannot be reached."""


@dataclass(frozen=True)
class SavedResult:
    """A saved result: table or view `results.<name>`.

    Attributes:
        sql: the query.
        parameters: their values, by name.
        saved_by: name of the API key.
        expires_at: when it will be removed; None if never.
        complete_through: every event received up to this time was in the tables that the query has read; None if that
            is not known, and for a view.
        run_id: the update run that the data comes from; None for a view.
        row_count: number of rows; None for a view.
        byte_count: size as CSV; None for a view.
    """

    name: str
    is_view: bool
    engine: str
    sql: str
    parameters: dict[str, Any]
    saved_by: str
    saved_at: datetime
    expires_at: datetime | None
    complete_through: datetime | None
    run_id: str | None
    row_count: int | None
    byte_count: int | None


class SavedResults(Protocol):
    """Reads and removes saved results."""

    def all(self) -> list[SavedResult]:
        """The results, by name."""

    def get(self, name: str) -> SavedResult | None:
        """The result of this name, or None if there is none."""

    def remove(self, result: SavedResult) -> bool:
        """Remove a result, unless another one has its name by now; returns whether it was removed.

        Raises:
            ResultInUse: it is being read all the time.
        """

    def remove_expired(self) -> int:
        """Remove the results whose time is up, except those that are being read; returns how many."""

    def remove_all(self) -> int:
        """Remove all results, so that nothing of them is left; returns how many.

        Raises:
            ResultInUse: a result is being read for minutes. The others are removed.
        """
