"""The demo on a machine on which nothing was started yet."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import __main__ as command
from eventmart.settings import PREFIX, Settings, load_settings


def test_a_first_demo_of_a_file_has_the_secrets_that_it_creates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[str] = []

    def stack(settings: Settings) -> None:
        found.append(settings.secret("postgres_admin_password"))
        raise KeyboardInterrupt

    monkeypatch.setenv(f"{PREFIX}STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setattr(command, "_stack", stack)
    (tmp_path / "events.json").write_text('{"type": "a"}\n')
    load_settings.cache_clear()
    try:
        CliRunner().invoke(command.cli, ["demo", str(tmp_path / "events.json")])
    finally:
        load_settings.cache_clear()
    assert len(found) == 1
