"""The mart on ClickHouse."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from eventmart.clickhouse import connected
from eventmart.settings import Settings
from pipeline.mart.landing import Landing
from pipeline.projects import RunsDbt
from raw_zone.client import hdfs_client
from raw_zone.layout import ERASURES

_REQUESTS = f"{ERASURES}/requests.json"


class ClickHouseMart:
    """See `pipeline.mart.engine.Mart`."""

    def __init__(self, settings: Settings, timeout_seconds: int | None = None) -> None:
        self._settings = settings
        self._limits = {} if timeout_seconds is None else {"max_execution_time": timeout_seconds}

    def has_table(self, schema: str, name: str) -> bool:
        """Whether a schema has a table or view."""
        return bool(self.rows(f"select 1 from system.tables where database = '{schema}' and name = '{name}'"))  # noqa: S608

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        with connected(self._settings, "owner") as owner:
            return [tuple(row) for row in owner.query(statement, settings=self._limits).result_rows]

    def publish(self, dbt: RunsDbt, project: Path, run_id: str) -> str:
        """Publish what the mart lacks of the lake."""
        held = self.rows("select table_name, batch_id, sent_as, retained_from from mart.published_tables")
        with connected(self._settings, "publisher") as publisher:
            return Landing(hdfs_client(self._settings), publisher).publish(dbt, project, run_id, held)

    def lend_erasures(self, persons: Iterable[tuple[Any, ...]]) -> None:
        """Write requests to where Spark reads them."""
        # Spark reads files, but no ClickHouse
        names = ("erasure_id", "user_id", "source", "requested_at")
        lines = [json.dumps(dict(zip(names, person, strict=True)), default=str) for person in persons]
        hdfs_client(self._settings).write(_REQUESTS, "\n".join(lines).encode(), overwrite=True)

    def holds_erasures(self) -> bool:
        """Whether an erasure is not finished."""
        return hdfs_client(self._settings).status(_REQUESTS, strict=False) is not None

    def end_statements(self, name: str) -> bool:
        """End statements; returns whether there were any."""
        # see `log_comment` in profiles/profiles.yml
        named = f"Settings['log_comment'] = '{name}'"
        if not self.rows(f"select 1 from system.processes where {named}"):  # noqa: S608
            return False
        with connected(self._settings, "owner") as owner:
            owner.command(f"kill query where {named}")
        return True

    def mark_visible(self) -> int:
        """Nothing to do: ClickHouse reads parts as a whole."""
        return 0

    def clear_erased(self) -> None:
        """Remove what an erasure has left."""
        hdfs_client(self._settings).delete(ERASURES, recursive=True)
        with connected(self._settings, "publisher") as publisher:
            publisher.command("drop table if exists landing.erased_events")
