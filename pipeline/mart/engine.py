"""The mart's database, whatever its engine."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

from eventmart.settings import Settings
from pipeline.mart.clickhouse import ClickHouseMart
from pipeline.mart.postgres import PostgresMart
from pipeline.projects import RunsDbt


class Mart(Protocol):
    """The mart's database. Each method connects anew, as role owner unless it says otherwise.

    The errors of a database that is away are those that `pipeline.transient.is_transient` knows.
    """

    def has_table(self, schema: str, name: str) -> bool:
        """Whether a schema has a table or view."""

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """The rows of a query that both engines understand. Times are in UTC, in literals, too."""

    def publish(self, dbt: RunsDbt, project: Path, run_id: str) -> str:
        """Publish what the mart lacks of the lake; returns a summary.

        Args:
            dbt: runs the operation.
            project: folder of the lake's project.
            run_id: id of the update run, without a slash.

        Raises:
            DbtError: the lake's operation `publish` has failed.
        """

    def lend_erasures(self, persons: Iterable[tuple[Any, ...]]) -> None:
        """Write requests to forget persons to where macro requested_erasures of the lake's project reads them.

        Args:
            persons: tuples of the request's id, the user, the source and the time of the request.
        """

    def holds_erasures(self) -> bool:
        """Whether an erasure has begun, of any number of persons, and `clear_erased` has not been called since."""

    def end_statements(self, name: str) -> bool:
        """End the statements of connections with this name, and the publisher's; returns whether there were any."""

    def mark_visible(self) -> int:
        """Let index-only scans rely on what has been loaded; returns how many tables needed it.

        An index-only scan of PostgreSQL visits the table for each row whose page is not marked as visible to all. A
        vacuum marks pages. Autovacuum that comes after a first load while an older transaction is open marks none, and
        comes again only when the table has grown by a fifth.
        """

    def clear_erased(self) -> None:
        """Remove what an erasure has left besides the rows: its lists, and what the database keeps of deleted rows."""


def mart_of(settings: Settings, timeout_seconds: int | None = None) -> Mart:
    """The mart's database.

    Args:
        settings: how to reach it.
        timeout_seconds: how long a query may take; by default, any time.
    """
    engine = ClickHouseMart if settings.mart_engine == "clickhouse" else PostgresMart
    return engine(settings, timeout_seconds)
