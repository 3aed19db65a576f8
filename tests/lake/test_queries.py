"""Queries on the lake, from the API to Spark: what they see, what they may not do even without the guard, their end."""

import csv
import io
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil
import pyhive.exc
import pytest
import requests
from pyarrow import ipc, parquet
from pyhive import hive
from TCLIService.ttypes import TOperationState

from eventmart.settings import Settings
from ingest_api.analytics.engine import Bounds, Page, QueryEnded, QueryTimedOut, RunningQuery, TooManyQueries
from ingest_api.analytics.lake import engine as lake_engine
from ingest_api.analytics.lake.engine import Lake as LakeEngine
from ingest_api.analytics.lake.engine import open_lake
from ingest_api.cancellation import Cancellation, Cancelled
from ingest_api.main import build, open_spool
from ingest_api.web.app import create_app
from local_stack.stack import Stack
from spark_thrift import query_server
from spark_thrift.client import connect_for_query
from spark_thrift.functions import ALLOWED
from tests.lake.conftest import Lake
from tests.lake.cut_short import recorded_state
from tests.stack.client import Client, marker, wait_until

SLOW = "select count(*) from range(100000000000000)"
_SECONDS = 5
# a regular expression that takes for ever, and does not notice that it is cancelled
STUBBORN = "select regexp_like(concat(repeat('a', 5000), id), '(.*a){20}b') from range(2)"


@pytest.fixture(scope="module")
def connect(settings: Settings, analyst: "Analyst") -> Callable[[], hive.Connection]:
    """Opens sessions of Spark, past the guard."""
    # starts it
    analyst.rows("select count(*) from fct_events")
    return partial(connect_for_query, settings.query_thrift_host, settings.query_thrift_port)


@pytest.fixture(scope="module")
def engine(settings: Settings, connect: Callable[[], hive.Connection]) -> LakeEngine:
    """The engine of the API, in this process."""
    return open_lake(settings)


@pytest.fixture(scope="module")
def hasty_engine(settings: Settings, connect: Callable[[], hive.Connection]) -> LakeEngine:
    """An engine that gives a query little time."""
    return open_lake(settings.model_copy(update={"query_timeout_seconds": _SECONDS}))


class Analyst:
    """Someone who queries the lake over HTTP."""

    def __init__(self, settings: Settings) -> None:
        self.url = f"{settings.api_url}/analytics/query"

    def ask(self, sql: str, views: dict[str, str] | None = None, **options: str) -> requests.Response:
        """Send a query. The first one starts Spark."""
        body = {"engine": "lake", "sql": sql, "views": views or {}}
        return requests.post(self.url, json=body, params=options, timeout=120)

    def get(self, sql: str, etag: str = "") -> requests.Response:
        """Send a query whose answer is at hand."""
        headers = {"If-None-Match": etag} if etag else {}
        return requests.get(self.url, {"engine": "lake", "sql": sql}, headers=headers, timeout=120)

    def rows(self, sql: str, views: dict[str, str] | None = None) -> list[list[Any]]:
        """The rows of a query."""
        answer = self.ask(sql, views)
        assert answer.status_code == 200, answer.text
        rows: list[list[Any]] = answer.json()["rows"]
        return rows


@pytest.fixture(scope="module")
def analyst(settings: Settings, lake: Lake) -> Analyst:
    return Analyst(settings)


def page(engine: LakeEngine, sql: str, cancellation: Cancellation | None = None) -> Page:
    return engine.page(engine.check(sql, {}), str(uuid4()), Bounds(100, 2**20), cancellation or Cancellation())


def test_a_query_sees_what_the_lake_got_a_moment_ago(analyst: Analyst, lake: Lake) -> None:
    name = marker()

    def count() -> tuple[int, str]:
        answer = analyst.ask(f"select count(*) as n from fct_events where event_type = '{name}'").json()
        assert answer["columns"] == [{"name": "n", "type": "bigint"}]
        return answer["rows"][0][0], answer["complete_through"]

    found, before = count()
    assert found == 0
    lake.put([(name, json.dumps({"event_type": name}).encode())])
    lake.load()
    found, complete_through = count()
    assert found == 1
    assert complete_through > before
    assert analyst.rows(f'select count(*) from raw.events where line like \'%"event_type": "{name}"%\'') == [[1]]


