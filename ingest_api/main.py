"""The application with its real parts, as the WSGI server's workers load it."""

import gc
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import uuid_utils
from flask import Flask
from psycopg_pool import ConnectionPool

from eventmart.postgres import connection_parameters
from eventmart.process import configure_logging
from eventmart.settings import Settings, load_settings
from ingest_api.analytics import Mart
from ingest_api.app import create_app
from ingest_api.context import Services
from ingest_api.bind import is_loopback
from ingest_api.bodies import count
from ingest_api.events import Rules
from ingest_api.gateway import Gateway, wait
from ingest_api.health import checks
from eventmart.keys import KeyFile
from ingest_api.rate_limit import RateLimit
from ingest_api.schemas import Schemas
from ingest_api.spool import Limits, Spool
from ingest_api.spool_dir import SpoolDir
from eventmart.update_runs import RunRecords

_PARENT_POLL_SECONDS = 0.5
_QUICK_BYTES = 2**20
_QUICK_ARRAY_BYTES = 2**16
_QUICK_ITEMS = 2000
_KEYS_TRUST_SECONDS = 0.1


def gateway() -> Gateway:
    """What one worker process serves."""
    settings = load_settings()
    configure_logging(settings.log_format)
    spool = open_spool(settings)
    threading.Thread(target=_end_with_parent, args=(spool,), name="parent-watch", daemon=True).start()
    application = build(settings, spool).wsgi_app
    # what is there by now stays; to look through it for garbage again and again would hold up one request in a hundred
    gc.collect()
    gc.freeze()
    return Gateway(
        application,
        is_quick,
        settings.api_threads,
        settings.max_body_bytes,
        settings.body_seconds,
        spool.close,
    )


def build(settings: Settings, spool: Spool) -> Flask:
    """The application of one worker process."""
    reader = connection_parameters(settings, "reader")
    records_pool = ConnectionPool(
        kwargs={**connection_parameters(settings, "pipeline"), "autocommit": True},
        min_size=0,
        max_size=4,
        timeout=10,
        check=ConnectionPool.check_connection,
        open=True,
    )

    schemas = None
    if settings.schemas_dir.exists():
        schemas = Schemas(
            settings.schemas_dir, settings.schema_type_members.split(), settings.schema_action == "reject"
        )
    rules = Rules(settings.max_event_bytes, settings.max_event_depth, schemas)

    @contextmanager
    def run_records() -> Iterator[RunRecords]:
        with records_pool.connection() as connection:
            yield RunRecords(connection)

    return create_app(
        Services(
            spool=spool,
            spool_dir=SpoolDir(settings.spool_dir),
            mart=Mart(reader, settings.query_timeout_seconds, settings.query_max_rows, settings.query_max_bytes),
            run_records=run_records,
            keys=KeyFile(settings.api_keys_file, _KEYS_TRUST_SECONDS),
            are_keys_required=not is_loopback(settings.api_host) and not settings.api_allow_public_bind,
            dependencies=checks(settings, spool, reader),
            new_id=_new_id,
            rate_limit=RateLimit(settings.rate_limit) if settings.rate_limit else None,
            cors_origins=settings.cors_origins.split(),
            # the other threads are for those who wait for nothing
            landing_waits=threading.Semaphore((settings.api_threads + 1) // 2),
            docs_dir=settings.docs_dir,
            metrics_dir=settings.metrics_dir,
            max_body_bytes=settings.max_body_bytes,
            max_batch_events=settings.max_batch_events,
            rules=rules,
        )
    )


def open_spool(settings: Settings) -> Spool:
    """The spool of one worker process."""
    limits = Limits(
        settings.segment_max_bytes,
        settings.segment_max_seconds,
        settings.spool_max_bytes,
        settings.spool_min_free_bytes,
    )
    return Spool(SpoolDir(settings.spool_dir), limits, _now, _new_id, wait)


def is_quick(scope: Any, body: bytes) -> bool:  # noqa: ANN401 - granian's own type
    """Events as they are, and not too many: they wait for nothing but the disk, and take milliseconds."""
    if scope.path != "/event" or scope.method != "POST" or scope.query_string or "content-encoding" in scope.headers:
        return False
    is_array = not body.startswith(b"{")
    if len(body) > (_QUICK_ARRAY_BYTES if is_array else _QUICK_BYTES):
        return False
    # at most so many items: whatever they are, each takes its time
    return count(body, b"\n") + (count(body, b",") if is_array else 0) < _QUICK_ITEMS


def _end_with_parent(spool: Spool) -> None:
    """End this worker when the server that spawned it has died; it would go on alone, and keep the port."""
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(_PARENT_POLL_SECONDS)
    spool.close()
    os._exit(1)


def _now() -> datetime:
    return datetime.now(UTC)


def _new_id() -> str:
    return str(uuid_utils.uuid7())
