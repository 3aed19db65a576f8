"""Each part by itself: bad input, roles, docs, dbt by hand, failures and restarts."""

import gzip
import json
import os
import random
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pyhive import hive

from eventmart.postgres import Role
from eventmart.settings import PROJECT_DIR, Settings
from local_stack.stack import Stack
from pipeline.dbt import Dbt
from pipeline.mart_definition import has_mart_changed
from spark_thrift.client import connect
from tests.stack.client import Client, marker, wait_until
from tests.stack.expected import LINEAGE
from tests.stack.hdfs import read_folder

pytestmark = pytest.mark.usefixtures("stack")
NDJSON = "application/x-ndjson"


@pytest.fixture
def spark(settings: Settings) -> Iterator[hive.Cursor]:
    with connect(settings) as connection:
        yield connection.cursor()


@pytest.fixture(scope="module", autouse=True)
def a_mart(client: Client) -> None:
    """The mart exists, whatever ran before."""
    client.update()


def events_of(client: Client, name: str) -> list[str]:
    rows = client.query(f"select event ->> 'n' from events where event_type = '{name}' order by 1")
    return [row[0] for row in rows]


def test_bad_input_gets_a_clear_answer_and_the_good_events_beside_it_arrive(client: Client) -> None:
    name = marker()
    good = b'{"type": "%b", "n": "%%d"}' % name.encode()
    long_line = b'{"type": "long", "text": "' + b"x" * 10_000_000 + b'"}'
    deep = b'{"deep": ' + b"[" * 20_000 + b"]" * 20_000 + b"}"

    answers = [
        client.post(b"not json"),
        client.post(b"42"),
        client.post(b""),
        client.post(long_line),
        client.post(good % 0, "text/plain"),
        client.post(b"not gzip", **{"Content-Encoding": "gzip"}),
        client.post(b"x" * (33 * 2**20)),
        client.post(gzip.compress(b" " * (33 * 2**20)), **{"Content-Encoding": "gzip"}),
    ]
    assert [answer.status_code for answer in answers] == [400, 400, 400, 413, 415, 400, 413, 413]
    for answer in answers:
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert len(answer.json()["detail"]) > 10

    batch = b"\n".join([good % 1, b"not json", long_line, good % 2, deep, b'{"x": 1e999, "y": NaN}', good % 3])
    answer = client.post(batch, NDJSON)
    assert answer.status_code == 207
    assert [(error["index"], error["reason"]) for error in answer.json()["errors"]] == [
        (1, "not_json"),
        (2, "too_large"),
        (4, "too_deep"),
        (5, "not_json"),
    ]
    client.wait_until_landed()
    client.update()
    assert events_of(client, name) == ["1", "2", "3"]
    kept = client.query("select reason, body_bytes from quarantine where body_bytes > 40000 order by 1, 2")
    assert kept == [
        ("too_deep", len(deep)),
        ("too_large", len(long_line)),
        ("too_large", len(long_line)),
    ]


def test_poison_reaches_the_mart_without_stopping_anything(client: Client) -> None:
    name = marker()
    poison = [
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
        # the same to PostgreSQL, which has no NUL
        '{"type": "%s", "n": "same", "user_id": "a\\ufffdb"}',
        # longer than its indexes can hold, however compressed
        '{"type": "%s", "n": "long", "user_id": "' + random.Random(1).randbytes(8000).hex() + '"}',
    ]
    answer = client.post("\n".join(line % name for line in poison).encode(), NDJSON)
    assert answer.status_code == 202, answer.text
    client.wait_until_landed()
    client.update()
    rows = client.query(
        f"""select event ->> 'n', event ->> 'text', event ->> 'number', event_at > '2020-01-01', is_event_at_inferred,
                user_id
            from events where event_type = '{name}'"""
    )
    assert len(rows) == len(poison)
    found = {row[0]: row[1:] for row in rows}
    assert found["nul"][0] == "a\ufffdb"
    assert found["escaped"][0] == "\\u0000 stays"
    assert (found["emoji"][0], found["emoji"][4]) == ("\U0001f600", "a\ufffdb")
    assert found["digits"][1] == "12345678901234567890"
    assert set(found) >= {"last", "huge", "year", "word", "bc", "shape", "deep"}
    assert (found["same"][4], len(found["long"][4])) == ("a\ufffdb", 256)
    assert all(row[2] and row[3] for row in found.values())