def test_an_answer_that_has_not_changed_costs_no_query(analyst: Analyst, lake: Lake) -> None:
    sql = "select event_type, count(*) as n from fct_events group by event_type"
    first = analyst.get(sql)
    etag = first.headers["ETag"]
    # rows come in any order, so the answer stays right and has no pages
    assert etag.startswith('W/"')
    again = analyst.get(sql, etag)
    assert (again.status_code, again.content) == (304, b"")
    for header in ("X-Data-Run-Id", "X-Data-Complete-Through"):
        assert again.headers[header] == first.headers[header]
    assert first.json()["run_id"] == first.headers["X-Data-Run-Id"]
    assert analyst.get("select count(*) from fct_events", etag).status_code == 200
    # the same rows in fewer files are the same answer
    lake.perform("rewrite")
    assert analyst.get(sql, etag).status_code == 304
    lake.put([(marker(), b'{"event_type": "newer"}')])
    lake.load()
    # the API trusts what it has read of the metastore for a moment
    wait_until(lambda: analyst.get(sql, etag).status_code == 200, "the newer answer", 10)
    newer = analyst.get(sql)
    assert newer.headers["X-Data-Run-Id"] != first.headers["X-Data-Run-Id"]
    # a run that was killed while it wrote
    begun = "alter database lake set dbproperties ('eventmart.begun_batch_id' = '{}')"
    batch = int(recorded_state(lake)["eventmart.begun_batch_id"])
    lake.execute(begun.format(batch + 1))
    wait_until(lambda: analyst.get(sql, newer.headers["ETag"]).status_code == 200, "an answer without ETag", 10)
    assert "ETag" not in analyst.get(sql).headers
    lake.execute(begun.format(batch))
    wait_until(lambda: "ETag" in analyst.get(sql).headers, "an answer with ETag", 10)
    # of a table that each run builds, and of files that land at any time, nobody knows
    for table in ("stg_events", "raw.events"):
        assert "ETag" not in analyst.get(f"select count(*) from {table}").headers


def test_the_catalog_lists_the_tables_of_the_lake(client: Client, lake: Lake) -> None:
    tables = {
        table["name"]: table for table in client.get("/analytics/catalog").json()["tables"] if table["engine"] == "lake"
    }
    assert {"fct_events", "fct_orders", "fct_quarantine", "raw.events", "raw.quarantine"} <= tables.keys()
    columns = [(column["name"], column["type"]) for column in tables["fct_events"]["columns"]]
    assert columns == [(name, kind) for name, kind, *_ in lake.query("describe lake.fct_events")[: len(columns)]]
    assert tables["fct_events"]["complete_through"]


def test_a_query_sees_tables_that_were_written_anew(connect: Callable[[], hive.Connection], lake: Lake) -> None:
    lake.execute("create database if not exists dev_probe")
    with closing(connect()) as session:
        cursor = session.cursor()

        def rows() -> list[tuple[Any, ...]]:
            cursor.execute("select * from dev_probe.numbers order by 1")
            return list(cursor.fetchall())

        lake.execute("create table dev_probe.numbers (n int, day string) using parquet partitioned by (day)")
        lake.execute("insert into dev_probe.numbers values (1, 'a')")
        assert rows() == [(1, "a")]
        lake.execute("insert into dev_probe.numbers values (2, 'a'), (3, 'b')")
        assert rows() == [(1, "a"), (2, "a"), (3, "b")]
        lake.execute("insert overwrite dev_probe.numbers partition (day = 'a') values (4)")
        assert rows() == [(3, "b"), (4, "a")]
        lake.execute("drop table dev_probe.numbers")
        lake.execute("create table dev_probe.numbers (word string) using parquet")
        lake.execute("insert into dev_probe.numbers values ('new')")
        assert rows() == [("new",)]
    lake.execute("drop database dev_probe cascade")


