"""The steps of an update run, in order. Each reads only what the one before has committed."""

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
# they test the models' logic, which no run changes
NO_UNIT_TESTS = ("--exclude-resource-type", "unit_test")
# data tests that read all that there is
AUDITS = "tag:audit"


def update_steps(settings: Settings, dbt: Dbt, run: Run) -> dict[str, Callable[[], str]]:
    """The steps of a run by name; each does its work and returns the outcome in a few words.

    Args:
        settings: where everything is.
        dbt: runs the models.
        run: a full one builds all anew from the raw events and runs all data tests; others go on from where the last
            run has come to, and test what is new.
    """
    anew = FULL_REFRESH if run.is_full else ()
    replay = _replay(run)

    def lake() -> str:
        remove_leftovers(settings)
        audits = () if run.is_full else (AUDITS,)
        return dbt.invoke(LAKE, "build", *anew, *replay, *NO_UNIT_TESTS, "--exclude", PUBLISH_MODELS, *audits)

    def publish() -> str:
        # rows that the mart has cannot become what another model says of them, unless they are sent again
        sent_again = FULL_REFRESH if run.is_full or has_mart_changed(settings, dbt) else ()
        return dbt.invoke(LAKE, "build", *sent_again, "--select", PUBLISH_MODELS)

    def mart() -> str:
        built = dbt.invoke(MART, "build", *NO_UNIT_TESTS, "--exclude", AUDITS)
        if not run.is_full:
            return built
        # dbt would have them look at the tables before the watermark's model brings in what is new
        audited = dbt.invoke(MART, "test", *NO_UNIT_TESTS, "--select", AUDITS)
        return f"{built}; then {audited}"

    def docs() -> str:
        if not is_outdated(settings.docs_dir, LAKE, MART):
            return "as they were"
        for project in (LAKE, MART):
            dbt.invoke(project, "docs generate")
        write_site(dbt.target_dir(LAKE), dbt.target_dir(MART), settings.docs_dir)
        return "one site"

    return {
        # what was received before the run began is counted in by it
        "landing": lambda: await_landing(settings, datetime.now(UTC)),
        "compact": lambda: compact(settings),
        # a replay is also how files come in that somebody has put there
        "partitions": lambda: register_partitions(settings, anew=run.is_full or run.replay_from is not None),
        "lake": lake,
        "publish": publish,
        "mart": mart,
        "docs": docs,
    }


def _replay(run: Run) -> tuple[str, ...]:
    """The range that a run replays, as dbt vars."""
    if run.replay_from is None or run.replay_to is None:
        return ()
    moments = {"replay_from": run.replay_from.isoformat(), "replay_to": run.replay_to.isoformat()}
    return ("--vars", json.dumps(moments))
