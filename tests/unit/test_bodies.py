"""A body is split into its items, even if some of them are invalid."""

import gzip
import json
import os
import time
import tracemalloc
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from ingest_api.intake.bodies import decompress, split
from ingest_api.problems import Problem
from tests.unit.conftest import spooled

MAX_ITEMS = 100_000
GOOD = [b'{"id": 1}', b'{"id": 2, "text": "a, ] } [ { \\" \\\\"}', b'{"id": 3, "list": [1, {"a": []}, "]"]}']


@pytest.mark.parametrize(
    "poison",
    [
        b'{"text": "\\ud800"}',
        b'{"text": "\\udc00 and, more"}',
        b'{"text": "\xff, \xc3"}',
        b'{"x": NaN, "y": 1e999}',
        b'{"x": Infinity}',
        b'{"x": 01, "y": .5, "z": +1}',
        b'{"text": "tab\tnew\nline"}',
        b'{"text": "\\x"}',
        b'{"a" 1}',
        b'{"a": 1,}',
        b"{'a': 1}",
        b"nonsense",
        b"[" * 200_000 + b"]" * 200_000,
        b'{"deep": ' + b'{"a": [' * 100_000 + b"]}" * 100_000 + b"}",
    ],
)
def test_one_invalid_element_does_not_affect_the_others(poison: bytes) -> None:
    for position in range(len(GOOD) + 1):
        elements = [*GOOD[:position], poison, *GOOD[position:]]
        body = b" [ " + b" ,\r\n\t".join(elements) + b" ] "
        assert split(body, "application/json", MAX_ITEMS) == elements


@pytest.mark.parametrize(
    "body",
    [
        b'[{"id": 1}, {]',
        b'[{"id": 1}, {]}',
        b'[{"id": 1}, {"id": [2}, {"id": 3}]',
        b'[{"id": 1}',
        b'[{"id": 1},',
        b'[{"id": 1}, ]',
        b'[{"id": 1}, , {"id": 2}]',
        b'[{"id": 1}, {"text": "no end}]',
        b'[{"id": 1}, {"text": "no end\\"}]',
        b'[{"id": 1}] {"id": 2}',
        b'[{"id": 1}]]',
        b'[{"id": NaN}], [{"id": 2}]',
        b"[\xff",
        b"[" * 200_000,
    ],
)
def test_an_array_that_cannot_be_split_is_one_item(body: bytes) -> None:
    assert split(body, "application/json", MAX_ITEMS) == [body]


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/x-ndjson", b"{}\n" * 9 + b"{}"),
        ("application/x-ndjson", b"{}\n" * 10),
        ("application/json", b"[" + b"{}," * 9 + b"{}]"),
    ],
)
def test_too_many_items_are_refused_as_a_whole(content_type: str, body: bytes) -> None:
    assert len(split(body, content_type, 10)) == 10
    with pytest.raises(Problem, match="more than 9 events") as raised:
        split(body, content_type, 9)
    assert raised.value.status == 413


def test_a_large_array_with_an_invalid_element_is_split_in_linear_time() -> None:
    elements = [json.dumps({"id": n, "text": "x" * 100, "list": [n, {"n": n}]}).encode() for n in range(20_000)]
    elements[10_000] = b'{"text": "\\ud800"}'
    began = time.perf_counter()
    assert split(b"[%b]" % b",".join(elements), "application/json", MAX_ITEMS) == elements
    # no backtracking on an unterminated string or an unmatched bracket
    assert split(b'["' + b"\\\\ " * 1_000_000, "application/json", MAX_ITEMS)
    assert split(b'[1,"' + b"x[" * 1_000_000, "application/json", MAX_ITEMS)
    assert time.perf_counter() - began < 5


def test_valid_elements_of_an_array_are_accepted_and_invalid_ones_reported_and_kept(
    client: FlaskClient, tmp_path: Path
) -> None:
    bad = [
        b'{"id": 2, "text": "\\x00"}',
        b'{"id": 4, "text": "\xff"}',
        b'{"id": 6, "n": NaN}',
        b"[" * 400 + b"]" * 400,
    ]
    body = b'[{"id": 1}, %b, {"id": 3}, %b, {"id": 5}, %b, {"id": 7}, %b]' % tuple(bad)
    answer = client.post("/event", data=body, content_type="application/json")
    assert answer.status_code == 207
    assert answer.json is not None
    assert answer.json["event_ids"] == ["1", "3", "5", "7"]
    assert [(error["index"], error["reason"]) for error in answer.json["errors"]] == [
        (1, "not_json"),
        (3, "invalid_utf8"),
        (5, "not_json"),
        (7, "not_an_object"),
    ]
    assert [record["event"]["id"] for record in spooled(tmp_path)] == [1, 3, 5, 7]
    assert [record["body_bytes"] for record in spooled(tmp_path, "quarantine")] == list(map(len, bad))


def test_gzip_may_have_many_members_but_not_any_number() -> None:
    member = gzip.compress(b'{"id": 1}\n')
    assert decompress(member * 10_000, "gzip", 10**6) == b'{"id": 1}\n' * 10_000
    # 3 MB of empty members take no room after gunzip
    with pytest.raises(Problem, match="more than 10000 gzip members") as refused:
        decompress(gzip.compress(b"") * 150_000, "gzip", 10**6)
    assert refused.value.status == 413
    large = os.urandom(10**6)
    assert decompress(gzip.compress(large) + gzip.compress(b"end"), "gzip", 10**6 + 3) == large + b"end"
    with pytest.raises(Problem, match="more than 1000002 bytes after gunzip"):
        decompress(gzip.compress(large) + gzip.compress(b"end"), "gzip", 10**6 + 2)


def test_the_elements_of_an_array_are_counted_before_they_take_memory() -> None:
    body = b"[" + b"1," * 1_000_000 + b"1]"
    tracemalloc.start()
    try:
        with pytest.raises(Problem, match="more than 1000 events") as refused:
            split(body, "application/json", 1_000)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert refused.value.status == 413
    # a hundredth of what the elements would take
    assert peak < 2 * len(body)
    # commas inside elements do not count
    (element, other) = split(b"[[" + b"1," * 1_000_000 + b"1],2]", "application/json", 2)
    assert (len(element), other) == (2_000_003, b"2")
    with pytest.raises(Problem, match="more than 1000000 brackets"):
        split(b"[[" + b"[]," * 1_000_000 + b"1]]", "application/json", 2)