def test_views_exist_for_their_query_alone(analyst: Analyst) -> None:
    def asked(number: int) -> list[list[Any]]:
        views = {
            "mine": f"select {number} as n union all select {number} -- mine",
            "sums": "select sum(n) as s from mine",
        }
        return analyst.rows("select n, s from mine join sums", views)

    with ThreadPoolExecutor(2) as executor:
        assert list(executor.map(asked, (1, 20))) == [[[1, 2]] * 2, [[20, 40]] * 2]
    gone = analyst.ask("select * from mine")
    assert gone.status_code == 400
    assert "mine` cannot be found" in gone.json()["detail"]


def test_values_of_all_types_come_as_json_has_them(analyst: Analyst) -> None:
    answer = analyst.ask(
        """select 1 as a, 2.50 as b, 'x"y' as c, true as d, null as e, date'2026-01-02' as f,
            timestamp'2026-01-02 03:04:05.5' as g, timestamp_ntz'2026-01-02 03:04:05' as h, double('NaN') as i,
            12345678901234567890123 as j, array(1, null) as k, named_struct('x', map('y', 1.5)) as l, 7 as a,
            parse_json('{"k": 1.50}') as m, timestamp'12000-01-01' as n"""
    ).json()
    assert [column["name"] for column in answer["columns"]] == list("abcdefghijklamn")
    assert [column["type"] for column in answer["columns"]][:3] == ["int", "decimal(3,2)", "string"]
    (row,) = answer["rows"]
    assert row[:6] == [1, 2.5, 'x"y', True, None, "2026-01-02"]
    assert row[6:9] == ["2026-01-02T03:04:05.500000Z", "2026-01-02T03:04:05.000000", "NaN"]
    assert row[9:13] == [12345678901234567890123, [1, None], {"x": {"y": 1.5}}, 7]
    assert row[13] == {"k": 1.5}
    assert row[14].endswith("12000-01-01T00:00:00.000000Z")


def test_answers_are_bounded(analyst: Analyst) -> None:
    many = analyst.ask("select id from range(20000) order by id desc").json()
    assert (len(many["rows"]), many["is_truncated"], many["rows"][0], many["next_cursor"]) == (
        10_000,
        True,
        [19999],
        None,
    )
    large = analyst.ask("select repeat('x', 500000) from range(100)").json()
    assert (len(large["rows"]), large["is_truncated"]) == (33, True)


@pytest.mark.parametrize("name", ["csv", "ndjson", "parquet", "arrow"])
def test_a_stream_has_all_rows(analyst: Analyst, name: str) -> None:
    answer = analyst.ask("select id, if(id = 1, null, 'a \"b\"') as t from range(20000) order by id", format=name)
    assert answer.status_code == 200, answer.text
    readers: dict[str, Callable[[], list[Any]]] = {
        "csv": lambda: [(int(n), word or None) for n, word in list(csv.reader(io.StringIO(answer.text)))[1:]],
        "ndjson": lambda: [tuple(json.loads(line).values()) for line in answer.text.splitlines()],
        "parquet": lambda: [tuple(row.values()) for row in parquet.read_table(io.BytesIO(answer.content)).to_pylist()],
        "arrow": lambda: [tuple(row.values()) for row in ipc.open_stream(answer.content).read_all().to_pylist()],
    }
    assert readers[name]() == [(n, None if n == 1 else 'a "b"') for n in range(20_000)]
    if name == "csv":
        assert answer.text.splitlines()[:3] == ["id,t", '0,"a ""b"""', "1,"]


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("select reflect('java.lang.System', 'exit', 0)", "reflect is not allowed"),
        ("select *\nfrom fct_events where nonsense", "`nonsense` cannot be resolved"),
        ("select 1 as a,\n  nonsense", "(line 2, column 3)"),
        ("select 1/0", "Division by zero"),
        ("select 1 as a,\n  1/0", "(line 2, column 3)"),
        ("select raise_error('mine')", "mine"),
        ("select 1 from", "(line 1, column 10)"),
    ],
)
def test_a_query_that_has_no_answer_gets_a_400_with_its_reason(analyst: Analyst, sql: str, words: str) -> None:
    answer = analyst.ask(sql)
    assert answer.status_code == 400, answer.text
    assert words in answer.json()["detail"]


