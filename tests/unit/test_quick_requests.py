"""Which requests the event loop serves itself: none that would hold it up."""

from types import SimpleNamespace

import pytest

from ingest_api.gateway.quick import is_quick

LINE = b'{"id": 1, "text": "' + b"x" * 400 + b'"}\n'


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"{}", True),
        (LINE * 1_000, True),
        (b"[" + LINE + b"]", True),
        # too many items, in any format
        (b'{"text": "' + b"x" * 2**16 + b'"}\n' + b"1\n" * 5_000, False),
        (b"{}\n" * 5_000, False),
        (b"[" + b"1," * 5_000 + b"1]", False),
        (b" [" + b"1," * 5_000 + b"1]", False),
        (b"[\n" + b"{}\n" * 5_000, False),
        # too large
        (b"[" + LINE * 1_000 + b"]", False),
        (LINE * 10_000, False),
    ],
)
def test_small_bodies_with_few_items(body: bytes, expected: bool) -> None:
    scope = SimpleNamespace(path="/event", method="POST", query_string="", headers={})
    assert is_quick(scope, body) is expected


@pytest.mark.parametrize(
    "change",
    [
        {"path": "/analytics/query"},
        {"method": "GET"},
        {"query_string": "wait=landed"},
        {"headers": {"content-encoding": "gzip"}},
        {"headers": {"origin": "https://shop.example"}},
    ],
)
def test_nothing_but_plain_events(change: dict[str, object]) -> None:
    scope = {"path": "/event", "method": "POST", "query_string": "", "headers": {}}
    assert is_quick(SimpleNamespace(**scope), b"{}")
    assert not is_quick(SimpleNamespace(**scope | change), b"{}")
