"""CPU priority of Spark for queries: update runs come first, and short answers come before long queries."""

import os
from contextlib import suppress
from pathlib import Path

# below what updates the lake and takes events in, but enough to answer on a busy machine
_NICE = 5
# below what accepts, plans and ends queries in the same process
_TASK_NICE = 10
# Linux keeps 15 characters of a thread's name
_TASK = "Executor task launch worker"[:15]


def give_way(pid: int) -> None:
    """Lower the priority of a JVM with Spark, and that of the threads that run its tasks further.

    Threads inherit the priority of the one that starts them, so this is called again and again. Where threads have no
    priority of their own, as on macOS, the process gets one.
    """
    threads = Path(f"/proc/{pid}/task")
    if not threads.exists():
        with suppress(ProcessLookupError):
            os.setpriority(os.PRIO_PROCESS, pid, _NICE)
        return
    for thread in threads.iterdir():
        # a thread may have ended, and its files with it
        with suppress(ProcessLookupError, FileNotFoundError):
            nice = _TASK_NICE if (thread / "comm").read_text().startswith(_TASK) else _NICE
            # a priority cannot be raised again
            if os.getpriority(os.PRIO_PROCESS, int(thread.name)) < nice:
                os.setpriority(os.PRIO_PROCESS, int(thread.name), nice)