# statements, and what it is that refuses them: HDFS, the metastore's role, or what Spark lacks
_HDFS = "Permission denied: user=eventmart_query"
_METASTORE = "permission denied for table"
_NO_CATALOG = "REQUIRES_SINGLE_PART_NAMESPACE"
_NO_FUNCTION = "UNRESOLVED_ROUTINE"
REFUSED = [
    ("insert into lake.fct_events select * from lake.fct_events limit 1", _HDFS),
    ("insert overwrite directory '/lake/probe' using parquet select 1", _HDFS),
    ("insert overwrite directory '/probe' using parquet select 1", _HDFS),
    ("insert overwrite directory '/tmp/hive/probe' using parquet select 1", _HDFS),
    ("truncate table lake.fct_events", _HDFS),
    ("create table lake.probe (n int)", _HDFS),
    ("drop table raw.events", _METASTORE),
    ("alter table raw.events set tblproperties ('eventmart.complete_through' = 'x')", _METASTORE),
    # Hive would have to create a table of its own
    ("create function lake.probe as 'x'", "autoCreate flags do not allow it"),
    # there are no passwords
    ("select * from mart.mart.events", _NO_CATALOG),
    ("insert into mart.landing.commits select 1", _NO_CATALOG),
    ("select * from parquet.`/lake/warehouse/lake.db/fct_events`", "TABLE_OR_VIEW_NOT_FOUND"),
    ("select reflect('java.lang.System', 'getProperty', 'user.dir')", _NO_FUNCTION),
    ("select system.builtin.java_method('java.lang.System', 'getProperty', 'user.dir')", _NO_CATALOG),
    ("select identifier('try_reflect')('java.lang.System', 'getProperty', 'user.dir')", _NO_FUNCTION),
    ("select * from python_worker_logs()", "UNRESOLVABLE_TABLE_VALUED_FUNCTION"),
    ("select from_xml('<a/>', 'a int', map('rowValidationXSDPath', '/etc/passwd'))", _NO_FUNCTION),
]


def refusal(cursor: hive.Cursor, statement: str) -> str:
    """Why Spark does not execute a statement; empty if it does."""
    try:
        cursor.execute(statement)
    except pyhive.exc.Error as error:
        return str(error)
    return ""


def test_what_the_guard_refuses_fails_without_it(
    connect: Callable[[], hive.Connection], settings: Settings, lake: Lake
) -> None:
    if lake.query("select count(*) from lake.fct_events") == [(0,)]:
        # otherwise there is nothing that could be removed
        lake.put([(marker(), b"{}")])
        lake.load()
    before = lake.query("select count(*) from lake.fct_events")
    with closing(connect()) as session:
        cursor = session.cursor()
        told = {statement: refusal(cursor, statement) for statement, _ in REFUSED}
        assert [statement for statement, words in REFUSED if words not in told[statement]] == []
        cursor.execute("set -v")
        values = str(cursor.fetchall())
        cursor.execute("select '${env:PATH}', '${system:user.name}'")
        assert cursor.fetchall() == [("${env:PATH}", "${system:user.name}")]
    assert not any(settings.secret(name) in values for name in Settings.model_fields if name.endswith("_password"))
    assert lake.query("select count(*) from lake.fct_events") == before


def test_every_function_of_spark_is_decided_on(connect: Callable[[], hive.Connection], stack: Stack) -> None:
    with closing(connect()) as session:
        cursor = session.cursor()
        cursor.execute("show functions")
        # besides functions it lists operators, which have no function
        assert {name for (name,) in cursor.fetchall() if name.isidentifier()} - {"case"} <= ALLOWED
    assert "Nobody has decided" not in (stack.supervisor.logs_dir / "spark-query.log").read_text()


def spark(stack: Stack) -> psutil.Process:
    """The process of Spark for queries."""
    (process,) = psutil.Process(stack.supervisor.pids()["spark-query"]).children()
    return process


