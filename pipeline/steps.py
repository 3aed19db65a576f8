"""The steps of an update run, in order. Each step reads only what the steps before it have committed."""

import json
import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from eventmart.errors import first_line
from eventmart.settings import Settings
from eventmart.update_runs import Run
from pipeline.batches import Attempt
from pipeline.dbt import LAKE, MACROS, MART, Dbt, DbtError, ModelsFailed, SparkDied
from pipeline.docs_site import is_outdated, write_site
from pipeline.lake_state import loaded_through, received_again
from pipeline.leftovers import remove_leftovers
from pipeline.mart_state import mart_watermark
from pipeline.published_sources import write_published_sources
from pipeline.raw_tables import close_attempt, register_batch
from raw_zone.compaction import compact
from raw_zone.watermark import await_landing
from spark_thrift.client import SparkErrors

FULL_REFRESH = ("--full-refresh",)
# unit tests check the logic of the models, which a run does not change
NO_UNIT_TESTS = ("--exclude-resource-type", "unit_test")
# data tests that read all rows
AUDITS = "tag:audit"

log = logging.getLogger("eventmart.worker")


class UpdateSteps:
    """The steps of one run: a sequence of names and functions. Each function does the work and returns a short summary.

    The steps from `partitions` to `mart` come once for each batch, see pipeline.batches. Whether there is another batch
    depends on the last one, so perform each step before you ask for the next.

    Args:
        settings: settings of all parts.
        dbt: runs the models.
        run: the run. A full run rebuilds everything from the raw events and runs all data tests. Any other run
            continues from the state of the last run and tests only new data.
    """

    def __init__(self, settings: Settings, dbt: Dbt, run: Run) -> None:
        self._settings = settings
        self._dbt = dbt
        self._run = run
        self._batch: Attempt | None = None
        # what a run does besides loading new events, it does with its first batch
        self._is_first_batch = True

    def __iter__(self) -> Iterator[tuple[str, Callable[[], str]]]:
        """The steps in order."""
        # what is received later belongs to the next run
        begun_at = datetime.now(UTC)
        yield "models", self.models
        yield "landing", self.landing
        yield "compact", self.compact
        while True:
            yield "partitions", self.partitions
            yield "lake", self.lake
            yield "publish", self.publish
            yield "mart", self.mart
            self._is_first_batch = False
            if self._batch is None or self._batch.is_last or datetime.fromisoformat(self._batch.until) >= begun_at:
                break
        yield "docs", self.docs

    def models(self) -> str:
        """Check the models of both projects before anything is changed."""
        is_written = write_published_sources(self._dbt.parse(LAKE))
        summary = self._dbt.invoke(MART, "run-operation", "forget_changed_tables")
        return f"{summary}; sources of the mart written" if is_written else summary

    def landing(self) -> str:
        """Wait for the landing zone, so that the run includes every event that was received before it began."""
        return await_landing(self._settings, datetime.now(UTC))

    def compact(self) -> str:
        """Join small files."""
        return compact(self._settings, loaded_through(self._settings))

    def partitions(self) -> str:
        """Register what has landed, and the next batch."""
        # a replay is also the way to load files that somebody has put into the raw zone by hand
        anew = self._is_rebuild or (self._is_first_batch and self._run.replay_from is not None)
        mart_reached = mart_watermark(self._settings)
        self._batch = register_batch(self._settings, mart_reached, anew=anew, is_full=self._is_rebuild)
        if self._batch is None:
            return "nothing has landed yet"
        rest = "" if self._batch.is_last else f", a batch of {self._batch.max_bytes / 2**20:.0f} MiB; more has landed"
        return f"complete through {self._batch.until}{rest}"

    def lake(self) -> str:
        """Load the batch into the lake."""
        full_refresh = FULL_REFRESH if self._is_rebuild else ()
        replay_vars = _replay_vars(self._run) if self._is_first_batch else ()
        audits = () if self._run.is_full else ("--exclude", AUDITS)
        arguments = (*full_refresh, *replay_vars, *NO_UNIT_TESTS, *audits)
        try:
            remove_leftovers(self._settings)
            summary = self._dbt.invoke(LAKE, "build", *arguments)
        except SparkDied:
            # the batch stays open, so the next one is smaller
            raise
        except Exception as error:
            self._pass_if_through(error, loaded_through)
            self._close_failed_batch()
            raise
        again = received_again(self._settings)
        return f"{summary}; {again['repeat']} repeats, {again['id_conflict']} conflicts of ids"

    def publish(self) -> str:
        """Publish what the mart lacks of the lake."""
        return self._dbt.invoke(LAKE, "run-operation", "publish")

    def mart(self) -> str:
        """Merge the published rows into the mart."""
        audits = () if self._run.is_full else ("--exclude", AUDITS)
        try:
            return self._dbt.invoke(MART, "build", *NO_UNIT_TESTS, *audits)
        except DbtError as error:
            self._pass_if_through(error, mart_watermark)
            raise

    def docs(self) -> str:
        """Rebuild the docs site if a model has changed."""
        if not is_outdated(self._settings.docs_dir, LAKE, MART, MACROS):
            return "unchanged"
        for project in (LAKE, MART):
            self._dbt.invoke(project, "docs generate", "--write-json")
        write_site(self._dbt.target_dir(LAKE), self._dbt.target_dir(MART), self._settings.docs_dir)
        return "rebuilt"

    @property
    def _is_rebuild(self) -> bool:
        """Whether the current batch rebuilds everything, which only the first batch of a full run does."""
        return self._run.is_full and self._is_first_batch

    def _pass_if_through(self, error: Exception, reached: Callable[[Settings], datetime | None]) -> None:
        """Raise ModelsFailed if a step has failed, and the batch has got through it all the same.

        Args:
            error: the error of the step.
            reached: returns the time up to which the lake or the mart holds every event.
        """
        if self._batch is None or not isinstance(error, DbtError):
            return
        try:
            is_through = reached(self._settings) == datetime.fromisoformat(self._batch.until)
        except SparkErrors:
            # it has died, although the failure did not say so
            return
        if is_through:
            raise ModelsFailed(str(error)) from error

    def _close_failed_batch(self) -> None:
        if self._batch is None:
            return
        try:
            close_attempt(self._settings, self._batch)
        except SparkErrors as error:
            # it has died, although the failure did not say so
            log.warning("Spark does not answer after the failure: %s", first_line(error))


def _replay_vars(run: Run) -> tuple[str, ...]:
    """dbt arguments that set the vars of the range to replay; empty if the run replays nothing."""
    if run.replay_from is None or run.replay_to is None:
        return ()
    replay_range = {"replay_from": run.replay_from.isoformat(), "replay_to": run.replay_to.isoformat()}
    return ("--vars", json.dumps(replay_range))
