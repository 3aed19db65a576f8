"""The merge: whatever the runs publish in whatever order, the mart is what one run makes of all rows."""

import json
import random
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from pipeline.dbt import DbtError
from tests.mart.history import Event, Tables, changes, lake_rows, session_id, sessions_of
from tests.mart.lone_mart import MERGED, LoneMart
from tests.stack.client import Checksums

# how many events each of ten runs brings; those of a few touch few of the keys of a summary
ARRIVALS = (60, 2, 50, 1, 40, 3, 25, 1, 14, 4)
# the key of each table into which rows are merged
KEYS = {"events": "event_id, source", "sessions": "session_id", "quarantine": "quarantined_item_id"}
Keys = dict[str, set[tuple[Any, ...]]]


def keys_of(events: Sequence[Event]) -> Keys:
    rows = lake_rows(events)
    return {
        "events": {(row["event_id"], row["source"]) for row in rows["events"]},
        "sessions": {(session_id(session[0]),) for session in sessions_of(events)},
        "quarantine": {(row["quarantined_item_id"],) for row in rows["quarantine"]},
    }


def versions(mart: LoneMart) -> dict[str, dict[tuple[Any, ...], tuple[Any, ...]]]:
    """Where each row is stored, and the transaction that wrote it, by table and key."""
    found = {}
    for table, key in KEYS.items():
        rows = mart.query(f"select ctid::text, xmin::text, {key} from {table}")
        found[table] = {row[2:]: row[:2] for row in rows}
    return found


def test_ten_runs_give_the_mart_that_one_whole_run_gives(
    built_checksums: Checksums, empty_mart: LoneMart, history: list[Event]
) -> None:
    rng = random.Random(2)
    count = len(history) - sum(ARRIVALS)
    lake = lake_rows(history[:count])
    empty_mart.publish(lake)
    empty_mart.run_dbt("run")
    former_sessions: set[str] = set()
    for arrived in ARRIVALS:
        former = {session_id(session[0]) for session in sessions_of(history[:count])}
        count += arrived
        before, lake = lake, lake_rows(history[:count])
        published = changes(before, lake)
        for table, rows in published.items():
            # rows that have not changed
            rows += rng.sample([row for row in before[table] if row in lake[table]], 5)
            rng.shuffle(rows)
        empty_mart.publish_changes(published, event_count=len(lake["events"]))
        empty_mart.run_dbt("run", *MERGED)
        sessions = {row[0] for row in empty_mart.query("select session_id from sessions")}
        assert sessions == {session_id(session[0]) for session in sessions_of(history[:count])}
        former_sessions |= former - sessions
    # sessions were joined on the way, or nothing would have tested that these are deleted
    assert len(former_sessions) > 5
    assert empty_mart.checksums() == built_checksums
    empty_mart.run_dbt("test", "--select", "test_name:matches_its_model")


