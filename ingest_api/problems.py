"""The one shape of an error: `application/problem+json` (RFC 9457)."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

_RETRY_SECONDS = "5"


class Problem(Exception):
    """An error that the client is told.

    Args:
        status: HTTP status code.
        detail: the cause and the remedy, in a sentence or two.
        errors: the offending items, each a JSON object with at least `detail`.
        headers: further headers of the answer.
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


def too_large(what: str) -> Problem:
    """413, for a body that is larger than it may be.

    Args:
        what: such as `more than 5 events`.
    """
    return Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The body has {what}: send it in smaller batches.")


def unavailable(detail: str) -> Problem:
    """503, for what will pass: the client is told when to try again."""
    return Problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, headers={"Retry-After": _RETRY_SECONDS})


def unexpected() -> Problem:
    """500, for an error of which the log tells and the client need not know."""
    return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "An unexpected error; the service's log tells more.")
