"""Sends files of events to the API."""

import gzip
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_exponential_jitter

from eventmart.errors import OperatorError

_BATCH_EVENTS = 1000
_BATCH_BYTES = 4 * 2**20
_GIVE_UP_SECONDS = 60
_TIMEOUT_SECONDS = 60


@dataclass
class Outcome:
    """What became of the items sent.

    Attributes:
        event_ids: the different ids of the accepted events.
        errors: the answers' `errors`, with `index` counted over all that was sent.
    """

    accepted: int = 0
    rejected: int = 0
    event_ids: set[str] = field(default_factory=set)
    errors: list[dict[str, Any]] = field(default_factory=list)


def bearer(key: str | None) -> dict[str, str]:
    """The header that shows an API key."""
    return {"Authorization": f"Bearer {key}"} if key else {}


class _TryLater(Exception):
    """The API accepted nothing of the batch, and said so."""


def read_lines(path: Path) -> Iterator[bytes]:
    """The lines of a JSON lines file, plain or gzip (told by its first bytes); empty ones left out.

    Raises:
        OperatorError: there is no such file, it holds no lines, or it is no whole gzip.
    """
    is_empty = True
    try:
        with path.open("rb") as file:
            is_gzip = file.read(2) == b"\x1f\x8b"
        with gzip.open(path) if is_gzip else path.open("rb") as lines:
            for line in lines:
                if line.strip():
                    is_empty = False
                    yield line.rstrip(b"\r\n")
    except (OSError, EOFError) as error:
        raise OperatorError(f"{path} cannot be read ({error}): give a file of JSON lines, plain or gzip.") from None
    if is_empty:
        raise OperatorError(f"{path} holds no events: give a file of JSON lines, plain or gzip.")


def send_with_progress(lines: Sequence[bytes], api_url: str, key: str | None, console: Console) -> Outcome:
    """Post lines as `send` does, with a progress bar."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("sending events", total=len(lines))
        return send(lines, api_url, key, lambda count: progress.advance(task, count))


def send(lines: Iterable[bytes], api_url: str, key: str | None, progress: Callable[[int], None]) -> Outcome:
    """Post lines in batches.

    Args:
        key: API key, where the API asks for one.
        progress: called with the number of lines after each batch.

    Raises:
        OperatorError: the API cannot be reached, or refuses what is no matter of a single item.
    """
    outcome = Outcome()
    sent = 0
    with requests.Session() as session:
        session.headers.update(bearer(key))
        for batch in _batches(lines):
            answer = _post(session, api_url, batch)
            outcome.accepted += answer.get("accepted", 0)
            outcome.event_ids.update(answer.get("event_ids", ()))
            errors = answer.get("errors", [])
            outcome.rejected += len(errors)
            outcome.errors += [{**error, "index": error["index"] + sent} for error in errors]
            sent += len(batch)
            progress(len(batch))
    return outcome


@retry(
    retry=retry_if_exception_type(_TryLater),
    wait=wait_exponential_jitter(multiplier=0.5, max=10),
    stop=stop_after_delay(_GIVE_UP_SECONDS),
    reraise=True,
)
def _post(session: requests.Session, api_url: str, batch: list[bytes]) -> dict[str, Any]:
    try:
        response = session.post(
            f"{api_url}/event",
            data=gzip.compress(b"\n".join(batch), compresslevel=1),
            headers={"Content-Type": "application/x-ndjson", "Content-Encoding": "gzip"},
            timeout=_TIMEOUT_SECONDS,
        )
        answer: dict[str, Any] = response.json()
    except requests.RequestException as error:
        raise OperatorError(f"{api_url} does not answer ({error}): is it up? `make status` tells.") from None
    if response.status_code in (429, 503):
        raise _TryLater(answer.get("detail"))
    is_about_items = all("index" in error for error in answer.get("errors", [{}]))
    if not response.ok and not is_about_items:
        raise OperatorError(f"The API refused a batch: {answer.get('detail')}")
    return answer


def _batches(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    size = 0
    for line in lines:
        if batch and (len(batch) == _BATCH_EVENTS or size + len(line) > _BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(line)
        size += len(line)
    if batch:
        yield batch