def is_idle(process: psutil.Process) -> bool:
    """Whether a process takes hardly any CPU time."""
    before = sum(process.cpu_times()[:2])
    time.sleep(0.5)
    return sum(process.cpu_times()[:2]) - before < 0.15


def test_a_query_ends_with_its_time_and_with_its_client(
    hasty_engine: LakeEngine, stack: Stack, analyst: Analyst
) -> None:
    with pytest.raises(QueryTimedOut, match=f"cancelled after {_SECONDS} s"):
        page(hasty_engine, SLOW)
    wait_until(lambda: is_idle(spark(stack)), "the end of the job", 30)
    # a page, and a stream that waits for its first row
    for options in ({}, {"format": "csv"}):
        with ThreadPoolExecutor(1) as executor:
            asked = executor.submit(
                requests.post, analyst.url, json={"engine": "lake", "sql": SLOW}, params=options, timeout=5
            )
            wait_until(lambda: not is_idle(spark(stack)), "the job", 5)
            with pytest.raises(requests.Timeout):
                asked.result()
        wait_until(lambda: is_idle(spark(stack)), "the end of the job", 30)
    # no query is left
    assert analyst.rows("select 1") == [[1]]


def test_a_statement_has_the_time_of_its_query_and_not_that_of_a_page(
    settings: Settings, connect: Callable[[], hive.Connection], monkeypatch: pytest.MonkeyPatch
) -> None:
    def connect_for_a_second(*_: object) -> hive.Connection:
        """A session in which Spark ends a statement after a second, if nothing else is set."""
        session = connect()
        session.cursor().execute(f"set {query_server.TIMEOUT}=1s")
        return session

    # its first stage is part of the statement
    sql = "select id % 3 as k, count(*) as n from range(0, 80000000, 1, 2) group by 1 order by 1"
    with closing(connect_for_a_second()) as session:
        cursor = session.cursor()
        cursor.execute("set spark.sql.thriftServer.incrementalCollect=true")
        cursor.execute(sql, async_=True)
        wait_until(
            lambda: cursor.poll(get_progress_update=False).operationState == TOperationState.TIMEDOUT_STATE,
            "the end of the statement",
            30,
        )
    monkeypatch.setattr(lake_engine, "connect_for_query", connect_for_a_second)
    engine = open_lake(settings)
    with engine.stream(engine.check(sql, {}), str(uuid4()), None, Cancellation()) as stream:
        assert len(list(stream.rows())) == 3
    # Spark is the first to end it
    monkeypatch.setattr(query_server, "_GRACE_SECONDS", 2 - settings.query_timeout_seconds)
    with pytest.raises(QueryTimedOut, match=f"cancelled after {settings.query_timeout_seconds:g} s"):
        page(engine, SLOW)


def test_a_query_that_takes_too_long_gets_a_408(
    settings: Settings, connect: Callable[[], hive.Connection], tmp_path: Path
) -> None:
    hasty = settings.model_copy(update={"query_timeout_seconds": 1, "spool_dir": tmp_path})
    with closing(open_spool(hasty)) as spool:
        api = create_app(build(hasty, spool)).test_client()
        answer = api.post("/analytics/query", json={"engine": "lake", "sql": SLOW})
        assert (answer.status_code, answer.mimetype) == (408, "application/problem+json")
        assert "cancelled after 1 s" in answer.get_json()["detail"]


