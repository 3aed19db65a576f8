"""Events are deleted: the mart is what one run makes of those that are left. Requests to forget a person."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

import psycopg
import pytest
from flask.testing import FlaskClient

from eventmart.erasures import Erasures
from eventmart.postgres import Role
from pipeline.erasing import has_missed_one, make_good
from pipeline.mart.engine import mart_of
from pipeline.mart.state import mart_watermark
from tests.mart.history import MIDNIGHT, Event, Tables, changes, lake_rows, sessions_of
from tests.mart.lone_mart import MERGED, LoneMart
from tests.stack.client import Checksums


def say_of_tables(mart: LoneMart, said: dict[str, Any], orders: dict[str, Any]) -> None:
    """Say more of the published tables in the commit record: of all, and of the orders."""
    with mart.connect("publisher") as publisher:
        ((text,),) = publisher.execute("select tables from landing.commits").fetchall()
        tables = {name: table | said for name, table in json.loads(str(text)).items()}
        tables["orders"] |= {"date_column": "event_date"} | orders
        publisher.execute("update landing.commits set tables = %s", [json.dumps(tables)])


def publish_removal(mart: LoneMart, erased: Sequence[Event], before: Sequence[Event], after: Sequence[Event]) -> None:
    """Publish what the lake sends after it has erased events, and perhaps loaded others."""
    old, new = lake_rows(before), lake_rows(after)
    dates = sorted({event.at.date() for event in erased})
    sent = changes(old, new)
    sent["orders"] += [row for row in new["orders"] if row["event_date"] in dates and row not in sent["orders"]]
    # the quarantine has no rows of anybody
    sent["quarantine"] = []
    mart.publish_changes(sent, event_count=len(after))
    with mart.connect("publisher") as publisher:
        publisher.execute("drop table if exists landing.erased_events")
        publisher.execute("create table landing.erased_events (source text, event_id text, received_micros bigint)")
        with publisher.cursor() as cursor:
            keys = [(row["source"], row["event_id"], row["received_at"]) for row in lake_rows(erased)["events"]]
            cursor.executemany("insert into landing.erased_events values (%s, %s, %s)", keys)
    say_of_tables(mart, {"has_erased": True}, {"dates": [date.isoformat() for date in dates]})


class Again(Event):
    """An event with the id of another one, which was received before."""

    @property
    def received_at(self) -> datetime:
        return super().received_at + timedelta(days=1)


def of_user(event: Event) -> bool:
    return event.user_id == "u03"


def in_the_middle(event: Event) -> bool:
    """Every third of a session that goes on for days, which falls into many parts."""
    return event.user_id == "walker" and event.number % 3 == 0


@pytest.mark.parametrize("is_erased", [of_user, in_the_middle])
def test_the_mart_is_what_one_run_makes_of_the_events_that_are_left(
    mart: LoneMart, history: list[Event], is_erased: Callable[[Event], bool]
) -> None:
    erased = [event for event in history if is_erased(event)]
    assert erased
    # one of the ids comes in again, for another user, and a new event for the same one
    again = Again(erased[0].number, "page_view", erased[1].at, "u01", None)
    new = Event(len(history) + 1, "purchase", erased[0].at, erased[0].user_id, None)
    remaining = [*(event for event in history if not is_erased(event)), again, new]
    assert len(sessions_of(remaining)) != len(sessions_of(history))
    publish_removal(mart, erased, history, remaining)
    mart.run_dbt("run", *MERGED)
    found = mart.checksums()
    with mart.connect("owner") as owner:
        left = owner.execute(
            "select to_regclass('incoming.removed_events'), (select count(*) from incoming.events), "
            "(select count(*) from incoming.sessions)"
        ).fetchall()
    assert left == [(None, 0, 0)]
    # the next batch of the run comes with the same list, which is not about the event that has the id now
    publish_removal(mart, erased, remaining, remaining)
    mart.run_dbt("run", *MERGED)
    assert mart.checksums() == found

    with mart.connect("publisher") as publisher:
        publisher.execute("drop table landing.erased_events")
    assert found == checksums_of(mart, remaining, history)


def checksums_of(mart: LoneMart, events: Sequence[Event], history: Sequence[Event]) -> Checksums:
    """Checksums of the mart if it is built of events at once. What was rejected with others stays."""
    mart.publish(lake_rows(events) | {"quarantine": lake_rows(history)["quarantine"]})
    mart.run_dbt("run", *MERGED)
    return mart.checksums()


def test_dates_that_are_not_kept_go_and_sessions_begin_after_them(mart: LoneMart, history: list[Event]) -> None:
    first = MIDNIGHT.date()
    kept = [event for event in history if event.at.date() >= first]
    assert {event.user_id for event in kept} != {event.user_id for event in history}
    assert any(session[0].at.date() < first <= session[-1].at.date() for session in sessions_of(history))
    retained = {"retained_from": first.isoformat()}
    mart.publish_changes({}, event_count=len(kept))
    say_of_tables(mart, retained, {})
    mart.run_dbt("run", *MERGED)
    found = mart.checksums()
    held = mart.query("select distinct retained_from from published_tables")
    # the next run has nothing to remove
    mart.publish_changes({}, event_count=len(kept))
    say_of_tables(mart, retained, {})
    mart.run_dbt("run", *MERGED)
    assert mart.checksums() == found
    assert held == [(first.isoformat(),)]
    assert found == checksums_of(mart, kept, history)


def test_a_request_is_stored_until_it_is_done_and_then_names_nobody(mart: LoneMart, api: FlaskClient) -> None:
    before = datetime.now(UTC)
    answer = api.post("/data/forget", json={"user_id": "ann@shop.example", "source": "shop"})
    assert answer.status_code == HTTPStatus.ACCEPTED
    assert answer.json is not None
    assert api.get(answer.json["update_url"]).json["state"] == "queued"  # type: ignore[index]
    shown = api.get(answer.headers["Location"])
    assert "ann" not in shown.text
    erasure_id = UUID(answer.json["erasure_id"])
    with mart.connect("pipeline") as connection:
        erasures = Erasures(connection)
        (erasure,) = erasures.unfinished()
        assert erasure.erasure_id == erasure_id
        assert before <= erasure.requested_at <= before + timedelta(seconds=30)
        erasures.record_lines({erasure_id: 7})
        # an attempt after a kill finds those that are left
        erasures.record_lines({erasure_id: 2})
        erasures.record_raw([erasure_id])
        stored = "select user_id, source from pipeline.erasures"
        assert connection.execute(stored).fetchall() == [("ann@shop.example", "shop")]
        erasures.finish([erasure_id])
        assert connection.execute(stored).fetchall() == [(None, None)]
        assert erasures.unfinished() == []
    done = api.get(answer.headers["Location"]).json
    assert done is not None
    assert done["line_count"] == 7
    assert done["finished_at"]


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        (b"", "Input data was truncated"),
        (b"{}", "missing required field `user_id`"),
        (b'{"user_id": 7}', "Expected `str`"),
        (b'{"user_id": ""}', "user_id is empty"),
        (b'{"user_id": "%b"}' % (b"a" * 257), "more than 256 characters"),
        (rb'{"user_id": "a\u0000"}', "holds NUL"),
        (b'{"user_id": "ann", "source": ""}', "source is empty"),
        (b'{"user_id": "ann", "sauce": "shop"}', "unknown field `sauce`"),
    ],
)
def test_a_request_that_names_nobody_is_refused(api: FlaskClient, body: bytes, cause: str) -> None:
    answer = api.post("/data/forget", data=body, content_type="application/json")
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert answer.json is not None
    assert cause in answer.json["detail"]


def test_a_page_of_another_site_cannot_send_a_request(api: FlaskClient) -> None:
    answer = api.post("/data/forget", data=b'{"user_id": "ann"}', content_type="text/plain")
    assert answer.status_code == HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    assert api.get(f"/data/forget/{UUID(int=1)}").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("role", ["reader", "owner", "publisher"])
def test_no_other_role_sees_whom_a_request_names(mart: LoneMart, role: Role) -> None:
    with mart.connect(role) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("select user_id from pipeline.erasures")


def test_a_mart_knows_that_it_has_missed_a_request(mart: LoneMart, rows: Tables) -> None:
    def has_missed() -> bool:
        return has_missed_one(mart.settings, mart_watermark(mart.settings))

    request = UUID(int=9)
    assert not has_missed()
    with mart.connect("pipeline") as connection:
        erasures = Erasures(connection)
        erasures.request(request, datetime.now(UTC), "u03", None)
        # the run that performs it is not done
        assert not has_missed()
        erasures.finish([request])
    assert has_missed()
    assert not mart_of(mart.settings).holds_erasures()
    make_good(mart.settings, mart.dbt)
    assert mart.query("select table_name from mart.published_tables") == []
    # a run brings the mart beyond the request, with all rows that are left
    remaining = {**rows, "orders": [row for row in rows["orders"] if row["user_id"] != "u03"]}
    assert len(remaining["orders"]) < len(rows["orders"])
    mart.publish(remaining)
    mart.run_dbt("run", *MERGED)
    assert mart.query("select count(*) from orders where user_id = 'u03'") == [(0,)]
    assert mart.query("select count(*) from orders") == [(len(remaining["orders"]),)]
    assert not has_missed()
    # until a run has cleared it of deleted rows
    assert mart_of(mart.settings).holds_erasures()
    mart_of(mart.settings).clear_erased()
    assert not mart_of(mart.settings).holds_erasures()
