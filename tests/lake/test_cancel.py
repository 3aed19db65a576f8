"""A run that is cancelled in a statement of Spark: Spark stops working on it."""

import time
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


def test_spark_ends_the_jobs_of_a_cancelled_run(lake: Lake, stack: Stack, settings: Settings) -> None:
    spark = psutil.Process(stack.supervisor.pids()["spark-thrift"])
    java = next(each for each in [spark, *spark.children(recursive=True)] if each.name() == "java")
    performer = Performer(partial(end_statements, settings), "tests.lake.long_statement")

    def is_busy() -> bool:
        return java.cpu_percent(interval=0.5) > 80

    looks = 0

    def is_cancelled() -> bool:
        nonlocal looks
        looks += 1
        # busy for three looks in a row
        return looks > 3 if is_busy() else bool(looks := 0)

    try:
        assert performer.perform(_RUN, is_cancelled) is None
        cancelled = time.monotonic()
        wait_until(lambda: not any(is_busy() for _ in range(3)), "a Spark that does nothing", 20)
        assert time.monotonic() - cancelled < 8
        # and it is well
        assert lake.query("select 1") == [(1,)]
    finally:
        performer.stop()