def test_a_result_is_saved_in_the_mart(analyst: Analyst, client: Client, settings: Settings, stack: Stack) -> None:
    sql = """
        select 1 as a, 2.50 as b, 'x"y\n' as c, true as d, null as e, date'2026-01-02' as f,
            timestamp'2026-01-02 03:04:05.5' as g, timestamp_ntz'2026-01-02 03:04:05' as h, double('NaN') as i,
            array(1, null) as j, named_struct('x', map('y', 1.5)) as k, concat('a', char(0)) as l, '' as m, 7 as a
        union all select null, null, null, null, null, null, null, null, null, null, null, null, null, null
    """
    # starts Spark
    assert analyst.rows("select 1") == [[1]]
    saved = client.save(f"select * from ({sql}) order by b nulls last", engine="lake", save_as="of_lake")
    assert saved.status_code == 201, saved.text
    assert (saved.json()["engine"], saved.json()["row_count"]) == ("lake", 2)
    # known, because the query reads a table
    counted = client.save("select count(*) as n from fct_events", engine="lake", save_as="counted").json()
    assert counted["complete_through"]
    answer = client.get("/analytics/query", sql="select * from results.of_lake order by a").json()
    assert [column["type"] for column in answer["columns"]] == [
        "int4", "numeric(3,2)", "text", "bool", "text", "date", "timestamptz", "timestamp", "float8", "json", "json",
        "text", "text", "int4",
    ]  # fmt: skip
    assert answer["columns"][-1]["name"] == "a_2"
    assert answer["rows"] == [
        [1, 2.5, 'x"y\n', True, None, "2026-01-02", "2026-01-02T03:04:05.500000Z", "2026-01-02T03:04:05", "NaN",
         [1, None], {"x": {"y": 1.5}}, "a\ufffd", "", 7],
        [None] * 14,
    ]  # fmt: skip
    failed = client.save("select 1 as n,\n  1/0 as x", engine="lake", save_as="failed")
    assert (failed.status_code, failed.json()["errors"][0]["line"]) == (400, 2)
    # two queries in the background leave room for others
    slow = [client.save(SLOW, engine="lake", save_as=f"slow{number}", background=True).json() for number in range(2)]

    def states() -> list[str]:
        return [client.get(query["status_url"]).json()["state"] for query in slow]

    wait_until(lambda: states() == ["running"] * 2, "the queries run", 30)
    assert analyst.rows("select 1") == [[1]]
    for query in slow:
        client.http.delete(f"{settings.api_url}{query['status_url']}", timeout=30).raise_for_status()
    assert states() == ["cancelled"] * 2
    wait_until(lambda: is_idle(spark(stack)), "the end of the jobs", 30)
    for name in ("of_lake", "counted"):
        client.http.delete(f"{settings.api_url}/analytics/results/{name}", timeout=30).raise_for_status()


def one_of(engine: LakeEngine) -> list[RunningQuery]:
    running = engine.running()
    return running if len(running) == 1 else []


def test_no_more_queries_run_at_a_time_than_may(engine: LakeEngine) -> None:
    cancellations = [Cancellation(), Cancellation()]
    with ThreadPoolExecutor(2) as executor:
        running = [executor.submit(page, engine, SLOW, cancellation) for cancellation in cancellations]
        wait_until(lambda: len(engine.running()) == 2, "two queries", 30)
        with pytest.raises(TooManyQueries, match="2 queries are running"):
            page(engine, "select 1")
        # one by its client, and one by an administrator
        cancellations[0].cancel()
        (left,) = wait_until(lambda: one_of(engine), "one query", 30)
        assert left.sql == SLOW
        assert engine.end(left.id)
        assert not engine.end("another")
        for query in running:
            # the first may have ended before it had begun
            with pytest.raises((QueryEnded, Cancelled)):
                query.result(timeout=5)
    assert page(engine, "select 1").is_last


def test_a_query_whose_spark_is_killed_is_told_so_and_the_next_one_finds_another(
    hasty_engine: LakeEngine, stack: Stack, analyst: Analyst
) -> None:
    with ThreadPoolExecutor(1) as executor:
        answer = executor.submit(analyst.ask, SLOW)
        wait_until(lambda: not is_idle(spark(stack)), "the query", 30)
        spark(stack).kill()
        refused = answer.result(timeout=30)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    assert "Spark has ended during the query" in refused.json()["detail"]
    assert analyst.rows("select count(*) from range(5)") == [[5]]
    # a query that goes on after its end ends Spark as well
    another = spark(stack)
    with pytest.raises(QueryTimedOut):
        page(hasty_engine, STUBBORN)
    wait_until(lambda: not another.is_running(), "the end of Spark", 30)
