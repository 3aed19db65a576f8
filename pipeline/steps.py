"""The steps of an update run, in order. Each step reads only what the steps before it have committed."""

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from eventmart.erasures import Erasure
from eventmart.errors import first_line
from eventmart.named_queries import QUERIES, NamedQueries
from eventmart.settings import Settings
from eventmart.timetable import Timetable
from eventmart.update_runs import Run
from pipeline import erasing, retention, rewriting
from pipeline.batches import Attempt
from pipeline.dbt import Dbt, DbtError, ModelsFailed, SparkDied
from pipeline.docs_site import digest_of, is_made_from, write_site
from pipeline.lake_state import brought_by_last_batch, loaded_through
from pipeline.leftovers import remove_leftovers
from pipeline.mart.engine import mart_of
from pipeline.mart.state import has_merged, mart_watermark, published_rows
from pipeline.projects import LAKE, MACROS, MART
from pipeline.published_sources import write_published_sources
from pipeline.raw_tables import close_attempt, register_batch
from raw_zone.compaction import compact
from raw_zone.watermark import await_landing
from spark_thrift.client import SparkErrors

FULL_REFRESH = ("--full-refresh",)
# unit tests check the logic of the models, which a run does not change
NO_UNIT_TESTS = ("--exclude-resource-type", "unit_test")
# longest time to wait for HDFS to hold what was received before the run began
_LANDING_SECONDS = 30.0
# data tests that read all rows
AUDITS = "tag:audit"

log = logging.getLogger("eventmart.worker")


@dataclass(frozen=True)
class Done:
    """What a step has done.

    Attributes:
        detail: a short summary.
        rows_in: raw lines that the lake has read; rows that the mart was sent.
        rows_out: events that the lake has got; rows that were published.
        repeats: events of the batch that had been received before.
        conflicts: events of the batch that have the id of another event.
    """

    detail: str
    rows_in: int | None = None
    rows_out: int | None = None
    repeats: int | None = None
    conflicts: int | None = None


