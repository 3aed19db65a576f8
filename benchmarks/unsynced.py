"""`python -m benchmarks.unsynced`: the API as it is deployed, but without fsync and fdatasync.

The patch reaches the worker processes because multiprocessing imports the main module in each process that it spawns.
"""

import os
from typing import Any

from eventmart.process import one_line_errors
from ingest_api.__main__ import main


def _do_nothing(fd: Any) -> None:  # noqa: ANN401 - like os.fsync, accepts anything with a file descriptor
    pass


os.fsync = os.fdatasync = _do_nothing

if __name__ == "__main__":
    with one_line_errors():
        main()
