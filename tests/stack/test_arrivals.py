"""Good and bad input. Each fixture sends its own, and one update brings all of it into the mart."""

import gzip
import json
import random
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from cli.event_file import EventFile
from eventmart.settings import PROJECT_DIR, Settings
from local_stack.services import WORKER
from local_stack.stack import Stack
from tests.stack.client import Client, marker
from tests.stack.fuzzing import NAMED_QUERIES, fuzz
from tests.stack.hdfs import read_folder

pytestmark = pytest.mark.usefixtures("stack")
NDJSON = "application/x-ndjson"
LONG_LINE = b'{"type": "long", "text": "' + b"x" * 10_000_000 + b'"}'
# a real hour of GitHub's public events, if it is at hand
GITHUB_HOUR = PROJECT_DIR.parent / "shared" / "data" / "gharchive-2015-01-01-0.json.gz"
DEEP = b'{"deep": ' + b"[" * 20_000 + b"]" * 20_000 + b"}"
POISON = [
    '{"type": "%s", "n": "nul", "text": "a\\u0000b"}',
    '{"type": "%s", "n": "huge", "number": 1e999}',
    '{"type": "%s", "n": "digits", "number": 12345678901234567890}',
    '{"type": "%s", "n": "twice", "n": "last"}',
    '{"type": "%s", "n": "year", "created_at": "300000-01-01T00:00:00Z"}',
    '{"type": "%s", "n": "word", "created_at": "now"}',
    '{"type": "%s", "n": "bc", "created_at": "-0044-03-15T00:00:00Z"}',
    '{"type": "%s", "n": "shape", "actor": [1, 2], "user": "text", "created_at": {"a": 1}}',
    '{"type": "%s", "n": "deep", "deep": ' + "[" * 190 + "]" * 190 + "}",
    '{"type": "%s", "n": "escaped", "text": "\\\\u0000 stays"}',
    '{"type": "%s", "n": "emoji", "text": "\\ud83d\\ude00", "user_id": "a\\u0000b"}',
    # equal to the one before in PostgreSQL, which has no NUL
    '{"type": "%s", "n": "same", "user_id": "a\\ufffdb"}',
    # longer than an index of PostgreSQL can hold, even compressed
    '{"type": "%s", "n": "long", "user_id": "' + random.Random(1).randbytes(8000).hex() + '"}',
    '{"type": "%s", "n": "way", "user_id": "way", "referrer": "' + random.Random(2).randbytes(8000).hex() + '"}',
]


@dataclass
class Sent:
    """Events of one type, and what the API answered."""

    event_type: str
    answers: list[requests.Response]


@pytest.fixture(scope="module", autouse=True)
def stated_before(client: Client) -> str:
    """How complete the mart was before this file sent anything."""
    client.settle()
    return stated(client)


def stated(client: Client) -> str:
    answer = client.get("/analytics/query", sql="select 1")
    assert answer.headers["X-Data-Complete-Through"] == answer.json()["complete_through"]
    return str(answer.headers["X-Data-Complete-Through"])


@pytest.fixture(scope="module")
def bad(client: Client) -> Sent:
    """Bodies that are refused, and a batch that is accepted in part."""
    name = marker()
    good = b'{"type": "%b", "n": "%%d"}' % name.encode()
    batch = b"\n".join([good % 1, b"not json", LONG_LINE, good % 2, DEEP, b'{"x": 1e999, "y": NaN}', good % 3])
    answers = [
        client.post(b"not json"),
        client.post(b"42"),
        client.post(b""),
        client.post(LONG_LINE),
        client.post(good % 0, "text/plain"),
        client.post(b"not gzip", **{"Content-Encoding": "gzip"}),
        client.post(b"x" * (33 * 2**20)),
        client.post(gzip.compress(b" " * (33 * 2**20)), **{"Content-Encoding": "gzip"}),
        client.post(batch, NDJSON),
    ]
    return Sent(name, answers)


@pytest.fixture(scope="module")
def poison(client: Client) -> Sent:
    """Valid events that are hard for Spark or PostgreSQL."""
    name = marker()
    return Sent(name, [client.post("\n".join(line % name for line in POISON).encode(), NDJSON)])


