"""Client that sends events to the API: it retries each batch until it arrives, and every event counts once."""

import gzip
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
import requests
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_delay, wait_exponential_jitter

from eventmart.errors import OperatorError
from eventmart.settings import load_settings
from ingest_api.intake.events import EventIds

_BATCH_EVENTS = 1000
_BATCH_BYTES = 4 * 2**20
_GIVE_UP_SECONDS = 120
_MAX_BACKOFF_SECONDS = 10
_TIMEOUT_SECONDS = 60
# Transient conditions: a rate limit, a busy proxy, or no room in the API's spool. Either nothing of the batch was
# accepted, or sending it again does no harm.
_TRANSIENT_STATUSES = (429, 502, 503, 504)

NOT_UP = "Check it with `make status`, start it with `make up`."

_backoff = wait_exponential_jitter(multiplier=0.5, max=_MAX_BACKOFF_SECONDS)


@dataclass(frozen=True)
class Receipt:
    """The API's answer to a batch of lines.

    Attributes:
        lines: number of lines in the batch.
        event_ids: ids of the accepted events.
        errors: the answer's `errors`, one for each rejected line. `index` counts from 0 over all lines that were sent,
            not only those of the batch.
    """

    lines: int
    event_ids: list[str]
    errors: list[dict[str, Any]]


class _TransientError(Exception):
    def __init__(self, detail: str, seconds: float = 0) -> None:
        super().__init__(detail)
        self.seconds = seconds


def bearer(key: str | None) -> dict[str, str]:
    """The HTTP header that carries an API key; empty if there is no key."""
    return {"Authorization": f"Bearer {key}"} if key else {}


def configured_ids() -> EventIds:
    """Finds the ids of events in the members that EVENTMART_EVENT_ID_MEMBERS names."""
    return EventIds(load_settings().event_id_members.split())


def with_ids(lines: Iterable[bytes], ids: EventIds, name: str, first: int = 0) -> Iterator[bytes]:
    """Add an id to each event that has none, so that it counts once however often it is sent.

    Args:
        lines: events as JSON; lines that are not JSON stay unchanged.
        ids: finds the ids that events contain.
        name: prefix of the ids. It identifies the input, and must be the same if the input is sent again.
        first: number of the first line.
    """
    for number, line in enumerate(lines, first):
        yield _with_id(line, ids, f"{name}-{number}".encode())


def send(
    lines: Iterable[bytes],
    api_url: str,
    key: str | None,
    first: int = 0,
    give_up_seconds: float = _GIVE_UP_SECONDS,
    tell: Callable[[str], object] = lambda _: None,
) -> Iterator[Receipt]:
    """Post lines in batches, and retry each batch until the API answers it.

    Every event should have an id: an event without one counts again if its batch is retried.

    Args:
        lines: the lines to send.
        api_url: URL of the API.
        key: API key, if the API requires one.
        first: number of the first line.
        give_up_seconds: how long to retry one batch.
        tell: called with a message for the sender when a batch is retried for the first time.

    Yields:
        A receipt for each batch. The next batch is sent after its receipt has been consumed.

    Raises:
        OperatorError: the API cannot be reached, or refuses a batch as a whole.
    """
    retrying = Retrying(
        retry=retry_if_exception_type(_TransientError),
        wait=_seconds_until_retry,
        before_sleep=lambda state: _tell_once(state, tell, api_url, give_up_seconds),
        stop=stop_after_delay(give_up_seconds),
        reraise=True,
    )
    with requests.Session() as session:
        session.headers.update(bearer(key))
        for batch in _batches(lines):
            try:
                answer = retrying(_post, session, api_url, batch)
            except _TransientError as error:
                raise OperatorError(
                    f"{api_url} does not accept events ({error}). {NOT_UP} Then send the same events again: events "
                    "with the same id count once."
                ) from None
            errors = [{**error, "index": error["index"] + first} for error in answer.get("errors", [])]
            yield Receipt(len(batch), answer.get("event_ids", []), errors)
            first += len(batch)


def _with_id(line: bytes, ids: EventIds, event_id: bytes) -> bytes:
    try:
        if ids.of_event(line):
            return line
    except (ValueError, RecursionError):
        # not an event, or nested too deeply: the API reports it
        return line
    # added at the end, because the last member wins if the event already has this member, with a value that is no id
    members = line.rstrip().removesuffix(b"}").rstrip()
    separator = b"" if members.endswith(b"{") else b","
    return b'%b%b%b:"%b"}' % (members, separator, msgspec.json.encode(ids.preferred), event_id)


def cause(error: requests.RequestException) -> str:
    """Short description of an error."""
    if isinstance(error, requests.Timeout):
        return "timeout"
    if isinstance(error, requests.ConnectionError):
        return "no connection"
    return str(error)


def _tell_once(state: RetryCallState, tell: Callable[[str], object], api_url: str, seconds: float) -> None:
    if state.attempt_number == 1 and state.outcome is not None:
        tell(f"{api_url} does not accept events ({state.outcome.exception()}). Retrying for {seconds:.0f} s.")


def _seconds_until_retry(state: RetryCallState) -> float:
    """Back off exponentially, but at least as long as the API's Retry-After says."""
    error = state.outcome.exception() if state.outcome else None
    return max(_backoff(state), error.seconds if isinstance(error, _TransientError) else 0)


def _post(session: requests.Session, api_url: str, batch: list[bytes]) -> dict[str, Any]:
    try:
        response = session.post(
            f"{api_url}/event",
            data=gzip.compress(b"\n".join(batch), compresslevel=1),
            headers={"Content-Type": "application/x-ndjson", "Content-Encoding": "gzip"},
            timeout=_TIMEOUT_SECONDS,
        )
    except (requests.exceptions.MissingSchema, requests.exceptions.InvalidSchema, requests.exceptions.InvalidURL):
        raise OperatorError(f"{api_url} is not a valid URL. Use the form http://127.0.0.1:8000.") from None
    except requests.RequestException as error:
        # the events may have arrived, with only the answer lost
        raise _TransientError(cause(error)) from None
    if response.status_code in _TRANSIENT_STATUSES:
        seconds = response.headers.get("Retry-After", "")
        raise _TransientError(f"status {response.status_code}", float(seconds) if seconds.isdigit() else 0)
    try:
        answer: dict[str, Any] = response.json()
    except requests.JSONDecodeError:
        raise OperatorError(
            f"{api_url} answers {response.status_code} without JSON. Check that it is eventmart's API."
        ) from None
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
