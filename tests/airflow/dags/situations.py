"""DAGs for the tests: the operator in situations that a day's run does not have. Parsed by Airflow's Python alone."""

from datetime import UTC, datetime, timedelta

from airflow.sdk import DAG
from airflow.sdk.exceptions import AirflowException
from eventmart_update import EventmartUpdateOperator

_RETRY = {"retries": 1, "retry_delay": timedelta(seconds=1)}


class InterruptedOnce(EventmartUpdateOperator):
    """Its first attempt dies after the run has been requested."""

    def finish(self, context, event):
        if context["ti"].try_number == 1:
            raise AirflowException("the worker of the first attempt died")
        return super().finish(context, event)


for operator, dag_id, conn_id in (
    (EventmartUpdateOperator, "retried", "eventmart"),
    (EventmartUpdateOperator, "away", "away"),
    (EventmartUpdateOperator, "elsewhere", "elsewhere"),
    (InterruptedOnce, "interrupted_once", "eventmart"),
):
    with DAG(dag_id, schedule=None, start_date=datetime(2026, 1, 1, tzinfo=UTC), default_args=_RETRY) as dag:
        operator(task_id="update", conn_id=conn_id, poll_seconds=1)
    globals()[dag_id] = dag
