"""When the Thrift server of queries has to end. The process manager then starts another one."""

from collections.abc import Callable
from dataclasses import dataclass

# A thread that executes a regular expression, or a loop within one row, does not notice that it is cancelled.
_LEFTOVER_SECONDS = 10.0
# as of a query on the mart, see temp_file_limit in pipeline/bootstrap.sql
_MAX_BYTES = 4 * 2**30


@dataclass(frozen=True)
class Load:
    """What a server does at one time.

    Attributes:
        sessions: open sessions. Each query has its own.
        statements: threads that execute statements.
        tasks: tasks that run.
        wanted_tasks: those of them whose job has not ended.
        bytes: size of its temporary files.
    """

    sessions: int
    statements: int
    tasks: int
    wanted_tasks: int
    bytes: int


class Watch:
    """Judges the load of one server, again and again.

    Args:
        idle_seconds: time without a session after which the server ends.
        clock: time in seconds.
    """

    def __init__(self, idle_seconds: float, clock: Callable[[], float]) -> None:
        self._idle_seconds = idle_seconds
        self._clock = clock
        self._used_at = self._well_at = clock()

    def reason_to_end(self, load: Load) -> str:
        """Why the server has to end; empty if it may go on."""
        now = self._clock()
        if load.sessions:
            self._used_at = now
        if load.tasks <= load.wanted_tasks and (load.sessions or not load.statements):
            self._well_at = now
        if load.bytes > _MAX_BYTES:
            return f"its temporary files have more than {_MAX_BYTES} bytes"
        if now - self._well_at > _LEFTOVER_SECONDS:
            return f"a query that was ended goes on, {_LEFTOVER_SECONDS:g} s later"
        if now - self._used_at > self._idle_seconds:
            return f"nobody has used it for {self._idle_seconds:g} s"
        return ""
