"""`python -m spark_thrift.query_driver IDLE_SECONDS FOLDER`: start Spark for queries, and watch it.

This is a process of its own beside the JVM, to do what no setting of Spark does: it takes functions away from Spark
SQL, and ends the server if a query that was cancelled goes on. When this process ends, the JVM does, too.
"""

import logging
import sys
import time
from pathlib import Path
from typing import Any

from py4j.protocol import Py4JError
from pyspark.java_gateway import launch_gateway

from eventmart.errors import first_line
from eventmart.files import size_below
from eventmart.process import configure_logging
from spark_thrift.functions import ALLOWED, REFUSED
from spark_thrift.priority import give_way
from spark_thrift.query_watch import Load, Watch

_POLL_SECONDS = 1.0

log = logging.getLogger("eventmart.spark-query")


def main(idle_seconds: float, folder: Path) -> str:
    """Run the server until it has to end.

    Args:
        idle_seconds: time without a session after which the server ends.
        folder: folder of Spark's temporary files.

    Returns:
        Why it ended.
    """
    gateway: Any = launch_gateway()  # type: ignore[no-untyped-call]
    try:
        return _served(gateway.jvm, gateway.proc.pid, idle_seconds, folder)
    finally:
        # a thread that goes on would delay its end
        gateway.proc.kill()


def _served(jvm: Any, pid: int, idle_seconds: float, folder: Path) -> str:  # noqa: ANN401 - py4j finds Java's classes on use
    take_functions_away(jvm)
    session = jvm.org.apache.spark.sql.SparkSession.builder().appName("eventmart-query").getOrCreate()
    # what the first query would wait for
    session.sql("show databases").collect()
    thrift = jvm.org.apache.spark.sql.hive.thriftserver.HiveThriftServer2
    sessions = _sessions(thrift.startWithSparkSession(session, True))
    background = _background_threads(jvm, sessions)
    tasks = session.sparkContext().statusTracker()
    watch = Watch(idle_seconds, time.monotonic)
    while True:
        # not before: somebody waits for the start, and it happens once
        give_way(pid)
        time.sleep(_POLL_SECONDS)
        load = Load(
            sessions=sessions.getOpenSessionCount(),
            statements=background.getActiveCount(),
            tasks=sum(executor.numRunningTasks() for executor in tasks.getExecutorInfos()),
            wanted_tasks=_wanted_tasks(tasks),
            bytes=size_below(folder),
        )
        if reason := watch.reason_to_end(load):
            return reason


def take_functions_away(jvm: Any) -> None:  # noqa: ANN401
    """Remove every function that is not allowed from Spark SQL, for all sessions to come."""
    catalyst = jvm.org.apache.spark.sql.catalyst
    for registry in (catalyst.analysis.FunctionRegistry.builtin(), catalyst.analysis.TableFunctionRegistry.builtin()):
        # as in system.builtin.abs; an operator is no identifier
        names = {name.rpartition(".")[2] for name in registry.listFunction().mkString(" ").split()}
        for name in sorted(name for name in names - ALLOWED if name.isidentifier()):
            registry.dropFunction(catalyst.FunctionIdentifier(name))
            if name not in REFUSED:
                log.warning("Nobody has decided on function %s of Spark, so it is refused.", name)


def _sessions(server: Any) -> Any:  # noqa: ANN401
    """The part of a Thrift server that holds its sessions."""
    (client_service, *_) = server.getServices()
    (sessions, *_) = client_service.getServices()
    return sessions


def _background_threads(jvm: Any, sessions: Any) -> Any:  # noqa: ANN401
    """The pool of the threads that execute statements. It is private, and nothing else tells how many are busy."""
    manager = jvm.java.lang.Class.forName("org.apache.hive.service.cli.session.SessionManager")
    pool = manager.getDeclaredField("backgroundOperationPool")
    pool.setAccessible(True)
    return pool.get(sessions)


def _wanted_tasks(tasks: Any) -> int:  # noqa: ANN401
    """How many of the running tasks belong to a job that has not ended."""
    stages = [tasks.getStageInfo(stage) for stage in tasks.getActiveStageIds()]
    return sum(stage.get().numActiveTasks() for stage in stages if stage.isDefined())


if __name__ == "__main__":
    configure_logging("text")
    try:
        log.warning("Spark for queries ends: %s", main(float(sys.argv[1]), Path(sys.argv[2])))
    except (Py4JError, OSError) as error:
        sys.exit(f"Spark for queries has died: {first_line(error)}")
