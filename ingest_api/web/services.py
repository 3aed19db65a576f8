"""What the routes work with, handed in by ingest_api.main."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from threading import Semaphore

from eventmart.keys import KeyFile
from eventmart.update_runs import RunRecords
from ingest_api.analytics.mart import Mart
from ingest_api.intake.events import Rules
from ingest_api.metrics import ApiMetrics
from ingest_api.spool.layout import SpoolDir
from ingest_api.spool.spool import Spool
from ingest_api.web.health import Check
from ingest_api.web.rate_limit import RateLimit


@dataclass(frozen=True)
class Services:
    """What the routes work with.

    Attributes:
        new_id: a unique id, as text.
        run_records: opens the records of the update runs.
        keys: the API keys.
        are_keys_required: whether a request without a key is refused even where no keys were ever made.
        dependencies: checks for /health/ready.
        rules: what an event must keep to.
        rate_limit: how many requests a sender may make; None for any number.
        cors_origins: whose pages' scripts may read the answers; `*` for all.
        landing_waits: one is taken by each request that waits for its events to land.
        docs_dir: folder of the docs site.
        metrics: what this process counts.
        metrics_dir: where all processes count.
    """

    spool: Spool
    spool_dir: SpoolDir
    mart: Mart
    run_records: Callable[[], AbstractContextManager[RunRecords]]
    keys: KeyFile
    are_keys_required: bool
    dependencies: Mapping[str, Check]
    new_id: Callable[[], str]
    rate_limit: RateLimit | None
    cors_origins: Sequence[str]
    landing_waits: Semaphore
    docs_dir: Path
    metrics: ApiMetrics
    metrics_dir: Path
    max_body_bytes: int
    max_batch_events: int
    rules: Rules
