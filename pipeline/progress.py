"""What the running step is doing."""

import logging
import threading
import time
from uuid import UUID

import psycopg

from eventmart.errors import first_line
from eventmart.update_runs import Step
from pipeline.run_records import WorkerRecords

_PROGRESS_SECONDS = 1

log = logging.getLogger("eventmart.worker")


class Progress:
    """Records what the running step is doing, at most once a second.

    Args:
        records: the run records.
    """

    def __init__(self, records: WorkerRecords) -> None:
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
