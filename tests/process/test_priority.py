"""The priority of Spark for queries, on a process whose threads are named as Spark's are."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from spark_thrift.priority import give_way

_THREADS = """
import os
import threading
from pathlib import Path

def run(name):
    thread = threading.get_native_id()
    Path(f"/proc/self/task/{thread}/comm").write_text(name)
    # one write, because the other thread writes at the same time, and perhaps first
    os.write(1, f"{name}:{thread}\\n".encode())
    threading.Event().wait()

for name in ("Executor task l", "HiveServer2-Han"):
    threading.Thread(target=run, args=(name,)).start()
"""


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="priorities of threads are Linux's")
def test_tasks_give_way_to_what_answers() -> None:
    with subprocess.Popen([sys.executable, "-c", _THREADS], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            threads = dict(process.stdout.readline().split(":") for _ in range(2))
            task, handler = (int(threads[name]) for name in ("Executor task l", "HiveServer2-Han"))
            base = os.getpriority(os.PRIO_PROCESS, 0)
            # the second time changes nothing
            for _ in range(2):
                give_way(process.pid)
                found = [os.getpriority(os.PRIO_PROCESS, thread) for thread in (task, handler, process.pid)]
                assert found == [max(base, 10), max(base, 5), max(base, 5)]
        finally:
            process.kill()
    # a process that has ended
    give_way(process.pid)
