"""Each part by itself: tables, roles, queries, runs, docs, failures and restarts."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest
from pyhive import hive

from eventmart.postgres import Role
from eventmart.settings import Settings
from local_stack.stack import Stack
from spark_thrift.client import connect
from tests.stack.client import Checksums, Client, marker, wait_until
from tests.stack.expected import LINEAGE

pytestmark = pytest.mark.usefixtures("stack")


@pytest.fixture
def spark(settings: Settings) -> Iterator[hive.Cursor]:
    with connect(settings) as connection:
        yield connection.cursor()


@pytest.fixture(scope="module", autouse=True)
def a_mart(client: Client) -> None:
    """The mart exists, whatever ran before."""
    client.settle()


def test_dropping_the_raw_table_leaves_the_files(client: Client, spark: hive.Cursor, settled: Checksums) -> None:
    spark.execute("describe extended raw.events")
    described = {row[0]: row[1] for row in spark.fetchall()}
    assert described["Type"] == "EXTERNAL"
    assert described["Serde Library"].endswith("LazySimpleSerDe")
    assert described["Location"].endswith("/lake/raw/events")
    assert {"# Partition Information", "ingest_date", "ingest_hour"} <= set(described)
    spark.execute("drop table raw.events")
    client.update()
    assert client.mart_checksums() == settled


def test_a_closing_session_finds_the_classes_it_needs(spark: hive.Cursor) -> None:
    # Hive loads its function registry in whichever session closes first at the wrong moment; where that fails, the
    # server cuts off the client's connection
    spark.execute(
        "select java_method('org.apache.hadoop.hive.ql.exec.FunctionRegistry', 'getNormalizedFunctionName', 'ABS')"
    )
    assert spark.fetchall() == [("abs",)]


def test_roles_can_do_what_they_are_for_and_no_more(client: Client) -> None:
    allowed: dict[Role, list[str]] = {
        "reader": ["select count(*) from mart.events"],
        "publisher": ["create table landing.probe (n int)", "drop table landing.probe"],
        "owner": ["select count(*) from landing.events", "create table mart.probe (n int)", "drop table mart.probe"],
        "pipeline": ["select count(*) from pipeline.update_runs"],
    }
    refused: dict[Role, list[str]] = {
        "reader": [
            "select count(*) from landing.events",
            "select count(*) from pipeline.update_runs",
            "delete from mart.events",
            "create table mart.probe (n int)",
            "create table public.probe (n int)",
            "create temporary table probe (n int)",
            "copy mart.events to program 'cat'",
        ],
        "publisher": [
            "select count(*) from mart.events",
            "create table mart.probe (n int)",
            "create table public.p (n int)",
        ],
        "owner": ["create table landing.probe (n int)", "insert into landing.commits select * from landing.commits"],
        "pipeline": ["select count(*) from mart.events", "select count(*) from landing.events"],
    }
    for role, statements in allowed.items():
        with client.connect(role) as connection:
            for statement in statements:
                connection.execute(statement)
    for role, statements in refused.items():
        with client.connect(role) as connection:
            for statement in statements:
                with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.ReadOnlySqlTransaction)):
                    connection.execute(statement)


def test_analytics_answers_have_types_and_limits(client: Client) -> None:
    answer = client.get(
        "/analytics/query",
        sql="""select 1::int as a, 2.50::numeric as b, 'x'::text as c, true as d, null::text as e,
            date '2026-01-02' as f, timestamptz '2026-01-02 03:04:05Z' as g, '{"k": 1.50}'::jsonb as h,
            'infinity'::timestamptz as i, 'NaN'::numeric as j, 1e300::float8 as k, 'NaN'::float8 as l,
            12345678901234567890::numeric as m""",
    )
    assert answer.status_code == 200
    body = answer.json()
    assert [column["name"] for column in body["columns"]] == list("abcdefghijklm")
    assert [column["type"] for column in body["columns"]][:8] == [
        "int4",
        "numeric",
        "text",
        "bool",
        "text",
        "date",
        "timestamptz",
        "jsonb",
    ]
    (row,) = body["rows"]
    assert row[:8] == [1, 2.5, "x", True, None, "2026-01-02", "2026-01-02T03:04:05Z", {"k": 1.5}]
    assert row[8:] == ["infinity", "NaN", 1e300, "NaN", 12345678901234567890]
    many = client.get("/analytics/query", sql="select n from generate_series(1, 10001) as n").json()
    assert (len(many["rows"]), many["is_truncated"]) == (10_000, True)
    exactly = client.get("/analytics/query", sql="select * from generate_series(1, 10000)").json()
    assert (len(exactly["rows"]), exactly["is_truncated"]) == (10_000, False)
    large = client.get("/analytics/query", sql="select repeat('x', 300000) from generate_series(1, 1000)").json()
    assert (len(large["rows"]), large["is_truncated"]) == (100, True)


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("", "empty"),
        ("delete from events", "DELETE"),
        ("select 1; select 2", "2 statements"),
        ("select * from landing.events", "permission denied"),
        ("select nonsense from events", "nonsense"),
        ("select 1/0", "division by zero"),
        ("select pg_sleep(100)", "pg_sleep"),
    ],
)
def test_a_query_that_may_not_be_asked_gets_a_400_with_its_reason(client: Client, sql: str, words: str) -> None:
    answer = client.get("/analytics/query", sql=sql)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert words in answer.json()["detail"]


def test_update_runs_are_one_at_a_time_and_a_queued_one_serves_all(client: Client, settings: Settings) -> None:
    first = client.get("/data/update").json()["run_id"]
    wait_until(lambda: client.get(f"/data/update/{first}").json()["state"] == "running", "the first run running")
    queued = {client.get("/data/update").json()["run_id"] for _ in range(5)}
    posted = client.http.post(f"{settings.api_url}/data/update", timeout=10)
    assert posted.status_code == 202
    assert queued == {posted.json()["run_id"]}
    (second,) = queued
    assert second != first
    assert client.get(f"/data/update/{second}").json()["state"] == "queued"
    ended = [client.finished_run(run) for run in (first, second)]
    assert [run["state"] for run in ended] == ["succeeded", "succeeded"]
    assert ended[0]["finished_at"] <= ended[1]["started_at"]
    assert client.get("/data/update/00000000-0000-7000-8000-000000000000").status_code == 404
    assert client.get("/data/update/nonsense").status_code == 404


def test_the_docs_site_has_one_lineage_from_raw_events_to_who_reads_the_mart(client: Client) -> None:
    page = client.get("/docs/")
    assert page.status_code == 200
    assert page.headers["Content-Type"].startswith("text/html")
    manifest, catalog = inlined(page.text)

    way = [*LINEAGE, "exposure.mart.analytics_api"]
    nodes = manifest["nodes"] | manifest["sources"] | manifest["exposures"]
    for parent, child in pairwise(way):
        assert parent in nodes[child]["depends_on"]["nodes"]
        assert parent in manifest["parent_map"][child]
        assert child in manifest["child_map"][parent]
    assert not any(name.startswith("source.mart.") for name in manifest["sources"])

    # every model and column is described, and the columns are those that there are
    for name, node in nodes.items():
        if name.startswith(("model.", "source.")):
            assert node["description"], name
    for name, table in (catalog["nodes"] | catalog["sources"]).items():
        described = {column.lower() for column, told in nodes[name]["columns"].items() if told["description"]}
        assert {column.lower() for column in table["columns"]} <= described, name


def inlined(page: str) -> list[dict[str, Any]]:
    """The manifest and the catalog, which the page holds instead of asking the server for them."""
    decoder = json.JSONDecoder()
    starts = [match.start() for match in re.finditer(r'\{"metadata": \{"dbt_schema_version"', page)]
    found = [decoder.raw_decode(page, start)[0] for start in starts]
    return sorted(found, key=lambda artifact: "errors" in artifact)


def test_secrets_are_neither_in_the_logs_nor_in_the_process_list(settings: Settings, stack: Stack) -> None:
    secrets = [settings.secret(name).encode() for name in Settings.model_fields if name.endswith("_password")]
    for path in stack.supervisor.logs_dir.iterdir():
        content = path.read_bytes()
        assert not any(secret in content for secret in secrets), path
    for process in psutil.process_iter(["cmdline"]):
        command = " ".join(process.info["cmdline"] or []).encode()
        assert not any(secret in command for secret in secrets), process


def test_everything_listens_on_loopback_only(stack: Stack) -> None:
    listening = 0
    for pid in stack.supervisor.pids().values():
        for process in (psutil.Process(pid), *psutil.Process(pid).children(recursive=True)):
            for connection in process.net_connections("inet"):
                if connection.status == psutil.CONN_LISTEN:
                    assert connection.laddr.ip in ("127.0.0.1", "::1", "::ffff:127.0.0.1"), (process, connection)
                    listening += 1
    assert listening >= 8


def test_the_stack_rests_under_4_gib(stack: Stack) -> None:
    assert sum(memory for _, _, _, memory in stack.status()) < 4096


def test_a_second_stack_on_the_same_ports_is_refused_and_leaves_nothing_behind(
    settings: Settings, tmp_path: Path
) -> None:
    eventmart = Path(sys.executable).with_name("eventmart")
    refused = subprocess.run(
        [eventmart, "up"],
        env={**os.environ, "EVENTMART_STATE_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode == 1
    last_line = refused.stdout.strip().splitlines()[-1]
    assert str(settings.hdfs_rpc_port) in last_line
    assert "EVENTMART_HDFS_RPC_PORT" in last_line
    assert not (tmp_path / "supervisord.pid").exists()


def test_what_is_taken_while_parts_are_away_survives_a_restart_of_everything(
    client: Client, stack: Stack, settled: Checksums
) -> None:
    name = marker()

    def take(numbers: range) -> None:
        for number in numbers:
            assert client.post(json.dumps({"type": name, "n": str(number)}).encode()).status_code == 202

    def missing() -> list[str]:
        answer = client.get("/health/ready")
        assert answer.status_code == 503
        return [error["dependency"] for error in answer.json()["errors"]]

    assert client.get("/health/live").json() == {"status": "live"}
    assert client.get("/health/ready").status_code == 200
    stack.supervisor.stop("spark-thrift")
    assert missing() == ["spark-thrift"]
    take(range(3))
    failed = client.finished_run(client.get("/data/update").json()["run_id"])
    assert failed["state"] == "failed"
    assert failed["error"].startswith("partitions: ")
    assert [step["state"] for step in failed["steps"]] == ["succeeded", "succeeded", "failed"]

    stack.supervisor.stop("datanode")
    stack.supervisor.stop("namenode")
    assert missing() == ["hdfs", "spark-thrift"]
    take(range(3, 8))
    held = client.get("/event/status").json()
    assert held["spool"]["segments"] > 0
    # the watermark waits for what waits
    assert held["complete_through"] <= held["spool"]["oldest_received_at"]

    stack.supervisor.kill("api")
    stack.supervisor.kill("shipper")
    stack.supervisor.kill("postgres")
    assert stack.down()
    assert {state for _, state, _, _ in stack.status()} == {"stopped"}
    stack.up()
    assert client.mart_checksums() == settled
    client.wait_until_landed()
    client.update()
    rows = client.query(f"select event ->> 'n' from events where event_type = '{name}' order by 1")
    assert rows == [(str(number),) for number in range(8)]
    assert client.query("select count(*) from events") == [(settled["events"][0] + 8,)]