@pytest.fixture(scope="module")
def repeated(client: Client) -> Sent:
    """The same event, sent by many senders at once."""
    name = marker()
    body = json.dumps({"type": name, "id": name, "n": "1"}).encode()
    with ThreadPoolExecutor(16) as pool:
        return Sent(name, list(pool.map(lambda _: client.post(body), range(64))))


@pytest.fixture(scope="module")
def landed(client: Client) -> Sent:
    """An event whose sender waited until it was in HDFS."""
    name = marker()
    return Sent(name, [client.post_and_wait(json.dumps({"type": name, "id": name, "n": "1"}).encode())])


@pytest.fixture(scope="module")
def github(client: Client) -> None:
    """The hour of GitHub's events, if it is at hand."""
    if GITHUB_HOUR.exists():
        assert client.send(EventFile(GITHUB_HOUR).lines()) == (7702, 0)


@pytest.fixture(scope="module")
def fuzzed(client: Client, stack: Stack, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> int:
    """The number of operations that were called with generated requests.

    The worker is stopped, so one queued run serves all requests that asked for one. Some asked for a full run; it is
    made an ordinary one, so that it loads the new events as most runs do.
    """
    stack.supervisor.stop(WORKER.name)
    try:
        operations = fuzz(settings.api_url, tmp_path_factory.mktemp("fuzz"), not_available="/health/ready")
    except AssertionError:
        # the other tests need it
        stack.supervisor.start(WORKER)
        raise
    with client.connect("pipeline") as connection:
        connection.execute(
            "update pipeline.update_runs set is_full = false, replay_from = null, replay_to = null "
            "where state = 'queued'"
        )
    return operations


@pytest.fixture(scope="module")
def run(
    client: Client, stack: Stack, bad: Sent, poison: Sent, repeated: Sent, landed: Sent, github: None, fuzzed: int
) -> dict[str, Any]:
    """The update that brings everything into the mart, including one more event, accepted just before it."""
    name = marker()
    assert client.post(json.dumps({"type": name, "n": "1"}).encode()).status_code == 202
    run_id = client.request_update()
    stack.supervisor.start(WORKER)
    return client.succeeded_run(run_id) | {"last": name}


def events_of(client: Client, name: str) -> list[str]:
    rows = client.query(f"select event ->> 'n' from events where event_type = '{name}' order by 1")
    return [row[0] for row in rows]


def test_bad_input_gets_a_clear_answer(bad: Sent) -> None:
    *refused, batch = bad.answers
    assert [answer.status_code for answer in refused] == [400, 400, 400, 413, 415, 400, 413, 413]
    for answer in refused:
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert len(answer.json()["detail"]) > 10
    assert batch.status_code == 207
    assert [(error["index"], error["reason"]) for error in batch.json()["errors"]] == [
        (1, "not_json"),
        (2, "too_large"),
        (4, "too_deep"),
        (5, "not_json"),
    ]


def test_the_good_events_beside_bad_ones_arrive(client: Client, bad: Sent, run: dict[str, Any]) -> None:
    assert events_of(client, bad.event_type) == ["1", "2", "3"]
    kept = client.query("select reason, body_bytes from quarantine where body_bytes > 40000 order by 1, 2")
    assert kept == [
        ("too_deep", len(DEEP)),
        ("too_large", len(LONG_LINE)),
        ("too_large", len(LONG_LINE)),
    ]


def test_poison_reaches_the_mart_without_stopping_anything(client: Client, poison: Sent, run: dict[str, Any]) -> None:
    assert [answer.status_code for answer in poison.answers] == [202]
    rows = client.query(
        f"""select event ->> 'n', event ->> 'text', event ->> 'number', event_at > '2020-01-01', is_event_at_inferred,
                user_id
            from events where event_type = '{poison.event_type}'"""
    )
    assert len(rows) == len(POISON)
    found = {row[0]: row[1:] for row in rows}
    assert found["nul"][0] == "a\ufffdb"
    assert found["escaped"][0] == "\\u0000 stays"
    assert (found["emoji"][0], found["emoji"][4]) == ("\U0001f600", "a\ufffdb")
    assert found["digits"][1] == "12345678901234567890"
    assert set(found) >= {"last", "huge", "year", "word", "bc", "shape", "deep"}
    assert (found["same"][4], len(found["long"][4])) == ("a\ufffdb", 256)
    assert all(row[2] and row[3] for row in found.values())
    referrers = client.query(
        "select length(referrer), length(first_referrer), length(first_origin) from events join users using (user_id) "
        f"where event_type = '{poison.event_type}' and event ->> 'n' = 'way'"
    )
    # a host has at most 253 characters
    assert referrers == [(16_000, 16_000, 253)]


def test_the_same_event_sent_at_once_by_many_counts_once(client: Client, repeated: Sent, run: dict[str, Any]) -> None:
    assert [answer.status_code for answer in repeated.answers] == [202] * 64
    assert events_of(client, repeated.event_type) == ["1"]


def test_wait_landed_answers_once_the_event_is_in_hdfs(landed: Sent, settings: Settings) -> None:
    (answer,) = landed.answers
    assert (answer.status_code, answer.json()["event_ids"]) == (200, [landed.event_type])
    lines = read_folder(settings, "/lake/raw/events")
    assert lines.count(b'"event_id":"%b"' % landed.event_type.encode()) == 1


def test_no_generated_request_gets_a_5xx_or_an_answer_that_is_not_described(client: Client, fuzzed: int) -> None:
    # all but the description itself, and the readiness, because the worker was stopped
    paths = client.get("/openapi.json").json()["paths"]
    assert fuzzed == sum(len(item) for path, item in paths.items() if not re.match(NAMED_QUERIES, path)) - 2


@pytest.mark.skipif(not GITHUB_HOUR.exists(), reason=f"{GITHUB_HOUR.name} is not at hand")
def test_the_real_hour_of_github(client: Client, run: dict[str, Any]) -> None:
    with gzip.open(GITHUB_HOUR) as hour:
        events = [json.loads(line) for line in hour]
    of_the_hour = "from events where event_at >= '2015-01-01' and event_at < '2015-01-02'"
    assert client.query(f"select count(*), count(distinct user_id), count(distinct event_id) {of_the_hour}") == [
        (7702, 3648, 7702)
    ]
    by_type = dict(client.query(f"select event_type, count(*) {of_the_hour} group by 1"))
    assert by_type == Counter(event["type"] for event in events)
    assert [by_type[name] for name in ("PushEvent", "CreateEvent", "IssueCommentEvent", "WatchEvent")] == [
        4280,
        815,
        650,
        642,
    ]
    repositories = client.query(
        f"select event -> 'repo' ->> 'name', count(*) {of_the_hour} group by 1 order by 2 desc, 1 limit 5"
    )
    counted = Counter(event["repo"]["name"] for event in events)
    assert repositories == sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:5]


