"""Which requests with events the event loop handles itself."""

from typing import Any

from ingest_api.intake.bodies import count

_QUICK_BYTES = 2**20
_QUICK_ARRAY_BYTES = 2**16
_QUICK_ITEMS = 2000


def is_quick(scope: Any, body: bytes) -> bool:  # noqa: ANN401 - granian's own type
    """Whether a request is a small, uncompressed `POST /event`: it waits for the disk alone and takes milliseconds."""
    if scope.path != "/event" or scope.method != "POST" or scope.query_string:
        return False
    # a compressed body may hold any number of events; Flask adds the CORS headers that a browser needs
    if "content-encoding" in scope.headers or "origin" in scope.headers:
        return False
    is_array = not body.startswith(b"{")
    if len(body) > (_QUICK_ARRAY_BYTES if is_array else _QUICK_BYTES):
        return False
    # an upper bound of the number of items, without parsing
    return count(body, b"\n") + (count(body, b",") if is_array else 0) < _QUICK_ITEMS
