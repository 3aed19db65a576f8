"""What tells the worker that an update run is needed."""

from datetime import UTC, datetime, timedelta

from pipeline.schedule import news
from raw_zone.layout import NAME_TIME, WATERMARKS
from tests.lake.conftest import Lake
from tests.stack.client import Client, marker, wait_until


def test_what_has_landed_since_the_last_run_is_news_and_what_is_in_the_mart_is_not(client: Client, lake: Lake) -> None:
    client.update()
    spools: set[str] = set()
    assert news(lake.settings, spools) == ""
    assert spools
    name = marker()
    lake.put([(name, b'{"type": "news"}')])
    # as soon as the watermark says that everything up to it has landed
    assert wait_until(lambda: news(lake.settings, spools), "news", 30) == "something has landed"
    spool_id = f"{(datetime.now(UTC) - timedelta(hours=1)).strftime(NAME_TIME)}-{name}"
    # a watermark that never holds back the others
    lake.hdfs.makedirs(f"{WATERMARKS}/{spool_id}/9999-12-31T000000.000000Z")
    assert news(lake.settings, spools) == "a spool has joined"
    lake.hdfs.delete(f"{WATERMARKS}/{spool_id}", recursive=True)
    client.update()
    assert client.query(f"select count(*) from events where event_id = '{name}'") == [(1,)]
    assert news(lake.settings, spools) == ""
