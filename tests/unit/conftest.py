"""Fixtures of the unit tests: an application on a real spool, with a fixed clock and predictable ids."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from threading import Semaphore
from typing import Any
from unittest import mock

import pytest
from flask.testing import FlaskClient

from eventmart.erasures import Erasures
from eventmart.keys import KeyFile
from eventmart.named_queries import QUERIES, NamedQueries
from eventmart.results.saved import SavedResults
from eventmart.run_totals import RunTotals
from eventmart.settings import Settings
from eventmart.update_runs import RunRecords
from ingest_api.analytics.named_columns import NamedColumns
from ingest_api.analytics.saving.background import BackgroundQueries
from ingest_api.analytics.saving.postgres import postgres_relation
from ingest_api.analytics.saving.save import ResultLimits
from ingest_api.intake.events import EventIds, Rules
from ingest_api.metrics import ApiMetrics
from ingest_api.spool import segment
from ingest_api.spool.layout import SpoolDir
from ingest_api.spool.spool import Limits, Spool
from ingest_api.web.answer_cache import AnswerCache
from ingest_api.web.app import create_app
from ingest_api.web.authorization import LOOPBACK_NAMES
from ingest_api.web.query_response import QueryResponses
from ingest_api.web.services import Saving, Services
from local_stack.preflight import ensure_secrets
from pipeline.dbt import Dbt

NOW = datetime(2026, 1, 2, 3, 4, 5, 678901, UTC)
IDS = EventIds(["event_id", "id"])


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    ids = count()
    spool = Spool(
        SpoolDir(tmp_path / "spool"),
        Limits(segment_bytes=2**20, segment_seconds=60, spool_bytes=2**30, free_bytes=0),
        now=lambda: NOW,
        new_id=lambda: f"{next(ids):06}",
    )
    yield spool
    spool.close()


@pytest.fixture
def services(spool: Spool, tmp_path: Path) -> Services:
    ids = count(1)

    @contextmanager
    def no_records() -> Iterator[RunRecords]:
        raise AssertionError("this test has no PostgreSQL")
        yield

    @contextmanager
    def no_erasures() -> Iterator[Erasures]:
        raise AssertionError("this test has no PostgreSQL")
        yield

    @contextmanager
    def no_results() -> Iterator[SavedResults]:
        raise AssertionError("this test has no PostgreSQL")
        yield

    return Services(
        spool=spool,
        spool_dir=SpoolDir(tmp_path / "spool"),
        query_responses=QueryResponses({}, lambda: "query", 100, 1000, Semaphore(1), AnswerCache(0)),
        mart_totals=lambda: None,
        run_records=no_records,
        run_totals=lambda: RunTotals({}, None, []),
        erasures=no_erasures,
        keys=KeyFile(tmp_path / "api_keys.json"),
        are_keys_required=False,
        allowed_hosts=LOOPBACK_NAMES,
        dependencies={},
        new_id=lambda: f"new-{next(ids)}",
        now=lambda: NOW,
        rate_limit=None,
        cors_origins=(),
        docs_dir=tmp_path / "docs",
        metrics=ApiMetrics(),
        metrics_dir=tmp_path / "metrics",
        waits=Semaphore(1),
        max_body_bytes=100_000,
        max_batch_events=5_000,
        rules=Rules(max_bytes=1_000, max_depth=20, ids=IDS),
        named_queries=NamedQueries(QUERIES),
        named_columns=NamedColumns(NamedQueries(tmp_path / "none"), {}),
        saving=Saving(
            BackgroundQueries(
                {},
                {},
                lambda connection: no_results(),
                postgres_relation,
                ResultLimits(1, 1, 1, 1),
                lambda: "query",
                lambda: NOW,
            ),
            no_results,
            1,
        ),
    )


@pytest.fixture
def client(services: Services) -> FlaskClient:
    return create_app(services).test_client()


def records(spool_dir: SpoolDir, stream: str = "events") -> list[bytes]:
    """Records of a stream on disk, in sealed and open segments."""
    paths = [*spool_dir.sealed(stream).glob("*.seg"), *spool_dir.open(stream).glob("*.seg")]
    contents = [segment.read(path.read_bytes()) for path in sorted(paths, key=lambda path: path.name)]
    assert not any(content.damaged for content in contents)
    return [line for content in contents for line in b"".join(content.chunks).splitlines()]


def spooled(root: Path, stream: str = "events") -> list[dict[str, Any]]:
    """Records of a stream on disk, parsed as JSON."""
    return [json.loads(record) for record in records(SpoolDir(root / "spool"), stream)]


@pytest.fixture
def dbt(tmp_path: Path) -> Iterator[Dbt]:
    """dbt in this process, for what needs no server."""
    with mock.patch.dict(os.environ, {"DBT_WRITE_JSON": "false", "DBT_LOG_LEVEL_FILE": "none"}):
        ensure_secrets(tmp_path / "secrets.env")
        yield Dbt(Settings(_env_file=tmp_path / "secrets.env", state_dir=tmp_path))
