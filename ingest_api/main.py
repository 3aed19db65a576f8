"""Wiring of one worker process of the API, as granian loads it."""

import gc
import os
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from threading import Semaphore
from typing import Any

import psycopg
import uuid_utils

from eventmart.erasures import Erasures
from eventmart.keys import KeyFile
from eventmart.named_queries import QUERIES, NamedQueries
from eventmart.postgres import connection_parameters, connection_pool
from eventmart.process import configure_logging
from eventmart.results.opening import open_results, results_of
from eventmart.run_totals import RunTotals, run_totals
from eventmart.settings import Settings, load_settings
from eventmart.update_runs import RunRecords
from ingest_api.analytics.engine import Engine
from ingest_api.analytics.lake.engine import open_lake
from ingest_api.analytics.named_columns import NamedColumns
from ingest_api.analytics.opening import open_mart, open_totals, relations_of
from ingest_api.analytics.saving.background import BackgroundQueries
from ingest_api.analytics.saving.save import limits_of
from ingest_api.gateway.bind import is_loopback
from ingest_api.gateway.quick import is_quick
from ingest_api.gateway.rsgi import Gateway, Steps
from ingest_api.intake.events import EventIds, Rules
from ingest_api.intake.schemas import Schemas
from ingest_api.metrics import ApiMetrics
from ingest_api.spool.layout import SpoolDir
from ingest_api.spool.spool import Limits, Spool
from ingest_api.web.answer_cache import EXPIRE_SECONDS, AnswerCache
from ingest_api.web.app import create_app
from ingest_api.web.authorization import LOOPBACK_NAMES
from ingest_api.web.cached_query import CachedQuery
from ingest_api.web.event_loop import PostEvent
from ingest_api.web.health import checks
from ingest_api.web.query_response import QueryResponses
from ingest_api.web.rate_limit import RateLimit
from ingest_api.web.services import Saving, Services

_PARENT_POLL_SECONDS = 0.5
_KEYS_TRUST_SECONDS = 0.1
_QUERIES_TRUST_SECONDS = 0.25
_RECORDS_POOL_SIZE = 4


def gateway(with_event_loop: bool = True) -> Gateway:
    """Create the RSGI application of this worker process.

    Args:
        with_event_loop: whether the event loop handles some requests itself.
    """
    settings = load_settings()
    configure_logging(settings.log_format)
    spool = open_spool(settings)
    threading.Thread(target=_end_with_parent, args=(spool,), name="parent-watch", daemon=True).start()
    services = build(settings, spool)
    application = create_app(services).wsgi_app
    # these objects live as long as the process: scanning them in every collection would delay one request in a hundred
    gc.collect()
    gc.freeze()
    post_event, cached_query = PostEvent(services), CachedQuery(services)
    answers = services.query_responses.answers
    threading.Thread(target=_expire, args=(answers,), name="answer-expiry", daemon=True).start()

    def handle_here(scope: Any, body: bytes) -> Steps | None:  # noqa: ANN401 - granian's own type
        if not with_event_loop:
            return None
        return post_event(scope, body) if is_quick(scope, body) else cached_query(scope, body)

    return Gateway(
        application,
        handle_here,
        post_event.check_head,
        settings.api_threads,
        settings.max_body_bytes,
        settings.body_seconds,
        spool.close,
    )


def build(settings: Settings, spool: Spool) -> Services:
    """Create the dependencies of the routes."""
    records_pool = connection_pool(
        {**connection_parameters(settings, "pipeline"), "autocommit": True}, _RECORDS_POOL_SIZE
    )

    schemas = None
    if settings.schemas_dir.exists():
        schemas = Schemas(
            settings.schemas_dir, settings.schema_type_members.split(), settings.schema_action == "reject"
        )
    rules = Rules(
        settings.max_event_bytes, settings.max_event_depth, EventIds(settings.event_id_members.split()), schemas
    )

    engines = _engines(settings)
    named_queries = NamedQueries(QUERIES, settings.mart_engine, _QUERIES_TRUST_SECONDS)
    # the other half of the threads stays free for requests that do not wait, such as the queries of both engines
    waits = Semaphore((settings.api_threads + 1) // 2)

    @contextmanager
    def run_records() -> Iterator[RunRecords]:
        with records_pool.connection() as connection:
            yield RunRecords(connection)

    def totals_of_runs() -> RunTotals:
        # a connection of its own, as for the totals of the mart
        with psycopg.connect(**{**connection_parameters(settings, "pipeline"), "connect_timeout": 3}) as connection:
            return run_totals(connection)

    @contextmanager
    def erasures() -> Iterator[Erasures]:
        with records_pool.connection() as connection:
            yield Erasures(connection)

    return Services(
        spool=spool,
        spool_dir=SpoolDir(settings.spool_dir),
        query_responses=QueryResponses(
            engines,
            _new_id,
            settings.query_max_rows,
            settings.query_max_bytes,
            waits,
            AnswerCache(settings.query_cache_bytes),
        ),
        saving=_saving(settings),
        mart_totals=open_totals(settings),
        run_records=run_records,
        run_totals=totals_of_runs,
        erasures=erasures,
        keys=KeyFile(settings.api_keys_file, _KEYS_TRUST_SECONDS),
        are_keys_required=not is_loopback(settings.api_host) and not settings.api_allow_public_bind,
        allowed_hosts={*LOOPBACK_NAMES, settings.api_host, *settings.allowed_hosts.lower().split()},
        dependencies=checks(settings, spool),
        new_id=_new_id,
        now=_now,
        rate_limit=RateLimit(settings.rate_limit) if settings.rate_limit else None,
        cors_origins=settings.cors_origins.split(),
        waits=waits,
        docs_dir=settings.docs_dir,
        metrics=ApiMetrics(),
        metrics_dir=settings.metrics_dir,
        max_body_bytes=settings.max_body_bytes,
        max_batch_events=settings.max_batch_events,
        rules=rules,
        named_queries=named_queries,
        named_columns=NamedColumns(named_queries, engines),
    )


def _engines(settings: Settings) -> Mapping[str, Engine]:
    engines = (open_mart(settings), open_lake(settings))
    return {engine.name: engine for engine in engines}


def _saving(settings: Settings) -> Saving:
    # queries in the background have slots and time limits of their own
    patient = {"query_timeout_seconds": settings.result_seconds, "query_stream_seconds": settings.result_seconds}
    queries = BackgroundQueries(
        _engines(settings.model_copy(update=patient)),
        connection_parameters(settings, "saver"),
        partial(results_of, settings),
        relations_of(settings),
        limits_of(settings),
        _new_id,
        _now,
    )
    return Saving(queries, partial(open_results, settings), settings.query_timeout_seconds)


def open_spool(settings: Settings) -> Spool:
    """Open the spool of this worker process."""
    limits = Limits(
        settings.segment_max_bytes,
        settings.segment_max_seconds,
        settings.spool_max_bytes,
        settings.spool_min_free_bytes,
    )
    return Spool(SpoolDir(settings.spool_dir), limits, _now, _new_id)


def _expire(answers: AnswerCache) -> None:
    while True:
        time.sleep(EXPIRE_SECONDS)
        answers.expire()


def _end_with_parent(spool: Spool) -> None:
    """End this worker if the server that spawned it dies. It would otherwise go on and keep the port."""
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(_PARENT_POLL_SECONDS)
    spool.close()
    os._exit(1)


def _now() -> datetime:
    return datetime.now(UTC)


def _new_id() -> str:
    return str(uuid_utils.uuid7())