def test_an_update_includes_what_was_received_before_it(client: Client, run: dict[str, Any]) -> None:
    assert events_of(client, run["last"]) == ["1"]
    assert run["steps"][1]["detail"].startswith("complete through ")
    assert client.query("select complete_through from watermark") > [(run["started_at"],)]


def test_every_answer_says_how_complete_it_is(
    client: Client, stated_before: str, landed: Sent, run: dict[str, Any]
) -> None:
    ((received_at,),) = client.query(f"select received_at from events where event_type = '{landed.event_type}'")
    assert stated_before < received_at
    assert stated(client) > received_at


def test_what_was_accepted_and_what_was_rejected_reconciles_to_0(client: Client, run: dict[str, Any]) -> None:
    counted = dict(line.split() for line in client.get("/metrics").text.splitlines() if line.count(" ") == 1)
    accepted = float(counted["eventmart_events_accepted_total"])
    rejected = client.get("/event/status").json()["quarantined"]
    ((events, repeats, conflicts, quarantined),) = client.query(
        "select (select count(*) from events), repeat_count, id_conflict_count, (select count(*) from quarantine) "
        "from watermark"
    )
    assert accepted - events - repeats - conflicts == 0
    assert rejected - (quarantined - conflicts) == 0
    assert min(repeats, rejected) > 0
