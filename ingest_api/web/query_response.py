"""Runs a query for a request and answers with JSON or a stream."""

import time
from collections.abc import Callable, Generator, Iterable, Mapping
from datetime import datetime
from http import HTTPStatus
from itertools import chain
from threading import Semaphore

import msgspec
from flask import Request, Response
from werkzeug.wsgi import ClosingIterator

from ingest_api.analytics import formats, versions
from ingest_api.analytics.engine import (
    Bounds,
    Column,
    Engine,
    Row,
    State,
    Statement,
    Stream,
)
from ingest_api.analytics.views import QueryWithViews, checked
from ingest_api.cancellation import CANCELLATION, Cancellation
from ingest_api.problems import Problem, busy
from ingest_api.records import utc_text
from ingest_api.web import answer_cache
from ingest_api.web.answer_cache import AnswerCache, CachedAnswer
from ingest_api.web.answers import encode_json
from ingest_api.web.query_problems import explained
from ingest_api.web.query_request import JSON, Asked

_POLL_SECONDS = 0.25
_MIN_GZIP_BYTES = 1000


class Answer(msgspec.Struct):
    """One page of the result of a query.

    `rows` has one array of values for each row, in the order of `columns`. `is_truncated` tells whether the result has
    more rows; `next_cursor` is the cursor of the page that has them, or null if rows may come in another order while
    the data stands still. Every event received up to `complete_through` is in the tables that the query has read;
    it is null before the first update run. `run_id` is the update run that they come from.
    """

    columns: list[Column]
    rows: list[Row]
    is_truncated: bool
    next_cursor: str | None
    complete_through: datetime | None
    run_id: str | None


class QueryResponses:
    """Runs queries.

    Args:
        engines: by name.
        new_id: creates the id of a query.
        max_rows: maximum number of rows of a page.
        max_bytes: approximate maximum size of the values of a page.
        waits: limits the requests that wait, for data to be complete or for other things; each acquires it once.
        answers: keeps answers in memory.

    Attributes:
        engines: by name.
        answers: the answers in memory.
    """

    def __init__(
        self,
        engines: Mapping[str, Engine],
        new_id: Callable[[], str],
        max_rows: int,
        max_bytes: int,
        waits: Semaphore,
        answers: AnswerCache,
    ) -> None:
        self.engines, self.answers = engines, answers
        self._new_id = new_id
        self._max_rows, self._max_bytes = max_rows, max_bytes
        self._waits = waits

    def respond(self, asked: Asked, request: Request) -> Response:
        """The response to a request.

        Raises:
            Problem: the query has no answer.
            EngineUnavailable: the engine cannot be reached.
        """
        cancellation = request.environ.get(CANCELLATION) or Cancellation()
        with explained():
            engine, query = checked_query(asked, self.engines)
            with query.places():
                return self._respond(asked, engine, query.statement, request, cancellation)

    def _respond(
        self, asked: Asked, engine: Engine, statement: Statement, request: Request, cancellation: Cancellation
    ) -> Response:
        options = asked.options
        is_gzip = request.accept_encodings["gzip"] > 0
        form = options.format.name if options.format else JSON
        presentation = [form, options.limit, options.cursor, is_gzip, self._max_rows, self._max_bytes]

        def etag(state: State) -> str | None:
            return versions.etag(engine.name, statement, state, presentation)

        if options.at_least is not None:
            self._wait(engine, statement, options.at_least, options.wait_seconds, cancellation)
        if request.if_none_match and request.method in ("GET", "HEAD") and not request.cache_control.no_cache:
            state = engine.state(statement.tables)
            found = etag(state)
            if found is not None and request.if_none_match.contains_weak(found):
                return _with_headers(Response(status=HTTPStatus.NOT_MODIFIED), statement, state, found)
        if options.format is None and request.method == "GET":
            # if the query fails from now on, nobody shall get its earlier answer
            self.answers.remove(_cache_key(request))
        query_id = self._new_id()
        content: Iterable[bytes]
        if options.format is None:
            answer, state = self._page(engine, statement, query_id, asked, cancellation)
            body = encode_json(answer)
            is_gzip = is_gzip and len(body) >= _MIN_GZIP_BYTES
            body = b"".join(formats.gzip([body])) if is_gzip else body
            response = Response(body, content_type="application/json")
        else:
            is_gzip = is_gzip and options.format.is_text
            content, state = _begun(engine, statement, query_id, options.limit, options.format, is_gzip, cancellation)
            response = Response(content, content_type=options.format.media_type)
        if is_gzip:
            response.headers["Content-Encoding"] = "gzip"
        response.headers["X-Query-Id"] = query_id
        found = etag(state)
        response = _with_headers(response, statement, state, found)
        if found is not None and options.format is None and request.method == "GET":
            kept = CachedAnswer(
                engine.name,
                statement.tables,
                state,
                asked.named_query,
                found,
                list(response.headers),
                response.get_data(),
            )
            self.answers.put(_cache_key(request), kept)
        return response

    def _page(
        self, engine: Engine, statement: Statement, query_id: str, asked: Asked, cancellation: Cancellation
    ) -> tuple[Answer, State]:
        limit, cursor = asked.options.limit or self._max_rows, asked.options.cursor
        if limit > self._max_rows:
            raise Problem(
                HTTPStatus.BAD_REQUEST,
                f"limit={limit} is more than {self._max_rows}, the most of a JSON page. Follow `next_cursor`, or use "
                "another format.",
            )
        first = versions.row_of(cursor, engine.name, statement) if cursor is not None else 0
        page = engine.page(statement, query_id, Bounds(limit, self._max_bytes, first), cancellation)
        if cursor is not None:
            versions.check_cursor(cursor, engine.name, statement, page.state)
        next_cursor = None
        if not page.is_last:
            next_cursor = versions.cursor(engine.name, statement, page.state, first + len(page.rows))
        state = page.state
        return Answer(
            page.columns, page.rows, not page.is_last, next_cursor, state.complete_through, state.run_id
        ), state

    def _wait(
        self, engine: Engine, statement: Statement, at_least: datetime, seconds: float, cancellation: Cancellation
    ) -> None:
        """Wait until the data is complete through a time."""
        end_at = time.monotonic() + seconds
        if _is_complete(state := engine.state(statement.tables), at_least):
            return
        if seconds:
            if not self._waits.acquire(blocking=False):
                raise busy("Too many requests wait for data to be complete. Send this one again.")
            try:
                while time.monotonic() < end_at and not cancellation.is_cancelled:
                    time.sleep(_POLL_SECONDS)
                    if _is_complete(state := engine.state(statement.tables), at_least):
                        return
            finally:
                self._waits.release()
        through = (
            "not built yet"
            if state.complete_through is None
            else f"complete through {utc_text(state.complete_through)}"
        )
        raise Problem(
            HTTPStatus.CONFLICT,
            f"The data is {through}, not through {utc_text(at_least)}. Send the query again later, or with wait=30.",
            headers={"Retry-After": "5"},
        )


