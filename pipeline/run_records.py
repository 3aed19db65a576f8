"""What the worker records of the runs that it performs."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from psycopg.types.json import Jsonb

from eventmart.node_results import NodeResult, record_node_results
from eventmart.update_runs import Plan, Run, RunRecords, Step

# the newest runs, of which the records are kept; with a run every 30 s, those of three days and a half
_KEPT_RUNS = 10_000


@dataclass(frozen=True)
class Outcome:
    """How one try of a run ended.

    Attributes:
        error: what failed and why; None if nothing did.
        is_through: whether all steps were performed.
        is_transient: whether what ended the run passes by itself, so that another try may succeed.
    """

    error: str | None
    is_through: bool
    is_transient: bool = False


class WorkerRecords(RunRecords):
    """The run records, and what only the worker and its process do with them."""

    def is_cancelled(self, run_id: UUID) -> bool:
        """Whether the end of a run was requested."""
        row = self._connection.execute(
            "select cancel_requested_at is not null from pipeline.update_runs where run_id = %s", [run_id]
        ).fetchone()
        return row == (True,)

    def last_ended(self) -> Run | None:
        """The run that ended last, of those that were not cancelled; None if there is none."""
        return self._one(
            "select {} from pipeline.update_runs where state in ('succeeded', 'succeeded_with_failures', 'failed') "
            "order by requested_at desc, run_id desc limit 1"
        )

    def begin_next(self) -> Run | None:
        """Mark the queued run as running and return it, or return None if no run is queued."""
        return self._one(
            "update pipeline.update_runs set state = 'running', started_at = now(), tries = 1 where state = 'queued' "
            "returning {}"
        )

    def begin_again(self, run_id: UUID) -> Run:
        """Count another try of the running run, and return it."""
        self._end_step(run_id, "interrupted")
        run = self._one("update pipeline.update_runs set tries = tries + 1 where run_id = %s returning {}", [run_id])
        assert run is not None  # noqa: S101 - the record of a running run is not removed
        return run

    def interrupted(self) -> Run | None:
        """The run that a stopped worker has left in state `running`; None if there is none."""
        return self._one("select {} from pipeline.update_runs where state = 'running'")

    def record_steps(self, run_id: UUID, steps: list[Step]) -> None:
        """Store the steps that have begun."""
        self._connection.execute("update pipeline.update_runs set steps = %s where run_id = %s", [Jsonb(steps), run_id])

    def record_node_results(self, run_id: UUID, step: int, nodes: Sequence[NodeResult]) -> None:
        """Store dbt's results of a step."""
        record_node_results(self._connection, run_id, step, nodes)

    def finish(self, run_id: UUID, outcome: Outcome) -> None:
        """Store the outcome of the run."""
        self._end_step(run_id, "interrupted")
        failed = "succeeded_with_failures" if outcome.is_through else "failed"
        self._end(run_id, failed if outcome.error else "succeeded", outcome.error)

    def finish_cancelled(self, run_id: UUID) -> None:
        """Store that the run was cancelled."""
        self._end_step(run_id, "cancelled")
        self._end(run_id, "cancelled", None)

    def _end_step(self, run_id: UUID, state: str) -> None:
        """End the step that a process was in when it ended or was killed, if there is one."""
        self._connection.execute(
            """
            update pipeline.update_runs
            set steps = jsonb_set(steps, array[(jsonb_array_length(steps) - 1)::text, 'state'], to_jsonb(%s::text))
            where run_id = %s and steps -> -1 ->> 'state' = 'running'
            """,
            [state, run_id],
        )

    def _end(self, run_id: UUID, state: str, error: str | None) -> None:
        self._connection.execute(
            "update pipeline.update_runs set state = %s, error = %s, finished_at = now() where run_id = %s",
            [state, error, run_id],
        )
        self._remove_oldest()

    def _remove_oldest(self) -> None:
        """Remove the records of the oldest runs, and count them."""
        self._connection.execute(
            """
            with removed as (
                delete from pipeline.update_runs
                where
                    state not in ('queued', 'running')
                    and (requested_at, run_id) <= (
                        select requested_at, run_id from pipeline.update_runs
                        order by requested_at desc, run_id desc limit 1 offset %s
                    )
                returning state
            )

            insert into pipeline.removed_runs (state, run_count)
            select state, count(*) from removed group by state
            on conflict (state) do update set run_count = removed_runs.run_count + excluded.run_count
            """,
            [_KEPT_RUNS],
        )

    def record_plan(self, plan: Plan) -> None:
        """Store what the worker will do next by itself."""
        self._connection.execute(
            "insert into pipeline.plan (every, next_at, note) values (%s, %s, %s) "
            "on conflict ((true)) do update "
            "set every = excluded.every, next_at = excluded.next_at, note = excluded.note",
            [plan.every, plan.next_at, plan.note],
        )
