"""The docs site, which merges the artifacts of two dbt projects."""

import json
import os
from pathlib import Path
from typing import Any

from eventmart.named_queries import NamedQuery
from eventmart.query_parameters import Parameter
from pipeline.docs_site import digest_of, is_made_from, write_site

PAGE = '<script>var d = ["MANIFEST.JSON INLINE DATA", "CATALOG.JSON INLINE DATA"]</script>'


PUBLISHED = {"config": {"meta": {"publish": True}}}


def node(*parents: str, **attributes: Any) -> dict[str, Any]:
    return {"name": "", "config": {}, "depends_on": {"nodes": list(parents)}, **attributes}


def project(folder: Path, nodes: dict[str, Any], sources: dict[str, Any], catalog: dict[str, Any]) -> Path:
    folder.mkdir()
    parents = {name: content["depends_on"].get("nodes", []) for name, content in nodes.items()}
    manifest = {
        "metadata": {"project_name": folder.name},
        "nodes": nodes,
        "sources": sources,
        "parent_map": parents | {name: [] for name in sources},
        "child_map": {name: [child for child, its in parents.items() if name in its] for name in {**nodes, **sources}},
        "docs": {"doc.dbt.__overview__": {"block_contents": folder.name}},
        "disabled": {},
        "exposures": {},
        "unit_tests": {},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (folder / "catalog.json").write_text(json.dumps(catalog))
    (folder / "index.html").write_text(PAGE)
    return folder


def test_the_marts_sources_become_the_models_that_the_lake_publishes(tmp_path: Path) -> None:
    lake = project(
        tmp_path / "lake",
        {
            "model.lake.fct_events": node("source.lake.raw.events") | PUBLISHED | {"name": "fct_events"},
            "model.lake.fct_orders": node("model.lake.fct_events") | PUBLISHED | {"name": "fct_orders"},
            "model.lake.dim_shops": node() | {"name": "dim_shops"},
        },
        {"source.lake.raw.events": {"description": "</script>"}},
        {"nodes": {"model.lake.fct_events": {"columns": {"event_key": {}}}}, "sources": {}},
    )
    mart = project(
        tmp_path / "mart",
        {
            "model.mart.stg_events": node("source.mart.landing.events", "source.mart.other.events"),
            "model.mart.events": node("model.mart.stg_events"),
            "model.mart.sales": node("source.mart.published.orders", "source.mart.published.shops"),
        },
        {
            "source.mart.landing.events": {},
            "source.mart.other.events": {},
            "source.mart.published.orders": {},
            "source.mart.published.shops": {},
        },
        {
            "nodes": {"model.mart.events": {"columns": {}}},
            "sources": {"source.mart.landing.events": {"columns": {"run_id": {}, "event_id": {}}}},
        },
    )
    write_site(lake, mart, tmp_path / "site", "")
    page = (tmp_path / "site" / "index.html").read_text()
    assert page.count("</script>") == 1
    manifest, catalog = json.loads(page.removeprefix("<script>var d = ").removesuffix("</script>"))

    assert manifest["metadata"]["project_name"] == "lake"
    assert "model.lake.fct_events" in manifest["nodes"]["model.mart.stg_events"]["depends_on"]["nodes"]
    assert manifest["parent_map"]["model.mart.sales"] == ["model.lake.fct_orders", "source.mart.published.shops"]
    assert manifest["child_map"]["model.lake.fct_events"] == ["model.lake.fct_orders", "model.mart.stg_events"]
    assert set(manifest["sources"]) == {
        "source.lake.raw.events",
        "source.mart.other.events",
        "source.mart.published.shops",
    }
    # the model's own columns, not those of its table in PostgreSQL
    assert catalog["nodes"]["model.lake.fct_events"] == {"columns": {"event_key": {}}}
    assert catalog["sources"] == {}


def test_the_lineage_shows_data_and_not_what_waits_for_the_merge(tmp_path: Path) -> None:
    watermark = "model.mart.watermark"
    nodes = {
        watermark: node("model.mart.events") | {"raw_code": "select 1"},
        "seed.mart.plans": node() | {"depends_on": {"macros": []}},
        "model.mart.events": node() | {"raw_code": "select 1"},
        "model.mart.users": node("model.mart.events", watermark) | {"raw_code": "select 1"},
        "model.mart.late": node("model.mart.events", watermark) | {"raw_code": "{{ ref('watermark') }}"},
    }
    lake = project(tmp_path / "lake", {}, {}, {"nodes": {}, "sources": {}})
    mart = project(tmp_path / "mart", nodes, {}, {"nodes": {}, "sources": {}})
    manifest = json.loads((mart / "manifest.json").read_text())
    manifest["unit_tests"] = {"unit_test.mart.users.a": {"depends_on": {"nodes": ["model.mart.users"]}}}
    manifest["parent_map"]["unit_test.mart.users.a"] = ["model.mart.users"]
    manifest["child_map"]["model.mart.users"] = ["unit_test.mart.users.a"]
    (mart / "manifest.json").write_text(json.dumps(manifest))
    write_site(lake, mart, tmp_path / "site", "")
    page = (tmp_path / "site" / "index.html").read_text()
    shown, _ = json.loads(page.removeprefix("<script>var d = ").removesuffix("</script>"))
    assert shown["nodes"]["model.mart.users"]["depends_on"]["nodes"] == ["model.mart.events"]
    assert shown["parent_map"] == {
        watermark: ["model.mart.events"],
        "seed.mart.plans": [],
        "model.mart.events": [],
        "model.mart.users": ["model.mart.events"],
        "model.mart.late": ["model.mart.events", watermark],
    }
    assert shown["child_map"][watermark] == ["model.mart.late"]
    assert shown["child_map"]["model.mart.users"] == []
    assert shown["unit_tests"] == {}


def test_a_named_query_is_an_exposure_of_what_it_reads(tmp_path: Path) -> None:
    lake = project(
        tmp_path / "lake",
        {"model.lake.fct_orders": node() | PUBLISHED | {"name": "fct_orders"}},
        {},
        {"nodes": {}, "sources": {}},
    )
    mart = project(
        tmp_path / "mart",
        {"model.mart.users": node() | {"name": "users"}, "model.mart.events": node() | {"name": "events"}},
        {},
        {"nodes": {}, "sources": {}},
    )
    sql = "with a as (select * from users where :from is null) select * from a join orders on true"
    since = Parameter("from", "date", "First day.")
    write_site(lake, mart, tmp_path / "site", "", [NamedQuery("buyers", "Who buys.", "mart", (since,), sql)])
    page = (tmp_path / "site" / "index.html").read_text()
    manifest, _ = json.loads(page.removeprefix("<script>var d = ").removesuffix("</script>"))
    exposure = manifest["exposures"]["exposure.mart.buyers"]
    assert exposure["label"] == "GET /analytics/query/buyers"
    assert exposure["description"] == "Who buys.\n\n- `from` (date): First day."
    parents = ["model.lake.fct_orders", "model.mart.users"]
    assert exposure["depends_on"]["nodes"] == manifest["parent_map"]["exposure.mart.buyers"] == parents
    assert manifest["child_map"]["model.mart.users"] == ["exposure.mart.buyers"]
    assert manifest["child_map"]["model.mart.events"] == []


def test_the_site_is_outdated_by_a_change_of_a_project(tmp_path: Path) -> None:
    lake, mart = (project(tmp_path / name, {}, {}, {"nodes": {}, "sources": {}}) for name in ("lake", "mart"))
    model = lake / "models" / "staging" / "stg_events.sql"
    model.parent.mkdir(parents=True)
    model.write_text("select 1")
    digest = digest_of(lake, mart)
    assert not is_made_from(tmp_path / "site", digest)
    write_site(lake, mart, tmp_path / "site", digest)
    assert is_made_from(tmp_path / "site", digest)
    # a file of an older date
    os.utime(model, (0, 0))
    assert digest_of(lake, mart) == digest
    model.write_text("select 2")
    os.utime(model, (0, 0))
    assert not is_made_from(tmp_path / "site", digest_of(lake, mart))
