"""The dbt commands of an update run."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import cast
from uuid import UUID

import pytest
from pyhive.exc import OperationalError

from eventmart.erasures import Erasure
from eventmart.settings import Settings
from eventmart.update_runs import Run
from pipeline import steps
from pipeline.batches import Attempt
from pipeline.dbt import Dbt, DbtError, ModelsFailed, SparkDied
from pipeline.mart.postgres import PostgresMart
from pipeline.steps import Done, UpdateSteps

RUN = Run(
    UUID(int=1), "running", datetime.now(UTC), None, None, [], None, is_full=False, replay_from=None, replay_to=None
)


SETTINGS = cast(Settings, None)
DAY = datetime(2026, 1, 2, tzinfo=UTC)


def batch(is_last: bool) -> Attempt:
    return Attempt("", "2026-01-01T00:00:00+00:00", is_last, 2**20, 2**10, "local-1", "1g", deaths=0, begun_at="")


class FakeDbt:
    """Records the commands instead of running them."""

    def __init__(self) -> None:
        self.commands: list[str] = []
        self.error: Exception | None = None

    def parse(self, project: Path) -> None:
        self.commands.append(f"{project.name} parse")

    def name_run(self, run_id: str) -> None:
        self.run_id = run_id

    def invoke(self, project: Path, *arguments: str) -> str:
        self.commands.append(" ".join((project.name, *arguments)))
        if self.error:
            raise self.error
        return ""


@pytest.fixture
def batches() -> list[Attempt]:
    """The batches that the run will find, in order."""
    return [batch(is_last=True)]


@pytest.fixture
def dbt(monkeypatch: pytest.MonkeyPatch, batches: list[Attempt]) -> FakeDbt:
    monkeypatch.setattr(steps, "remove_leftovers", lambda _: [])
    monkeypatch.setattr("pipeline.erasing.due_erasures", lambda _: [])
    monkeypatch.setattr("pipeline.erasing.has_missed_one", lambda *_: False)
    monkeypatch.setattr(steps, "write_published_sources", lambda _: True)
    monkeypatch.setattr(steps, "close_attempt", lambda *_: None)
    brought = {"event": 7, "repeat": 3, "id_conflict": 1, "expired": 0}
    monkeypatch.setattr(steps, "brought_by_last_batch", lambda _: brought)
    monkeypatch.setattr(steps, "published_rows", lambda _: 9)
    monkeypatch.setattr(steps, "mart_of", PostgresMart)
    monkeypatch.setattr(PostgresMart, "holds_erasures", lambda _: False)
    monkeypatch.setattr(steps, "mart_watermark", lambda _: None)
    monkeypatch.setattr(steps, "loaded_through", lambda _: None)
    monkeypatch.setattr(steps, "register_batch", lambda *_, **__: batches.pop(0))
    return FakeDbt()


def commands_of(dbt: FakeDbt, run: Run) -> list[str]:
    names = []
    for name, step in UpdateSteps(SETTINGS, cast(Dbt, dbt), run):
        names.append(name)
        if name in ("partitions", "lake", "publish", "mart"):
            step()
    assert names[:4] + names[-2:] == ["models", "landing", "compact", "forget", "rewrite", "docs"]
    # what is removed once a day is removed with the first batch of the run, in whichever try
    is_first_try = not run.steps
    assert names.count("retain") == int(is_first_try)
    assert names[6] == ("retain" if is_first_try else "publish")
    each = [name for name in names[4:-2] if name != "retain"]
    assert each == ["partitions", "lake", "publish", "mart"] * (len(each) // 4)
    return dbt.commands


def test_each_batch_reaches_the_mart_before_the_next_one_begins(dbt: FakeDbt, batches: list[Attempt]) -> None:
    batches[:] = [batch(is_last=False), batch(is_last=False), batch(is_last=True)]
    assert len(commands_of(dbt, RUN)) == 3 * 3
    assert batches == []


@pytest.mark.parametrize(
    ("requested_by", "every", "patience"),
    [("api", "30s", 30), ("schedule", "30s", 0), ("schedule", "1m", 30), ("schedule", "0 3 * * *", 30)],
)
def test_a_run_waits_for_what_was_received_before_unless_the_next_one_follows_soon(
    monkeypatch: pytest.MonkeyPatch, requested_by: str, every: str, patience: float
) -> None:
    waits: list[float] = []

    def await_landing(_: Settings, until: datetime, patience_seconds: float) -> str:
        waits.append(patience_seconds)
        return f"complete through {until}"

    monkeypatch.setattr(steps, "await_landing", await_landing)
    settings = Settings(_env_file=None, update_every=every)
    UpdateSteps(settings, cast(Dbt, FakeDbt()), replace(RUN, requested_by=requested_by)).landing()
    assert waits == [patience]


def test_only_the_first_batch_rebuilds_or_replays(dbt: FakeDbt, batches: list[Attempt]) -> None:
    batches[:] = [batch(is_last=False), batch(is_last=True)]
    day = datetime(2026, 1, 2, tzinfo=UTC)
    commands = commands_of(dbt, replace(RUN, is_full=True, replay_from=day, replay_to=day.replace(day=3)))
    lake = [command for command in commands if command.startswith("dbt_project")]
    assert ["--full-refresh" in command for command in lake] == [True, False, False, False]
    assert ["--vars" in command for command in lake] == [True, False, False, False]


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> list[Attempt]:
    """The batches that are closed, so that a restart of Spark is no death."""
    closed: list[Attempt] = []
    monkeypatch.setattr(steps, "close_attempt", lambda _, attempt: closed.append(attempt))
    return closed


@pytest.mark.parametrize(
    ("error", "is_closed"), [(DbtError("a model is wrong"), True), (SparkDied("Spark stopped"), False)]
)
def test_a_batch_that_fails_is_closed_unless_spark_died(
    dbt: FakeDbt, closed: list[Attempt], error: Exception, is_closed: bool
) -> None:
    dbt.error = error
    with pytest.raises(type(error), match=str(error)):
        commands_of(dbt, RUN)
    assert closed == ([batch(is_last=True)] if is_closed else [])


def test_a_batch_that_gets_through_although_models_fail_is_no_failed_batch(
    dbt: FakeDbt, monkeypatch: pytest.MonkeyPatch
) -> None:
    until = datetime.fromisoformat(batch(is_last=True).until)
    monkeypatch.setattr(steps, "loaded_through", lambda _: until)
    dbt.error = DbtError("model.lake.fct_orders: no price")
    with pytest.raises(ModelsFailed, match="no price"):
        commands_of(dbt, RUN)


def test_a_failure_is_reported_although_spark_does_not_answer(dbt: FakeDbt, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OperationalError("stopped SparkContext")

    monkeypatch.setattr(steps, "close_attempt", fail)
    dbt.error = DbtError("a model is wrong")
    with pytest.raises(DbtError, match="a model is wrong"):
        commands_of(dbt, RUN)


def test_a_run_ends_with_what_was_received_before_it_began(
    dbt: FakeDbt, closed: list[Attempt], batches: list[Attempt]
) -> None:
    # more lands all the time
    later = replace(batch(is_last=False), until="9999-01-01T00:00:00+00:00")
    batches[:] = [batch(is_last=False), later, later]
    commands_of(dbt, RUN)
    assert batches == [later]


def test_a_run_is_incremental_and_tests_new_rows(dbt: FakeDbt) -> None:
    commands = commands_of(dbt, RUN)
    assert not any("--full-refresh" in command or "--vars" in command for command in commands)
    assert [("tag:audit" in command) for command in commands] == [True, False, True]


def test_a_full_run_rebuilds_and_tests_everything(dbt: FakeDbt) -> None:
    commands = commands_of(dbt, replace(RUN, is_full=True))
    # the mart's tables are not rebuilt; the merge deletes rows that are no longer published
    assert [("--full-refresh" in command) for command in commands] == [True, False, False]
    assert not any("tag:audit" in command for command in commands)


def test_another_try_of_a_full_run_does_not_rebuild_what_has_reached_the_mart(
    dbt: FakeDbt, batches: list[Attempt]
) -> None:
    batches[:] = [batch(is_last=True)]
    through = [{"name": "mart", "state": "succeeded"}]
    commands = commands_of(dbt, replace(RUN, is_full=True, steps=through))
    assert not any("--full-refresh" in command for command in commands)


def test_the_steps_tell_what_they_have_counted(dbt: FakeDbt) -> None:
    update = UpdateSteps(SETTINGS, cast(Dbt, dbt), RUN)
    lake = update.lake()
    assert (lake.rows_in, lake.rows_out, lake.repeats, lake.conflicts) == (11, 7, 3, 1)
    assert (update.publish().rows_out, update.mart().rows_in) == (9, 9)


@pytest.mark.parametrize("has_merged", [True, False])
def test_a_run_has_got_through_if_the_mart_holds_what_it_has_published(
    dbt: FakeDbt, monkeypatch: pytest.MonkeyPatch, has_merged: bool
) -> None:
    # the watermark may stand still
    monkeypatch.setattr(steps, "mart_watermark", lambda _: datetime.fromisoformat(batch(is_last=True).until))
    monkeypatch.setattr(steps, "has_merged", lambda _: has_merged)
    run = UpdateSteps(SETTINGS, cast(Dbt, dbt), RUN)
    dbt.error = DbtError("model.mart.top_users: no column")
    with pytest.raises(DbtError) as raised:
        run.mart()
    assert (raised.type is ModelsFailed) == has_merged


def test_a_failure_that_passes_is_none_of_the_models(dbt: FakeDbt, monkeypatch: pytest.MonkeyPatch) -> None:
    until = datetime.fromisoformat(batch(is_last=True).until)
    monkeypatch.setattr(steps, "loaded_through", lambda _: until)
    dbt.error = DbtError("model.lake.fct_orders: Connection refused", is_transient=True)
    with pytest.raises(DbtError, match="Connection refused"):
        commands_of(dbt, RUN)


def test_models_are_checked_before_anything_else(dbt: FakeDbt) -> None:
    assert UpdateSteps(SETTINGS, cast(Dbt, dbt), RUN).models() == Done("; sources of the mart written")
    assert dbt.commands == ["dbt_project parse", "mart_project run-operation forget_changed_tables"]


def test_a_replay_passes_its_range_to_the_lake(dbt: FakeDbt) -> None:
    day = datetime(2026, 1, 2, tzinfo=UTC)
    lake, publish, mart = commands_of(dbt, replace(RUN, replay_from=day, replay_to=day.replace(day=3)))
    assert '--vars {"replay_from": "2026-01-02T00:00:00+00:00", "replay_to": "2026-01-03T00:00:00+00:00"}' in lake
    assert "--vars" not in publish + mart


ERASURE = Erasure(UUID(int=2), datetime(2026, 1, 2, tzinfo=UTC), 0, None, None)


@pytest.fixture
def erased(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is done about a person who is to be forgotten, and of whom two days have to be read again."""
    done: list[str] = []

    def erase(*_: object) -> str:
        done.append("erased")
        return "erased"

    again = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 3, tzinfo=UTC))
    monkeypatch.setattr("pipeline.erasing.due_erasures", lambda _: [ERASURE])
    monkeypatch.setattr("pipeline.erasing.to_read_again", lambda _: again)
    monkeypatch.setattr("pipeline.erasing.erase", erase)
    monkeypatch.setattr("pipeline.erasing.finish", lambda *_: done.append("finished"))
    monkeypatch.setattr(PostgresMart, "holds_erasures", lambda _: True)
    return done


