"""The clients: wrk, whose single thread leaves the server most of the machine."""

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from uuid import uuid4

from eventmart.errors import OperatorError

EVENT_BYTES = 500
BATCH_EVENTS = 1000
# the slowest variant keeps 64 clients waiting this long
_TIMEOUT_SECONDS = 120

Kind = Literal["single", "ndjson", "array"]


@dataclass(frozen=True)
class Load:
    """What one run of wrk saw.

    Attributes:
        rate: requests answered per second.
        p50_ms: half of the answers came within this time,
        p99_ms: and 99 of 100 within this.
    """

    rate: float
    p50_ms: float
    p99_ms: float


def check_wrk() -> None:
    """Raise OperatorError where wrk is not installed."""
    if shutil.which("wrk") is None:
        raise OperatorError("wrk is missing: install it (Debian: `apt install wrk`, macOS: `brew install wrk`).")


def load(url: str, kind: Kind, clients: int, seconds: int) -> Load:
    """Have clients send one request after another, each over a connection that it keeps.

    Args:
        url: of the server; the events go to its /event.
        kind: single events, or batches of `BATCH_EVENTS` as NDJSON or as a JSON array.

    Raises:
        OperatorError: a request was refused, or got no answer: the numbers would mean nothing.
    """
    command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", f"{_TIMEOUT_SECONDS}s"]
    command += ["-s", str(Path(__file__).with_suffix(".lua")), f"{url}/event"]
    command += ["--", kind, str(BATCH_EVENTS), uuid4().hex[:8]]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if ran.returncode != 0:
        raise OperatorError(f"wrk failed: {(ran.stderr or ran.stdout).strip()[-300:]}")
    seen = json.loads(ran.stdout.splitlines()[-1])
    if seen["refused"] or seen["broken"] or seen["timed_out"] or not seen["requests"]:
        raise OperatorError(f"Not every request to {url} was answered well: {seen}. See the server's log.")
    return Load(seen["requests"] / seen["seconds"], seen["p50_ms"], seen["p99_ms"])
