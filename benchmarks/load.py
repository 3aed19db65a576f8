"""The clients: wrk with a single thread, which leaves most of the machine to the server."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from uuid import uuid4

from benchmarks.servers import finish
from eventmart.errors import OperatorError

EVENT_BYTES = 500
BATCH_EVENTS = 1000
# the slowest variant takes this long to answer 64 clients
_TIMEOUT_SECONDS = 120

Kind = Literal["single", "ndjson", "array"]


@dataclass(frozen=True)
class Load:
    """Result of one run of wrk.

    Attributes:
        rate: responses per second.
        p50_ms: median response time, in milliseconds.
        p99_ms: 99th percentile of the response time, in milliseconds.
    """

    rate: float
    p50_ms: float
    p99_ms: float


def check_wrk() -> None:
    """Raise OperatorError if wrk is not installed."""
    if shutil.which("wrk") is None:
        raise OperatorError("wrk is not installed. Install it (Debian: `apt install wrk`, macOS: `brew install wrk`).")


def load(url: str, kind: Kind, clients: int, seconds: int) -> Load:
    """Run clients that send one request after another, each over its own persistent connection.

    Args:
        url: base URL of the server. Events are posted to its /event.
        kind: single events, or batches of `BATCH_EVENTS` as NDJSON or as a JSON array.
        clients: number of connections.
        seconds: duration.

    Raises:
        OperatorError: wrk failed, or a request was rejected or not answered, so the numbers would be meaningless.
    """
    return run_wrk("load.lua", f"{url}/event", (kind, str(BATCH_EVENTS), uuid4().hex[:8]), clients, seconds)


def run_wrk(script: str, url: str, arguments: Sequence[str], clients: int, seconds: int) -> Load:
    """Run wrk with a script of this folder.

    Args:
        script: name of the script, which loads summary.lua.
        url: address of the requests.
        arguments: of the script.
        clients: number of connections.
        seconds: duration.

    Raises:
        OperatorError: as `load`.
    """
    command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", f"{_TIMEOUT_SECONDS}s"]
    command += ["-s", str(Path(__file__).with_name(script)), url, "--", *arguments]
    summary = json.loads(finish(command).splitlines()[-1])
    if summary["refused"] or summary["broken"] or summary["timed_out"] or not summary["requests"]:
        raise OperatorError(f"Some requests to {url} failed: {summary}. Check the server's log.")
    return Load(summary["requests"] / summary["seconds"], summary["p50_ms"], summary["p99_ms"])
