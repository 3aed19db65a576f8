"""The mart on the oldest PostgreSQL that it is written for, on which Greenplum 7 is built."""

import os
import platform
from pathlib import Path
from unittest import mock

import pytest

from pipeline.dbt import Dbt
from tests.mart.history import Event, changes, lake_rows
from tests.mart.lone_mart import running_server
from tests.stack.client import Checksums

_OLDEST = 12


@pytest.mark.skipif(
    (platform.system(), platform.machine()) != ("Linux", "x86_64"), reason="its binaries are for Linux on x86-64"
)
def test_it_gives_the_same_mart(built_checksums: Checksums, history: list[Event], tmp_path: Path) -> None:
    before, lake = lake_rows(history[:-20]), lake_rows(history)
    # dbt's runner exports the settings of this server
    with mock.patch.dict(os.environ), running_server(tmp_path, _OLDEST) as server:
        mart = server.mart(Dbt(server.settings))
        mart.publish(before)
        mart.run_dbt("run")
        mart.publish_changes(changes(before, lake), event_count=len(lake["events"]))
        mart.run_dbt("build", "--exclude-resource-type", "unit_test")
        assert mart.checksums() == built_checksums