def test_an_update_counts_in_what_was_received_before_it(client: Client) -> None:
    name = marker()
    assert client.post(json.dumps({"type": name, "n": "1"}).encode()).status_code == 202
    run = client.update()
    assert events_of(client, name) == ["1"]
    assert run["steps"][0]["detail"].startswith("complete through ")
    assert client.query("select complete_through from watermark") > [(run["started_at"],)]
    with client.connect("owner") as owner:
        # what earlier runs have found is not sent again
        assert owner.execute("select count(*) from landing.quarantine").fetchall() == [(0,)]


def test_wait_landed_answers_once_the_event_is_in_hdfs(client: Client, settings: Settings) -> None:
    name = marker()
    answer = client.http.post(f"{settings.api_url}/event?wait=landed", json={"type": name, "id": name}, timeout=60)
    assert (answer.status_code, answer.json()["event_ids"]) == (200, [name])
    landed = read_folder(settings, "/lake/raw/events")
    assert landed.count(b'"event_id":"%b"' % name.encode()) == 1


def test_the_same_event_sent_at_once_by_many_counts_once(client: Client) -> None:
    from concurrent.futures import ThreadPoolExecutor

    name = marker()
    body = json.dumps({"type": name, "id": name, "n": "1"}).encode()
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: client.post(body).status_code, range(64)))
    assert answers == [202] * 64
    client.wait_until_landed()
    client.update()
    assert events_of(client, name) == ["1"]


def test_dropping_the_raw_table_leaves_the_files(client: Client, spark: hive.Cursor) -> None:
    before = client.mart_checksums()
    spark.execute("describe extended raw.events")
    described = {row[0]: row[1] for row in spark.fetchall()}
    assert described["Type"] == "EXTERNAL"
    assert described["Serde Library"].endswith("LazySimpleSerDe")
    assert described["Location"].endswith("/lake/raw/events")
    assert {"# Partition Information", "ingest_date", "ingest_hour"} <= set(described)
    spark.execute("drop table raw.events")
    client.update()
    assert client.mart_checksums() == before


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


def test_every_answer_says_how_complete_it_is(client: Client, settings: Settings) -> None:
    def stated() -> str:
        answer = client.get("/analytics/query", sql="select 1")
        assert answer.headers["X-Data-Complete-Through"] == answer.json()["complete_through"]
        return str(answer.headers["X-Data-Complete-Through"])

    name = marker()
    before = stated()
    answer = client.http.post(f"{settings.api_url}/event?wait=landed", json={"type": name, "n": "1"}, timeout=60)
    assert answer.status_code == 200
    client.update()
    ((received_at,),) = client.query(f"select received_at from events where event_type = '{name}'")
    assert before < received_at
    assert stated() > received_at


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


@pytest.fixture
def exports() -> str:
    """What `eval "$(eventmart env)"` evaluates."""
    eventmart = Path(sys.executable).with_name("eventmart")
    return subprocess.run([eventmart, "env"], capture_output=True, text=True, check=True).stdout


def dbt_by_hand(exports: str, project: Path, command: str, target: Path, exit_code: int = 0) -> str:
    line = f"{exports}\ncd {project} && dbt {command} --target-path {target} --log-path {target}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)
    assert done.returncode == exit_code, done.stdout[-3000:]
    return done.stdout


