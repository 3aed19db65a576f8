"""`python -m pipeline.worker`: performs the queued update runs, one at a time."""

import logging
import os
import threading
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

import psycopg
from uuid_utils.compat import uuid7

from eventmart.errors import first_line
from eventmart.postgres import connection_parameters
from eventmart.process import configure_logging, one_line_errors
from eventmart.settings import load_settings
from eventmart.timetable import Timetable
from eventmart.update_runs import CHANNEL, Run, RunRecords, Step
from pipeline.dbt import Dbt, ModelsFailed
from pipeline.raw_tables import create_raw_tables
from pipeline.schedule import Schedule, news
from pipeline.steps import UpdateSteps
from pipeline.worker_lock import KEEPALIVE, hold_lock, watch_lock

_LISTEN_SECONDS = 30
_PROGRESS_SECONDS = 1

Steps = Iterable[tuple[str, Callable[[], str]]]

log = logging.getLogger("eventmart.worker")


class Progress:
    """Records what the running step is doing, at most once a second.

    Args:
        records: the run records.
    """

    def __init__(self, records: RunRecords) -> None:
        self._records = records
        self._lock = threading.Lock()
        self._recorded_at = 0.0
        self._run_id: UUID | None = None
        self._steps: list[Step] = []

    def follow(self, run_id: UUID, steps: list[Step]) -> None:
        """Follow a run, the last of whose steps is running."""
        with self._lock:
            self._run_id, self._steps = run_id, steps

    def tell(self, name: str) -> None:
        """Record the name of a model or test that begins. Several threads may call this."""
        with self._lock:
            now = time.monotonic()
            if self._run_id is None or now - self._recorded_at < _PROGRESS_SECONDS:
                return
            self._recorded_at = now
            *ended, running = self._steps
            try:
                self._records.record_steps(self._run_id, [*ended, {**running, "detail": name}])
            except psycopg.Error as error:
                # dbt would wait for ever for a thread that raises; the end of the step finds the same error
                log.warning("cannot record what the step is doing: %s", first_line(error))

    def end(self) -> None:
        """Record nothing more of this run."""
        with self._lock:
            self._run_id = None


def perform(records: RunRecords, run_id: UUID, steps: Steps, progress: Progress | None = None) -> bool:
    """Perform one run and record each step as it begins and ends.

    The first step that fails ends the run, unless only models have failed that the next steps can do without.

    Returns:
        Whether all steps were performed.
    """
    step_records: list[Step] = []
    error: str | None = None
    is_ended = False
    for name, perform_step in steps:
        started = time.monotonic()
        step: Step = {"name": name, "state": "running", "started_at": datetime.now(UTC).isoformat()}
        step_records.append(step)
        records.record_steps(run_id, step_records)
        if progress:
            progress.follow(run_id, step_records)
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
        if progress:
            progress.end()
        step["seconds"] = round(time.monotonic() - started, 2)
        records.record_steps(run_id, step_records)
        log.info("run %s: %s %s in %.1f s", run_id, name, step["state"], step["seconds"])
        if is_ended:
            break
    records.finish(run_id, error, is_through=not is_ended)
    return not is_ended


def work(
    records: RunRecords,
    connection: psycopg.Connection,
    steps_of: Callable[[Run], Steps],
    progress: Progress | None = None,
    schedule: Schedule | None = None,
    new_id: Callable[[], UUID] = uuid7,
) -> None:
    """Perform queued runs until the process is stopped. Only one worker may do so at a time, see pipeline.worker_lock.

    Args:
        records: the run records, over the same connection.
        connection: a connection in autocommit mode, which receives the notifications of new runs.
        steps_of: returns the steps of a run.
        progress: is told which run is followed.
        schedule: says when to request a run; without it, the worker requests none.
        new_id: returns the id of a run that the worker requests.
    """
    records.fail_interrupted()
    connection.execute(f"listen {CHANNEL}")
    log.info("waiting for runs")
    while True:
        while run := records.begin_next():
            is_through = perform(records, run.run_id, steps_of(run), progress)
            if schedule:
                schedule.ended(has_failed=not is_through)
        if schedule:
            if schedule.is_due():
                records.request(new_id(), requested_by="schedule")
            records.record_plan(schedule.plan)
        timeout = schedule.seconds_left(_LISTEN_SECONDS) if schedule else _LISTEN_SECONDS
        # if a notification is lost, the run begins after this timeout
        for _ in connection.notifies(timeout=timeout, stop_after=1):
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
    with psycopg.connect(**{**parameters, **KEEPALIVE}, autocommit=True) as connection:
        records = RunRecords(connection)
        progress = Progress(records)
        dbt.on_node = progress.tell
        schedule = Schedule(Timetable(settings.update_every), partial(news, settings, set()))
        work(records, connection, lambda run: UpdateSteps(settings, dbt, run), progress, schedule)


if __name__ == "__main__":
    with one_line_errors():
        main()
