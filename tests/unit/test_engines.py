"""Several engines, of which one cannot be reached."""

import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest

from ingest_api.analytics.catalog import Table
from ingest_api.analytics.engine import EngineUnavailable, QueryRefused, RunningQuery
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


def test_a_page_of_another_site_cannot_start_spark(client: Callable[..., Any], services: Services) -> None:
    def refuse(*_: object) -> None:
        raise QueryRefused("It was reached.")

    lake, mart = engine("lake"), engine("mart")
    lake.check = mart.check = refuse
    client(mart, lake)
    api = create_app(dataclasses.replace(services, cors_origins=["https://shop.example"])).test_client()

    def ask(engine: str, **headers: str) -> tuple[int, str]:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = api.get("/analytics/query", query_string={"sql": "select 1", "engine": engine}, headers=sent)
        return answer.status_code, answer.get_json()["detail"]

    cross_site = {"Sec_Fetch_Site": "cross-site"}
    refused = "Pages of other sites may not query the lake by GET, which starts Spark. Send POST."
    assert ask("lake", **cross_site) == (403, refused)
    assert ask("lake", **cross_site, Origin="https://other.example") == (403, refused)
    reached = (400, "It was reached.")
    assert ask("lake", **cross_site, Origin="https://shop.example") == reached
    assert ask("lake", Sec_Fetch_Site="same-origin") == ask("lake") == ask("mart", **cross_site) == reached
