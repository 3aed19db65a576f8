"""The docs site: both dbt projects on one site, with one lineage.

dbt builds one site per project. The sources of the mart are the tables that the lake publishes. This module replaces
each of these sources with the lake's publish model of the same name, which joins the two lineages.
"""

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from eventmart.files import replace_file

_PUBLISHED = "model.lake.{}"
_LANDING = "source.mart.landing.{}"
_SOURCES = ("dbt_project.yml", "models/**/*", "macros/**/*", "tests/**/*")
# placeholders in dbt's page; data put there is used instead of files from the server (dbt docs generate --static)
_MANIFEST_MARK = '"MANIFEST.JSON INLINE DATA"'
_CATALOG_MARK = '"CATALOG.JSON INLINE DATA"'
_RUN_ID = "The run that published the row."

Artifact = dict[str, Any]


def is_outdated(site: Path, *projects: Path) -> bool:
    """Whether the site is missing, or a file of the projects has changed since the site was written."""
    page = site / "index.html"
    if not page.exists():
        return True
    written_at = page.stat().st_mtime
    return any(
        path.stat().st_mtime > written_at
        for project in projects
        for pattern in _SOURCES
        for path in project.glob(pattern)
    )


def write_site(lake: Path, mart: Path, site: Path) -> None:
    """Write the site as one file, `index.html`.

    Args:
        lake: folder with the artifacts of `dbt docs generate` for the lake.
        mart: folder with the artifacts of `dbt docs generate` for the mart.
        site: folder of the site. An existing site is replaced atomically.

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
    catalog = merge_catalogs(_read(lake / "catalog.json"), _read(mart / "catalog.json", names))
    for name in names.values():
        _describe_columns(manifest["nodes"], name, catalog["nodes"][name]["columns"])
    page = (mart / "index.html").read_text()
    page = page.replace(_MANIFEST_MARK, _inline(manifest)).replace(_CATALOG_MARK, _inline(catalog))
    site.mkdir(parents=True, exist_ok=True)
    replace_file(site / "index.html", page)


def merge_manifests(lake: Artifact, mart: Artifact) -> Artifact:
    """Merge the manifests of the lake and the mart.

    Args:
        lake: manifest of the lake.
        mart: manifest of the mart, with its sources renamed to the lake's publish models.
    """
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
    """Merge the catalogs of the lake and the mart.

    The columns of the publish models come from the mart's catalog, because only the mart's project sees PostgreSQL.

    Args:
        lake: catalog of the lake.
        mart: catalog of the mart, with its sources renamed to the lake's publish models.
    """
    published = {name: table for name, table in mart["sources"].items() if name.startswith("model.")}
    return lake | {
        "nodes": lake["nodes"] | mart["nodes"] | published,
        "sources": lake["sources"] | _without(mart["sources"], published),
    }


def _describe_columns(nodes: Artifact, published: str, columns: Collection[str]) -> None:
    """Document the columns of a publish model.

    Args:
        nodes: the nodes of the manifest, by name.
        published: name of the publish model. A column that it does not describe itself comes from a model that it
            publishes.
        columns: the columns that it has.
    """
    node = nodes[published]
    described = {"run_id": {"name": "run_id", "description": _RUN_ID}}
    for name in node["depends_on"]["nodes"]:
        described |= nodes[name]["columns"]
    described |= node["columns"]
    node["columns"] = {name: column for name, column in described.items() if name in columns}


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
    # `</` would end the HTML script element, even inside of a JSON string
    return json.dumps(artifact).replace("</", "<\\/")
