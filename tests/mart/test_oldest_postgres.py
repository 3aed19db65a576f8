"""The mart, apart from all else, on the PostgreSQL that Greenplum 7 is built on, the oldest one, and Cloudberry's."""

import os
import platform
import shutil
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from unittest import mock
from uuid import uuid4

import pytest

from eventmart.postgres import connection_parameters
from eventmart.results.opening import results_of
from ingest_api.analytics.engine import Bounds
from ingest_api.analytics.mart.engine import Mart
from ingest_api.analytics.opening import relations_of
from ingest_api.analytics.saving.background import BackgroundQueries
from ingest_api.analytics.saving.save import SaveAs, limits_of
from ingest_api.analytics.views import checked
from ingest_api.cancellation import Cancellation
from pipeline.bootstrap import set_up_databases
from pipeline.dbt import Dbt
from tests.mart.history import Event, changes, lake_rows
from tests.mart.lone_mart import LoneMart, Server, running_server
from tests.stack.client import Checksums


@pytest.mark.skipif(
    (platform.system(), platform.machine()) != ("Linux", "x86_64"), reason="its binaries are for Linux on x86-64"
)
@pytest.mark.parametrize("major", [12, 14])
def test_it_gives_the_same_mart_on_a_server_of_its_own(
    server: Server, built_checksums: Checksums, history: list[Event], tmp_path: Path, major: int
) -> None:
    # the roles have the same passwords on both servers
    shutil.copy(server.settings.state_dir / "secrets.env", tmp_path)
    before, lake = lake_rows(history[:-20]), lake_rows(history)
    # dbt's runner exports the settings
    with mock.patch.dict(os.environ), running_server(tmp_path, major) as oldest:
        settings = server.settings.model_copy(update={"mart_port": oldest.settings.postgres_port})
        set_up_databases(settings)
        mart = LoneMart(settings, Dbt(settings))
        mart.publish(before)
        mart.run_dbt("run")
        mart.publish_changes(changes(before, lake), event_count=len(lake["events"]))
        mart.run_dbt("build", "--exclude-resource-type", "unit_test")
        assert mart.checksums() == built_checksums
        assert mart.query("select current_setting('server_version_num')::int / 10000") == [(major,)]
        with closing(Mart(connection_parameters(settings, "reader"), 30, 60, 10**6)) as engine:
            statement = engine.check("select count(*) > 0 from events", {})
            page = engine.page(statement, "test", Bounds(1, 1000), Cancellation())
            assert (page.rows, page.state.version is not None) == ([(True,)], True)
            queries = BackgroundQueries(
                {"mart": engine},
                connection_parameters(settings, "saver"),
                partial(results_of, settings),
                relations_of(settings),
                limits_of(settings),
                lambda: str(uuid4()),
                lambda: datetime.now(UTC),
            )
            for is_view in (False, True):
                query = checked("select event_id from events", {}, {}, engine)
                outcome = queries.submit(query, "mart", SaveAs("ids", is_view), "test")
                assert outcome.is_known.wait(30)
                assert outcome.error is None
                assert mart.query("select * from results.ids order by 1") == mart.query(
                    "select event_id from events order by 1"
                )
            assert engine.state(frozenset({"results.ids"})).version is not None
        with mart.connect("owner") as owner:
            # while dbt writes, too
            owner.execute("update analytics.changes set is_changing = true")
            assert " " in str(owner.execute("select version from analytics.state('{events}')").fetchone())
            assert owner.execute("select to_regnamespace('pipeline')").fetchone() == (None,)
        with mart.connect("pipeline") as records:
            assert records.execute("select to_regclass('pipeline.update_runs') is not null").fetchone() == (True,)