def test_dbt_works_by_hand_and_secrets_stay_out_of_its_artifacts(
    client: Client, settings: Settings, exports: str, tmp_path: Path
) -> None:
    # what is fresh, for `dbt source freshness`
    client.send([b"{}"])
    client.update()
    secret = settings.secret("owner_password")
    assert f"export EVENTMART_OWNER_PASSWORD={shlex.quote(secret)}" in exports
    lake, mart = PROJECT_DIR / "dbt_project", PROJECT_DIR / "mart_project"
    for project, command in [(lake, "build"), (mart, "build --exclude tag:audit"), (mart, "test")]:
        assert "ERROR=0" in dbt_by_hand(exports, project, command, tmp_path)
    for project in (lake, mart):
        dbt_by_hand(exports, project, "source freshness", tmp_path)
        fresh = json.loads((tmp_path / "sources.json").read_text())["results"]
        assert [result["status"] for result in fresh] == ["pass"], fresh
    for path in tmp_path.rglob("*"):
        assert path.is_dir() or secret.encode() not in path.read_bytes(), path


def test_what_is_not_committed_is_not_merged(client: Client, exports: str, tmp_path: Path) -> None:
    before = client.mart_checksums()
    with client.connect("publisher") as publisher:
        # as a crash of PostgreSQL leaves it
        publisher.execute("truncate landing.publishing, landing.events")
        told = dbt_by_hand(exports, PROJECT_DIR / "mart_project", "build", tmp_path, exit_code=2)
        assert "PostgreSQL has crashed since" in told
        # as a run leaves it that is killed while it publishes
        publisher.execute("drop table landing.commits")
        publisher.execute("delete from landing.events")
    told = dbt_by_hand(exports, PROJECT_DIR / "mart_project", "build", tmp_path, exit_code=2)
    assert "Nothing is committed in schema landing" in told
    assert client.mart_checksums() == before
    client.update()
    assert client.mart_checksums() == before


def with_campaign(folder: Path) -> tuple[Path, Path]:
    """Copies of both dbt projects whose events have one more column."""
    lake, mart = (shutil.copytree(PROJECT_DIR / name, folder / name) for name in ("dbt_project", "mart_project"))
    for path, old, new in [
        (
            lake / "models/marts/fct_events.sql",
            "    raw_file,\n    if(",
            "    raw_file,\n    get_json_object(event, '$.campaign') as campaign,\n    if(",
        ),
        (lake / "models/publish/events.sql", "raw_file\n", "raw_file,\n    campaign\n"),
        (mart / "models/staging/stg_events.sql", "raw_file\n", "raw_file,\n    campaign\n"),
        (
            mart / "models/marts/_marts__models.yml",
            "      - name: event_type\n",
            "      - {name: campaign, data_type: text}\n      - name: event_type\n",
        ),
    ]:
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))
    return lake, mart


def test_a_new_column_reaches_the_mart_by_itself(client: Client, exports: str, tmp_path: Path) -> None:
    name = marker()
    client.send([json.dumps({"type": name, "campaign": "spring"}).encode()])
    client.update()
    before = client.mart_checksums()
    with client.connect("owner") as owner:
        # somebody's own, which hangs on the table
        owner.execute("create view mart.of_somebody as select * from mart.events")
        for project in with_campaign(tmp_path):
            dbt_by_hand(exports, project, "build --exclude-resource-type unit_test", tmp_path / "target")
        found = owner.execute(
            "select campaign, of_somebody.event_type from mart.events join mart.of_somebody using (event_id) "
            "where events.event_type = %s",
            [name],
        ).fetchall()
        assert found == [("spring", name)]
        # and back
        client.update()
        owner.execute("drop view mart.of_somebody")
        owner.execute("alter table mart.events drop column campaign")
    assert client.mart_checksums() == before


