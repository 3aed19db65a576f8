"""dbt commands, run in this process."""

import logging
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path

from dbt.adapters.base.impl import DEFAULT_BASE_BEHAVIOR_FLAGS
from dbt.cli.main import dbtRunner, dbtRunnerResult
from dbt.contracts.graph.manifest import Manifest
from dbt_common.events.base_types import EventMsg

from eventmart.node_results import NodeResult
from eventmart.settings import Settings
from pipeline.transient import is_transient_message

log = logging.getLogger("eventmart.worker")

# A response of the Thrift server as PyHive prints it: the stack trace first, then the message.
_RESPONSE = re.compile(r"errorMessage=(?P<quote>['\"])(?P<text>.*?)(?P=quote)\)", re.DOTALL)
_FAILED = ("error", "fail", "runtime error")
# in the messages of statements whose server has gone: it was killed, or ran out of memory and stopped itself
_SIGNS_OF_DEATH = re.compile(
    r"stopped SparkContext|SparkContext was shut down|TSocket read 0 bytes|Could not connect to any of"
    # all that the client says of a connection that was reset
    r"|^\s*unexpected exception\s*$",
    re.MULTILINE,
)
_DEATH = (
    "Spark stopped during this statement. Its log says why: `eventmart logs spark-thrift`. The process manager "
    "restarts it, and the next try continues."
)
# Each command makes dbt's list longer by its adapter's flags, and examines the stack for each entry. In a process that
# lives for weeks, that would slow the commands down more and more.
_BEHAVIOR_FLAGS = tuple(DEFAULT_BASE_BEHAVIOR_FLAGS)
# the environment variable in which the lake's project finds the update run
_RUN_ID = "DBT_EVENTMART_RUN_ID"
# materializations whose main statement tells how many rows it has written
_TELLING_ROWS = ("table", "incremental", "snapshot", "seed")


class DbtError(Exception):
    """A dbt command failed. The message lists the failed nodes with their errors.

    Args:
        message: the message.
        is_transient: whether one of the errors passes by itself. The others tell themselves at the next try.
    """

    def __init__(self, message: str, *, is_transient: bool = False) -> None:
        super().__init__(message)
        self.is_transient = is_transient


class SparkDied(DbtError):
    """A dbt command failed because Spark stopped. It is restarted."""

    def __init__(self, message: str) -> None:
        super().__init__(message, is_transient=True)


class ModelsFailed(DbtError):
    """Models or tests failed on which nothing depends that the run is for: the batch has got through without them."""


