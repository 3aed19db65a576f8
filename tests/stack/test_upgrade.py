"""A stack of an older version comes up under this one: with all of its events, each once.

It takes minutes, so it is one of the thorough tests. UPGRADE_FROM names another commit. tests/mart/test_upgrade.py
tests the records of runs alone.
"""

import json
import os
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from cli.send import send
from eventmart.settings import PROJECT_DIR, load_settings
from tests.stack.client import Client, marker
from tests.stack.slices import SLICE, slices
from tests.stack.started import eventmart, stack_settings

pytestmark = pytest.mark.thorough

# the first one whose local stack has PostgreSQL 18
OLDER = os.environ.get("UPGRADE_FROM", "a1cd1d5426")


@pytest.fixture
def older(tmp_path: Path) -> Iterator[Path]:
    """The project as of that commit."""
    git = ("git", "-C", str(PROJECT_DIR))
    folder = tmp_path / "older"
    if subprocess.run([*git, "cat-file", "-e", f"{OLDER}^{{commit}}"], capture_output=True).returncode:
        pytest.skip(f"this checkout does not have commit {OLDER}")
    subprocess.run([*git, "worktree", "add", "--detach", folder, OLDER], check=True, capture_output=True)
    yield folder
    subprocess.run([*git, "worktree", "remove", "--force", folder], check=True)


def complete_through(client: Client) -> datetime:
    return datetime.fromisoformat(client.get("/event/status").json()["complete_through"])


def test_events_of_an_older_version_are_in_the_mart_once_and_as_this_version_makes_them(
    older: Path, request: pytest.FixtureRequest
) -> None:
    name = marker()
    parts = slices(name, seed=21)
    types: dict[str, str] = {}
    for line in [line for part in parts[:5] for line in part]:
        event = json.loads(line)
        types.setdefault(event["event_id"], event["event_type"])
    with stack_settings(lambda: request.session.testsfailed > 0):
        try:
            eventmart("up", version=older)
            client = Client(load_settings())
            for part in parts[:2]:
                client.send(part)
                eventmart("update", version=older)
            runs = {run["run_id"] for run in client.get("/data/updates").json()["runs"]}
            # what the mart lacks, and what may still be in the spool
            client.send(parts[2])
            list(send(parts[3], load_settings().api_url, None))
            before = complete_through(client)
        finally:
            eventmart("down", version=older)
        try:
            eventmart("up")
            # it may have added passwords
            load_settings.cache_clear()
            client = Client(load_settings())
            assert complete_through(client) >= before
            client.update()
            assert client.query("select count(*) from events") == [(4 * SLICE,)]
            client.send(parts[4])
            client.update()
            assert dict(client.query("select event_id, event_type from events")) == types
            assert client.query("select count(*) from events") == [(len(types),)]
            assert runs < {run["run_id"] for run in client.get("/data/updates").json()["runs"]}
            upgraded = client.mart_checksums()
            client.update(full="true")
            assert client.mart_checksums() == upgraded
        finally:
            eventmart("down")