class UpdateSteps:
    """The steps of one run: a sequence of names and functions. Each function does the work and tells what it has done.

    The steps from `partitions` to `mart` come once for each batch, see pipeline.batches. Whether there is another batch
    depends on the last one, so perform each step before you ask for the next.

    Args:
        settings: settings of all parts.
        dbt: runs the models.
        run: the run. A full run rebuilds everything from the raw events and runs all data tests. Any other run
            continues from the state of the last run and tests only new data. Another try of a run does not repeat what
            it has brought to the mart.
    """

    def __init__(self, settings: Settings, dbt: Dbt, run: Run) -> None:
        self._settings = settings
        self._dbt = dbt
        self._run = run
        self._batch: Attempt | None = None
        # what is received later belongs to the next run
        self._begun_at = datetime.now(UTC)
        # what a run does besides loading new events, it does with its first batch
        self._is_first_batch = not any(step["name"] == "mart" and step["state"] == "succeeded" for step in run.steps)
        # what an erasure has to read again is read again by the try that has performed it
        self._is_first_batch_of_try = True
        # whether the mart has to be cleared of what it keeps of deleted rows
        self._is_to_clear = False
        # who is to be forgotten, and whether a model has failed that may still hold rows of them
        self._erasures: list[Erasure] = []
        self._have_models_failed = False

    def __iter__(self) -> Iterator[tuple[str, Callable[[], Done]]]:
        """The steps in order."""
        yield "models", self.models
        yield "landing", self.landing
        yield "compact", self.compact
        yield "forget", self.forget
        while True:
            yield "partitions", self.partitions
            yield "lake", self.lake
            if self._is_first_batch:
                yield "retain", self.retain
            yield "publish", self.publish
            yield "mart", self.mart
            self._is_first_batch = self._is_first_batch_of_try = False
            batch = self._batch
            if batch is None or batch.is_last or datetime.fromisoformat(batch.until) >= self._begun_at:
                break
        if self._erasures:
            yield "forgotten", self.forgotten
        yield "rewrite", self.rewrite
        yield "docs", self.docs

    def models(self) -> Done:
        """Check the models of both projects before anything is changed."""
        is_written = write_published_sources(self._dbt.parse(LAKE))
        summary = self._dbt.invoke(MART, "run-operation", "forget_changed_tables")
        return Done(f"{summary}; sources of the mart written" if is_written else summary)

    def landing(self) -> Done:
        """Wait for the landing zone, so that the run includes every event that was received before it began.

        A run that the worker requests by itself takes what has landed, if the next one follows soon: nobody waits for
        that run.
        """
        interval = Timetable(self._settings.update_every).interval
        is_soon_again = interval is not None and interval.total_seconds() <= _LANDING_SECONDS
        patience_seconds = 0.0 if self._run.requested_by == "schedule" and is_soon_again else _LANDING_SECONDS
        return Done(await_landing(self._settings, self._begun_at, patience_seconds))

    def compact(self) -> Done:
        """Join the small files that have landed, and delete the files of the lake that the last run has rewritten."""
        joined = compact(self._settings, loaded_through(self._settings))
        removed = rewriting.remove_replaced(self._settings)
        return Done(f"{joined}; {removed} replaced folders removed" if removed else joined)

    def forget(self) -> Done:
        """Erase the persons who are to be forgotten from the raw files and the lake."""
        self._erasures = erasing.due_erasures(self._settings)
        done = []
        if erasing.has_missed_one(self._settings, mart_watermark(self._settings)):
            done.append(erasing.make_good(self._settings, self._dbt, MART))
        if self._erasures:
            done.append(erasing.erase(self._settings, self._dbt, self._erasures, LAKE))
        # of this try, or of one that was killed or failed
        self._is_to_clear = mart_of(self._settings).holds_erasures()
        if self._is_to_clear and not done:
            done.append("nobody; an earlier try has not cleared the mart yet, so this one does")
        return Done("; ".join(done) or "nobody")

    def forgotten(self) -> Done:
        """Record that nothing of them is left."""
        if self._have_models_failed:
            return Done("not done: a model has failed, and its table may still hold rows. The next run tries again.")
        return Done(erasing.finish(self._settings, self._dbt, self._erasures, LAKE))

    def partitions(self) -> Done:
        """Register what has landed, and the next batch."""
        # a replay is also the way to load files that somebody has put into the raw zone by hand
        anew = self._is_rebuild or (self._is_first_batch and self._run.replay_from is not None)
        mart_reached = mart_watermark(self._settings)
        self._batch = register_batch(self._settings, mart_reached, anew=anew, is_full=self._is_rebuild)
        if self._batch is None:
            return Done("nothing has landed yet")
        rest = "" if self._batch.is_last else f", a batch of {self._batch.max_bytes / 2**20:.0f} MiB; more has landed"
        return Done(f"complete through {self._batch.until}{rest}")

    def lake(self) -> Done:
        """Load the batch into the lake."""
        full_refresh = FULL_REFRESH if self._is_rebuild else ()
        replay_vars = _replay_vars(self._replayed())
        audits = () if self._run.is_full else ("--exclude", AUDITS)
        arguments = (*full_refresh, *replay_vars, *NO_UNIT_TESTS, *audits)
        try:
            remove_leftovers(self._settings)
            self._dbt.name_run(str(self._run.run_id))
            summary = self._dbt.invoke(LAKE, "build", *arguments)
            if self._erasures:
                erasing.rebuild_incremental(self._dbt, LAKE)
        except SparkDied:
            # the batch stays open, so the next one is smaller
            raise
        except Exception as error:
            self._pass_if(self._is_loaded, error)
            self._close_failed_batch()
            raise
        brought = brought_by_last_batch(self._settings)
        repeats, conflicts = brought["repeat"], brought["id_conflict"]
        expired = f"; {brought['expired']} older than events are kept" if brought["expired"] else ""
        detail = f"{summary}; {repeats} repeats, {conflicts} conflicts of ids{expired}"
        return Done(detail, sum(brought.values()), brought["event"], repeats, conflicts)

    def retain(self) -> Done:
        """Remove what is older than events are kept from the raw files and the lake, and results that have expired."""
        detail = retention.retain(self._settings, self._dbt, datetime.now(UTC), LAKE)
        removed = retention.remove_expired_results(self._settings)
        return Done(f"{detail}; {removed} expired results removed" if removed else detail)

    def publish(self) -> Done:
        """Publish what the mart lacks of the lake."""
        summary = mart_of(self._settings).publish(self._dbt, LAKE, str(self._run.run_id))
        return Done(summary, rows_out=published_rows(self._settings))

    def mart(self) -> Done:
        """Merge the published rows into the mart."""
        audits = () if self._run.is_full else ("--exclude", AUDITS)
        try:
            summary = self._dbt.invoke(MART, "build", *NO_UNIT_TESTS, *audits)
            if self._is_to_clear:
                erasing.rebuild_incremental(self._dbt, MART)
                # an erasure of this run is cleared when it is finished
                if not self._erasures:
                    mart_of(self._settings).clear_erased()
                    self._is_to_clear = False
        except DbtError as error:
            self._pass_if(lambda: has_merged(self._settings), error)
            raise
        return Done(summary, rows_in=published_rows(self._settings))

    def rewrite(self) -> Done:
        """Join the small files of the lake, and let the next runs and all queries read the mart at full speed."""
        rewritten = rewriting.rewrite(self._settings)
        vacuumed = mart_of(self._settings).mark_visible()
        return Done(f"{rewritten}; {vacuumed} tables of the mart vacuumed" if vacuumed else rewritten)

    def docs(self) -> Done:
        """Rebuild the docs site if a model has changed."""
        digest = digest_of(LAKE, MART, MACROS, QUERIES)
        if is_made_from(self._settings.docs_dir, digest):
            return Done("unchanged")
        for project in (LAKE, MART):
            self._dbt.invoke(project, "docs generate", "--write-json")
        queries = NamedQueries(QUERIES).all().values()
        write_site(self._dbt.target_dir(LAKE), self._dbt.target_dir(MART), self._settings.docs_dir, digest, queries)
        return Done("rebuilt")

    @property
    def _is_rebuild(self) -> bool:
        """Whether the current batch rebuilds everything, which only the first batch of a full run does."""
        return self._run.is_full and self._is_first_batch

    def _is_loaded(self) -> bool:
        """Whether the lake holds the batch."""
        return self._batch is not None and loaded_through(self._settings) == datetime.fromisoformat(self._batch.until)

    def _pass_if(self, has_got_through: Callable[[], bool], error: Exception) -> None:
        """Raise ModelsFailed if a step has failed, and the batch has got through it all the same.

        Args:
            has_got_through: whether it has.
            error: the error of the step.
        """
        if not isinstance(error, DbtError) or error.is_transient:
            return
        try:
            is_through = has_got_through()
        except SparkErrors:
            # it has died, although the failure did not say so
            return
        if is_through:
            self._have_models_failed = True
            raise ModelsFailed(str(error)) from error

    def _replayed(self) -> tuple[datetime, datetime] | None:
        """The time of reception to read again; None if there is none."""
        ranges = []
        if self._erasures and self._is_first_batch_of_try and (again := erasing.to_read_again(self._settings)):
            ranges.append(again)
        if self._is_first_batch and self._run.replay_from is not None and self._run.replay_to is not None:
            ranges.append((self._run.replay_from, self._run.replay_to))
        return (min(begin for begin, _ in ranges), max(end for _, end in ranges)) if ranges else None

    def _close_failed_batch(self) -> None:
        if self._batch is None:
            return
        try:
            close_attempt(self._settings, self._batch)
        except SparkErrors as error:
            # it has died, although the failure did not say so
            log.warning("Spark does not answer after the failure: %s", first_line(error))


def _replay_vars(replayed: tuple[datetime, datetime] | None) -> tuple[str, ...]:
    """dbt arguments that set the vars of the range to replay; empty if the run replays nothing."""
    if replayed is None:
        return ()
    begin, end = replayed
    replay_range = {"replay_from": begin.isoformat(), "replay_to": end.isoformat()}
    return ("--vars", json.dumps(replay_range))
