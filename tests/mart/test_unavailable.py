"""Queries on a PostgreSQL that is not set up, or answers too slowly."""

import time
from contextlib import ExitStack, closing

import pytest
from flask.testing import FlaskClient
from psycopg.errors import QueryCanceled

from eventmart import postgres
from eventmart.postgres import connection_parameters, connection_pool
from ingest_api.analytics.engine import Bounds, EngineUnavailable
from ingest_api.analytics.mart import engine as engines
from ingest_api.analytics.mart.engine import Mart
from ingest_api.cancellation import Cancellation
from tests.mart.lone_mart import LoneMart


@pytest.mark.parametrize(
    "there",
    ["alter schema analytics rename to {}", "alter function analytics.state(text[]) rename to {}"],
)
def test_a_database_that_is_not_set_up_is_told(api: FlaskClient, empty_mart: LoneMart, there: str) -> None:
    with empty_mart.connect("admin") as admin:
        admin.execute(there.format("away").encode())
    answers = [
        api.get("/analytics/query", query_string={"sql": "select 1", **options})
        for options in ({}, {"format": "csv"}, {"at_least": "2026-01-01"})
    ]
    for answer in answers:
        assert (answer.status_code, "eventmart bootstrap" in answer.get_json()["detail"]) == (503, True), answer.text
    # what a query itself lacks is its own fault
    with empty_mart.connect("admin") as admin:
        back = there.format("analytics" if "schema" in there else "state")
        admin.execute(back.replace("analytics rename", "away rename").replace("state(", "away(").encode())
    for sql in ("select * from nowhere", "select nothing_like_it(1)", "select lastval()"):
        assert api.get("/analytics/query", query_string={"sql": sql}).status_code == 400


def test_the_state_is_not_awaited_for_ever(read_only_mart: LoneMart, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "_SHORT_READ_SECONDS", 0.5)
    reader = connection_parameters(read_only_mart.settings, "reader")
    with closing(Mart(reader, 30, 30, 10_000)) as mart, read_only_mart.connect("admin") as admin:
        statement = mart.check("select 1", {})
        admin.execute("begin; lock table mart.watermark in access exclusive mode")
        begun = time.monotonic()
        with pytest.raises(QueryCanceled):
            mart.state(statement.tables)
        assert time.monotonic() - begun < 5
        admin.execute("rollback")
        # a query has the time that it is given
        slow = mart.check("select count(*) from generate_series(1, 30000000)", {})
        begun = time.monotonic()
        assert mart.page(slow, "test", Bounds(1, 100), Cancellation()).rows == [(30_000_000,)]
        assert time.monotonic() - begun > 0.5


def test_nobody_waits_for_ever_to_read_the_state(read_only_mart: LoneMart, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "_SHORT_READ_SECONDS", 0.1)
    monkeypatch.setattr(engines, "_SHORT_READS", 0)
    mart = Mart(connection_parameters(read_only_mart.settings, "reader"), 30, 30, 10_000)
    with pytest.raises(EngineUnavailable, match="too slowly"):
        mart.tables()


def test_dead_connections_in_the_pool_do_not_delay_a_request(
    read_only_mart: LoneMart, monkeypatch: pytest.MonkeyPatch
) -> None:
    # the pool's own check would wait 1 s after the first, 2 s after the second, and so on
    monkeypatch.setattr(postgres, "_POOL_WAIT_SECONDS", 3)
    with closing(connection_pool(connection_parameters(read_only_mart.settings, "reader"), max_size=4)) as pool:
        with ExitStack() as stack:
            held = [stack.enter_context(pool.connection()) for _ in range(4)]
            pids = [connection.info.backend_pid for connection in held]
        for pid in pids:
            read_only_mart.cut_off(pid)
        with pool.connection() as connection:
            assert connection.info.backend_pid not in pids
            assert connection.execute("select 1").fetchone() == (1,)
