"""The record of the update runs, in PostgreSQL."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

CHANNEL = "eventmart_update"

Step = dict[str, Any]


@dataclass(frozen=True)
class Run:
    """One update run.

    Attributes:
        state: queued, running, succeeded or failed.
        steps: of each step that has begun: name, state, started_at, seconds, detail.
        error: why it failed, else None.
    """

    run_id: UUID
    state: str
    requested_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    steps: list[Step]
    error: str | None


class RunRecords:
    """Reads and writes run records over one connection."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def request(self, run_id: UUID) -> UUID:
        """Queue a run, unless one is queued already: that one will see the same data.

        Returns:
            The id of the queued run.
        """
        row = self._connection.execute(
            """
            insert into pipeline.update_runs (run_id, state) values (%s, 'queued')
            on conflict (state) where state = 'queued'
            do update set state = excluded.state
            returning run_id
            """,
            [run_id],
        ).fetchone()
        assert row is not None  # noqa: S101 - an upsert returns its row
        self._connection.execute(f"notify {CHANNEL}")
        return UUID(str(row[0]))

    def get(self, run_id: UUID) -> Run | None:
        """The run of that id, or None."""
        with self._connection.cursor(row_factory=class_row(Run)) as cursor:
            return cursor.execute("select * from pipeline.update_runs where run_id = %s", [run_id]).fetchone()

    def begin_next(self) -> UUID | None:
        """Set the queued run running and return its id, or None where none is queued."""
        row = self._connection.execute(
            "update pipeline.update_runs set state = 'running', started_at = now() where state = 'queued' "
            "returning run_id"
        ).fetchone()
        return UUID(str(row[0])) if row else None

    def record_steps(self, run_id: UUID, steps: list[Step]) -> None:
        """Store how far the run has come."""
        self._connection.execute("update pipeline.update_runs set steps = %s where run_id = %s", [Jsonb(steps), run_id])

    def finish(self, run_id: UUID, error: str | None) -> None:
        """Store the end of the run: succeeded where there is no error."""
        self._connection.execute(
            "update pipeline.update_runs set state = %s, error = %s, finished_at = now() where run_id = %s",
            ["failed" if error else "succeeded", error, run_id],
        )

    def fail_interrupted(self) -> None:
        """Fail the run that a worker left behind when it was stopped in the middle."""
        self._connection.execute(
            "update pipeline.update_runs set state = 'failed', finished_at = now(), error = "
            "'The worker was stopped in the middle of this run; the next run makes it good.' "
            "where state = 'running'"
        )