def test_a_person_is_forgotten_before_anything_is_loaded_and_done_at_the_end(dbt: FakeDbt, erased: list[str]) -> None:
    names = []
    for name, step in UpdateSteps(
        SETTINGS, cast(Dbt, dbt), replace(RUN, replay_from=DAY, replay_to=DAY.replace(day=9))
    ):
        names.append(name)
        if name in ("forget", "partitions", "lake", "publish", "mart", "forgotten"):
            step()
    assert names[3] == "forget"
    assert names[-3:] == ["forgotten", "rewrite", "docs"]
    assert erased == ["erased", "finished"]
    lake, incremental, _, _, incremental_mart = dbt.commands
    # the range of the replay and that of what is read again
    assert '--vars {"replay_from": "2026-01-01T00:00:00+00:00", "replay_to": "2026-01-09T00:00:00+00:00"}' in lake
    assert "--full-refresh --select config.materialized:incremental" in incremental
    assert incremental_mart.startswith("mart_project run --full-refresh")


def test_another_try_reads_again_what_its_erasure_needs_though_a_batch_has_reached_the_mart(
    dbt: FakeDbt, erased: list[str], batches: list[Attempt]
) -> None:
    batches[:] = [batch(is_last=False), batch(is_last=True)]
    before = [{"name": "mart", "state": "succeeded"}]
    run = replace(RUN, steps=before, replay_from=DAY.replace(year=2025), replay_to=DAY)
    for name, step in UpdateSteps(SETTINGS, cast(Dbt, dbt), run):
        if name in ("forget", "partitions", "lake"):
            step()
    assert erased == ["erased"]
    first, _, second, _ = dbt.commands
    # not the range of the replay, which the try before has read
    assert '--vars {"replay_from": "2026-01-01T00:00:00+00:00", "replay_to": "2026-01-03T00:00:00+00:00"}' in first
    assert "--vars" not in second


