"""What is removed from everywhere: events that are older than they are kept, and those of a person who is forgotten.

Nothing of a person is left in HDFS and in PostgreSQL, and everything else is as it was.
"""

import base64
import gzip
import json
import re
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from itertools import chain
from unittest import mock

import pytest
from psycopg import sql

from eventmart.erasures import Erasures
from eventmart.update_runs import Run
from ingest_api.records import Rejected, utc_text
from pipeline import rewriting
from pipeline.leftovers import LAKE_FOLDER
from pipeline.mart.clickhouse import ClickHouseMart
from pipeline.projects import LAKE
from pipeline.steps import UpdateSteps
from raw_zone.client import HdfsClient
from raw_zone.layout import ERASURES, NAME_HOUR, NAME_TIME, WATERMARKS, file_path, hour_folder
from tests.lake.conftest import Lake
from tests.lake.cut_short import recorded_state
from tests.projects import copy_project
from tests.stack.client import Client, marker

_DAYS = ("2005-05-05", "2005-05-06")
# no other test has events before
_FIRST_DATE = date(2001, 1, 1)
_LONG_AGO = datetime(2000, 5, 5, 5, tzinfo=UTC)
# what an analyst adds: rows of events, their summary by date, and a table whose partitions are no dates
_ADDED = {
    "fct_clicks": """
        {{ config(unique_key='click_id', meta={'publish': true}) }}
        select event_id || '|' || source as click_id, user_id as visitor, event_date from {{ ref('fct_events') }}
    """,
    "click_days": """
        {{ config(materialized='by_date', unique_key=['event_date', 'visitor'], meta={'publish': true}) }}
        select event_date, visitor, count(*) as click_count from {{ ref('fct_clicks') }}
        where visitor is not null
        group by all
    """,
    "fct_visitors": """
        {{ config(unique_key='click_id', partition_by='kind', meta={'publish': true}) }}
        select click_id, visitor, 'click' as kind from {{ ref('fct_clicks') }}
    """,
}


class Killed(Exception):
    """What a run does not survive."""


