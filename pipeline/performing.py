"""`python -m pipeline.performing`: performs the update runs that the worker hands over, one at a time.

The worker starts it, see pipeline.performer. It is a process of its own, because there is only one way to end any step
at once, whatever it waits for: to kill the process. A run that is killed at any point is made good by the next one.
"""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from logging import getLogger
from multiprocessing.connection import Connection
from queue import SimpleQueue

import psycopg

from eventmart.node_results import NodeResult
from eventmart.postgres import connection_parameters
from eventmart.process import configure_logging, one_line_errors
from eventmart.settings import load_settings
from eventmart.update_runs import Run, Step
from pipeline.dbt import Dbt, DbtError, ModelsFailed
from pipeline.progress import Progress
from pipeline.run_records import Outcome, WorkerRecords
from pipeline.statements import name_statements
from pipeline.steps import Done, UpdateSteps
from pipeline.transient import is_transient

_MAX_ERROR = 20_000

Steps = Iterable[tuple[str, Callable[[], Done]]]

log = getLogger("eventmart.worker")


def perform(
    records: WorkerRecords,
    run: Run,
    steps: Steps,
    progress: Progress | None = None,
    take_results: Callable[[], Sequence[NodeResult]] = tuple,
) -> Outcome:
    """Perform one try of a run and record each step as it begins and ends, after those of the tries before.

    The first step that fails ends the try, unless only models have failed that the next steps can do without.

    Args:
        records: the run records.
        run: the run.
        steps: its steps.
        progress: is told which step is followed.
        take_results: returns dbt's results of the step that has just ended.
    """
    step_records: list[Step] = list(run.steps)
    errors: list[str] = []
    ending: Exception | None = None
    for name, perform_step in steps:
        started = time.monotonic()
        step: Step = {"name": name, "state": "running", "started_at": datetime.now(UTC).isoformat(), "try": run.tries}
        step_records.append(step)
        records.record_steps(run.run_id, step_records)
        if progress:
            progress.follow(run.run_id, step_records)
        try:
            counted = {key: value for key, value in asdict(perform_step()).items() if value is not None}
            step |= {"state": "succeeded", **counted}
        except ModelsFailed as failure:
            log.exception("run %s goes on after step %s, in which models failed", run.run_id, name)
            step |= _failed(failure, "The run goes on without the models that failed.")
            errors.append(f"{name}: {failure}")
        except Exception as failure:
            # any error belongs in the run's record, and must not stop the process, which has more runs to perform
            log.exception("run %s failed in step %s", run.run_id, name)
            step |= _failed(failure)
            errors.append(f"{name}: {failure}")
            ending = failure
        if progress:
            progress.end()
        step["seconds"] = round(time.monotonic() - started, 2)
        records.record_steps(run.run_id, step_records)
        if results := take_results():
            records.record_node_results(run.run_id, len(step_records) - 1, results)
        log.info("run %s: %s %s in %.1f s", run.run_id, name, step["state"], step["seconds"])
        if ending is not None:
            break
    error = "\n".join(errors)[:_MAX_ERROR] or None
    return Outcome(error, ending is None, ending is not None and _passes(ending))


def _failed(failure: Exception, detail: str = "") -> Step:
    record: Step = {"state": "failed", "error": str(failure)[:_MAX_ERROR], "is_transient": _passes(failure)}
    return record | ({"detail": detail} if detail else {})


def _passes(failure: Exception) -> bool:
    return failure.is_transient if isinstance(failure, DbtError) else is_transient(failure)


def serve(pipe: Connection, perform_run: Callable[[Run], Outcome]) -> None:
    """Perform the runs that come through the pipe and answer with their outcomes, until the worker closes it or dies.

    Args:
        pipe: the end of the pipe that the worker has handed over.
        perform_run: performs a run.
    """
    runs: SimpleQueue[Run] = SimpleQueue()

    def receive() -> None:
        while True:
            try:
                runs.put(pipe.recv())
            except (EOFError, OSError):
                # whatever this process is doing: another worker may begin a run now
                os._exit(1)

    threading.Thread(target=receive, name="worker-watch", daemon=True).start()
    while True:
        pipe.send(perform_run(runs.get()))


def main(arguments: Sequence[str]) -> None:
    """Perform runs until the worker is gone.

    Args:
        arguments: the number of the file descriptor of the pipe.
    """
    settings = load_settings()
    configure_logging(settings.log_format)
    name_statements()
    dbt = Dbt(settings)
    with psycopg.connect(**connection_parameters(settings, "pipeline"), autocommit=True) as connection:
        records = WorkerRecords(connection)
        progress = Progress(records)
        dbt.on_node, dbt.on_message = progress.tell, progress.tell_message

        def perform_run(run: Run) -> Outcome:
            return perform(records, run, UpdateSteps(settings, dbt, run), progress, dbt.take_results)

        serve(Connection(int(arguments[0])), perform_run)


if __name__ == "__main__":
    with one_line_errors():
        main(sys.argv[1:])
