"""The file in which the mart's project declares what the lake publishes."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
import yaml
from dbt.contracts.graph.manifest import Manifest

from eventmart.errors import OperatorError
from pipeline.dbt import Dbt
from pipeline.projects import LAKE
from pipeline.published_sources import SOURCES_FILE, published_name, published_sources, write_published_sources


def manifest(*nodes: tuple[str, Any]) -> Manifest:
    """A manifest of models, each with a name and its `meta.publish`."""
    column = SimpleNamespace(name="shop_id", description=" Its id.\n")
    marker = SimpleNamespace(name="batch_id", description="")
    found = {
        name: SimpleNamespace(
            name=name,
            description="Shops: one row per shop.\n",
            config=SimpleNamespace(meta={"publish": publish} if publish is not None else {}),
            columns={"shop_id": column, "batch_id": marker},
        )
        for name, publish in nodes
    }
    return cast(Manifest, SimpleNamespace(nodes=found))


@pytest.mark.parametrize(
    ("model", "publish", "name"),
    [
        ("fct_orders", True, "orders"),
        ("dim_shops", True, "shops"),
        ("int_fct_orders", True, "int_fct_orders"),
        ("fct_orders", "sales", "sales"),
        ("fct_orders", False, None),
    ],
)
def test_a_table_is_published_without_its_prefix_or_by_its_own_name(
    model: str, publish: str | bool, name: str | None
) -> None:
    assert published_name(model, publish) == name


def test_published_models_become_sources_unless_a_model_of_the_mart_reads_their_rows() -> None:
    text = published_sources(manifest(("fct_events", True), ("dim_shops", True), ("fct_other", None)))
    (source,) = yaml.safe_load(text)["sources"]
    assert source["tables"] == [
        {
            "name": "shops",
            "description": "Shops: one row per shop.",
            "columns": [{"name": "shop_id", "description": "Its id."}],
        }
    ]


def test_the_file_is_written_only_if_the_models_have_changed(tmp_path: Path) -> None:
    path = tmp_path / "published" / "sources.yml"
    shops = manifest(("dim_shops", True))
    assert write_published_sources(shops, path)
    assert not write_published_sources(shops, path)
    assert write_published_sources(manifest(("dim_users", True)), path)
    (tmp_path / "file").write_text("")
    with pytest.raises(OperatorError, match="cannot be written: File exists"):
        write_published_sources(shops, tmp_path / "file" / "sources.yml")


def test_the_file_in_version_control_is_what_the_models_say(dbt: Dbt) -> None:
    assert SOURCES_FILE.read_text() == published_sources(dbt.parse(LAKE))
