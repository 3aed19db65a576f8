"""The steps of POST /event, shared by the Flask route and the event loop. Independent of Flask.

The steps are a generator that yields each future that it must wait for. A Flask thread blocks on the future; the event
loop serves other requests meanwhile.
"""

import time
from collections.abc import Generator
from concurrent.futures import Future
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import msgspec

from ingest_api.intake import bodies
from ingest_api.intake.events import Assessment, assess
from ingest_api.problems import Problem, unavailable
from ingest_api.records import Rejected, utc_text
from ingest_api.spool.unavailable import SpoolUnavailable
from ingest_api.web.services import Services


@dataclass(frozen=True)
class Sent:
    """A request as it was received.

    Attributes:
        source: name of the API key that it was sent with, or `anonymous`.
    """

    body: bytes
    content_type: str
    content_encoding: str
    source: str


@dataclass(frozen=True)
class Taken:
    """Result of a request with at least one accepted event.

    Attributes:
        assessment: the accepted and the rejected items.
        segment: name of the segment that holds the accepted events, for `Spool.wait_until_landed`.
    """

    assessment: Assessment
    segment: str

    def reply(self, is_landed: bool | None = None) -> tuple[int, dict[str, Any]]:
        """Status and body of the response.

        Args:
            is_landed: whether the events are in HDFS, if the request waited for that.
        """
        events, rejected = self.assessment.events, self.assessment.rejected
        body: dict[str, Any] = {
            "accepted": len(events),
            "rejected": len(rejected),
            "event_ids": msgspec.Raw(b"[%b]" % b",".join(self.assessment.event_ids)),
        }
        status = HTTPStatus.OK if is_landed else HTTPStatus.ACCEPTED
        if is_landed is not None:
            body["is_landed"] = is_landed
        if rejected:
            status = HTTPStatus.MULTI_STATUS
            body["errors"] = [item.as_error() for item in rejected]
        return status, body


def take(sent: Sent, services: Services) -> Generator[Future[str], None, Taken]:
    """Accept or reject each item of a request, and write accepted and rejected items to the spool.

    Yields:
        Futures. Each must be done before the generator is resumed or closed.

    Raises:
        Problem: no event was accepted.
    """
    began = time.perf_counter()
    metrics = services.metrics
    metrics.request_bytes.inc(len(sent.body))
    body = bodies.decompress(sent.body, sent.content_encoding, services.max_body_bytes)
    items = bodies.split(body, sent.content_type, services.max_batch_events)
    assessment = assess(items, services.rules, services.new_id)
    segment = ""
    try:
        with services.spool.reception() as moment:
            for stream, lines in _records(assessment, utc_text(moment), sent.source):
                written = services.spool.append(stream, lines)
                yield written
                segment = written.result()
    except SpoolUnavailable as error:
        raise unavailable(f"{error} Nothing of this request was accepted. Send it again.") from error
    for item in assessment.rejected:
        metrics.rejected.labels(item.reason).inc()
    if not assessment.events:
        raise _refusal(assessment.rejected)
    metrics.accepted.inc(len(assessment.events))
    metrics.acknowledged_in.observe(time.perf_counter() - began)
    return Taken(assessment, segment)


def _records(assessment: Assessment, received_at: str, source: str) -> list[tuple[str, list[bytes]]]:
    """The lines to write to each stream of the spool; events come last."""
    streams = []
    if assessment.rejected:
        streams.append(("quarantine", [item.line(received_at, source) for item in assessment.rejected]))
    if assessment.events:
        streams.append(("events", assessment.lines(received_at, source)))
    return streams


def _refusal(rejected: list[Rejected]) -> Problem:
    are_all_too_large = all(item.reason == "too_large" for item in rejected)
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE if are_all_too_large else HTTPStatus.BAD_REQUEST
    detail = (
        rejected[0].detail if len(rejected) == 1 else f"None of the {len(rejected)} items was accepted. See `errors`."
    )
    return Problem(status, detail, [item.as_error() for item in rejected])
