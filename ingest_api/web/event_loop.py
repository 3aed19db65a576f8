"""POST /event on the event loop, by the same steps as the Flask route, but without Flask."""

import logging
from collections.abc import Generator
from concurrent.futures import Future
from http import HTTPStatus
from typing import Any

from werkzeug.datastructures import Authorization

from ingest_api.problems import Answer, Problem, unexpected
from ingest_api.web.answers import encode_json
from ingest_api.web.authorization import admit, authorize
from ingest_api.web.event_intake import Sent, take
from ingest_api.web.services import Services

_ENDPOINT = "events.post_event"
# what clients send with a request that needs no body
_OTHER_BODY_BYTES = 2**16
_JSON = ("content-type", "application/json")

log = logging.getLogger("eventmart.api")


class PostEvent:
    """Callable that handles one request."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def check_head(self, scope: Any) -> None:  # noqa: ANN401
        """Check what is known before the body of a request has arrived.

        Raises:
            Problem: 401 or 403 for events without a key for them, 413 for a large body that is no events.
        """
        if scope.path == "/event":
            authorization = Authorization.from_header(scope.headers.get("authorization"))
            authorize(self._services, "write", authorization, scope.headers.get("host", ""))
        elif int(scope.headers.get("content-length", _OTHER_BODY_BYTES + 1)) > _OTHER_BODY_BYTES:
            raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "Only /event takes a body of this size. Send less.")

    def __call__(self, scope: Any, body: bytes) -> Generator[Future[str], None, Answer]:  # noqa: ANN401
        """Handle a request.

        Args:
            scope: the RSGI scope of the request.
            body: the body of the request.

        Yields:
            Futures. Each must be done before the generator is resumed or closed; see `take`.

        Returns:
            The response.
        """
        rate_limit_headers: list[tuple[str, str]] = []
        try:
            authorization = Authorization.from_header(scope.headers.get("authorization"))
            caller = admit(
                self._services,
                "write",
                authorization,
                scope.headers.get("host", ""),
                scope.client.rpartition(":")[0],
            )
            if caller.window is not None:
                rate_limit_headers = list(caller.window.headers().items())
            sent = Sent(body, scope.headers.get("content-type", ""), "", caller.source)
            taken = yield from take(sent, self._services)
            status, reply = taken.reply()
            answer: Answer = status, [_JSON], encode_json(reply)
        except Problem as problem:
            answer = problem.answer()
        except Exception:  # as Flask's error handler does
            log.exception("unexpected error")
            answer = unexpected().answer()
        status, headers, content = answer
        self._services.metrics.responses.labels(_ENDPOINT, int(status)).inc()
        return status, headers + rate_limit_headers, content
