"""GET /analytics/query and named queries on the event loop, if their answer is in memory and still right."""

from collections.abc import Generator, Mapping
from concurrent.futures import Future
from http import HTTPStatus
from typing import Any

from werkzeug.datastructures import Authorization
from werkzeug.http import parse_etags

from ingest_api.analytics.engine import State
from ingest_api.analytics.shared_states import SharedStates
from ingest_api.problems import Answer, Problem
from ingest_api.web import answer_cache
from ingest_api.web.answer_cache import CachedAnswer, Key
from ingest_api.web.authorization import authorize, count, sender_of
from ingest_api.web.services import Services

_PATH = "/analytics/query"
_NAMED_PATH = f"{_PATH}/"
_SCOPE = "read"
# https://www.rfc-editor.org/rfc/rfc9211
_HIT = ("cache-status", "eventmart; hit")
_NO_SNIFF = ("x-content-type-options", "nosniff")
# of the body, which 304 does not have
_BODY_HEADERS = frozenset({"content-type", "content-length", "content-encoding", "x-query-id"})

Steps = Generator[Future[State], None, Answer | None]


class CachedQuery:
    """Callable that handles a request, if its answer is in memory.

    Flask handles all others, and those that have an error. So a request goes on there if its answer is no longer right.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._answers = services.query_responses.answers
        self._states: Mapping[str, SharedStates] = {
            name: SharedStates(engine) for name, engine in services.query_responses.engines.items()
        }

    def __call__(self, scope: Any, body: bytes) -> Steps | None:  # noqa: ANN401 - granian's own type
        """Handle a request.

        Args:
            scope: the RSGI scope of the request.
            body: the body of the request.

        Returns:
            The steps, which yield each future that they wait for, and return the response; None if Flask has to handle
            it. None of all at once if no answer is in memory.
        """
        headers = scope.headers
        if scope.method != "GET" or not scope.path.startswith(_PATH) or body:
            return None
        # pages of other sites need headers of their own, or are refused
        if "origin" in headers or headers.get("sec-fetch-site") == "cross-site":
            return None
        # WSGI joins headers that are sent twice
        if len(headers.items()) > len(headers.keys()):
            return None
        if "no-cache" in headers.get("cache-control", "").lower():
            return None
        key = answer_cache.key(scope.path, scope.query_string, headers.get("accept"), headers.get("accept-encoding"))
        answer = self._answers.get(key)
        return None if answer is None else self._steps(scope, key, answer)

    def _steps(self, scope: Any, key: Key, answer: CachedAnswer) -> Steps:  # noqa: ANN401
        authorization = Authorization.from_header(scope.headers.get("authorization"))
        try:
            source = authorize(self._services, _SCOPE, authorization, scope.headers.get("host", ""))
        except Problem:
            return None
        sender = sender_of(source, scope.client.rpartition(":")[0])
        rate_limit = self._services.rate_limit
        if rate_limit is not None and not rate_limit.is_open(sender):
            return None
        state = self._states[answer.engine].ask(answer.tables)
        if state is None:
            return None
        yield state
        if state.exception() is not None:
            # Flask asks again, and reports the error
            return None
        if state.result() != answer.state or not self._is_current(scope.path, answer):
            self._answers.remove(key)
            return None
        status, headers, content = _response(answer, scope.headers.get("if-none-match"))
        try:
            window = count(rate_limit, sender)
            if window is not None:
                headers += window.headers().items()
            self._services.metrics.cached_answers.inc()
        except Problem as problem:
            status, headers, content = problem.answer()
            headers = [*headers, _NO_SNIFF]
        endpoint = "analytics.query" if answer.named_query is None else "analytics.named_query"
        self._services.metrics.responses.labels(endpoint, int(status)).inc()
        return status, headers, content

    def _is_current(self, path: str, answer: CachedAnswer) -> bool:
        """Whether the file of a named query is still the one that the answer comes from."""
        if answer.named_query is None:
            return True
        return self._services.named_queries.all().get(path.removeprefix(_NAMED_PATH)) is answer.named_query


def _response(answer: CachedAnswer, if_none_match: str | None) -> Answer:
    if if_none_match is not None and parse_etags(if_none_match).contains_weak(answer.etag):
        headers = [header for header in answer.headers if header[0].lower() not in _BODY_HEADERS]
        return HTTPStatus.NOT_MODIFIED, [*headers, _HIT, _NO_SNIFF], b""
    return HTTPStatus.OK, [*answer.headers, _HIT, _NO_SNIFF], answer.body
