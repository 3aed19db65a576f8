"""`python -m benchmarks.unsynced`: the API as it is shipped, but nothing waits for the disk.

Its workers import this module too: multiprocessing has them begin with the main module of who spawns them.
"""

import os
from typing import Any

from eventmart.process import one_line_errors
from ingest_api.__main__ import main


def _do_nothing(fd: Any) -> None:  # noqa: ANN401 - as of os.fsync: all that has a file descriptor
    pass


os.fsync = os.fdatasync = _do_nothing

if __name__ == "__main__":
    with one_line_errors():
        main()
