"""ClickHouse's HTTP interface on the embedded engine, as far as its clients use it.

Documented at https://clickhouse.com/docs/interfaces/http. There are no sessions: SET and USE count for their own
request, and temporary tables are gone after it. Settings, `database` and parameters come with each request.
"""

import hmac
import json
import logging
import re
import secrets
import time
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from itertools import chain
from threading import Semaphore
from wsgiref.types import StartResponse, WSGIEnvironment

from werkzeug.wrappers import Request, Response

from eventmart.clickhouse import Role
from local_stack.clickhouse.bodies import BodyInvalid, parts_of, split_insert
from local_stack.clickhouse.configuration import role_name
from local_stack.clickhouse.engine import Engine, Result, StatementFailed
from local_stack.clickhouse.permission import Denied

# variable of a request: what is open until its answer is sent, or its connection is gone; an ExitStack
OPENED = "eventmart.opened"

_MAX_REQUESTS = 64
# how long a shutdown waits for requests
_END_SECONDS = 10.0
# of a statement and its rows as text; rows in another format are not bounded
_MAX_TEXT_BYTES = 64 * 2**20
_DEFAULT_FORMAT = "TabSeparated"
# limits of the reader, which it cannot raise
_READER_LIMITS: Mapping[str, int] = {"max_execution_time": 3600, "max_memory_usage": 2 * 2**30}
# parameters of the interface that are no settings
_OWN = frozenset({
    "user", "password", "database", "default_format", "query", "query_id", "quota_key", "role", "session_id",
    "session_timeout", "session_check", "client_protocol_version", "compress", "decompress", "wait_end_of_query",
    "buffer_size", "enable_http_compression", "readonly",
})  # fmt: skip
_PARAMETER = "param_"
# a statement begins within so many bytes of a body
_HEAD_BYTES = 2**16
# a condition on system.processes: only the reader's connections are
_OF_READERS = "Settings['readonly'] = '1'"
_KILL = re.compile(
    r"\s*kill\s+query\s+where\s+(?:query_id|Settings\['log_comment'\])\s*=\s*'([^'\\]+)'\s*(?:a?sync)?\s*;?\s*",
    re.IGNORECASE,
)
# ClickHouse's numbers of errors
_AUTHENTICATION_FAILED, _ACCESS_DENIED, _TOO_MANY_QUERIES, _CANNOT_READ = 516, 497, 202, 33
_UNKNOWN_TABLE, _SYNTAX_ERROR = 60, 62
_STATUSES = {
    _AUTHENTICATION_FAILED: 403,
    _ACCESS_DENIED: 403,
    _TOO_MANY_QUERIES: 503,
    _CANNOT_READ: 400,
    _SYNTAX_ERROR: 400,
    _UNKNOWN_TABLE: 404,
}

log = logging.getLogger("eventmart.clickhouse")

# what a client has caused
_FAILURES = (StatementFailed, Denied, BodyInvalid, ValueError, OSError)


