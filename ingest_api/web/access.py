"""Access control of routes. Every route declares the scope that it requires, or that it is public."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, TypeVar, cast

from flask import g, request

from ingest_api.problems import Problem
from ingest_api.web.authorization import Caller, admit, authorize
from ingest_api.web.context import services

_Route = TypeVar("_Route", bound=Callable[..., Any])


def requires(scope: str) -> Callable[[_Route], _Route]:
    """Allow callers whose key has this scope; if no keys exist, allow everyone.

    Problems: 401 without a valid key, 403 if the key lacks the scope, 429 over the rate limit.
    """

    def decorate(route: _Route) -> _Route:
        @wraps(route)
        def guarded(*arguments: object, **named: object) -> object:
            g.caller = admit(
                services(), scope, request.authorization, request.headers.get("Host", ""), request.remote_addr
            )
            return route(*arguments, **named)

        guarded.scope = scope  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def require(scope: str) -> None:
    """Allow the caller of the current request only if the key has another scope as well.

    Raises:
        Problem: 403, the key lacks the scope.
    """
    authorize(services(), scope, request.authorization, request.headers.get("Host", ""))


def refuse_other_sites(what: str) -> None:
    """Refuse a request that a browser has sent for a page of another site, unless its origin is allowed.

    A page can send any GET, though it cannot read the answer.

    Args:
        what: what such a page may not do.

    Raises:
        Problem: 403.
    """
    allowed = services().cors_origins
    is_allowed = "*" in allowed or request.headers.get("Origin") in allowed
    if request.headers.get("Sec-Fetch-Site") == "cross-site" and not is_allowed:
        raise Problem(HTTPStatus.FORBIDDEN, f"Pages of other sites may not {what}.")


def public(route: _Route) -> _Route:
    """Allow everyone."""
    route.scope = None  # type: ignore[attr-defined]
    return route


def caller() -> Caller | None:
    """The caller of the current request; None on public routes, or if the request was refused."""
    return cast(Caller | None, g.get("caller"))


def source() -> str:
    """Name of the API key that the current request was sent with, or `anonymous`."""
    return str(g.caller.source)
