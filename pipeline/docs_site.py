"""The docs site: both dbt projects and the named queries on one site, with one lineage.

dbt builds one site per project. The sources of the mart are the tables that the lake publishes. This module replaces
each of these sources with the lake's model that is published, which joins the two lineages.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from eventmart.files import replace_file
from eventmart.named_queries import NamedQuery
from pipeline.published_sources import published_name

# beside the page
_DIGEST = "sources.sha256"
_SOURCES = ("dbt_project.yml", "*.sql", "models/**/*", "macros/**/*", "tests/**/*")
# placeholders in dbt's page; data put there is used instead of files from the server (dbt docs generate --static)
_MANIFEST_MARK = '"MANIFEST.JSON INLINE DATA"'
_CATALOG_MARK = '"CATALOG.JSON INLINE DATA"'

_WATERMARK = "model.mart.watermark"

Artifact = dict[str, Any]


def digest_of(*projects: Path) -> str:
    """A digest of the files of which the site is made.

    Their times say nothing: those of a release, or of an image, may be older than the site of the version before.
    """
    digest = hashlib.sha256()
    paths = {path for project in projects for pattern in _SOURCES for path in project.glob(pattern) if path.is_file()}
    for path in sorted(paths):
        digest.update(str(path).encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def is_made_from(site: Path, digest: str) -> bool:
    """Whether the site exists, and was made from files with this digest."""
    path = site / _DIGEST
    return path.exists() and path.read_text() == digest


def write_site(lake: Path, mart: Path, site: Path, digest: str, queries: Iterable[NamedQuery] = ()) -> None:
    """Write the site as one file, `index.html`.

    Args:
        lake: folder with the artifacts of `dbt docs generate` for the lake.
        mart: folder with the artifacts of `dbt docs generate` for the mart.
        site: folder of the site. An existing site is replaced atomically.
        digest: of the files that the artifacts were made from.
        queries: the named queries, which become exposures of what they read.

    Raises:
        OSError: an artifact is missing.
    """
    names = _published_names(json.loads((lake / "manifest.json").read_text()))
    manifest = merge_manifests(_read(lake / "manifest.json"), _read(mart / "manifest.json", names))
    show_only_data(manifest)
    add_queries(manifest, queries)
    catalog = merge_catalogs(_read(lake / "catalog.json"), _read(mart / "catalog.json", names))
    page = (mart / "index.html").read_text()
    page = page.replace(_MANIFEST_MARK, _inline(manifest)).replace(_CATALOG_MARK, _inline(catalog))
    site.mkdir(parents=True, exist_ok=True)
    replace_file(site / "index.html", page)
    replace_file(site / _DIGEST, digest)


def merge_manifests(lake: Artifact, mart: Artifact) -> Artifact:
    """Merge the manifests of the lake and the mart.

    Args:
        lake: manifest of the lake.
        mart: manifest of the mart, with its sources renamed to the lake's published models.
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


def show_only_data(manifest: Artifact) -> None:
    """Remove from the lineage what is no data: unit tests, and that models and tests of the mart wait for the merge.

    Macro wait_for_merge makes them depend on `watermark`. A model whose own text names `watermark` reads it.
    """
    waiting = {
        name
        for name, node in manifest["nodes"].items()
        # a seed depends on no node
        if _WATERMARK in node["depends_on"].get("nodes", []) and "watermark" not in node.get("raw_code", "")
    }
    for name in waiting:
        node = manifest["nodes"][name]
        node["depends_on"]["nodes"] = [parent for parent in node["depends_on"]["nodes"] if parent != _WATERMARK]
        manifest["parent_map"][name] = [parent for parent in manifest["parent_map"][name] if parent != _WATERMARK]
    hidden = set(manifest.get("unit_tests", {}))
    manifest["unit_tests"] = {}
    for section in ("parent_map", "child_map"):
        manifest[section] = {
            name: [other for other in others if other not in hidden and (name != _WATERMARK or other not in waiting)]
            for name, others in manifest[section].items()
            if name not in hidden
        }


def add_queries(manifest: Artifact, queries: Iterable[NamedQuery]) -> None:
    """Add an exposure for each named query."""
    tables = {node["name"]: name for name, node in manifest["nodes"].items() if name.startswith("model.mart.")}
    tables |= _tables_of_the_lake(manifest)
    for query in queries:
        name = f"exposure.mart.{query.name}"
        # `:from` is a parameter
        read = re.findall(r"(?<!:)\b(?:from|join)\s+([a-z_0-9]+)", query.sql)
        parents = sorted({tables[table] for table in read if table in tables})
        manifest["exposures"][name] = {
            "name": query.name,
            "resource_type": "exposure",
            "package_name": "mart",
            "path": f"{query.name}.sql",
            "original_file_path": f"queries/{query.name}.sql",
            "unique_id": name,
            "fqn": ["mart", "queries", query.name],
            "type": "analysis",
            "owner": {"name": "eventmart", "email": None},
            "description": _description(query),
            "label": f"GET /analytics/query/{query.name}",
            "maturity": "high",
            "meta": {},
            "tags": [],
            "config": {"enabled": True},
            "url": None,
            "depends_on": {"macros": [], "nodes": parents},
            "refs": [],
            "sources": [],
            "metrics": [],
        }
        manifest["parent_map"][name] = parents
        manifest["child_map"][name] = []
        for parent in parents:
            manifest["child_map"][parent] = sorted({*manifest["child_map"].get(parent, ()), name})


def _description(query: NamedQuery) -> str:
    lines = [f"- `{parameter.name}` ({parameter.type}): {parameter.description}" for parameter in query.parameters]
    return "\n".join([query.description, "", *lines])


def merge_catalogs(lake: Artifact, mart: Artifact) -> Artifact:
    """Merge the catalogs of the lake and the mart.

    Args:
        lake: catalog of the lake.
        mart: catalog of the mart, with its sources renamed to the lake's published models.
    """
    return lake | {
        "nodes": lake["nodes"] | mart["nodes"],
        "sources": lake["sources"] | _without(mart["sources"], lake["nodes"]),
    }


def _published_names(lake: Artifact) -> dict[str, str]:
    """The models that the lake publishes, by the sources of the mart that are their tables."""
    return {
        f"source.mart.{schema}.{table}": model
        for table, model in _tables_of_the_lake(lake).items()
        for schema in ("landing", "published")
    }


def _tables_of_the_lake(manifest: Artifact) -> dict[str, str]:
    """The models that the lake publishes, by the names of their tables."""
    tables = {
        published_name(node["name"], node["config"].get("meta", {}).get("publish", False)): name
        for name, node in manifest["nodes"].items()
    }
    return {table: name for table, name in tables.items() if table is not None}


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
