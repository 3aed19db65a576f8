"""A run that is cancelled in a statement of Spark: Spark stops working on it."""

from datetime import UTC, datetime
from functools import partial
from uuid import UUID

import psutil

from eventmart.settings import Settings
from eventmart.update_runs import Run
from local_stack.stack import Stack
from pipeline.performer import Performer
from pipeline.statements import end_statements
from tests.lake.conftest import Lake
from tests.stack.client import wait_until

_RUN = Run(UUID(int=1), "running", datetime.now(UTC), None, None, [], None, False, None, None, tries=1)
# percent of a core, also on a machine that is busy with other things
_BUSY, _IDLE = 15, 5


def test_spark_ends_the_jobs_of_a_cancelled_run(lake: Lake, stack: Stack, settings: Settings) -> None:
    spark = psutil.Process(stack.supervisor.pids()["spark-thrift"])
    java = next(each for each in [spark, *spark.children(recursive=True)] if each.name() == "java")
    performer = Performer(partial(end_statements, settings), "tests.lake.long_statement")
    busy_looks = 0

    def is_cancelled() -> bool:
        nonlocal busy_looks
        busy_looks = busy_looks + 1 if java.cpu_percent(interval=0.5) > _BUSY else 0
        return busy_looks >= 4

    try:
        assert performer.perform(_RUN, is_cancelled) is None
        # the statement would take hours
        wait_until(lambda: all(java.cpu_percent(interval=0.5) < _IDLE for _ in range(3)), "an idle Spark", 60)
        # and it is well
        assert lake.query("select 1") == [(1,)]
    finally:
        performer.stop()
