"""`python -m pipeline.worker`: performs the queued update runs, one at a time."""

import logging
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from uuid import UUID

import psycopg

from eventmart.postgres import connection_parameters
from eventmart.process import configure_logging, one_line_errors
from eventmart.settings import load_settings
from eventmart.update_runs import CHANNEL, Run, RunRecords, Step
from pipeline.dbt import Dbt
from pipeline.raw_tables import create_raw_tables
from pipeline.steps import UpdateSteps

# key of the advisory lock that a worker holds for as long as its connection lives; a second worker waits for it
_WORKER_LOCK = 0x65766D74
_LISTEN_SECONDS = 30

Steps = Iterable[tuple[str, Callable[[], str]]]

log = logging.getLogger("eventmart.worker")


def perform(records: RunRecords, run_id: UUID, steps: Steps) -> None:
    """Perform one run and record each step as it begins and ends. The first step that fails ends the run."""
    step_records: list[Step] = []
    error: str | None = None
    for name, perform_step in steps:
        started = time.monotonic()
        step: Step = {"name": name, "state": "running", "started_at": datetime.now(UTC).isoformat()}
        step_records.append(step)
        records.record_steps(run_id, step_records)
        try:
            step |= {"detail": perform_step(), "state": "succeeded"}
        except Exception as failure:
            # any error belongs in the run's record, and must not stop the worker, which has more runs to perform
            log.exception("run %s failed in step %s", run_id, name)
            error = f"{name}: {failure}"
            step["state"] = "failed"
        step["seconds"] = round(time.monotonic() - started, 2)
        records.record_steps(run_id, step_records)
        log.info("run %s: %s %s in %.1f s", run_id, name, step["state"], step["seconds"])
        if error:
            break
    records.finish(run_id, error)


def work(records: RunRecords, connection: psycopg.Connection, steps_of: Callable[[Run], Steps]) -> None:
    """Perform queued runs until the process is stopped.

    The worker holds an advisory lock, so only one worker performs runs at a time.

    Args:
        records: the run records, over the same connection.
        connection: a connection in autocommit mode; it holds the lock and receives the notifications of new runs.
        steps_of: returns the steps of a run.
    """
    connection.execute("select pg_advisory_lock(%s)", [_WORKER_LOCK])
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
    with psycopg.connect(**connection_parameters(settings, "pipeline"), autocommit=True) as connection:
        work(RunRecords(connection), connection, lambda run: UpdateSteps(settings, dbt, run))


if __name__ == "__main__":
    with one_line_errors():
        main()
