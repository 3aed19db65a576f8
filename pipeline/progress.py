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
    """Records what the running step is doing, as its detail: the model or test that it is at, and its messages.

    Args:
        records: the run records.
    """

    def __init__(self, records: WorkerRecords) -> None:
        self._records = records
        self._lock = threading.Lock()
        self._recorded_at = 0.0
        self._run_id: UUID | None = None
        self._steps: list[Step] = []
        self._name = ""
        self._messages: list[str] = []

    def follow(self, run_id: UUID, steps: list[Step]) -> None:
        """Follow a run, the last of whose steps is running."""
        with self._lock:
            self._run_id, self._steps = run_id, steps
            self._name, self._messages = "", []

    def tell(self, name: str) -> None:
        """Record the name of a model or test that begins, at most once a second. Several threads may call this."""
        with self._lock:
            now = time.monotonic()
            if now - self._recorded_at >= _PROGRESS_SECONDS:
                self._recorded_at = now
                self._name = name
                self._record()

    def tell_message(self, message: str) -> None:
        """Record a message at once. Several threads may call this."""
        with self._lock:
            self._messages.append(message)
            self._record()

    def end(self) -> None:
        """Record nothing more of this run."""
        with self._lock:
            self._run_id = None

    def _record(self) -> None:
        if self._run_id is None:
            return
        *ended, running = self._steps
        detail = "; ".join(filter(None, [self._name, *self._messages]))
        try:
            self._records.record_steps(self._run_id, [*ended, {**running, "detail": detail}])
        except psycopg.Error as error:
            # dbt would wait for ever for a thread that raises; the end of the step finds the same error
            log.warning("cannot record what the step is doing: %s", first_line(error))
