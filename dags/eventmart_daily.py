"""Updates eventmart's lake and mart every day.

The task requests an update run at `/data/update` and waits for its end without holding a worker slot. It fails with the
step that failed and its message. A retry joins the run of the attempt before it, unless that run failed.

Connection `eventmart` holds the address of eventmart's API and, as its password, an API key of scope `admin`.
"""

from datetime import UTC, datetime, timedelta

from airflow.sdk import DAG
from eventmart_update import EventmartUpdateOperator

with DAG(
    "eventmart_daily",
    schedule="@daily",
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    # update runs are one at a time in any case
    max_active_runs=1,
    default_args={"owner": "eventmart", "retries": 3, "retry_delay": timedelta(minutes=5)},
    description="New events into the lake and the mart",
    doc_md=__doc__,
    tags=["eventmart"],
):
    EventmartUpdateOperator(task_id="update", max_wait=timedelta(hours=6))
