"""The update runs in numbers, and the alerts that are on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

STATES = ("queued", "running", "succeeded", "succeeded_with_failures", "failed", "cancelled")


@dataclass(frozen=True)
class RunTotals:
    """The update runs.

    Attributes:
        count_by_state: number of runs in each state.
        last_seconds: duration of the last run that ended; None if there is none.
        alerts: names of the alerts that are on.
    """

    count_by_state: Mapping[str, int]
    last_seconds: float | None
    alerts: Sequence[str]


def run_totals(connection: psycopg.Connection[Any]) -> RunTotals:
    """The totals, over a connection of role pipeline.

    Raises:
        psycopg.Error: PostgreSQL answers with an error.
    """
    counts = dict(
        connection.execute(
            """
            select state, sum(run_count)::bigint from (
                select state, count(*) as run_count from pipeline.update_runs group by state
                union all
                select state, run_count from pipeline.removed_runs
            ) as counted
            group by state
            """
        ).fetchall()
    )
    last = connection.execute(
        "select extract(epoch from finished_at - started_at)::float8 from pipeline.update_runs "
        "where started_at is not null and finished_at is not null order by requested_at desc, run_id desc limit 1"
    ).fetchone()
    alerts = connection.execute("select name from pipeline.alerts").fetchall()
    return RunTotals({state: counts.get(state, 0) for state in STATES}, last and last[0], [name for (name,) in alerts])
