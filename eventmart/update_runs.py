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
        is_full: whether all is built anew, and all tests are run.
        replay_from: with replay_to, what was received from then on,
        replay_to: and before then, is brought anew from the raw events into the lake.
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
    is_full: bool
    replay_from: datetime | None
    replay_to: datetime | None


class RunRecords:
    """Reads and writes run records over one connection."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def request(self, run_id: UUID, *, is_full: bool = False, replay: tuple[datetime, datetime] | None = None) -> UUID:
        """Queue a run, unless one is queued already: that one sees the same data, and then does what both are to do.

        Args:
            run_id: of the run, where it is a new one.
            is_full: build all anew.
            replay: bring what was received from the first moment on, and before the second, anew into the lake.

        Returns:
            The id of the queued run.
        """
        row = self._connection.execute(
            """
            insert into pipeline.update_runs (run_id, state, is_full, replay_from, replay_to)
            values (%s, 'queued', %s, %s, %s)
            on conflict (state) where state = 'queued'
            do update set
                is_full = update_runs.is_full or excluded.is_full,
                replay_from = least(update_runs.replay_from, excluded.replay_from),
                replay_to = greatest(update_runs.replay_to, excluded.replay_to)
            returning run_id
            """,
            [run_id, is_full, *(replay or (None, None))],
        ).fetchone()
        assert row is not None  # noqa: S101 - an upsert returns its row
        self._connection.execute(f"notify {CHANNEL}")
        return UUID(str(row[0]))

    def get(self, run_id: UUID) -> Run | None:
        """The run of that id, or None."""
        with self._connection.cursor(row_factory=class_row(Run)) as cursor:
            return cursor.execute("select * from pipeline.update_runs where run_id = %s", [run_id]).fetchone()

    def begin_next(self) -> Run | None:
        """Set the queued run running and return it, or None where none is queued."""
        with self._connection.cursor(row_factory=class_row(Run)) as cursor:
            return cursor.execute(
                "update pipeline.update_runs set state = 'running', started_at = now() where state = 'queued' "
                "returning *"
            ).fetchone()

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
            "'The worker was stopped in the middle of this run; ' || case when is_full or replay_from is not null "
            "then 'ask for it again.' else 'the next run makes it good.' end "
            "where state = 'running'"
        )
