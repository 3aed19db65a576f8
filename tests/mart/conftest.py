"""The mart alone, on a PostgreSQL that these tests start once."""

import gc
import os
from collections.abc import Iterator
from unittest import mock

import pytest
from flask.testing import FlaskClient

from eventmart.settings import PREFIX
from ingest_api.analytics.mart.engine import Mart
from ingest_api.main import build, open_spool
from ingest_api.web.app import create_app
from ingest_api.web.services import Services
from pipeline.dbt import Dbt
from tests.clickhouse_server import ClickHouse, running_clickhouse
from tests.mart.copied_mart import copy_mart
from tests.mart.history import Event, Tables, lake_rows, make_events
from tests.mart.lone_mart import LoneMart, Server, running_server
from tests.stack.client import Checksums

_BUILT = "built"


# these fixtures end with the last test of this folder: other tests have a stack and variables of their own
@pytest.fixture(scope="package")
def environment() -> Iterator[None]:
    """The environment, restored afterwards: dbt's runner exports the settings to it."""
    with mock.patch.dict(os.environ):
        for name in [name for name in os.environ if name.startswith(PREFIX)]:
            del os.environ[name]
        # dbt's artifacts and log are a sixth of the time of a build, and no test here reads them
        os.environ |= {"DBT_WRITE_JSON": "false", "DBT_LOG_LEVEL_FILE": "none"}
        yield


@pytest.fixture(scope="package")
def server(
    environment: None, tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> Iterator[Server]:
    """The running PostgreSQL."""
    with running_server(tmp_path_factory.mktemp("mart"), pytestconfig.getoption("postgres")) as server:
        yield server


@pytest.fixture(scope="package")
def history() -> list[Event]:
    """The events of which the mart in fixture `mart` is built."""
    return make_events(seed=1, count=300)


@pytest.fixture(scope="package")
def rows(history: list[Event]) -> Tables:
    """The rows of the lake for these events."""
    return lake_rows(history)


@pytest.fixture(scope="package")
def dbt(server: Server) -> Iterator[Dbt]:
    """dbt in this process."""
    thresholds = gc.get_threshold()
    # dbt keeps what it creates in large numbers; searching it for garbage is a sixth of its time
    gc.set_threshold(100_000, *thresholds[1:])
    yield Dbt(server.settings)
    gc.set_threshold(*thresholds)


@pytest.fixture(scope="package")
def built_checksums(server: Server, dbt: Dbt, rows: Tables) -> Checksums:
    """Checksums of a mart that one run has built of all rows. Its database is saved as a template."""
    mart = server.mart(dbt)
    mart.publish(rows)
    mart.run_dbt("run")
    server.save_as(_BUILT)
    return mart.checksums()


@pytest.fixture(scope="package")
def built(built_checksums: Checksums) -> str:
    """Name of a database with a mart, built once and copied for each test."""
    return _BUILT


@pytest.fixture(scope="module")
def read_only_mart(server: Server, dbt: Dbt, built: str) -> LoneMart:
    """A mart that is built, for a module whose tests only read it."""
    return server.mart(dbt, built)


@pytest.fixture
def empty_mart(server: Server, dbt: Dbt) -> LoneMart:
    """A mart of which nothing is built or published yet."""
    return server.mart(dbt)


@pytest.fixture
def mart(server: Server, dbt: Dbt, built: str) -> LoneMart:
    """A mart that is built; its landing tables hold all rows of the lake."""
    return server.mart(dbt, built)


@pytest.fixture(scope="package")
def services(server: Server) -> Iterator[Services]:
    """The dependencies of the API's routes, as the API builds them."""
    spool = open_spool(server.settings)
    yield build(server.settings, spool)
    spool.close()


@pytest.fixture(scope="package")
def engine(services: Services) -> Iterator[Mart]:
    """The engine of the API's queries."""
    engine = services.query_responses.engines["mart"]
    assert isinstance(engine, Mart)
    yield engine
    engine.close()


@pytest.fixture
def api(services: Services) -> FlaskClient:
    """A client of the API's routes."""
    return create_app(services).test_client()


@pytest.fixture(scope="module")
def clickhouse(tmp_path_factory: pytest.TempPathFactory, read_only_mart: LoneMart) -> Iterator[ClickHouse]:
    """A running ClickHouse, with a copy of the mart that tests only read."""
    with running_clickhouse(tmp_path_factory.mktemp("clickhouse"), read_only_mart.settings) as server:
        copy_mart(read_only_mart, server)
        yield server