def test_a_whole_run_deletes_what_it_does_not_publish_and_leaves_unchanged_rows_alone(
    mart: LoneMart, history: list[Event]
) -> None:
    fewer = history[: len(history) * 2 // 3]
    before = versions(mart)
    assert {table: set(found) for table, found in before.items()} == keys_of(history)
    mart.publish(lake_rows(fewer))
    mart.run_dbt("run", *MERGED)
    after = versions(mart)
    assert {table: set(found) for table, found in after.items()} == keys_of(fewer)
    users = {event.user_id for event in fewer if event.user_id}
    assert {row[0] for row in mart.query("select user_id from users")} == users
    days = mart.query("select activity_date from daily_active_users")
    assert {row[0] for row in days} == {event.at.date() for event in fewer if event.user_id}
    rewritten = {
        table: {key for key, version in after[table].items() if version != before[table].get(key)} for table in KEYS
    }
    # the others have lost events
    unchanged = {(session_id(session[0]),) for session in sessions_of(fewer) if session in sessions_of(history)}
    assert rewritten["sessions"] == set(after["sessions"]) - unchanged
    assert rewritten["sessions"]
    assert unchanged
    assert rewritten["quarantine"] == set()
    # events whose session has another first event now
    assert rewritten["events"] == {
        (event.event_id, "anonymous")
        for session in sessions_of(fewer)
        for event in session
        if session[0] != first_of(event, history)
    }


def first_of(event: Event, events: Sequence[Event]) -> Event:
    """The first event of an event's session."""
    return next(session[0] for session in sessions_of(events) if event in session)


def test_changed_columns_and_null_reach_the_row(mart: LoneMart, rows: Tables) -> None:
    known = next(row for row in rows["events"] if row["referrer"])
    sent = [{**known, "referrer": None, "event_type": "corrected", "event": '{"n": 1}'}]
    mart.publish_changes({"events": sent}, event_count=len(rows["events"]))
    mart.run_dbt("run", *MERGED)
    found = mart.query(f"select referrer, event_type, event, source from events where event_id = '{known['event_id']}'")
    assert found == [(None, "corrected", {"n": 1}, "anonymous")]
    assert mart.query("select count(*) from events") == [(len(rows["events"]),)]


def test_a_mart_does_not_begin_with_changes_only(empty_mart: LoneMart, rows: Tables) -> None:
    empty_mart.publish_changes(rows, event_count=len(rows["events"]))
    with pytest.raises(DbtError, match="the mart is new, but the last run published only new rows"):
        empty_mart.build()
    found = empty_mart.query("select tablename from pg_tables where schemaname = 'mart' order by 1")
    assert found == [("completeness",), ("published_tables",)]


def test_a_table_that_was_never_filled_does_not_begin_with_changes_only(mart: LoneMart, rows: Tables) -> None:
    before = mart.checksums()
    with mart.connect("owner") as owner:
        # a run that is killed before its merge leaves a new table without rows and indexes
        owner.execute("alter table mart.quarantine drop constraint quarantine_pkey")
        indexes = "select indexname from pg_indexes where schemaname = 'mart' and tablename = 'quarantine'"
        for (index,) in owner.execute(indexes).fetchall():
            owner.execute(f'drop index mart."{index}"')
    mart.publish_changes(rows, event_count=len(rows["events"]))
    with pytest.raises(DbtError, match=r"quarantine\" has never been filled.*Request a full update"):
        mart.run_dbt("run", *MERGED)
    assert mart.checksums() == before


def test_the_same_id_from_two_sources_is_two_events(mart: LoneMart, rows: Tables) -> None:
    known = rows["events"][0]
    mart.publish_changes({"events": [{**known, "source": "shop"}]}, event_count=len(rows["events"]) + 1)
    mart.run_dbt("run", *MERGED)
    found = mart.query(f"select source from events where event_id = '{known['event_id']}' order by source")
    assert found == [("anonymous",), ("shop",)]


def test_a_run_that_brings_many_rows_renews_the_statistics(mart: LoneMart, rows: Tables) -> None:
    known, stored = rows["events"][0], len(rows["events"])
    with mart.connect("owner") as owner:
        for count in (1, stored):
            new = [{**known, "event_id": f"{count}-{number}"} for number in range(count)]
            mart.publish_changes({"events": new}, event_count=stored + count)
            mart.run_dbt("run", *MERGED)
            ((estimated,),) = owner.execute("select reltuples from pg_class where oid = 'mart.events'::regclass")
            # one row more is not worth it
            assert estimated == (stored if count == 1 else 2 * stored + 1)


def test_a_table_whose_key_has_changed_gets_an_index_on_the_new_key(mart: LoneMart, rows: Tables) -> None:
    unique = (
        "select indexdef from pg_indexes where schemaname = 'mart' and tablename = 'events' and indexdef ~ 'UNIQUE'"
    )
    with mart.connect("owner") as owner:
        # as an earlier version left it
        (definition,) = owner.execute(unique).fetchall()[0]
        owner.execute(f"alter table mart.events drop constraint {definition.split()[3]}".encode())
        owner.execute("create unique index events_by_id on mart.events (event_id)")
        owner.execute("update mart.published_tables set definition = 'another' where table_name = 'events'")
    known = rows["events"][0]
    mart.publish({**rows, "events": [*rows["events"], {**known, "source": "shop"}]})
    mart.run_dbt("run", *MERGED)
    assert mart.query("select count(*) from events") == [(len(rows["events"]) + 1,)]
    ((replaced,),) = mart.query(unique)
    assert replaced.endswith("(event_id, source)")


# what jsonb rejects or makes much larger, and what becomes of it; the first column is the event as it came
UNSAFE = [
    (r'{"a": "b\u0000c\ud83d\ude00"}', {"a": "b\ufffdc\U0001f600"}),
    (r'{"a": "\ud83d", "b": "\ude00 \\u0000 \\\ud83d"}', {"a": "\ufffd", "b": "\ufffd \\u0000 \\\ufffd"}),
    (r'{"\ud83d": [1, -2.50, "1e131071", 1e131071, -1E+0200, 1e99, 1e30, -1e29, 1e-29]}', None),
    ('{"a": 1e999999999999, "b": ' + "9" * 1001 + ', "c": "' + "9" * 1001 + '"}', None),
    ('{"a": [' + ", ".join(["1e131071"] * 9000) + "]}", {"a": ["1e131071"] * 9000}),
    ("not json at all", "not json at all"),
]


@pytest.mark.parametrize(("event", "stored"), UNSAFE, ids=["nul", "half", "numbers", "digits", "many", "text"])
def test_what_jsonb_cannot_hold_is_stored_in_a_safe_form(
    mart: LoneMart, rows: Tables, event: str, stored: object
) -> None:
    known = rows["events"][0]
    sent = [{**known, "event": event, "is_unsafe_for_jsonb": True}]
    mart.publish_changes({"events": sent}, event_count=len(rows["events"]))
    mart.run_dbt("run", "--select", "events")
    with mart.connect("owner") as owner:
        ((size, found),) = owner.execute(
            "select octet_length(event::text), event from incoming.events where event_id = %s", [known["event_id"]]
        ).fetchall()
    assert size < 2 * len(event) + 200
    if stored is None:
        # numbers that jsonb holds stay numbers
        stored = json.loads(
            event.replace(r"\ud83d", "\ufffd"), parse_float=as_jsonb, parse_int=as_jsonb, parse_constant=as_jsonb
        )
    assert found == stored


def as_jsonb(token: str) -> object:
    """A number, or its text if jsonb would write it with over 1,000 digits, or with many more than it came with."""
    exponent = abs(int(token.lower().partition("e")[2] or 0))
    if exponent > 29 or len(token) > 1000:
        return token
    number = Decimal(token)
    return int(number) if number == number.to_integral_value() else float(number)


def test_an_event_that_was_not_marked_as_unsafe_stops_no_run(mart: LoneMart, rows: Tables) -> None:
    sent = [{**rows["events"][0], "event": r'{"a": "\u0000"}'}]
    mart.publish_changes({"events": sent}, event_count=len(rows["events"]))
    mart.run_dbt("run", "--select", "events")
    with mart.connect("owner") as owner:
        event = owner.execute("select event from incoming.events where event_id = 'e00000'").fetchall()
    assert event == [({"a": "\ufffd"},)]


def test_events_become_jsonb_whichever_process_of_a_parallel_statement_converts_them(empty_mart: LoneMart) -> None:
    with empty_mart.connect("owner") as owner:
        owner.execute(
            "create table incoming.texts as "
            "select n, case when n % 1000 = 0 then '{' else format('{\"n\": %s}', n) end as event "
            "from generate_series(1, 20000) as n"
        )
        owner.execute("analyze incoming.texts")
        for free in ("parallel_setup_cost", "parallel_tuple_cost", "min_parallel_table_scan_size"):
            owner.execute(f"set {free} = 0")
        conversion = "select n, incoming.try_jsonb(event) as event from incoming.texts"
        plan = str(owner.execute(f"explain {conversion}").fetchall())
        # before, no function can tell in parallel whether a text is jsonb
        assert ("Gather" in plan) == (owner.info.server_version >= 160_000)
        owner.execute(f"create unlogged table incoming.converted as {conversion}")
        wrong = owner.execute("select n from incoming.converted where (event is null) != (n % 1000 = 0)").fetchall()
        owner.execute("drop table incoming.texts, incoming.converted")
    assert wrong == []