def test_a_mart_that_was_another_one_when_somebody_was_forgotten_gets_all_rows_again(
    dbt: FakeDbt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.erasing.has_missed_one", lambda *_: True)
    monkeypatch.setattr("pipeline.erasing._forget_results", lambda _: 2)
    monkeypatch.setattr("pipeline.erasing.mart_of", PostgresMart)
    lent: list[list[object]] = []
    monkeypatch.setattr(PostgresMart, "lend_erasures", lambda _, persons: lent.append(list(persons)))
    monkeypatch.setattr(PostgresMart, "holds_erasures", lambda _: bool(lent))
    monkeypatch.setattr(PostgresMart, "clear_erased", lambda _: lent.clear())
    run = UpdateSteps(SETTINGS, cast(Dbt, dbt), RUN)
    assert run.forget().detail.endswith("all rows are published again; 2 saved results removed")
    assert dbt.commands == ["mart_project run-operation forget_all_tables"]
    assert lent == [[]]
    # the run is killed when the mart has merged the rows: the next one has missed nothing, and goes on where it ended
    monkeypatch.setattr("pipeline.erasing.has_missed_one", lambda *_: False)
    dbt.commands.clear()
    run = UpdateSteps(SETTINGS, cast(Dbt, dbt), RUN)
    assert run.forget().detail.startswith("nobody; an earlier try has not cleared the mart")
    run.mart()
    _, incremental = dbt.commands
    assert incremental.startswith("mart_project run --full-refresh --select config.materialized:incremental")
    assert not lent
    # the next batch of the run is one like any other
    run.mart()
    assert len(dbt.commands) == 3


def test_a_person_is_not_forgotten_while_a_model_that_fails_may_hold_rows(
    dbt: FakeDbt, erased: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "loaded_through", lambda _: datetime.fromisoformat(batch(is_last=True).until))
    run = UpdateSteps(SETTINGS, cast(Dbt, dbt), RUN)
    run.forget()
    run.partitions()
    dbt.error = DbtError("model.lake.fct_orders: no price")
    with pytest.raises(ModelsFailed):
        run.lake()
    assert run.forgotten().detail.startswith("not done: a model has failed")
    assert erased == ["erased"]
