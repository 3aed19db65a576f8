"""The mart does not go back by accident to an engine that it has left."""

from pathlib import Path

import pytest

from eventmart.errors import OperatorError
from eventmart.settings import Settings
from local_stack.preflight import check_same_engine, note_engine


def settings(state_dir: Path, engine: str) -> Settings:
    return Settings.model_validate({"state_dir": state_dir, "mart_engine": engine, "mart_host": "127.0.0.1"})


def test_the_engine_may_stay_and_may_move_but_leads_back_only_if_one_says_so(tmp_path: Path) -> None:
    for engine in ("postgres", "postgres", "clickhouse", "clickhouse"):
        note_engine(settings(tmp_path, engine))
    remedy = r"put EVENTMART_MART_ENGINE=clickhouse into \.env\. To lead back, .* remove postgres from "
    for _ in range(2):
        with pytest.raises(OperatorError, match=remedy):
            note_engine(settings(tmp_path, "postgres"))
    note_engine(settings(tmp_path, "clickhouse"))
    check_same_engine(settings(tmp_path, "clickhouse"))
    with pytest.raises(OperatorError, match=r"the stack runs with its mart on clickhouse\. Run `make down`"):
        check_same_engine(settings(tmp_path, "postgres"))
    file = tmp_path / "conf" / "mart_engines"
    file.write_text(file.read_text().replace("postgres\n", ""))
    note_engine(settings(tmp_path, "postgres"))
    with pytest.raises(OperatorError, match="has moved from clickhouse to postgres"):
        note_engine(settings(tmp_path, "clickhouse"))
