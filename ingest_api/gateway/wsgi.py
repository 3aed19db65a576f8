"""Serving one request with a WSGI application, on the thread that calls."""

import asyncio
import io
import logging
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from ingest_api.cancellation import CANCELLATION, Cancellation
from ingest_api.gateway import streaming
from ingest_api.problems import Answer, Problem, unexpected

log = logging.getLogger("eventmart.api")

WsgiApplication = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_WITHOUT_BODY = (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)


@dataclass(frozen=True)
class Request:
    """A request that a thread serves.

    Attributes:
        scope: its RSGI scope.
        protocol: granian's protocol, for a response that is streamed.
        cancellation: tells that the client is gone.
        answer: the response; None if the thread has sent it.
    """

    scope: Any
    body: bytes
    protocol: Any
    cancellation: Cancellation
    answer: "asyncio.Future[Answer | None]"


def serve(application: WsgiApplication, request: Request) -> Answer | None:
    """The response to a request. One whose headers tell no length is sent here, while it is made; then it is None."""
    try:
        return _serve(application, request)
    except Exception:
        # an error outside the application's error handlers must not end the thread
        log.exception("unexpected error")
        return answer_of(unexpected())


def answer_of(problem: Problem) -> Answer:
    """The response that reports a problem, and closes the connection."""
    status, headers, body = problem.answer()
    return status, [*headers, ("connection", "close")], body


def _serve(application: WsgiApplication, request: Request) -> Answer | None:
    started: list[tuple[str, list[tuple[str, str]]]] = []
    environ = {**_environ(request.scope, request.body), CANCELLATION: request.cancellation}
    parts = application(environ, lambda status, headers, _=None: started.append((status, headers)))
    try:
        line, headers = started[-1]
        status = int(line[:3])
        if status in _WITHOUT_BODY or any(name.lower() == "content-length" for name, _ in headers):
            return status, headers, b"".join(parts)
        if request.scope.method == "HEAD":
            return status, headers, b""
        if request.scope.http_version in ("1", "1.0"):
            return answer_of(
                Problem(
                    HTTPStatus.HTTP_VERSION_NOT_SUPPORTED,
                    "With HTTP/1.0, an answer that was cut off looks whole. Use HTTP/1.1, also between proxy and API.",
                )
            )
        _stream(request, status, headers, parts)
        return None
    finally:
        if hasattr(parts, "close"):
            parts.close()


def _stream(request: Request, status: int, headers: list[tuple[str, str]], parts: Iterable[bytes]) -> None:
    try:
        streaming.send(request.scope, request.protocol, status, headers, parts)
    except streaming.ReaderGone:
        log.info("the reader of %s is gone", request.scope.path)
    except Exception as error:
        # its headers are sent, so the client learns of the error only because the connection breaks
        log.warning("the response to %s is broken off: %s", request.scope.path, error)


def _environ(scope: Any, body: bytes) -> dict[str, Any]:  # noqa: ANN401
    """The WSGI environment of a request (PEP 3333)."""
    name, _, port = scope.server.rpartition(":")
    environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string.encode().decode("latin-1"),
        "SERVER_NAME": name,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for key, value in scope.headers.items():
        # Content_Encoding is not Content-Encoding, although WSGI would give both the same name
        if "_" not in key:
            name = f"HTTP_{key.upper().replace('-', '_')}"
            # https://www.rfc-editor.org/rfc/rfc9110#section-5.3
            environ[name] = f"{environ[name]}, {value}" if name in environ else value
    environ["CONTENT_TYPE"] = environ.pop("HTTP_CONTENT_TYPE", "")
    # the body is complete, whatever its transfer encoding was
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    environ.pop("HTTP_CONTENT_LENGTH", None)
    environ["CONTENT_LENGTH"] = str(len(body))
    return environ
