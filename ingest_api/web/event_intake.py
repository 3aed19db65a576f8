"""POST /event, step by step: what the Flask route and the event loop share. It knows no Flask.

The steps are a generator that yields each future that it must wait for. Flask's thread blocks on it; the event loop
goes on with other requests meanwhile.
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
from ingest_api.spool.group_commit import SpoolUnavailable
from ingest_api.web.services import Services


@dataclass(frozen=True)
class Sent:
    """A request as it came.

    Attributes:
        source: name of the key that it was sent with.
    """

    body: bytes
    content_type: str
    content_encoding: str
    source: str


@dataclass(frozen=True)
class Taken:
    """What became of a request of which at least one event was accepted.

    Attributes:
        segment: holds the accepted events, for Spool.wait_until_landed.
    """

    assessment: Assessment
    segment: str

    def reply(self, is_landed: bool | None = None) -> tuple[int, dict[str, Any]]:
        """Status and body of the answer.

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
    """Accept or reject each item of a request, and write all of them to the spool.

    Yields:
        Futures; each must be done before the generator is resumed. It may be closed only while none is pending.

    Raises:
        Problem: nothing was accepted.
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
        raise unavailable(f"{error} Nothing of this request was accepted: send it again.") from error
    for item in assessment.rejected:
        metrics.rejected.labels(item.reason).inc()
    if not assessment.events:
        raise _refusal(assessment.rejected)
    metrics.accepted.inc(len(assessment.events))
    metrics.acknowledged_in.observe(time.perf_counter() - began)
    return Taken(assessment, segment)


def _records(assessment: Assessment, received_at: str, source: str) -> list[tuple[str, list[bytes]]]:
    """What goes into which stream of the spool; the events last."""
    streams = []
    if assessment.rejected:
        streams.append(("quarantine", [item.line(received_at, source) for item in assessment.rejected]))
    if assessment.events:
        streams.append(("events", assessment.lines(received_at, source)))
    return streams


def _refusal(rejected: list[Rejected]) -> Problem:
    is_size_alone = all(item.reason == "too_large" for item in rejected)
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE if is_size_alone else HTTPStatus.BAD_REQUEST
    detail = rejected[0].detail if len(rejected) == 1 else f"None of the {len(rejected)} items can be accepted."
    return Problem(status, detail, [item.as_error() for item in rejected])
