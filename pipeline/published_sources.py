"""The sources of the mart's project that are tables published by the lake.

dbt knows the models of one project only. This module writes the YAML in which the mart's project declares the published
tables, from the lake's models. Like a lock file, it is kept in version control and rewritten if the lake has changed.
"""

import re
from pathlib import Path
from typing import Any

import yaml
from dbt.contracts.graph.manifest import Manifest

from eventmart.errors import OperatorError
from eventmart.files import replace_file
from eventmart.settings import PROJECT_DIR

MART_MODELS = PROJECT_DIR / "mart_project" / "models" / "marts"
SOURCES_FILE = MART_MODELS.with_name("published") / "_published__sources.yml"

# it marks the rows of the lake and is not published
_BATCH_COLUMN = "batch_id"
_HEADER = """\
# Written by an update from the models of dbt_project that have `meta: {publish: true}`. Do not edit it.
"""


def published_name(model: str, publish: str | bool) -> str | None:
    """Name of a published table, as macro published_models of the lake's project forms it.

    Args:
        model: name of the model.
        publish: its `meta.publish`: the name, true, or false.

    Returns:
        The name; None if the model is not published.
    """
    if publish is True:
        return re.sub("^(fct|dim)_", "", model)
    return publish or None


def published_sources(manifest: Manifest) -> str:
    """The YAML of the sources.

    Args:
        manifest: of the lake's project.
    """
    tables: list[dict[str, Any]] = []
    for node in manifest.nodes.values():
        name = published_name(node.name, node.config.meta.get("publish", False))
        # a model of the mart's project computes its own table from the published rows
        if name is None or any(MART_MODELS.rglob(f"{name}.sql")):
            continue
        columns = [
            {"name": column.name, "description": column.description.strip()}
            for column in node.columns.values()
            if column.name != _BATCH_COLUMN
        ]
        table = {"name": name, "description": node.description.strip()}
        tables.append(table | ({"columns": columns} if columns else {}))
    source = {
        "name": "published",
        "schema": "mart",
        "description": "Tables that the lake publishes, as the run has merged them into the mart.",
        "tables": sorted(tables, key=lambda table: str(table["name"])),
    }
    document = {"version": 2, "sources": [source]}
    return _HEADER + yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=120)


def write_published_sources(manifest: Manifest, path: Path = SOURCES_FILE) -> bool:
    """Write the YAML if it differs from what is there; returns whether it did.

    Raises:
        OperatorError: the file cannot be written.
    """
    text = published_sources(manifest)
    if path.exists() and path.read_text() == text:
        return False
    try:
        path.parent.mkdir(exist_ok=True)
        replace_file(path, text)
    except OSError as error:
        raise OperatorError(
            f"The models that the lake publishes have changed, and {path} cannot be written: {error.strerror}. Run "
            "`eventmart update` where the project is developed, and deploy the file with the models."
        ) from error
    return True
