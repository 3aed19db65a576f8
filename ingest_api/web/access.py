"""Who may call a route: every route says which scope it needs, or that it is public."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, TypeVar

from flask import g, request

from ingest_api.problems import Problem
from ingest_api.web.context import Services, services
from ingest_api.web.rate_limit import RateLimit, Window

# name of the sender, where no keys are asked for
ANONYMOUS = "anonymous"

_Route = TypeVar("_Route", bound=Callable[..., Any])


def requires(scope: str) -> Callable[[_Route], _Route]:
    """Let only those in whose key has the scope; everybody, where no keys were ever made.

    Problems: 401 without a key that is ours, 403 with one that is not good for this, 429 with one that has made more
        requests than it may.
    """

    def decorate(route: _Route) -> _Route:
        @wraps(route)
        def guarded(*arguments: object, **named: object) -> object:
            given = services()
            g.source = _source(scope, given)
            if given.rate_limit is not None:
                _count(g.source, given.rate_limit)
            return route(*arguments, **named)

        guarded.scope = scope  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def public(route: _Route) -> _Route:
    """Let everybody in."""
    route.scope = None  # type: ignore[attr-defined]
    return route


def rate_limit_headers() -> dict[str, str]:
    """What the sender of the current request is told of its rate limit, where there is one."""
    window: Window | None = g.get("window")
    return {} if window is None else window.headers()


def source() -> str:
    """Name of the key that the current request was let in with."""
    return str(g.source)


def _source(scope: str, given: Services) -> str:
    keys = given.keys
    if not given.are_keys_required and not keys.exists:
        return ANONYMOUS
    key = keys.find(_presented())
    if key is None:
        raise Problem(
            HTTPStatus.UNAUTHORIZED,
            "This needs an API key: send it as `Authorization: Bearer <key>`, or as the password of Basic.",
            # the one that a browser asks its user for
            headers={"WWW-Authenticate": 'Basic realm="eventmart: any user, the API key as password"'},
        )
    if not key.allows(scope):
        raise Problem(HTTPStatus.FORBIDDEN, f"The key {key.name} has not the scope {scope} that this needs.")
    return key.name


def _count(source: str, rate_limit: RateLimit) -> None:
    sender = f"address {request.remote_addr}" if source == ANONYMOUS else f"key {source}"
    g.window = window = rate_limit.hit(sender)
    if not window.is_open:
        raise Problem(
            HTTPStatus.TOO_MANY_REQUESTS,
            f"More than {window.limit} requests of {sender}: send larger batches, or try again in "
            f"{window.reset_seconds} s.",
        )


def _presented() -> str:
    authorization = request.authorization
    if authorization is None:
        return ""
    return (authorization.password if authorization.type == "basic" else authorization.token) or ""
