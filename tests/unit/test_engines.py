"""Several engines, of which one cannot be reached."""

import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest

from ingest_api.analytics.catalog import Table
from ingest_api.analytics.engine import EngineUnavailable, RunningQuery
from ingest_api.web.app import create_app
from ingest_api.web.services import Services

ID = "01a226bb-b7d3-7349-acfc-960904a36e67"


def engine(name: str) -> Any:
    return SimpleNamespace(
        name=name,
        tables=lambda: [Table("t", name, "table", "", None, [])],
        running=lambda: [RunningQuery(ID, name, datetime(2026, 1, 1, tzinfo=UTC), "select 1")],
        end=lambda query_id: query_id == ID,
    )


def down(name: str, error: Exception) -> Any:
    def fail(*_: object) -> Any:
        raise error

    return SimpleNamespace(name=name, tables=fail, running=fail, end=fail)


@pytest.fixture
def client(services: Services) -> Callable[..., Any]:
    def client(*engines: Any) -> Any:
        services.query_responses.engines = {engine.name: engine for engine in engines}
        return create_app(dataclasses.replace(services)).test_client()

    return client


@pytest.mark.parametrize("error", [psycopg.OperationalError("refused"), EngineUnavailable("no Spark")])
def test_an_engine_that_is_down_is_left_out(client: Callable[..., Any], error: Exception) -> None:
    api = client(down("mart", error), engine("lake"))
    catalog = api.get("/analytics/catalog").json
    assert catalog["engines"] == ["lake"]
    assert [table["engine"] for table in catalog["tables"]] == ["lake"]
    assert [query["engine"] for query in api.get("/analytics/queries").json["queries"]] == ["lake"]
    assert api.delete(f"/analytics/queries/{ID}").status_code == 204
    api = client(down("mart", error), down("lake", error))
    assert api.get("/analytics/catalog").status_code == 503
    assert api.get("/analytics/queries").status_code == 503
    assert api.delete(f"/analytics/queries/{ID}").status_code == 503
