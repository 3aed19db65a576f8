"""Sends events to the API, so that each arrives, and counts once."""

import gzip
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import requests
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_delay, wait_exponential_jitter

from eventmart.errors import OperatorError
from ingest_api.intake.events import own_id

_BATCH_EVENTS = 1000
_BATCH_BYTES = 4 * 2**20
_GIVE_UP_SECONDS = 120
_LONGEST_PAUSE_SECONDS = 10
_TIMEOUT_SECONDS = 60
# somebody on the way had no time, or the API no room: nothing of the batch counts, or it may be sent again all the same
_LATER = (429, 502, 503, 504)

NOT_UP = "Is it up? `make status` tells, and `make up` starts it."

_pause = wait_exponential_jitter(multiplier=0.5, max=_LONGEST_PAUSE_SECONDS)


@dataclass(frozen=True)
class Receipt:
    """What became of a batch of lines.

    Attributes:
        lines: how many there were.
        event_ids: of the accepted ones.
        errors: of the others, the answer's `errors`, with `index` counted over all that was sent, from 0.
    """

    lines: int
    event_ids: list[str]
    errors: list[dict[str, Any]]


class _TryLater(Exception):
    def __init__(self, detail: str, seconds: float = 0) -> None:
        super().__init__(detail)
        self.seconds = seconds


def bearer(key: str | None) -> dict[str, str]:
    """The header that shows an API key."""
    return {"Authorization": f"Bearer {key}"} if key else {}


def with_ids(lines: Iterable[bytes], name: str, first: int = 0) -> Iterator[bytes]:
    """Give an id to each event that brings none, so that it counts once however often it is sent.

    Args:
        lines: JSON; what is not goes on as it is.
        name: tells what is sent from all else that is; the same when it is sent again.
        first: number of the first line.
    """
    for number, line in enumerate(lines, first):
        yield _with_id(line, f"{name}-{number}".encode())


def send(
    lines: Iterable[bytes],
    api_url: str,
    key: str | None,
    first: int = 0,
    give_up_seconds: float = _GIVE_UP_SECONDS,
    tell: Callable[[str], object] = lambda _: None,
) -> Iterator[Receipt]:
    """Post lines in batches, each again until it is answered; let them have ids.

    Args:
        key: API key, where the API asks for one.
        first: number of the first line.
        give_up_seconds: for so long one batch is tried.
        tell: takes a line for the sender to read when a batch has to be tried again, the first time.

    Yields:
        A receipt for each batch; only then the next one is sent.

    Raises:
        OperatorError: the API cannot be reached, or refuses what is no matter of a single item.
    """
    retrying = Retrying(
        retry=retry_if_exception_type(_TryLater),
        wait=_pause_before,
        before_sleep=lambda state: _tell_once(state, tell, api_url, give_up_seconds),
        stop=stop_after_delay(give_up_seconds),
        reraise=True,
    )
    with requests.Session() as session:
        session.headers.update(bearer(key))
        for batch in _batches(lines):
            try:
                answer = retrying(_post, session, api_url, batch)
            except _TryLater as error:
                raise OperatorError(
                    f"{api_url} does not take events ({error}). {NOT_UP} Then send the same again: what has arrived is "
                    "not counted twice."
                ) from None
            errors = [{**error, "index": error["index"] + first} for error in answer.get("errors", [])]
            yield Receipt(len(batch), answer.get("event_ids", []), errors)
            first += len(batch)


def _with_id(line: bytes, event_id: bytes) -> bytes:
    try:
        if own_id(line):
            return line
    except (ValueError, RecursionError):
        # no event, or one nested too deep, which is for the API to tell
        return line
    # at the end, where it counts even if there is a member of that name which is no id
    members = line.rstrip().removesuffix(b"}").rstrip()
    return b'%b%b"event_id":"%b"}' % (members, b"" if members.endswith(b"{") else b",", event_id)


def cause(error: requests.RequestException) -> str:
    """What went wrong, in a few words."""
    if isinstance(error, requests.Timeout):
        return "it took too long"
    if isinstance(error, requests.ConnectionError):
        return "no connection"
    return str(error)


def _tell_once(state: RetryCallState, tell: Callable[[str], object], api_url: str, seconds: float) -> None:
    if state.attempt_number == 1 and state.outcome is not None:
        tell(f"{api_url} does not take events ({state.outcome.exception()}): trying again, for {seconds:.0f} s.")


def _pause_before(state: RetryCallState) -> float:
    """As long as the API says, but in any case longer with every attempt."""
    error = state.outcome.exception() if state.outcome else None
    return max(_pause(state), error.seconds if isinstance(error, _TryLater) else 0)


def _post(session: requests.Session, api_url: str, batch: list[bytes]) -> dict[str, Any]:
    try:
        response = session.post(
            f"{api_url}/event",
            data=gzip.compress(b"\n".join(batch), compresslevel=1),
            headers={"Content-Type": "application/x-ndjson", "Content-Encoding": "gzip"},
            timeout=_TIMEOUT_SECONDS,
        )
    except (requests.exceptions.MissingSchema, requests.exceptions.InvalidSchema, requests.exceptions.InvalidURL):
        raise OperatorError(f"{api_url} is no address of an API: it looks like http://127.0.0.1:8000.") from None
    except requests.RequestException as error:
        # also where the events have arrived and only the answer was lost
        raise _TryLater(cause(error)) from None
    if response.status_code in _LATER:
        seconds = response.headers.get("Retry-After", "")
        raise _TryLater(f"status {response.status_code}", float(seconds) if seconds.isdigit() else 0)
    try:
        answer: dict[str, Any] = response.json()
    except requests.JSONDecodeError:
        raise OperatorError(f"{api_url} answers {response.status_code} without JSON: is it eventmart's API?") from None
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
