"""The docs site, which merges the artifacts of two dbt projects."""

import json
import os
from pathlib import Path
from typing import Any

from pipeline.docs_site import is_outdated, write_site

PAGE = '<script>var d = ["MANIFEST.JSON INLINE DATA", "CATALOG.JSON INLINE DATA"]</script>'


def node(*parents: str, **attributes: Any) -> dict[str, Any]:
    return {"config": {}, "depends_on": {"nodes": list(parents)}, **attributes}


def project(folder: Path, nodes: dict[str, Any], sources: dict[str, Any], catalog: dict[str, Any]) -> Path:
    folder.mkdir()
    parents = {name: content["depends_on"]["nodes"] for name, content in nodes.items()}
    manifest = {
        "metadata": {"project_name": folder.name},
        "nodes": nodes,
        "sources": sources,
        "parent_map": parents | {name: [] for name in sources},
        "child_map": {name: [child for child, its in parents.items() if name in its] for name in {**nodes, **sources}},
        "docs": {"doc.dbt.__overview__": {"block_contents": folder.name}},
        "disabled": {},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (folder / "catalog.json").write_text(json.dumps(catalog))
    (folder / "index.html").write_text(PAGE)
    return folder


def test_the_marts_sources_become_the_models_that_the_lake_publishes(tmp_path: Path) -> None:
    lake = project(
        tmp_path / "lake",
        {
            "model.lake.fct_events": node("source.lake.raw.events", columns={"event_id": {"description": "Its id."}}),
            "model.lake.events": node("model.lake.fct_events", columns={}) | {"config": {"materialized": "publish"}},
        },
        {"source.lake.raw.events": {"description": "</script>"}},
        {"nodes": {"model.lake.fct_events": {"columns": {}}}, "sources": {}},
    )
    mart = project(
        tmp_path / "mart",
        {
            "model.mart.stg_events": node("source.mart.landing.events", "source.mart.other.events"),
            "model.mart.events": node("model.mart.stg_events"),
        },
        {"source.mart.landing.events": {}, "source.mart.other.events": {}},
        {
            "nodes": {"model.mart.events": {"columns": {}}},
            "sources": {"source.mart.landing.events": {"columns": {"run_id": {}, "event_id": {}}}},
        },
    )
    write_site(lake, mart, tmp_path / "site")
    page = (tmp_path / "site" / "index.html").read_text()
    assert page.count("</script>") == 1
    manifest, catalog = json.loads(page.removeprefix("<script>var d = ").removesuffix("</script>"))

    assert manifest["metadata"]["project_name"] == "lake"
    published = manifest["nodes"]["model.lake.events"]
    assert published["config"] == {"materialized": "publish"}
    assert {name: column["description"] for name, column in published["columns"].items()} == {
        "run_id": "The run that published the row.",
        "event_id": "Its id.",
    }
    assert "model.lake.events" in manifest["nodes"]["model.mart.stg_events"]["depends_on"]["nodes"]
    assert manifest["parent_map"]["model.lake.events"] == ["model.lake.fct_events"]
    assert manifest["child_map"]["model.lake.events"] == ["model.mart.stg_events"]
    assert set(manifest["sources"]) == {"source.lake.raw.events", "source.mart.other.events"}
    assert catalog["nodes"]["model.lake.events"] == {"columns": {"run_id": {}, "event_id": {}}}
    assert catalog["sources"] == {}


def test_the_site_is_outdated_by_a_change_of_a_project(tmp_path: Path) -> None:
    model = tmp_path / "project" / "models" / "staging" / "stg_events.sql"
    model.parent.mkdir(parents=True)
    model.write_text("select 1")
    site = tmp_path / "site"
    assert is_outdated(site, tmp_path / "project")
    site.mkdir()
    (site / "index.html").write_text("")
    later = (site / "index.html").stat().st_mtime + 10
    os.utime(site / "index.html", (later, later))
    assert not is_outdated(site, tmp_path / "project")
    os.utime(model, (later + 1, later + 1))
    assert is_outdated(site, tmp_path / "project")