class Shop:
    """Events of a person who is to be forgotten, and of others, who share files, days and ids with the person."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake
        self.name = marker()
        self.person, self.other = f"{self.name}-ann", f"{self.name}-bob"
        self.begin = datetime.now(UTC) - timedelta(seconds=5)

    def put(self) -> None:
        def event(user: str, day: str, kind: str, minute: int) -> bytes:
            fields = {"type": kind, "user_id": user, "time": f"{day}T10:{minute:02}:00Z", "price": 5, "currency": "EUR"}
            return json.dumps(fields).encode()

        ann, bob, n = self.person, self.other, self.name
        first, second = _DAYS
        lines = [
            (f"{n}-1", event(ann, first, "page_view", 1)),
            (f"{n}-2", event(ann, first, "purchase", 2)),
            (f"{n}-3", event(ann, second, "purchase", 3)),
            (f"{n}-4", event(bob, first, "page_view", 4)),
            (f"{n}-5", event(bob, first, "purchase", 5)),
            # a repeat of the person, and two conflicts of ids: one of either
            (f"{n}-1", event(ann, first, "page_view", 1)),
            (f"{n}-3", event(bob, first, "page_view", 6)),
            (f"{n}-4", event(ann, first, "page_view", 7)),
            # another's event that no rule finds
            (f"{n}-6", json.dumps({"type": "x", "time": f"{first}T00:00:00Z"}).encode()),
        ]
        self.paths = [
            self._lake.put(lines[:4], self.begin),
            self._lake.put(lines[4:], self.begin + timedelta(seconds=1)),
        ]
        self.paths.append(self._put_rejected())
        # somebody has put a file there, and it was compressed
        hour = self.begin.strftime(NAME_HOUR)
        by_hand = [
            f'{{"event_id":"{n}-{number}","received_at":"{utc_text(self.begin)}","event":{{"user_id":"{user}"}}}}\n'
            for number, user in ((7, ann), (8, bob))
        ]
        self.paths.append(f"{hour_folder('events', hour)}/{self.begin.strftime(NAME_TIME)}.{n}.json.gz")
        self._lake.hdfs.write(self.paths[-1], data=gzip.compress("".join(by_hand).encode()))

    def put_old(self) -> None:
        """Put events before the first date to keep: one was received long ago, and one has come late."""
        n = self.name
        self._lake.put([(f"{n}-old", old_event(n, 5))], _LONG_AGO)
        # its clock was half an hour ahead
        ahead = [(f"{n}-ahead", b'{"time":"2001-01-01T00:00:00Z"}')]
        self._lake.put(ahead, datetime(2000, 12, 31, 23, 30, tzinfo=UTC))
        self.put_late(self.begin, 6)

    def put_late(self, received_at: datetime, day: int) -> None:
        """Put an event of a day of the year 2000, which is received at another time."""
        self._lake.put([(f"{self.name}-late-{day}", old_event(self.name, day))], received_at)

    def _put_rejected(self) -> str:
        def line(body: bytes) -> bytes:
            return Rejected(0, "not_json", "It is none.", body).line(utc_text(self.begin), "anonymous") + b"\n"

        ann, bob = self.person.encode(), self.other.encode()
        bodies = [b'{"user_id":"%b"}' % ann, b'{"user_id": "%b' % ann, b"\xff %b" % ann, b'{"user_id":"%b"}' % bob]
        bodies += [b"%b-not" % bob]
        path = file_path("quarantine", f"{self.begin.strftime(NAME_TIME)}-{uuid.uuid4().hex}.jsonl")
        self._lake.hdfs.write(path, data=b"".join(map(line, bodies)))
        return path


def old_event(name: str, day: int) -> bytes:
    return f'{{"type": "purchase", "user_id": "{name}-old", "time": "2000-05-{day:02}T10:00:00Z"}}'.encode()


def perform(lake: Lake, *, until: str = "", is_full: bool = False, replay: datetime | None = None) -> list[str]:
    """Perform an update run, up to a step; returns the names of its steps."""
    now = datetime.now(UTC)
    run = Run(uuid.uuid4(), "running", now, now, None, [], None, is_full, replay, now if replay else None)
    names: list[str] = []
    settings = lake.settings.model_copy(update={"retain_days": (now.date() - _FIRST_DATE).days})
    with lake.on_the_project():
        for name, step in UpdateSteps(settings, lake.dbt, run):
            if name == until:
                return names
            names.append(name)
            if name not in ("models", "docs"):
                step()
    return names


def files_with(hdfs: HdfsClient, word: str) -> list[str]:
    """The files below /lake that hold a word, as it is or in base64, also if they are compressed."""
    words = [word.encode(), *(base64.b64encode(b"x" * place + word.encode())[4:-4] for place in range(3))]
    found = []
    # a watermark's folder holds no file, and the shipper replaces it while others look
    folders = [folder for folder in hdfs.list("/lake") if f"/lake/{folder}" != WATERMARKS]
    for folder, _, names in chain.from_iterable(hdfs.walk(f"/lake/{folder}") for folder in folders):
        for name in names:
            with hdfs.read(f"{folder}/{name}") as file:
                content = file.read()
            content = gzip.decompress(content) if name.endswith(".gz") else content
            if any(each in content for each in words):
                found.append(f"{folder}/{name}")
    return found


def tables_with(client: Client, word: str) -> list[str]:
    """The tables of PostgreSQL that hold a word, with their statistics."""
    found = []
    with client.connect("admin") as admin:
        tables = admin.execute(
            "select schemaname, tablename from pg_tables where schemaname != 'information_schema' "
            "union all values ('pg_catalog', 'pg_stats')"
        ).fetchall()
        for name in tables:
            holds = sql.SQL("select 1 from {} as t where t::text ~ %s limit 1").format(sql.Identifier(*map(str, name)))
            if admin.execute(holds, [word]).fetchall():
                found.append(".".join(map(str, name)))
    return found


@pytest.fixture(scope="module")
def shop(lake: Lake, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    lake.project = copy_project(LAKE, tmp_path_factory.mktemp("added") / LAKE.name)
    for name, text in _ADDED.items():
        (lake.project / "models/marts" / name).with_suffix(".sql").write_text(text)
    shop = Shop(lake)
    shop.put()
    shop.put_old()
    # in partitions that were rewritten
    days = re.compile(rf"(\w+)=({'|'.join((*_DAYS, str(shop.begin.date())))})")
    with (
        mock.patch.object(rewriting, "_MANY", 1),
        mock.patch.object(rewriting, "_PARTITIONS_OF_A_RUN", 100),
        mock.patch.object(rewriting, "_PARTITION", days),
    ):
        # files that were put by hand, or long ago
        perform(lake, replay=_LONG_AGO)
    assert {f"event_date={day}.1" for day in _DAYS} <= set(lake.hdfs.list(f"{LAKE_FOLDER}/fct_orders/_rewritten"))
    yield shop
    lake.project = LAKE
    assert recorded_state(lake)["eventmart.removing"] == ""
    lake.execute("alter database lake set dbproperties ('eventmart.retained_from' = '')")


def expired(lake: Lake, shop: Shop) -> list[tuple[object, ...]]:
    """The events that are not kept, but of which the raw line is there."""
    return lake.query(
        "select event_id, event from lake.int_repeated_events "
        f"where event_id like '{shop.name}%' and reason = 'expired' order by 1"
    )


def test_old_events_go_from_everywhere_and_their_lines_are_accounted_for(
    client: Client, lake: Lake, shop: Shop
) -> None:
    assert lake.hdfs.status("/lake/raw/events/ingest_date=2000-05-05/ingest_hour=05", strict=False) is None
    for table in ("fct_events", "fct_orders"):
        assert lake.query(f"select 1 from lake.{table} where event_date < '{_FIRST_DATE}'") == []
    assert expired(lake, shop) == [(f"{shop.name}-late-6", None)]
    assert lake.query(f"select 1 from raw.events where ingest_date < '{_FIRST_DATE}'") == []
    # its raw line has gone, but not its date
    assert client.query(f"select event_id from events where event_id ~ '{shop.name}-(old|late|ahead)'") == [
        (f"{shop.name}-ahead",)
    ]
    assert client.query(f"select 1 from orders where user_id = '{shop.name}-old'") == []
    assert client.query(f"select 1 from users where user_id = '{shop.name}-old'") == []
    # it comes with the next load
    shop.put_late(datetime.now(UTC) - timedelta(microseconds=1), 7)


def test_nothing_of_a_person_is_left_whatever_is_killed_meanwhile(client: Client, lake: Lake, shop: Shop) -> None:
    orders = f"select order_id from orders where order_id like '{shop.name}%' order by 1"
    assert len(client.query(orders)) == 3
    assert files_with(lake.hdfs, shop.person)
    named = {"events", "sessions", "users", "orders", "quarantine", "click_days", "clicks", "visitors"}
    assert named <= {table.removeprefix("mart.") for table in tables_with(client, shop.person)}
    kept = "select user_id, event from events where user_id = '" + shop.person + "'"
    for body in ({"save_as": "kept"}, {"save_as": "kept_view", "save_as_view": True}):
        assert client.save(kept, **body).status_code == HTTPStatus.CREATED
    assert {"results.kept", "results.saved", "results.queries"} <= set(tables_with(client, shop.person))
    request = uuid.uuid4()
    with client.connect("pipeline") as connection:
        erasures = Erasures(connection)
        erasures.request(request, datetime.now(UTC), shop.person, None)

        replace = HdfsClient.replace
        replaced: list[str] = []

        def replace_one(hdfs: HdfsClient, source: str, destination: str) -> None:
            if replaced:
                raise Killed
            replaced.append(destination)
            replace(hdfs, source, destination)

        with mock.patch.object(HdfsClient, "replace", replace_one), pytest.raises(Killed):
            perform(lake)
        assert replaced
        # killed before the mart has followed
        perform(lake, until="mart")
        assert [erasure.erasure_id for erasure in erasures.unfinished()] == [request]
        before = client.mart_checksums()
        # a replay of everything
        assert perform(lake, replay=_LONG_AGO)[-3:] == ["forgotten", "rewrite", "docs"]
        assert client.mart_checksums() != before
        done = erasures.get(request)
        assert erasures.unfinished() == []
    assert done is not None
    assert done.line_count == 9

    assert files_with(lake.hdfs, shop.person) == []
    assert tables_with(client, shop.person) == []
    assert client.get("/analytics/results").json() == {"results": []}
    # the other's event is one now, because nothing before it has its id
    remaining = [f"{shop.name}-{number}" for number in (3, 4, 5, 6, 8)]
    found = f"select event_id from events where event_id ~ '{shop.name}-[0-9]' order by 1"
    assert client.query(found) == [(event_id,) for event_id in remaining]
    assert client.query(orders) == [(f"{shop.name}-5",)]
    assert client.query(f"select event_count from users where user_id = '{shop.other}'") == [(4,)]
    for table, expected in (("clicks", 4), ("visitors", 4), ("click_days", 2)):
        assert client.query(f"select count(*) from {table} where visitor = '{shop.other}'") == [(expected,)]
    assert client.query(f"select count(*) from quarantine where body like '%{shop.other}%'") == [(2,)]

    late = expired(lake, shop)
    assert [event_id for event_id, _ in late] == [f"{shop.name}-late-6", f"{shop.name}-late-7"]

    # the lake of all raw files, with the tests on all data
    perform(lake, until="publish", is_full=True)
    assert files_with(lake.hdfs, shop.person) == []
    events = lake.query(f"select event_id from lake.fct_events where event_id rlike '{shop.name}-[0-9]' order by 1")
    assert events == [(event_id,) for event_id in remaining]
    assert expired(lake, shop) == late


def test_a_mart_on_clickhouse_has_the_requests_in_hdfs(lake: Lake) -> None:
    mart = ClickHouseMart(lake.settings)
    assert not mart.holds_erasures()
    try:
        # what a mart that has missed a request has to finish is of nobody that is known
        mart.lend_erasures([])
        assert mart.holds_erasures()
    finally:
        lake.hdfs.delete(ERASURES, recursive=True)
    assert not mart.holds_erasures()
