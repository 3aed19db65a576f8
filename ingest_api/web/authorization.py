"""Authorization of callers: API keys, scopes and rate limits. Independent of Flask."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from http import HTTPStatus

from werkzeug.datastructures import Authorization

from ingest_api.problems import Problem
from ingest_api.web.rate_limit import RateLimit, Window
from ingest_api.web.services import Services

# source of events that are sent without a key
ANONYMOUS = "anonymous"
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")

_WITH_PORT = re.compile(r":[0-9]*$")


@dataclass(frozen=True)
class Caller:
    """The caller of a request.

    Attributes:
        source: name of the API key, or `anonymous`.
        window: state of the caller's rate limit; None if there is no limit.
    """

    source: str
    window: Window | None = None


def admit(
    services: Services, scope: str, authorization: Authorization | None, host: str, address: str | None
) -> Caller:
    """Allow callers whose key has a scope; if no keys exist, allow everyone.

    Args:
        services: the keys and the rate limit.
        scope: the required scope.
        authorization: the parsed Authorization header.
        host: the Host header.
        address: IP address of the client; the rate limit of anonymous callers applies per address.

    Raises:
        Problem: 401 without a valid key; 403 if the key lacks the scope, or if no keys exist and the host is not one
            of this machine's; 429 over the rate limit.
    """
    source = authorize(services, scope, authorization, host)
    return Caller(source, count(services.rate_limit, sender_of(source, address)))


def authorize(services: Services, scope: str, authorization: Authorization | None, host: str) -> str:
    """The source of a caller whose key has a scope, without counting the request; see `admit`."""
    if not services.are_keys_required and not services.keys.exists:
        if not _is_allowed(host, services.allowed_hosts):
            # a page whose host name resolves to this machine (DNS rebinding) would otherwise act as a local program
            raise Problem(
                HTTPStatus.FORBIDDEN,
                f"Host {host!r} is not allowed without an API key. Add its name to EVENTMART_ALLOWED_HOSTS, or create "
                "a key.",
            )
        return ANONYMOUS
    key = services.keys.find(_presented(authorization))
    if key is None:
        raise Problem(
            HTTPStatus.UNAUTHORIZED,
            "An API key is required. Send it as `Authorization: Bearer <key>`, or as the password of HTTP Basic.",
            # browsers prompt for Basic only
            headers={"WWW-Authenticate": 'Basic realm="eventmart: any user, the API key as password"'},
        )
    if not key.allows(scope):
        raise Problem(HTTPStatus.FORBIDDEN, f"Key {key.name} lacks scope {scope}. Use a key that has it.")
    return key.name


def _is_allowed(host: str, allowed_hosts: Collection[str]) -> bool:
    """Whether a Host header names an allowed host, on any port. Only browsers matter, and they always send one."""
    name = host.rpartition(":")[0] if _WITH_PORT.search(host) else host
    return not host or name.strip("[]").lower() in allowed_hosts


def sender_of(source: str, address: str | None) -> str:
    """Whose requests the rate limit counts: those of a key, or those of an address that send none."""
    return f"address {address}" if source == ANONYMOUS else f"key {source}"


def count(rate_limit: RateLimit | None, sender: str) -> Window | None:
    """Count a request of a sender; returns the state of its rate limit, None if there is no limit.

    Raises:
        Problem: 429 over the limit.
    """
    if rate_limit is None:
        return None
    window = rate_limit.hit(sender)
    if not window.is_open:
        raise Problem(
            HTTPStatus.TOO_MANY_REQUESTS,
            f"More than {window.limit} requests from {sender}. Send larger batches, or try again in "
            f"{window.reset_seconds} s.",
            headers=window.headers(),
        )
    return window


def _presented(authorization: Authorization | None) -> str:
    if authorization is None:
        return ""
    return (authorization.password if authorization.type == "basic" else authorization.token) or ""