def test_nothing_is_built_by_hand_on_what_is_half_there(
    client: Client, settings: Settings, spark: hive.Cursor, exports: str, tmp_path: Path
) -> None:
    lake, mart = PROJECT_DIR / "dbt_project", PROJECT_DIR / "mart_project"
    client.update()
    before = client.mart_checksums()
    # or every run would publish everything
    assert not has_mart_changed(settings, Dbt(settings))
    with client.connect("owner") as owner:
        # as after a crash, which empties it and the tables of which it speaks
        owner.execute("truncate incoming.contents")
        told = dbt_by_hand(exports, mart, "run --select watermark", tmp_path, exit_code=1)
        assert "does not hold what the last committed run has published" in told
        owner.execute("update mart.watermark set tables_definition = 'another'")
        assert has_mart_changed(settings, Dbt(settings))
        told = dbt_by_hand(exports, mart, "run", tmp_path, exit_code=1)
        assert "Publish all of it" in told
    # as where the run failed on the way
    spark.execute("alter table lake.agg_events_hourly set tblproperties ('eventmart.batch_id' = '1')")
    told = dbt_by_hand(exports, lake, "build --select path:models/publish", tmp_path, exit_code=1)
    assert "lake.agg_events_hourly is not as far as lake.fct_events" in told
    client.update()
    assert client.mart_checksums() == before
    with client.connect("owner") as owner:
        # it has been sent everything
        assert owner.execute("select since_batch_id from landing.commits").fetchall() == [(0,)]


def test_what_is_published_in_part_is_not_committed(client: Client, exports: str, tmp_path: Path) -> None:
    client.update()
    before = client.mart_checksums()
    lake, mart = PROJECT_DIR / "dbt_project", PROJECT_DIR / "mart_project"
    told = dbt_by_hand(exports, lake, "run --full-refresh --select agg_users_daily+", tmp_path, exit_code=1)
    assert "is committed as a whole" in told
    told = dbt_by_hand(exports, mart, "build", tmp_path, exit_code=2)
    assert "Nothing is committed in schema landing" in told
    assert client.mart_checksums() == before
    client.update()
    assert client.mart_checksums() == before


def test_a_view_that_stays_as_it_is_is_left_alone(client: Client, exports: str, tmp_path: Path) -> None:
    client.send([json.dumps({"type": "t", "user_id": user}).encode() for user in ("u-1", "u-2")])
    client.update()
    before = client.query("select * from top_users")
    with client.connect("owner") as owner, client.connect("reader") as reader:
        owner.execute("create view mart.of_somebody as select * from mart.top_users")
        # a notebook that is left open
        reader.execute("begin")
        reader.execute("select * from mart.top_users")
        client.update()
        reader.execute("rollback")
        assert owner.execute("select count(*) from mart.of_somebody").fetchall() == [(len(before),)]
        owner.execute("drop view mart.of_somebody")
        dbt_by_hand(
            exports, PROJECT_DIR / "mart_project", "run --select top_users --vars 'top_user_count: 1'", tmp_path
        )
        assert client.query("select * from top_users") == before[:1]
    client.update()
    assert client.query("select * from top_users") == before


def test_a_changed_var_reaches_what_was_added_up_before(client: Client, exports: str, tmp_path: Path) -> None:
    name = marker()
    client.send([json.dumps({"type": name, "user_id": name}).encode()])
    client.update()
    converted = f"select is_converted from user_journeys where user_id = '{name}'"
    assert client.query(converted) == [(False,)]
    dbt_by_hand(exports, PROJECT_DIR / "mart_project", f"run --vars 'funnel_steps: [{name}]'", tmp_path)
    assert client.query(converted) == [(True,)]
    client.update()
    assert client.query(converted) == [(False,)]


