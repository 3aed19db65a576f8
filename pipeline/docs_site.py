"""The docs site: both dbt projects as one, with one lineage.

dbt builds a site for each project. What the mart reads are the tables that the lake publishes: here each of its
sources becomes the publish model of the same name, so that the lineage goes through.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from eventmart.files import replace_file

_PUBLISHED = "model.lake.{}"
_LANDING = "source.mart.landing.{}"
_SOURCES = ("dbt_project.yml", "models/**/*", "macros/**/*", "tests/**/*")
# where the page that dbt builds looks for its data before it asks the server (dbt docs generate --static)
_MANIFEST_MARK = '"MANIFEST.JSON INLINE DATA"'
_CATALOG_MARK = '"CATALOG.JSON INLINE DATA"'
_RUN_ID = "The run that published the row."

Artifact = dict[str, Any]


def is_outdated(site: Path, *projects: Path) -> bool:
    """Whether a file of the projects has changed since the site was written, or there is none."""
    page = site / "index.html"
    if not page.exists():
        return True
    written = page.stat().st_mtime
    return any(
        path.stat().st_mtime > written for project in projects for pattern in _SOURCES for path in project.glob(pattern)
    )


def write_site(lake: Path, mart: Path, site: Path) -> None:
    """Write the site as one file, `index.html`.

    Args:
        lake: folder with the artifacts of `dbt docs generate` of the lake;
        mart: of the mart.
        site: folder of the site; a site that is there is replaced in one step.

    Raises:
        OSError: an artifact is missing.
    """
    published = [
        name.rpartition(".")[2]
        for name, node in json.loads((lake / "manifest.json").read_text())["nodes"].items()
        if node["config"].get("materialized") == "publish"
    ]
    names = {_LANDING.format(name): _PUBLISHED.format(name) for name in published}
    manifest = merge_manifests(_read(lake / "manifest.json"), _read(mart / "manifest.json", names))
    for name in names.values():
        _describe_columns(manifest["nodes"], name)
    catalog = merge_catalogs(_read(lake / "catalog.json"), _read(mart / "catalog.json", names))
    page = (mart / "index.html").read_text()
    page = page.replace(_MANIFEST_MARK, _inline(manifest)).replace(_CATALOG_MARK, _inline(catalog))
    site.mkdir(parents=True, exist_ok=True)
    replace_file(site / "index.html", page)


def merge_manifests(lake: Artifact, mart: Artifact) -> Artifact:
    """One manifest of two, in the second of which the sources bear the names of the first's models."""
    merged = lake | {
        section: {**mart[section], **lake[section]}
        for section, content in lake.items()
        if isinstance(content, dict) and section not in ("metadata", "sources", "parent_map", "child_map")
    }
    merged["sources"] = lake["sources"] | _without(mart["sources"], lake["nodes"])
    merged["parent_map"] = _joined(lake["parent_map"], mart["parent_map"])
    merged["child_map"] = _joined(lake["child_map"], mart["child_map"])
    return merged


def merge_catalogs(lake: Artifact, mart: Artifact) -> Artifact:
    """One catalog of two; what the lake publishes has its columns from the mart's, which can see PostgreSQL."""
    published = {name: table for name, table in mart["sources"].items() if name.startswith("model.")}
    return lake | {
        "nodes": lake["nodes"] | mart["nodes"] | published,
        "sources": lake["sources"] | _without(mart["sources"], published),
    }


def _describe_columns(nodes: Artifact, published: str) -> None:
    """A publish model has the columns of the model that it publishes, the last that it reads."""
    node = nodes[published]
    if not node["columns"]:
        node["columns"] = nodes[node["depends_on"]["nodes"][-1]]["columns"]
    node["columns"] = {"run_id": {"name": "run_id", "description": _RUN_ID}, **node["columns"]}


def _read(path: Path, names: Mapping[str, str] | None = None) -> Artifact:
    text = path.read_text()
    for old, new in (names or {}).items():
        text = text.replace(f'"{old}"', f'"{new}"')
    artifact: Artifact = json.loads(text)
    return artifact


def _without(sources: Artifact, others: Artifact) -> Artifact:
    return {name: source for name, source in sources.items() if name not in others}


def _joined(first: Mapping[str, list[str]], second: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {name: sorted({*first.get(name, ()), *second.get(name, ())}) for name in {**first, **second}}


def _inline(artifact: Artifact) -> str:
    # a script ends at the first `</`, whatever the JSON around it
    return json.dumps(artifact).replace("</", "<\\/")