def _cache_key(request: Request) -> answer_cache.Key:
    query_string = request.query_string.decode(errors="replace")
    headers = request.headers
    return answer_cache.key(request.path, query_string, headers.get("Accept"), headers.get("Accept-Encoding"))


def checked_query(asked: Asked, engines: Mapping[str, Engine]) -> tuple[Engine, QueryWithViews]:
    """The engine of a request, and the query that it accepts.

    Raises:
        Problem: there is no such engine.
        QueryRefused: it does not accept the query.
    """
    engine = engines.get(asked.engine)
    if engine is None:
        raise Problem(HTTPStatus.BAD_REQUEST, f"engine={asked.engine[:100]} is not one of: {', '.join(engines)}.")
    return engine, checked(asked.sql, asked.bindings, asked.views, engine)


def _is_complete(state: State, at_least: datetime) -> bool:
    return state.complete_through is not None and state.complete_through >= at_least


def _begun(
    engine: Engine,
    statement: Statement,
    query_id: str,
    max_rows: int | None,
    format_: formats.Format,
    is_gzip: bool,
    cancellation: Cancellation,
) -> tuple[Iterable[bytes], State]:
    """The parts of a streamed answer, and the data that it comes from. Its first part is there: errors before it raise.

    The query ends when the parts are closed.
    """
    streams: list[Stream] = []

    def run() -> Generator[bytes]:
        with engine.stream(statement, query_id, max_rows, cancellation) as stream:
            streams.append(stream)
            parts = format_.encode(stream)
            yield from formats.gzip(parts) if is_gzip else parts

    parts = run()
    first = next(parts, b"")
    return ClosingIterator(chain([first], parts), parts.close), streams[0].state


def _with_headers(response: Response, statement: Statement, state: State, etag: str | None) -> Response:
    response.vary.update(["Accept", "Accept-Encoding", "Authorization"])
    if etag is None:
        response.headers["Cache-Control"] = "private, no-store"
    else:
        response.set_etag(etag, weak=not statement.is_ordered)
        response.headers["Cache-Control"] = "private, max-age=0, must-revalidate"
    if state.complete_through is not None:
        response.headers["X-Data-Complete-Through"] = utc_text(state.complete_through)
    if state.run_id is not None:
        response.headers["X-Data-Run-Id"] = state.run_id
    return response