def test_a_table_that_is_not_what_its_model_says_is_told_of(client: Client, exports: str, tmp_path: Path) -> None:
    client.update()
    before = client.mart_checksums()
    mart = shutil.copytree(PROJECT_DIR / "mart_project", tmp_path / "mart_project")
    # one that nothing says to be merged
    (mart / "models/summaries/extra.sql").write_text(
        "{{ config(unique_key='n', indexes=[{'columns': ['n'], 'unique': true}]) }}\nselect 1 as n\n"
    )
    (mart / "models/summaries/extra.yml").write_text(
        "models:\n  - {name: extra, columns: [{name: n, data_type: integer}]}\n"
    )
    told = dbt_by_hand(exports, mart, "run", tmp_path / "target", exit_code=1)
    assert "extra would stay empty: name it in models/marts/watermark.sql" in told
    with client.connect("owner") as owner:
        owner.execute("drop table mart.extra")
        owner.execute("alter table mart.sessions_daily alter column session_count type numeric")
        told = dbt_by_hand(exports, PROJECT_DIR / "mart_project", "run", tmp_path / "target", exit_code=1)
        owner.execute("drop table mart.sessions_daily cascade")
    assert "is numeric, and the model makes it bigint: as eventmart_owner, drop the table" in told
    client.update()
    assert client.mart_checksums() == before


def test_secrets_are_neither_in_the_logs_nor_in_the_process_list(settings: Settings, stack: Stack) -> None:
    import psutil

    secrets = [settings.secret(name).encode() for name in Settings.model_fields if name.endswith("_password")]
    for path in stack.supervisor.logs_dir.iterdir():
        content = path.read_bytes()
        assert not any(secret in content for secret in secrets), path
    for process in psutil.process_iter(["cmdline"]):
        command = " ".join(process.info["cmdline"] or []).encode()
        assert not any(secret in command for secret in secrets), process


def test_everything_listens_on_loopback_only(stack: Stack) -> None:
    import psutil

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


def test_ready_says_what_is_missing_and_a_failed_run_is_made_good_by_the_next(client: Client, stack: Stack) -> None:
    name = marker()
    assert client.get("/health/live").json() == {"status": "live"}
    assert client.get("/health/ready").status_code == 200
    stack.supervisor.stop("spark-thrift")
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert [error["dependency"] for error in answer.json()["errors"]] == ["spark-thrift"]

    # events are taken all the same
    assert client.post(json.dumps({"type": name, "n": "1"}).encode()).status_code == 202
    failed = client.finished_run(client.get("/data/update").json()["run_id"])
    assert failed["state"] == "failed"
    assert failed["error"].startswith("partitions: ")
    assert [step["state"] for step in failed["steps"]] == ["succeeded", "succeeded", "failed"]

    stack.up()
    client.wait_until_landed()
    client.update()
    assert events_of(client, name) == ["1"]


def test_hdfs_away_for_a_while_loses_nothing(client: Client, stack: Stack) -> None:
    name = marker()
    stack.supervisor.stop("datanode")
    stack.supervisor.stop("namenode")
    for number in range(5):
        assert client.post(json.dumps({"type": name, "n": str(number)}).encode()).status_code == 202
    held = client.get("/event/status").json()
    assert held["spool"]["segments"] > 0
    # the watermark waits for what waits
    assert held["complete_through"] <= held["spool"]["oldest_received_at"]
    answer = client.get("/health/ready")
    assert [error["dependency"] for error in answer.json()["errors"]] == ["hdfs"]
    stack.up()
    client.wait_until_landed()
    client.update()
    assert events_of(client, name) == ["0", "1", "2", "3", "4"]


def test_a_restart_of_everything_in_between_loses_nothing(client: Client, stack: Stack, settings: Settings) -> None:
    name = marker()
    before = client.mart_checksums()
    for number in range(3):
        assert client.post(json.dumps({"type": name, "n": str(number)}).encode()).status_code == 202
    stack.supervisor.kill("api")
    stack.supervisor.kill("shipper")
    stack.supervisor.kill("postgres")
    assert stack.down()
    assert {state for _, state, _, _ in stack.status()} == {"stopped"}
    stack.up()
    assert client.mart_checksums() == before
    client.wait_until_landed()
    client.update()
    assert events_of(client, name) == ["0", "1", "2"]
    total = client.query(f"select count(*) from events where event_type != '{name}'")
    assert total == [(before["events"][0],)]
