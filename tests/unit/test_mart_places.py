"""A mart that was left is not served again by accident."""

from pathlib import Path
from typing import Any

import pytest

from eventmart.errors import OperatorError
from eventmart.settings import Settings
from local_stack.mart_places import check_mart_place, note_former_mart, note_mart_place


def settings(state_dir: Path, engine: str, **others: Any) -> Settings:
    return Settings.model_validate({"state_dir": state_dir, "mart_engine": engine, **others})


def start(state_dir: Path, engine: str, **others: Any) -> None:
    found = settings(state_dir, engine, **others)
    note_former_mart(found)
    check_mart_place(found, is_running=False)
    # as the first start does
    (state_dir / "postgres").mkdir(exist_ok=True)
    note_mart_place(found)


def test_a_mart_may_stay_and_move_but_leads_back_only_if_one_says_so(tmp_path: Path) -> None:
    start(tmp_path, "postgres")
    # its port may change
    start(tmp_path, "postgres", postgres_port=15432)
    start(tmp_path, "clickhouse")
    start(tmp_path, "clickhouse", clickhouse_port=18124)
    for _ in range(2):
        with pytest.raises(OperatorError, match=r"moved from postgres to clickhouse, .* in \.env say clickhouse\."):
            start(tmp_path, "postgres")
    start(tmp_path, "clickhouse")
    file = tmp_path / "conf" / "mart_places"
    file.write_text(file.read_text().replace("postgres\n", ""))
    start(tmp_path, "postgres")
    with pytest.raises(OperatorError, match="moved from clickhouse to postgres"):
        start(tmp_path, "clickhouse")


def test_servers_of_ones_own_are_places_of_their_own(tmp_path: Path) -> None:
    start(tmp_path, "postgres")
    start(tmp_path, "postgres", mart_host="db2", mart_port=5432)
    with pytest.raises(OperatorError, match=r"moved from postgres to postgres at db2:5432, and the settings say"):
        start(tmp_path, "postgres")
    start(tmp_path, "clickhouse", mart_host="db3", mart_port=8123)
    start(tmp_path, "clickhouse")
    with pytest.raises(OperatorError, match="moved from clickhouse at db3:8123 to clickhouse"):
        start(tmp_path, "clickhouse", mart_host="db3", mart_port=8123)


def test_a_move_that_failed_at_the_start_leads_back(tmp_path: Path) -> None:
    start(tmp_path, "postgres")
    check_mart_place(settings(tmp_path, "clickhouse", mart_host="wrong"), is_running=False)
    start(tmp_path, "postgres")


def test_a_running_stack_does_not_move(tmp_path: Path) -> None:
    start(tmp_path, "postgres")
    check_mart_place(settings(tmp_path, "postgres"), is_running=True)
    with pytest.raises(OperatorError, match=r"runs with its mart on postgres\. To move it, run `make down` first"):
        check_mart_place(settings(tmp_path, "clickhouse"), is_running=True)
    start(tmp_path, "clickhouse")
    # what it has left is no place to move to
    with pytest.raises(OperatorError, match=r"in \.env say clickhouse\."):
        check_mart_place(settings(tmp_path, "postgres"), is_running=True)


def test_a_mart_from_before_places_were_saved_is_one_that_was_left(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    start(tmp_path, "clickhouse")
    with pytest.raises(OperatorError, match="moved from postgres to clickhouse"):
        start(tmp_path, "postgres")
