"""Records of the update runs, in PostgreSQL."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

CHANNEL = "eventmart_update"

Step = dict[str, Any]


@dataclass(frozen=True)
class Run:
    """One update run.

    Attributes:
        state: queued, running, succeeded, succeeded_with_failures or failed. With failures means that the mart is
            updated, except for models that failed and those that read them.
        is_full: whether the run rebuilds everything and runs all tests.
        replay_from: start (inclusive) of the reception times to reload from the raw events into the lake; None if the
            run replays nothing.
        replay_to: end (exclusive) of the reception times to reload; None if the run replays nothing.
        steps: the steps that have begun, each with name, state, started_at, seconds and detail.
        error: what failed and why; None if nothing did.
        requested_by: `api`, or `schedule` if the worker has requested the run by itself.
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
    requested_by: str = "api"


@dataclass(frozen=True)
class Plan:
    """What the worker will do next by itself.

    Attributes:
        every: off, an interval, or a cron expression.
        next_at: when the worker looks next whether anything is new; None if never.
        note: why it did nothing, or waits longer than usual; empty if neither.
    """

    every: str
    next_at: datetime | None
    note: str


# by name: an upgrade may add columns while processes of the version before still run
_COLUMNS = sql.SQL(", ").join(sql.Identifier(field.name) for field in fields(Run))


class RunRecords:
    """Reads and writes run records over one connection."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def request(
        self,
        run_id: UUID,
        *,
        is_full: bool = False,
        replay: tuple[datetime, datetime] | None = None,
        requested_by: str = "api",
    ) -> UUID:
        """Queue a run, or widen the run that is already queued.

        A queued run has not read anything yet, so it sees the same data as a new one would. Widening makes it cover
        both requests: it is full if either is full, and it replays one range that spans both ranges.

        Args:
            run_id: id of the run if a new one is queued.
            is_full: rebuild everything.
            replay: start (inclusive) and end (exclusive) of the reception times to reload into the lake.
            requested_by: api or schedule.

        Returns:
            Id of the queued run.
        """
        row = self._connection.execute(
            """
            insert into pipeline.update_runs (run_id, state, is_full, replay_from, replay_to, requested_by)
            values (%s, 'queued', %s, %s, %s, %s)
            on conflict (state) where state = 'queued'
            do update set
                is_full = update_runs.is_full or excluded.is_full,
                replay_from = least(update_runs.replay_from, excluded.replay_from),
                replay_to = greatest(update_runs.replay_to, excluded.replay_to),
                requested_by = least(update_runs.requested_by, excluded.requested_by)
            returning run_id
            """,
            [run_id, is_full, *(replay or (None, None)), requested_by],
        ).fetchone()
        assert row is not None  # noqa: S101 - an upsert returns its row
        self._connection.execute(f"notify {CHANNEL}")
        return UUID(str(row[0]))

    def get(self, run_id: UUID) -> Run | None:
        """The run with this id, or None if there is none."""
        with self._connection.cursor(row_factory=class_row(Run)) as cursor:
            return cursor.execute(
                sql.SQL("select {} from pipeline.update_runs where run_id = %s").format(_COLUMNS), [run_id]
            ).fetchone()

    def newest(self, limit: int, before: Run | None = None) -> list[Run]:
        """The newest runs, the newest first.

        Args:
            limit: how many runs at most.
            before: list only runs that are older than this one.
        """
        with self._connection.cursor(row_factory=class_row(Run)) as cursor:
            return cursor.execute(
                sql.SQL(
                    "select {} from pipeline.update_runs where %(before)s::uuid is null "
                    "or (requested_at, run_id) < (%(requested_at)s, %(before)s::uuid) "
                    "order by requested_at desc, run_id desc limit %(limit)s"
                ).format(_COLUMNS),
                {
                    "before": before and before.run_id,
                    "requested_at": before and before.requested_at,
                    "limit": limit,
                },
            ).fetchall()

    def begin_next(self) -> Run | None:
        """Mark the queued run as running and return it, or return None if no run is queued."""
        with self._connection.cursor(row_factory=class_row(Run)) as cursor:
            return cursor.execute(
                sql.SQL(
                    "update pipeline.update_runs set state = 'running', started_at = now() where state = 'queued' "
                    "returning {}"
                ).format(_COLUMNS)
            ).fetchone()

    def record_steps(self, run_id: UUID, steps: list[Step]) -> None:
        """Store the steps that have begun."""
        self._connection.execute("update pipeline.update_runs set steps = %s where run_id = %s", [Jsonb(steps), run_id])

    def finish(self, run_id: UUID, error: str | None, *, is_through: bool) -> None:
        """Store the outcome of the run.

        Args:
            run_id: the run.
            error: what failed and why; None if nothing did.
            is_through: whether the run has performed all of its steps.
        """
        failed = "succeeded_with_failures" if is_through else "failed"
        self._connection.execute(
            "update pipeline.update_runs set state = %s, error = %s, finished_at = now() where run_id = %s",
            [failed if error else "succeeded", error, run_id],
        )

    def fail_interrupted(self) -> None:
        """Fail the run that a stopped worker left in state `running`.

        The next run completes its work. A full run or a replay has to be requested again.
        """
        self._connection.execute(
            "update pipeline.update_runs set state = 'failed', finished_at = now(), error = "
            "'The worker stopped during this run. ' || case when is_full or replay_from is not null "
            "then 'Request the run again.' else 'The next run completes its work.' end "
            "where state = 'running'"
        )

    def record_plan(self, plan: Plan) -> None:
        """Store what the worker will do next by itself."""
        self._connection.execute(
            "insert into pipeline.plan (every, next_at, note) values (%s, %s, %s) "
            "on conflict ((true)) do update "
            "set every = excluded.every, next_at = excluded.next_at, note = excluded.note",
            [plan.every, plan.next_at, plan.note],
        )

    def plan(self) -> Plan | None:
        """What the worker will do next by itself; None if no worker has told."""
        with self._connection.cursor(row_factory=class_row(Plan)) as cursor:
            return cursor.execute("select * from pipeline.plan").fetchone()
