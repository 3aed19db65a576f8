"""`python -m pipeline.worker`: performs the queued update runs, one at a time."""

import logging
import os
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from uuid import UUID

import psycopg

from eventmart.postgres import connection_parameters
from eventmart.process import configure_logging, one_line_errors
from eventmart.settings import load_settings
from eventmart.update_runs import CHANNEL, Run, RunRecords, Step
from pipeline.dbt import Dbt, ModelsFailed
from pipeline.raw_tables import create_raw_tables
from pipeline.steps import UpdateSteps
from pipeline.worker_lock import hold_lock, watch_lock

_LISTEN_SECONDS = 30

Steps = Iterable[tuple[str, Callable[[], str]]]

log = logging.getLogger("eventmart.worker")


def perform(records: RunRecords, run_id: UUID, steps: Steps) -> None:
    """Perform one run and record each step as it begins and ends.

    The first step that fails ends the run, unless only models have failed that the next steps can do without.
    """
    step_records: list[Step] = []
    error: str | None = None
    for name, perform_step in steps:
        started = time.monotonic()
        step: Step = {"name": name, "state": "running", "started_at": datetime.now(UTC).isoformat()}
        step_records.append(step)
        records.record_steps(run_id, step_records)
        is_ended = False
        try:
            step |= {"detail": perform_step(), "state": "succeeded"}
        except ModelsFailed as failure:
            log.exception("run %s goes on after step %s, in which models failed", run_id, name)
            error = "\n".join(filter(None, [error, f"{name}: {failure}"]))
            step |= {"detail": "The run goes on without the models that failed.", "state": "failed"}
        except Exception as failure:
            # any error belongs in the run's record, and must not stop the worker, which has more runs to perform
            log.exception("run %s failed in step %s", run_id, name)
            error = "\n".join(filter(None, [error, f"{name}: {failure}"]))
            step["state"] = "failed"
            is_ended = True
        step["seconds"] = round(time.monotonic() - started, 2)
        records.record_steps(run_id, step_records)
        log.info("run %s: %s %s in %.1f s", run_id, name, step["state"], step["seconds"])
        if is_ended:
            break
    records.finish(run_id, error)


def work(records: RunRecords, connection: psycopg.Connection, steps_of: Callable[[Run], Steps]) -> None:
    """Perform queued runs until the process is stopped. Only one worker may do so at a time, see pipeline.worker_lock.

    Args:
        records: the run records, over the same connection.
        connection: a connection in autocommit mode, which receives the notifications of new runs.
        steps_of: returns the steps of a run.
    """
    records.fail_interrupted()
    connection.execute(f"listen {CHANNEL}")
    log.info("waiting for runs")
    while True:
        while run := records.begin_next():
            perform(records, run.run_id, steps_of(run))
        # if a notification is lost, the run begins after this timeout
        for _ in connection.notifies(timeout=_LISTEN_SECONDS, stop_after=1):
            break


def main() -> None:
    """Create the raw tables, then perform runs until the process is stopped."""
    settings = load_settings()
    configure_logging(settings.log_format)
    create_raw_tables(settings)
    dbt = Dbt(settings)
    parameters = connection_parameters(settings, "pipeline")
    # a lost lock ends the process at once, and a run with it; the process manager starts it again
    watch_lock(hold_lock(parameters), lambda: os._exit(1))
    with psycopg.connect(**parameters, autocommit=True) as connection:
        work(RunRecords(connection), connection, lambda run: UpdateSteps(settings, dbt, run))


if __name__ == "__main__":
    with one_line_errors():
        main()
