"""The dependencies of the routes, passed in by ingest_api.main."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Semaphore

from eventmart.erasures import Erasures
from eventmart.keys import KeyFile
from eventmart.named_queries import NamedQueries
from eventmart.results.saved import SavedResults
from eventmart.run_totals import RunTotals
from eventmart.update_runs import RunRecords
from ingest_api.analytics.named_columns import NamedColumns
from ingest_api.analytics.saving.background import BackgroundQueries
from ingest_api.analytics.totals import Totals
from ingest_api.intake.events import Rules
from ingest_api.metrics import ApiMetrics
from ingest_api.spool.layout import SpoolDir
from ingest_api.spool.spool import Spool
from ingest_api.web.health import Check
from ingest_api.web.query_response import QueryResponses
from ingest_api.web.rate_limit import RateLimit


@dataclass(frozen=True)
class Saving:
    """What saves results of queries.

    Attributes:
        queries: runs queries in the background, and saves their results.
        results: opens the saved results.
        answer_seconds: how long a request waits for its result to be saved.
    """

    queries: BackgroundQueries
    results: Callable[[], AbstractContextManager[SavedResults]]
    answer_seconds: float


@dataclass(frozen=True)
class Services:
    """The dependencies of the routes.

    Attributes:
        run_records: opens the records of the update runs.
        run_totals: returns the totals of the update runs for the metrics.
        erasures: opens the requests to forget a person.
        keys: the API keys.
        are_keys_required: whether requests without a key are refused even if no keys exist.
        allowed_hosts: host names by which callers without a key may reach the API.
        dependencies: checks for /health/ready, by name.
        new_id: creates a unique id, as text.
        now: returns the time (UTC).
        rate_limit: limit on requests per caller; None for no limit.
        cors_origins: origins whose scripts may read responses; `*` for all.
        waits: limits the requests that wait for events to land or for data to be complete; each acquires it once.
        docs_dir: folder of the docs site.
        mart_totals: returns the totals of the mart for the metrics.
        metrics: metrics of this process.
        metrics_dir: metrics folder of all processes.
        query_responses: runs queries on the engines.
        rules: validation rules for events.
        named_queries: the queries of folder `queries`.
        named_columns: the columns of these queries.
        saving: saves results of queries.
    """

    spool: Spool
    spool_dir: SpoolDir
    query_responses: QueryResponses
    mart_totals: Callable[[], Totals | None]
    run_records: Callable[[], AbstractContextManager[RunRecords]]
    run_totals: Callable[[], RunTotals]
    erasures: Callable[[], AbstractContextManager[Erasures]]
    keys: KeyFile
    are_keys_required: bool
    allowed_hosts: Collection[str]
    dependencies: Mapping[str, Check]
    new_id: Callable[[], str]
    now: Callable[[], datetime]
    rate_limit: RateLimit | None
    cors_origins: Sequence[str]
    waits: Semaphore
    docs_dir: Path
    metrics: ApiMetrics
    metrics_dir: Path
    max_body_bytes: int
    max_batch_events: int
    rules: Rules
    named_queries: NamedQueries
    named_columns: NamedColumns
    saving: Saving
