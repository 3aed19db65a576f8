"""The steps of an update run, in order. Each step reads only what the steps before it have committed."""

import json
from collections.abc import Callable
from datetime import UTC, datetime

from eventmart.settings import Settings
from eventmart.update_runs import Run
from pipeline.dbt import LAKE, MART, Dbt
from pipeline.docs_site import is_outdated, write_site
from pipeline.leftovers import remove_leftovers
from pipeline.mart_definition import has_mart_changed
from pipeline.raw_tables import register_partitions
from raw_zone.compaction import compact
from raw_zone.watermark import await_landing

PUBLISH_MODELS = "path:models/publish"
FULL_REFRESH = ("--full-refresh",)
# unit tests check the logic of the models, which a run does not change
NO_UNIT_TESTS = ("--exclude-resource-type", "unit_test")
# data tests that read all rows
AUDITS = "tag:audit"


def update_steps(settings: Settings, dbt: Dbt, run: Run) -> dict[str, Callable[[], str]]:
    """The steps of a run, by name. Each step is a function that does the work and returns a short summary.

    Args:
        settings: settings of all parts.
        dbt: runs the models.
        run: the run. A full run rebuilds everything from the raw events and runs all data tests. Any other run
            continues from the state of the last run and tests only new data.
    """
    full_refresh = FULL_REFRESH if run.is_full else ()
    replay_vars = _replay_vars(run)

    def lake() -> str:
        remove_leftovers(settings)
        audits = () if run.is_full else (AUDITS,)
        return dbt.invoke(
            LAKE, "build", *full_refresh, *replay_vars, *NO_UNIT_TESTS, "--exclude", PUBLISH_MODELS, *audits
        )

    def publish() -> str:
        # if the mart's models have changed, its existing rows can only be rebuilt by publishing all rows again
        publish_all = FULL_REFRESH if run.is_full or has_mart_changed(settings, dbt) else ()
        return dbt.invoke(LAKE, "build", *publish_all, "--select", PUBLISH_MODELS)

    def mart() -> str:
        build_summary = dbt.invoke(MART, "build", *NO_UNIT_TESTS, "--exclude", AUDITS)
        if not run.is_full:
            return build_summary
        # within `dbt build` the audits would read the tables before the watermark's model merges the new rows
        audit_summary = dbt.invoke(MART, "test", *NO_UNIT_TESTS, "--select", AUDITS)
        return f"{build_summary}; then {audit_summary}"

    def docs() -> str:
        if not is_outdated(settings.docs_dir, LAKE, MART):
            return "unchanged"
        for project in (LAKE, MART):
            dbt.invoke(project, "docs generate")
        write_site(dbt.target_dir(LAKE), dbt.target_dir(MART), settings.docs_dir)
        return "rebuilt"

    return {
        # so that the run includes every event that was received before it began
        "landing": lambda: await_landing(settings, datetime.now(UTC)),
        "compact": lambda: compact(settings),
        # a replay is also the way to load files that somebody has put into the raw zone by hand
        "partitions": lambda: register_partitions(settings, anew=run.is_full or run.replay_from is not None),
        "lake": lake,
        "publish": publish,
        "mart": mart,
        "docs": docs,
    }


def _replay_vars(run: Run) -> tuple[str, ...]:
    """dbt arguments that set the vars of the range to replay; empty if the run replays nothing."""
    if run.replay_from is None or run.replay_to is None:
        return ()
    replay_range = {"replay_from": run.replay_from.isoformat(), "replay_to": run.replay_to.isoformat()}
    return ("--vars", json.dumps(replay_range))
