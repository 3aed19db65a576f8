"""Only what a run has published and committed is merged."""

import pytest

from pipeline.dbt import DbtError
from tests.mart.history import Tables
from tests.mart.landing import PUBLISHED
from tests.mart.lone_mart import BATCH, TABLES, LoneMart


def test_what_is_not_committed_is_not_merged(mart: LoneMart, rows: Tables) -> None:
    before = mart.checksums()
    # a run that is killed while it publishes
    run_id = mart.landing.begin()
    mart.landing.write(run_id, "quarantine", [])
    with pytest.raises(DbtError, match="Schema landing holds no committed run"):
        mart.build()
    for table in PUBLISHED:
        mart.landing.write(run_id, table, [])
    with pytest.raises(DbtError, match="Schema landing holds no committed run"):
        mart.build()
    assert mart.checksums() == before

    mart.publish(rows)
    mart.build()
    assert mart.checksums() == before


def test_rows_of_another_run_are_not_merged_and_the_watermark_names_the_run(mart: LoneMart) -> None:
    before = mart.checksums()
    run_id = mart.publish_changes({}, event_count=300)
    with mart.connect("publisher") as publisher:
        publisher.execute("insert into landing.events (run_id, event_id) values ('another', 'e99999')")
        (commit,) = publisher.execute("select committed_at, complete_through from landing.commits").fetchall()
    mart.run_dbt("run", *TABLES)
    assert mart.checksums() == before
    micros = "extract(epoch from {}) * 1000000"
    watermark = mart.query(
        f"select run_id, batch_id, event_count, {micros.format('committed_at')}::bigint, "
        f"{micros.format('complete_through')}::bigint from watermark"
    )
    assert watermark == [(run_id, BATCH + 1, 300, *commit)]
