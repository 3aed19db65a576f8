"""`python -m pipeline.worker`: has the queued update runs performed, one at a time."""

import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Protocol
from uuid import UUID

import psycopg
from uuid_utils.compat import uuid7

from eventmart.erasures import Erasures
from eventmart.postgres import connection_parameters
from eventmart.process import configure_logging, one_line_errors
from eventmart.settings import load_settings
from eventmart.timetable import Timetable
from eventmart.update_runs import CHANNEL, Run
from pipeline.alerts import Alerts
from pipeline.conditions import conditions
from pipeline.migrate import check_migrated
from pipeline.performer import Performer
from pipeline.run_records import Outcome, WorkerRecords
from pipeline.schedule import Schedule, news
from pipeline.statements import end_statements
from pipeline.worker_lock import hold_lock, watch_lock

_LISTEN_SECONDS = 30
_FIRST_PAUSE_SECONDS = 3
_LONGEST_PAUSE_SECONDS = 300
_LOOK_SECONDS = 0.5

log = logging.getLogger("eventmart.worker")


class PerformsRuns(Protocol):
    """Performs runs; see pipeline.performer."""

    def perform(self, run: Run, is_cancelled: Callable[[], bool]) -> Outcome | None:
        """Perform one try of a run; returns how it ended, or None if it was cancelled."""


def carry_out(
    records: WorkerRecords, run: Run, performer: PerformsRuns, retries: int, sleep: Callable[[float], None] = time.sleep
) -> Outcome | None:
    """Have a run performed, again and again while what fails passes by itself, and record its end.

    Args:
        records: the run records.
        run: the run, which has begun.
        performer: performs it.
        retries: how often to try it again at most.
        sleep: waits for a number of seconds.

    Returns:
        How the run ended; None if it was cancelled.
    """
    is_cancelled = partial(records.is_cancelled, run.run_id)
    while True:
        outcome = performer.perform(run, is_cancelled)
        if outcome is not None and outcome.is_transient and run.tries <= retries:
            seconds = pause(run.tries)
            log.warning("run %s: try %d failed, another one follows in %d s", run.run_id, run.tries, seconds)
            while seconds > 0 and not is_cancelled():
                sleep(_LOOK_SECONDS)
                seconds -= _LOOK_SECONDS
            if not is_cancelled():
                run = records.begin_again(run.run_id)
                continue
            outcome = None
        if outcome is None:
            records.finish_cancelled(run.run_id)
            return None
        if outcome.is_transient:
            outcome = replace(outcome, error=f"{outcome.error}\nIt was tried {run.tries} times.")
        records.finish(run.run_id, outcome)
        return outcome


def pause(tries: int) -> float:
    """Seconds between a try and the next one: longer after each.

    Args:
        tries: how often the run was tried.
    """
    return float(min(_FIRST_PAUSE_SECONDS * 2 ** (tries - 1), _LONGEST_PAUSE_SECONDS))


def resume(records: WorkerRecords, performer: PerformsRuns, retries: int) -> None:
    """Go on with the run that a stopped worker has left. The death of a worker counts as a failure that passes."""
    run = records.interrupted()
    if run is None:
        return
    if records.is_cancelled(run.run_id):
        records.finish_cancelled(run.run_id)
    elif run.tries > retries:
        error = f"The worker stopped during this run. It was tried {run.tries} times."
        records.finish(run.run_id, Outcome(error, is_through=False))
    else:
        carry_out(records, records.begin_again(run.run_id), performer, retries)


def work(
    records: WorkerRecords,
    connection: psycopg.Connection,
    performer: PerformsRuns,
    retries: int,
    schedule: Schedule | None = None,
    new_id: Callable[[], UUID] = uuid7,
) -> None:
    """Perform queued runs until the process is stopped. Only one worker may do so at a time, see pipeline.worker_lock.

    Args:
        records: the run records, over the same connection.
        connection: a connection in autocommit mode, which receives the notifications of new runs.
        performer: performs a run.
        retries: how often to try a run again after a failure that passes by itself.
        schedule: says when to request a run; without it, the worker requests none.
        new_id: returns the id of a run that the worker requests.
    """
    resume(records, performer, retries)
    connection.execute(f"listen {CHANNEL}")
    log.info("waiting for runs")
    while True:
        while run := records.begin_next():
            outcome = carry_out(records, run, performer, retries)
            if schedule:
                schedule.ended(has_failed=outcome is not None and not outcome.is_through)
        if schedule:
            if schedule.is_due():
                records.request(new_id(), requested_by="schedule")
            records.record_plan(schedule.plan)
        timeout = schedule.seconds_left(_LISTEN_SECONDS) if schedule else _LISTEN_SECONDS
        # if a notification is lost, the run begins after this timeout
        for _ in connection.notifies(timeout=timeout, stop_after=1):
            break


def main() -> None:
    """Perform runs until the process is stopped."""
    settings = load_settings()
    configure_logging(settings.log_format)
    parameters = connection_parameters(settings, "pipeline")
    # a lost lock ends the process at once, and a run with it; the process manager starts it again
    watch_lock(hold_lock(parameters), lambda: os._exit(1))
    connect = partial(psycopg.connect, **parameters, autocommit=True)
    alerts = Alerts(connect, conditions(settings), settings.alert_webhook_url.get_secret_value())
    threading.Thread(target=alerts.look_until, args=[threading.Event()], name="alerts", daemon=True).start()
    with connect() as connection:
        check_migrated(connection)
        records = WorkerRecords(connection)
        if Erasures(connection).unfinished():
            # a run that was killed may have been about it
            records.request(uuid7(), requested_by="schedule")
        performer = Performer(partial(end_statements, settings))
        timetable = Timetable(settings.update_every)
        schedule = Schedule(timetable, partial(news, settings, set()), last=records.plan())
        work(records, connection, performer, settings.update_retries, schedule)


if __name__ == "__main__":
    with one_line_errors():
        main()
