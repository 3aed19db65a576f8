"""The steps of an update run, in order. Each reads only what the one before has committed."""

from collections.abc import Callable
from datetime import UTC, datetime

from eventmart.settings import Settings
from pipeline.compaction import compact
from pipeline.dbt import LAKE, MART, Dbt
from pipeline.docs_site import write_site
from pipeline.raw_tables import register_partitions
from pipeline.watermark import await_landing

PUBLISH_MODELS = "path:models/publish"
# they test the models' logic, which no run changes
NO_UNIT_TESTS = ("--exclude-resource-type", "unit_test")


def update_steps(settings: Settings, dbt: Dbt) -> dict[str, Callable[[], str]]:
    """The steps by name; each does its work and returns the outcome in a few words."""

    def docs() -> str:
        for project in (LAKE, MART):
            dbt.invoke(project, "docs generate")
        write_site(dbt.target_dir(LAKE), dbt.target_dir(MART), settings.docs_dir)
        return "one site"

    return {
        # what was received before the run began is counted in by it
        "landing": lambda: await_landing(settings, datetime.now(UTC)),
        "compact": lambda: compact(settings),
        "partitions": lambda: register_partitions(settings),
        "lake": lambda: dbt.invoke(LAKE, "build", *NO_UNIT_TESTS, "--exclude", PUBLISH_MODELS),
        "publish": lambda: dbt.invoke(LAKE, "build", "--select", PUBLISH_MODELS),
        "mart": lambda: dbt.invoke(MART, "build", *NO_UNIT_TESTS),
        "docs": docs,
    }
