"""PostgreSQL is killed while the mart is built: readers see the old mart, and the next run makes it good."""

import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from pipeline.dbt import Dbt, DbtError
from tests.mart.history import Event, Tables, changes, lake_rows, make_events
from tests.mart.lone_mart import TABLES, LoneMart, Server
from tests.stack.client import Checksums, wait_until
from tests.stack.reader import reading

_RNG = random.Random(4)
# how many tables have been staged when PostgreSQL is killed
STAGED = _RNG.randint(1, 2)
# the table that the merge is about to write
MERGED = _RNG.choice(
    (
        "sessions",
        "users_daily",
        "events_hourly",
        "quarantine",
        "users",
        "journeys",
        "cohorts_weekly",
        "daily_active_users",
        "sessions_daily",
    )
)


@pytest.fixture(scope="module")
def later(history: list[Event]) -> Tables:
    """The rows of the lake after more events."""
    more = make_events(seed=5, count=len(history) + 80)[len(history) :]
    return lake_rows([*history, *more])


@pytest.fixture(scope="module")
def expected(server: Server, dbt: Dbt, later: Tables) -> Checksums:
    """Checksums of a mart that is built from scratch of these rows."""
    mart = server.mart(dbt)
    mart.publish(later)
    mart.run_dbt("run")
    return mart.checksums()


@pytest.mark.parametrize("moment", [STAGED, MERGED, "watermark"])
def test_a_kill_during_a_build_shows_readers_the_old_mart_and_the_next_run_makes_it_good(
    server: Server, expected: Checksums, mart: LoneMart, rows: Tables, later: Tables, moment: int | str
) -> None:
    before = mart.checksums()
    changed = changes(rows, later)
    run_id = mart.publish_changes(changed, event_count=len(later["events"]))
    with reading(mart.client) as reader, ThreadPoolExecutor(1) as executor:
        if isinstance(moment, int):
            building = executor.submit(mart.run_dbt, "run", *TABLES)
            mart.wait_until(
                f"count(*) >= {moment} from incoming.contents where run_id = '{run_id}'", f"{moment} staged tables"
            )
            server.kill()
        else:
            with closing(mart.connect("owner")) as blocker:
                # others may read the table, but not write it: the merge stops there
                blocker.execute(f"begin; lock table mart.{moment} in share mode")
                building = executor.submit(mart.run_dbt, "run", *TABLES)
                mart.wait_until(
                    f"count(*) > 0 from pg_locks where relation = 'mart.{moment}'::regclass and not granted",
                    f"the merge at {moment}",
                )
                server.kill()
        assert isinstance(building.exception(60), DbtError)
        server.restart()
        looks = reader.looks
        wait_until(lambda: reader.looks > looks, "a look at the mart after the restart", 30)
        assert mart.checksums() == before
        with mart.connect("owner") as owner:
            # a crash empties what is staged, and leaves what is published
            assert owner.execute("select count(*) from incoming.contents").fetchall() == [(0,)]
        mart.run_dbt("run", *TABLES)
        assert mart.checksums() == expected
    assert looks > 0
    assert reader.contradictions == []
