"""The process that performs update runs, as the worker sees it."""

import logging
import subprocess
import sys
from collections.abc import Callable
from multiprocessing import Pipe

from eventmart.update_runs import Run
from pipeline.run_records import Outcome

_LOOK_SECONDS = 0.5

log = logging.getLogger("eventmart.worker")


class Performer:
    """Starts the process, hands runs over to it, and kills it to cancel one.

    Args:
        clear: called after the process was killed; ends what it has left running.
        module: the module to run.
    """

    def __init__(self, clear: Callable[[], None], module: str = "pipeline.performing") -> None:
        self._clear = clear
        self._module = module
        # what the process of a worker that was killed has left
        clear()
        # its start takes seconds, in which no run has to wait yet
        self._start()

    def perform(self, run: Run, is_cancelled: Callable[[], bool]) -> Outcome | None:
        """Perform one try of a run.

        Args:
            run: the run.
            is_cancelled: whether to end it. It is asked twice a second.

        Returns:
            How the try ended; None if it was cancelled. Then nothing of it goes on.
        """
        if self._process.poll() is not None:
            self._start()
        try:
            self._pipe.send(run)
            while not self._pipe.poll(_LOOK_SECONDS):
                if is_cancelled():
                    log.info("run %s is cancelled", run.run_id)
                    self._restart()
                    return None
            outcome: Outcome = self._pipe.recv()
        except (EOFError, OSError):
            code = self._process.wait()
            self._restart()
            error = f"The process that performed the run ended with code {code}. The log of the worker may say why."
            return Outcome(error, is_through=False, is_transient=True)
        return outcome

    def stop(self) -> None:
        """End the process, and what it is doing."""
        self._process.kill()
        self._process.wait()
        self._pipe.close()
        self._clear()

    def _restart(self) -> None:
        self.stop()
        self._start()

    def _start(self) -> None:
        self._pipe, theirs = Pipe()
        # Python would warn of the locks of a process that was killed; they are its own
        quiet = ("-W", "ignore:resource_tracker:UserWarning")
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, *quiet, "-m", self._module, str(theirs.fileno())], pass_fds=[theirs.fileno()]
        )
        theirs.close()
