"""Records of the update runs, in PostgreSQL."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.rows import class_row

from eventmart.idempotency import IdempotencyKey, once
from eventmart.node_results import NodeResult, node_results

CHANNEL = "eventmart_update"

Step = dict[str, Any]


@dataclass(frozen=True)
class Run:
    """One update run.

    Attributes:
        state: queued, running, succeeded, succeeded_with_failures, failed or cancelled. With failures means that the
            mart is updated, except for models that failed and those that read them.
        is_full: whether the run rebuilds everything and runs all tests.
        replay_from: start (inclusive) of the reception times to reload from the raw events into the lake; None if the
            run replays nothing.
        replay_to: end (exclusive) of the reception times to reload; None if the run replays nothing.
        steps: the steps that have begun, of all tries, each with try, name, state, started_at, seconds, detail, what it
            counted, and if it failed, error and is_transient.
        error: what failed and why; None if nothing did.
        requested_by: `api`, or `schedule` if the worker has requested the run by itself.
        tries: how often the run was begun. After a failure that passes by itself, it begins again.
        cancel_requested_at: when its end was requested; None if it was not.
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
    tries: int = 0
    cancel_requested_at: datetime | None = None


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
        key: IdempotencyKey | None = None,
    ) -> UUID:
        """Queue a run, or widen the run that is already queued.

        A queued run has not read anything yet, so it sees the same data as a new one would. Widening makes it cover
        both requests: it is full if either is full, and it replays one range that spans both ranges.

        Args:
            run_id: id of the run if a new one is queued.
            is_full: rebuild everything.
            replay: start (inclusive) and end (exclusive) of the reception times to reload into the lake.
            requested_by: api or schedule.
            key: idempotency key of the request.

        Returns:
            Id of the queued run, or of the run that an earlier request with the same key has got.

        Raises:
            KeyReused: the key came with another request before.
        """
        if key is not None:
            queue = partial(self.request, run_id, is_full=is_full, replay=replay, requested_by=requested_by)
            return once(self._connection, key, queue)
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
        return self._one("select {} from pipeline.update_runs where run_id = %s", [run_id])

    def node_results(self, run_id: UUID) -> dict[int, list[NodeResult]]:
        """dbt's results of the models and tests of a run, by the position of the step."""
        return node_results(self._connection, run_id)

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

    def cancel(self, run_id: UUID) -> Run | None:
        """Cancel a queued run at once, or ask the worker to end a running one.

        Returns:
            The run; None if it does not exist, or has ended already.
        """
        return self._one(
            """
            update pipeline.update_runs
            set
                cancel_requested_at = coalesce(cancel_requested_at, now()),
                state = case state when 'queued' then 'cancelled' else state end,
                finished_at = case state when 'queued' then now() end
            where run_id = %s and state in ('queued', 'running')
            returning {}
            """,
            [run_id],
        )

    def _one(self, statement: str, parameters: Sequence[object] = ()) -> Run | None:
        """The run that a statement returns. Its `{}` stands for the columns."""
        with self._connection.cursor(row_factory=class_row(Run)) as cursor:
            return cursor.execute(sql.SQL(statement).format(_COLUMNS), parameters).fetchone()

    def plan(self) -> Plan | None:
        """What the worker will do next by itself; None if no worker has told."""
        with self._connection.cursor(row_factory=class_row(Plan)) as cursor:
            return cursor.execute("select * from pipeline.plan").fetchone()


def is_worker_running(connection: psycopg.Connection[Any]) -> bool:
    """Whether a worker is there to perform runs.

    Args:
        connection: a connection of role pipeline.
    """
    # the lock of pipeline.worker_lock
    holder = "select 1 from pg_locks where relation = 'pipeline.worker_lock'::regclass and granted"
    return connection.execute(holder).fetchone() is not None
