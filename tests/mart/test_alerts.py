"""Alerts: what begins them and ends them, on a real PostgreSQL, and their delivery to a real HTTP server."""

import json
import logging
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import SimpleQueue
from typing import Any
from uuid import UUID

import psycopg
import pytest

from eventmart.ports import free_ports
from eventmart.postgres import connection_parameters
from pipeline import alerts as alerting
from pipeline import conditions as watching
from pipeline.alerts import Alerts
from pipeline.conditions import conditions
from pipeline.run_records import Outcome, WorkerRecords
from raw_zone.watermark import Landed
from tests.mart.history import Tables
from tests.mart.lone_mart import LoneMart
from tests.stack.client import wait_until

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
TOKEN = "t0ken-of-the-webhook"


class Receiver:
    """An HTTP server that keeps what it is sent, and answers as it is told."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.status = 200
        self.hangs_until = threading.Event()
        self.hangs_until.set()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                assert (self.path, self.headers["Content-Type"]) == (f"/hooks/{TOKEN}", "application/json")
                receiver.hangs_until.wait(30)
                if receiver.status == 200:
                    receiver.messages.append(body)
                self.send_response(receiver.status)
                self.send_header("Location", "http://127.0.0.1:9/elsewhere")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://user:{TOKEN}@127.0.0.1:{self._server.server_port}/hooks/{TOKEN}"

    def close(self) -> None:
        self.hangs_until.set()
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.close()


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def test_an_alert_is_told_once_when_it_begins_and_once_when_it_ends(
    empty_mart: LoneMart, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    clock, wrong, seen = Clock(), {"mart_late": "", "spool_full": ""}, list[bool]()

    def look(url: str = receiver.url) -> None:
        """Look once, as a worker that has just started."""

        def condition(name: str, is_on: bool) -> str:
            seen.append(is_on)
            if wrong[name] == "away":
                raise psycopg.OperationalError("PostgreSQL is away")
            return wrong[name]

        found = {name: partial(condition, name) for name in wrong}
        Alerts(partial(empty_mart.connect, "pipeline"), found, url, clock, lambda: UUID(int=7)).look()

    with caplog.at_level(logging.INFO, "eventmart.alerts"):
        look()
        assert receiver.messages == []
        wrong["mart_late"] = "two hours"
        look()
        # what is wrong may change while the alert is on
        wrong["mart_late"] = "three hours"
        look()
        first = {
            "id": str(UUID(int=7)),
            "alert": "mart_late",
            "state": "firing",
            "text": "eventmart: two hours",
            "began_at": NOW.isoformat(),
            "ended_at": None,
        }
        assert receiver.messages == [first]
        assert seen == [False, False, False, False, True, False]
        # while nobody can see, it stays on
        wrong["mart_late"] = "away"
        look()
        clock.now += timedelta(hours=1)
        wrong["mart_late"] = ""
        look()
        look()
    over = {"text": "eventmart: Alert mart_late is over.", "state": "resolved", "ended_at": clock.now.isoformat()}
    assert receiver.messages == [first, first | over]
    told = [record.getMessage() for record in caplog.records if record.name == "eventmart.alerts"]
    assert told == [
        "alert mart_late: two hours",
        "cannot look for alert mart_late: PostgreSQL is away",
        "alert mart_late is over",
    ]
    # without a webhook, the log alone is told
    wrong["spool_full"] = "half"
    look(url="")
    with empty_mart.connect("pipeline") as pipeline:
        assert pipeline.execute("select name, detail from pipeline.alerts").fetchall() == [("spool_full", "half")]
        assert pipeline.execute("select * from pipeline.alert_messages").fetchall() == []


def test_a_webhook_that_is_away_gets_the_messages_later_in_order_and_its_token_stays_out_of_the_log(
    empty_mart: LoneMart, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    clock, wrong = Clock(), ["broken"]
    (port,) = free_ports(1)
    connect = partial(empty_mart.connect, "pipeline")

    def look(url: str) -> None:
        Alerts(connect, {"update_failed": lambda _: wrong[0]}, url, clock).look()

    with caplog.at_level(logging.INFO):
        look(f"http://user:{TOKEN}@127.0.0.1:{port}/hooks/{TOKEN}")
        wrong[0] = ""
        # not due yet, and the second message does not overtake the first
        look(receiver.url)
        assert receiver.messages == []
        for status in (503, 302, 404):
            clock.now += timedelta(minutes=10)
            receiver.status = status
            look(receiver.url)
            assert receiver.messages == []
        receiver.status = 200
        clock.now += timedelta(minutes=10)
        look(receiver.url)
    assert [message["state"] for message in receiver.messages] == ["firing", "resolved"]
    assert TOKEN not in caplog.text
    waits = [record.getMessage() for record in caplog.records if "next try" in record.getMessage()]
    assert waits == [
        "the webhook at 127.0.0.1 did not answer (ConnectionError); the next try is in 0:00:10",
        "the webhook at 127.0.0.1 answered 503; the next try is in 0:00:20",
        "the webhook at 127.0.0.1 answered 302; the next try is in 0:00:40",
        "the webhook at 127.0.0.1 answered 404; the next try is in 0:01:20",
    ]
    # after a day, nobody needs it any more
    receiver.status = 503
    wrong[0] = "broken again"
    look(receiver.url)
    clock.now += timedelta(hours=25)
    receiver.status = 200
    look(receiver.url)
    assert len(receiver.messages) == 2
    assert "1 messages are dropped" in caplog.text


def test_a_webhook_that_hangs_is_given_up_for_now(
    empty_mart: LoneMart, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerting, "_TIMEOUT_SECONDS", 0.5)
    monkeypatch.setattr(alerting, "_LOOK_SECONDS", 0.1)
    monkeypatch.setattr(alerting, "_FIRST_PAUSE", timedelta(seconds=0.1))
    receiver.hangs_until.clear()
    alerts = Alerts(partial(empty_mart.connect, "pipeline"), {"mart_late": lambda _: "late"}, receiver.url)
    stopped = threading.Event()
    looking = threading.Thread(target=alerts.look_until, args=[stopped])
    looking.start()
    tries = "select tries from pipeline.alert_messages"
    with empty_mart.connect("pipeline") as pipeline:
        # the thread that looks goes on
        wait_until(lambda: pipeline.execute(tries).fetchall() >= [(2,)], "two tries", 15)
        assert receiver.messages == []
        receiver.hangs_until.set()
        wait_until(lambda: not pipeline.execute(tries).fetchall(), "the delivery", 15)
    stopped.set()
    looking.join(15)
    assert receiver.messages[-1]["alert"] == "mart_late"


def test_the_alerts_survive_what_nobody_expects(
    empty_mart: LoneMart, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    monkeypatch.setattr(alerting, "_LOOK_SECONDS", 0.05)
    # the library does not even send the message then
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "missing.pem"))
    connect, looks = partial(empty_mart.connect, "pipeline"), SimpleQueue[None]()

    def connect_or_not() -> psycopg.Connection[Any]:
        looks.put(None)
        if looks.qsize() == 2:
            raise RuntimeError("out of luck")
        return connect()

    alerts = Alerts(connect_or_not, {"mart_late": lambda _: "late"}, "https://127.0.0.1:9/hooks")
    stopped = threading.Event()
    looking = threading.Thread(target=alerts.look_until, args=[stopped])
    looking.start()
    wait_until(lambda: looks.qsize() > 3, "looks after both failures", 15)
    stopped.set()
    looking.join(15)
    assert "the webhook at 127.0.0.1 did not answer (OSError)" in caplog.text
    assert "out of luck" in caplog.text


def test_a_spool_that_does_not_count_is_worth_an_alert(mart: LoneMart, monkeypatch: pytest.MonkeyPatch) -> None:
    condition = conditions(mart.settings)["spool_behind"]
    ((watermark,),) = mart.query("select complete_through from watermark")
    hours = {"a": timedelta(0), "b": timedelta(minutes=59)}
    monkeypatch.setattr(watching, "landed", lambda _: Landed({name: watermark - lag for name, lag in hours.items()}))
    assert condition(False) == ""
    hours["b"] = timedelta(minutes=61)
    assert condition(False).startswith("Events of spool b have landed only up to ")


def test_what_begins_and_ends_the_alerts(mart: LoneMart, rows: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    # there is no HDFS
    monkeypatch.setattr(watching, "landed", lambda _: None)
    settings = mart.settings.model_copy(
        update={
            "alert_quarantine_per_hour": 10,
            "alert_id_conflicts_per_hour": 0,
            "spool_max_bytes": 1000,
            "alert_spool_share": 0.5,
            "spool_dir": mart.settings.state_dir / "spool-of-alerts",
        }
    )
    found = conditions(settings)
    with mart.connect("owner") as owner:
        owner.execute("update mart.watermark set complete_through = now() - interval '24 hours'")
        owner.execute("drop table if exists mart.quarantine")
    assert {name: condition(False) for name, condition in found.items()} == dict.fromkeys(found, "")

    with psycopg.connect(**connection_parameters(settings, "pipeline"), autocommit=True) as connection:
        records = WorkerRecords(connection)
        for number, outcome in enumerate(
            [Outcome(None, is_through=True), Outcome("mart: no space\non the disk", is_through=False)]
        ):
            records.request(UUID(int=number))
            run = records.begin_next()
            assert run is not None
            records.finish(run.run_id, outcome)
        failed = f"Update run {UUID(int=1)} failed: mart: no space"
        assert found["update_failed"](False) == failed
        # a run that somebody has cancelled says nothing, and neither does one that has not ended
        records.request(UUID(int=2))
        assert found["update_failed"](True) == failed
        records.cancel(UUID(int=2))
        assert found["update_failed"](True) == failed
        records.request(UUID(int=3))
        assert records.begin_next() is not None
        records.finish(UUID(int=3), Outcome("mart: model.mart.top_users: no column", is_through=True))
        assert found["update_failed"](True).startswith(f"Update run {UUID(int=3)} succeeded with failures: mart: model")

    with mart.connect("owner") as owner:
        owner.execute("update mart.watermark set complete_through = now() - interval '26 hours'")
        late = found["mart_late"](False)
        assert late.startswith("The mart is complete only through ")
        assert "1 day, 2:00:0" in late

        owner.execute(
            "create table mart.quarantine (source text, reason text, rejected_date date, rejected_at timestamptz)"
        )

        def reject(reason: str, count: int, age: str) -> None:
            owner.execute(
                "insert into mart.quarantine select 'shop', %s, (now() - %s::interval)::date, now() - %s::interval "
                "from generate_series(1, %s)",
                [reason, age, age, count],
            )

        reject("not_json", 50, "2 hours")
        reject("not_json", 10, "5 minutes")
        assert (found["quarantine_grows"](False), found["id_conflicts_grow"](False)) == ("", "")
        # an alert that is on ends well below its limit
        assert found["quarantine_grows"](True).startswith("10 items came to quarantine within 1 hour, for example ")
        reject("id_conflict", 1, "5 minutes")
        assert found["quarantine_grows"](False) == ""
        assert found["id_conflicts_grow"](False).endswith("from source shop, reason id_conflict.")
        reject("not_json", 1, "5 minutes")
        assert found["quarantine_grows"](False).startswith("11 items")

    sealed = settings.spool_dir / "events" / "sealed"
    sealed.mkdir(parents=True)
    (sealed / "1.seg").write_bytes(b"x" * 450)
    assert (found["spool_full"](False), bool(found["spool_full"](True))) == ("", True)
    (sealed / "2.seg").write_bytes(b"x" * 60)
    assert found["spool_full"](False).startswith("The spool has reached 51% of EVENTMART_SPOOL_MAX_BYTES")