class Server:
    """The HTTP interface, a WSGI application.

    Args:
        engine: the engine.
        passwords: of each role.
    """

    def __init__(self, engine: Engine, passwords: Mapping[Role, str]) -> None:
        self._engine = engine
        self._passwords = passwords
        self._requests = Semaphore(_MAX_REQUESTS)

    def end_requests(self) -> bool:
        """End the statements that run, and refuse others from now on; whether no request is left."""
        self._engine.kill_all()
        give_up_at = time.monotonic() + _END_SECONDS
        return all(
            self._requests.acquire(timeout=max(0.0, give_up_at - time.monotonic())) for _ in range(_MAX_REQUESTS)
        )

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        request = Request(environ)
        if request.path == "/ping":
            response = Response("Ok.\n")
        elif request.path != "/" or request.method not in ("GET", "POST"):
            response = Response("There is no such page. Use / or /ping.\n", status=404)
        else:
            response = self._respond(request)
        response.headers["X-ClickHouse-Server-Display-Name"] = "eventmart, embedded (chDB)"
        return response(environ, start_response)

    def _respond(self, request: Request) -> Response:
        query_id = request.args.get("query_id") or str(uuid.uuid4())
        opened: ExitStack = request.environ[OPENED]
        try:
            if not self._requests.acquire(blocking=False):
                raise StatementFailed(_TOO_MANY_QUERIES, f"{_MAX_REQUESTS} requests are running. Send this later.")
            opened.callback(self._requests.release)
            response = self._answer(request, self._role(request), query_id, opened)
        except _FAILURES as error:
            response = self._failure(error)
        response.headers["X-ClickHouse-Query-Id"] = query_id
        response.headers["X-ClickHouse-Timezone"] = "UTC"
        return response

    def _role(self, request: Request) -> Role:
        authorization = request.authorization
        user = request.headers.get("X-ClickHouse-User") or request.args.get("user")
        password = request.headers.get("X-ClickHouse-Key") or request.args.get("password")
        if authorization is not None:
            user, password = authorization.username, authorization.password
        for role, expected in self._passwords.items():
            if user == role_name(role) and hmac.compare_digest((password or "").encode(), expected.encode()):
                return role
        raise StatementFailed(
            _AUTHENTICATION_FAILED, f"{user}: Authentication failed: password is incorrect, or there is no such user."
        )

    def _answer(self, request: Request, role: Role, query_id: str, opened: ExitStack) -> Response:
        if request.args.get("compress") == "1" or request.args.get("decompress") == "1":
            raise BodyInvalid("ClickHouse's own compression is not supported. Send compress=0 and decompress=0.")
        statement = request.args.get("query", "")
        body = parts_of(request.stream, request.headers.get("Content-Encoding", ""))
        settings = {name: value for name, value in request.args.items() if name not in _OWN}
        parameters = {
            name.removeprefix(_PARAMETER): settings.pop(name) for name in [*settings] if name.startswith(_PARAMETER)
        }
        # by which KILL QUERY finds it
        settings.setdefault("log_comment", query_id)
        connection = opened.enter_context(
            self._engine.connection(
                role, request.args.get("database"), _bounded(role, settings), _readonly(request, role)
            )
        )
        first = _first(body)
        insert = split_insert(statement, chain([first], body))
        if insert is not None:
            return _response(connection.insert(*insert))
        sql = "\n".join(filter(None, [statement, _text(first, body)]))
        kill = _KILL.fullmatch(sql)
        if kill is not None:
            ended = self._engine.kill(kill[1], "1" if role == "owner" else _OF_READERS)
            return _response(Result(_DEFAULT_FORMAT, [ended]))
        default_format = request.args.get("default_format") or request.headers.get("X-ClickHouse-Format")
        return _response(connection.run(sql, default_format or _DEFAULT_FORMAT, parameters))

    def _failure(self, error: Exception) -> Response:
        if isinstance(error, StatementFailed):
            code = error.code
        else:
            code = _ACCESS_DENIED if isinstance(error, Denied) else _CANNOT_READ
        message = str(error)
        if not message.startswith("Code: "):
            message = f"Code: {code}. DB::Exception: {message}"
        return Response(
            f"{message} (version {self._engine.version})\n",
            status=_STATUSES.get(code, 500),
            headers={"X-ClickHouse-Exception-Code": str(code)},
        )


def _readonly(request: Request, role: Role) -> int:
    if role == "reader":
        return 1
    asked = int(request.args.get("readonly", "0"))
    return asked or (2 if request.method == "GET" else 0)


def _bounded(role: Role, settings: Mapping[str, str]) -> dict[str, str]:
    """The settings of a request. The reader's are at most the limits; as in ClickHouse, 0 is no limit."""
    limits = {
        name: str(most)
        for name, most in (_READER_LIMITS.items() if role == "reader" else ())
        if not 0 < float(settings.get(name, "0")) <= most
    }
    return {**settings, **limits}


def _first(body: Iterator[bytes]) -> bytes:
    """The beginning of a body: enough for the statement, if it has one."""
    found = b""
    for part in body:
        found += part
        if len(found) >= _HEAD_BYTES:
            break
    return found


def _text(first: bytes, body: Iterable[bytes]) -> str:
    text = bytearray(first)
    for part in body:
        text += part
        if len(text) > _MAX_TEXT_BYTES:
            raise BodyInvalid(f"The statement is longer than {_MAX_TEXT_BYTES} bytes. Send rows in FORMAT Native.")
    return text.decode()


def _response(result: Result) -> Response:
    parts = iter(result.parts)
    # a failure before the first part is the answer
    first = next(parts, b"")
    tag = secrets.token_hex(8)
    response = Response(chain([first], _or_broken(parts, tag)), content_type="application/octet-stream")
    response.headers["X-ClickHouse-Exception-Tag"] = tag
    response.headers["X-ClickHouse-Format"] = result.format
    summary = {"written_rows": str(result.written_rows), "written_bytes": str(result.written_bytes)}
    response.headers["X-ClickHouse-Summary"] = json.dumps({"read_rows": "0", "read_bytes": "0", **summary})
    return response


def _or_broken(parts: Iterable[bytes], tag: str) -> Iterator[bytes]:
    """The parts. A failure comes after them, as ClickHouse writes it, and breaks the connection."""
    try:
        yield from parts
    except StatementFailed as error:
        log.warning("a result was cut off: %s", error)
        message = f"{error}\r\n"
        end = f"\r\n__exception__\r\n{tag}\r\n{message}{len(message.encode())} {tag}\r\n__exception__\r\n"
        yield end.encode()
        raise ConnectionAbortedError from error
