"""The one error format: `application/problem+json` (RFC 9457)."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import msgspec

Answer = tuple[int, list[tuple[str, str]], bytes]
"""Status, headers and body of a response."""

_RETRY_SECONDS = "5"


class Problem(Exception):
    """An error that is reported to the client.

    Args:
        status: HTTP status code.
        detail: the cause and the remedy, in one or two sentences.
        errors: the offending items, each a JSON object with at least `detail`.
        headers: additional response headers.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        errors: Sequence[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = list(errors)
        self.headers = dict(headers or {})

    def body(self) -> dict[str, Any]:
        """The problem as a JSON object."""
        body: dict[str, Any] = {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
        }
        if self.errors:
            body["errors"] = self.errors
        return body

    def answer(self) -> Answer:
        """The response that reports the problem."""
        headers = [("content-type", "application/problem+json"), *self.headers.items()]
        return int(self.status), headers, msgspec.json.encode(self.body()) + b"\n"


def too_large(excess: str) -> Problem:
    """413 for a body over a limit.

    Args:
        excess: what the body has too much of, such as `more than 5 events`.
    """
    return Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The body has {excess}. Send smaller batches.")


def unavailable(detail: str) -> Problem:
    """503 for a transient condition, with a Retry-After header."""
    return Problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, headers={"Retry-After": _RETRY_SECONDS})


def busy(detail: str) -> Problem:
    """429 for more work at a time than is done, with a Retry-After header."""
    return Problem(HTTPStatus.TOO_MANY_REQUESTS, detail, headers={"Retry-After": _RETRY_SECONDS})


def unexpected() -> Problem:
    """500 for an error whose details are only in the log."""
    return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "Unexpected error. See the service's log for details.")
