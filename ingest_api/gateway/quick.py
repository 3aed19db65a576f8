"""Which requests the event loop serves itself."""

from typing import Any

from ingest_api.intake.bodies import count

_QUICK_BYTES = 2**20
_QUICK_ARRAY_BYTES = 2**16
_QUICK_ITEMS = 2000


def is_quick(scope: Any, body: bytes) -> bool:  # noqa: ANN401 - granian's own type
    """Events as they are, and not too many: they wait for nothing but the disk, and take milliseconds."""
    if scope.path != "/event" or scope.method != "POST" or scope.query_string or "content-encoding" in scope.headers:
        return False
    is_array = not body.startswith(b"{")
    if len(body) > (_QUICK_ARRAY_BYTES if is_array else _QUICK_BYTES):
        return False
    # at most so many items: whatever they are, each takes its time
    return count(body, b"\n") + (count(body, b",") if is_array else 0) < _QUICK_ITEMS
