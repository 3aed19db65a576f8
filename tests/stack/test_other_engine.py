"""A stack whose mart moves from PostgreSQL to ClickHouse: every model has the same rows, and results are saved there.

It takes minutes, so it is one of the thorough tests. tests/mart/test_clickhouse.py tests the mart alone.
"""

import gzip
from collections.abc import Mapping
from typing import Any

import pytest

from cli.demo.clickstream import clickstream
from eventmart.clickhouse import connected
from eventmart.settings import PREFIX, load_settings
from tests.mart.clickhouse_mart import OF_RUN, comparable
from tests.stack.client import Client
from tests.stack.started import eventmart, stack_settings
from tests.stack.test_arrivals import GITHUB_HOUR

pytestmark = pytest.mark.thorough


def on_postgres(client: Client) -> Mapping[str, list[str]]:
    """The rows of every table and view of the mart."""
    found = {}
    with client.connect("reader") as reader:
        names = "select table_name from information_schema.tables where table_schema = 'mart'"
        for (name,) in reader.execute(names).fetchall():
            cursor = reader.execute(f"select * from mart.{name}".encode())
            found[name] = comparable([column.name for column in cursor.description or ()], cursor.fetchall())
    return found


def on_clickhouse() -> Mapping[str, list[str]]:
    """The same in ClickHouse."""
    found = {}
    with connected(load_settings(), "reader") as reader:
        for (name,) in reader.query("select name from system.tables where database = 'mart'").result_rows:
            result = reader.query(f"select * from mart.{name}")
            found[name] = comparable(result.column_names, result.result_rows)
    return found


def rows(client: Client, sql: str) -> Any:
    response = client.get("/analytics/query", sql=sql)
    assert response.ok, response.text
    return response.json()["rows"]


def test_a_mart_that_moves_has_the_same_rows_in_every_model(request: pytest.FixtureRequest) -> None:
    lines = list(clickstream())
    if GITHUB_HOUR.exists():
        lines += gzip.decompress(GITHUB_HOUR.read_bytes()).splitlines()
    with stack_settings(lambda: request.session.testsfailed > 0), pytest.MonkeyPatch.context() as patch:
        try:
            eventmart("up")
            client = Client(load_settings())
            client.send(lines)
            client.update()
            expected = on_postgres(client)
            eventmart("down")
            patch.setenv(f"{PREFIX}MART_ENGINE", "clickhouse")
            load_settings.cache_clear()
            eventmart("up")
            client = Client(load_settings())
            client.update()
            found = on_clickhouse()
            assert found.keys() == expected.keys()
            differing = {
                name: (rows[:2], found[name][:2])
                for name, rows in expected.items()
                if name not in OF_RUN and found[name] != rows
            }
            assert differing == {}
            assert len(found["events"]) > 5_000

            count = [[len(found["events"])]]
            saved = client.save("select * from fct_events", engine="lake", save_as="of_lake")
            assert saved.status_code == 201, saved.text
            assert rows(client, "select count() from results.of_lake") == count
            saved = client.save("select event_id from events", save_as="of_mart", save_as_view=True)
            assert saved.status_code == 201, saved.text
            assert rows(client, "select count() from results.of_mart") == count
            missing = "select count() from results.of_mart where event_id not in (select event_id from results.of_lake)"
            assert rows(client, missing) == [[0]]

            # what comes later reaches it, and whoever is forgotten is gone
            client.send([b'{"event_id": "later", "event_type": "page_view", "user_id": "ann"}'])
            client.update()
            of_ann = "select count() from events where user_id = 'ann'"
            assert rows(client, of_ann) == [[1]]
            eventmart("forget", "--user", "ann")
            client.update()
            assert rows(client, of_ann) == [[0]]
            assert client.get("/analytics/results").json() == {"results": []}
        finally:
            eventmart("down")
            patch.undo()