class Dbt:
    """Runner of dbt commands on the two projects.

    Args:
        settings: exported as the environment variables that the profiles read.
    """

    def __init__(self, settings: Settings) -> None:
        os.environ.update(settings.environment())
        # For each log it makes a line of each event, whatever the level, and searches it for the secrets in the
        # environment: a tenth of the time of a command. So there is one log, and errors are not printed as well.
        os.environ.setdefault("DBT_LOG_LEVEL", "none")
        os.environ.setdefault("DBT_LOG_LEVEL_FILE", "info")
        # only the docs site needs dbt's artifacts; to write them takes a third of a second per command
        os.environ.setdefault("DBT_WRITE_JSON", "false")
        # called with the name of each model and test as it begins, by several threads
        self.on_node: Callable[[str], None] = lambda name: None
        # called with each message of the projects' macros, by several threads
        self.on_message: Callable[[str], None] = lambda message: None
        self._target_dir = settings.state_dir / "dbt"
        self._parsed: dict[Path, Manifest] = {}
        self._messages: list[str] = []
        self._operation_errors: list[str] = []
        self._failed_nodes: list[str] = []
        self._is_transient = False
        self._results: list[NodeResult] = []

    def name_run(self, run_id: str) -> None:
        """Tell the projects for which update run the next commands are. The lake records it with what the run loads."""
        os.environ[_RUN_ID] = run_id

    def invoke(self, project: Path, command: str, *arguments: str) -> str:
        """Run one dbt command.

        Returns:
            A summary such as "12 success, 30 pass; 0.4 s of dbt's own". The seconds are the time in which no node ran.
            The messages of the project's macros follow.

        Raises:
            DbtError: a node failed, or dbt could not start.
            SparkDied: a node failed because Spark stopped.
        """
        started = time.monotonic()
        self._messages.clear()
        result = self._run(project, command, *arguments)
        return "; ".join([_summary(result, timedelta(seconds=time.monotonic() - started)), *self._messages])

    def parse(self, project: Path) -> Manifest:
        """Parse a project. The next command on it uses the result.

        Raises:
            DbtError: the project cannot be parsed.
        """
        # a manifest may be left over from a run that did not use it; with it dbt would not read the files
        self._parsed.pop(project, None)
        manifest: Manifest = self._run(project, "parse").result
        self._parsed[project] = manifest
        return manifest

    def take_results(self) -> list[NodeResult]:
        """The results of the nodes that have ended since the last call."""
        taken, self._results = self._results, []
        return taken

    def target_dir(self, project: Path) -> Path:
        """Folder of dbt's artifacts of the project."""
        return self._target_dir / project.name

    def _run(self, project: Path, command: str, *arguments: str) -> dbtRunnerResult:
        target_dir = str(self.target_dir(project))
        paths = ["--project-dir", str(project), "--target-path", target_dir, "--log-path", target_dir]
        paths += ["--target", "prod"]
        self._operation_errors.clear()
        self._failed_nodes.clear()
        self._is_transient = False
        DEFAULT_BASE_BEHAVIOR_FLAGS[:] = _BEHAVIOR_FLAGS
        runner = dbtRunner(manifest=self._parsed.pop(project, None), callbacks=[self._hear])
        result = runner.invoke([*command.split(), *paths, *arguments])
        if not result.success:
            # the result of an operation has no message
            failures = "\n".join(map(readable, self._operation_errors)) or _failures(result, self._failed_nodes)
            if _DEATH in failures:
                raise SparkDied(failures)
            raws = [*self._operation_errors, str(result.exception or "")]
            raise DbtError(failures, is_transient=self._is_transient or any(map(is_transient_message, raws)))
        return result

    def _hear(self, event: EventMsg) -> None:
        """Receive an event of dbt. What a macro says with `log(..., info=true)` is for the record of the run."""
        if event.info.name == "NodeStart":
            self.on_node(event.data.node_info.node_name)
        elif event.info.name == "NodeFinished":
            self._results.append(_node_result(event))
            if event.data.run_result.status in _FAILED:
                message = event.data.run_result.message or event.data.run_result.status
                self._failed_nodes.append(f"{event.data.node_info.unique_id}: {readable(message)}")
                # its stack trace tells the cause, which the readable message may leave out
                self._is_transient |= is_transient_message(message)
        elif event.info.name == "JinjaLogInfo":
            log.info(event.data.msg)
            self._messages.append(event.data.msg)
            self.on_message(event.data.msg)
        elif event.info.name in ("RunningOperationCaughtError", "RunningOperationUncaughtError"):
            self._operation_errors.append(event.data.exc)


def _node_result(event: EventMsg) -> NodeResult:
    """What the record of a run keeps of a model or test that has ended."""
    node, result = event.data.node_info, event.data.run_result
    found: NodeResult = {
        "name": node.unique_id,
        "status": result.status,
        "seconds": round(result.execution_time, 2),
    }
    rows = dict(result.adapter_response).get("rows_affected", -1)
    if node.materialized in _TELLING_ROWS and rows >= 0:
        found["rows"] = int(rows)
    if result.status in (*_FAILED, "warn"):
        found["message"] = readable(result.message or result.status)
    return found


def _failures(result: dbtRunnerResult, failed_nodes: list[str]) -> str:
    """What failed and why.

    Args:
        result: of the command.
        failed_nodes: what is known of the nodes if dbt ends without their results, as it does if a hook fails.
    """
    if result.exception is not None:
        return "\n".join([*failed_nodes, readable(str(result.exception))])
    failed = [node for node in result.result if node.status in _FAILED]
    return "\n".join(f"{node.node.unique_id}: {readable(node.message or node.status)}" for node in failed)


def readable(message: str) -> str:
    """An error message of dbt without the Java stack trace and the query plan that Spark appends."""
    if _SIGNS_OF_DEATH.search(message):
        return _DEATH
    response = _RESPONSE.search(message)
    return re.split(r"(?:\n|\\n)(?:\s|\\t)*at |;(?:\n|\\n)", response["text"] if response else message, maxsplit=1)[
        0
    ].strip()


def _summary(result: dbtRunnerResult, elapsed: timedelta) -> str:
    nodes = getattr(result.result, "results", None) or []
    counts = Counter(str(node.status) for node in nodes)
    timings = [part for node in nodes for part in node.timing if part.completed_at is not None]
    nodes_busy = busy((part.started_at, part.completed_at) for part in timings)
    overhead = f"{(elapsed - nodes_busy).total_seconds():.1f} s of dbt's own"
    return "; ".join(filter(None, [", ".join(f"{counts[status]} {status}" for status in sorted(counts)), overhead]))


def busy(spans: Iterable[tuple[datetime, datetime]]) -> timedelta:
    """Total time covered by at least one of the spans (begin, end). Overlaps count once."""
    total = timedelta()
    until: datetime | None = None
    for begin, end in sorted(spans):
        until = max(begin, until or begin)
        total += max(timedelta(), end - until)
        until = max(until, end)
    return total
