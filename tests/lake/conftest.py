"""The lake alone: files are put into HDFS by its client, and only the steps that a test names are performed."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from dbt.contracts.graph.manifest import Manifest

from eventmart.settings import Settings
from eventmart.update_runs import Run
from ingest_api.records import envelopes, utc_text
from pipeline import steps as update_steps
from pipeline.dbt import Dbt, ModelsFailed
from pipeline.projects import LAKE, MART
from pipeline.published_sources import SOURCES_FILE, write_published_sources
from pipeline.steps import UpdateSteps
from raw_zone.client import HdfsClient, hdfs_client
from raw_zone.layout import NAME_TIME, file_path
from spark_thrift.client import connect
from tests.stack.client import Client


class Lake:
    """HDFS, the lake's tables, and the steps of an update run, performed in this process.

    Args:
        settings: of the running stack.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.hdfs: HdfsClient = hdfs_client(settings)
        self.dbt = Dbt(settings)
        # the projects, which a test may replace by copies
        self.project, self.mart_project = LAKE, MART

    def put(
        self, lines: list[tuple[str, bytes]], received_at: datetime | None = None, source: str = "anonymous"
    ) -> str:
        """Put a file of events, as the shipper would, and return its path.

        Args:
            lines: the id and the JSON of each event, in the order of their reception, 1 µs apart.
            received_at: when the first was received; by default just now.
            source: name of the key that they were sent with.
        """
        received_at = received_at or datetime.now(UTC) - timedelta(microseconds=len(lines))
        content = b""
        for number, (event_id, event) in enumerate(lines):
            moment = utc_text(received_at + timedelta(microseconds=number))
            (line,) = envelopes([b'"%b"' % event_id.encode()], [event], {}, moment, source)
            content += line + b"\n"
        path = file_path("events", f"{received_at.strftime(NAME_TIME)}-{uuid.uuid4().hex}.jsonl")
        self.hdfs.write(path, data=content)
        return path

    def perform(
        self, *steps: str, replay: tuple[datetime, datetime] | None = None, is_full: bool = False
    ) -> dict[str, str]:
        """Perform steps of an update run; returns the summary of each.

        Args:
            steps: names of the steps.
            replay: start and end of the reception times to reload.
            is_full: whether the run rebuilds everything.
        """
        replay_from, replay_to = replay or (None, None)
        now = datetime.now(UTC)
        run = Run(uuid.uuid4(), "running", now, now, None, [], None, is_full, replay_from, replay_to)
        functions = UpdateSteps(self.settings, self.dbt, run)
        with self.on_the_project():
            return {step: getattr(functions, step)().detail for step in steps}

    def perform_without(self, failing: str, *steps: str) -> str:
        """Perform steps of an update run, of which one goes on without the models that fail; returns its error.

        Args:
            failing: name of that step.
            steps: names of the steps.
        """
        now = datetime.now(UTC)
        functions = UpdateSteps(
            self.settings, self.dbt, Run(uuid.uuid4(), "running", now, now, None, [], None, False, None, None)
        )
        error = ""
        with self.on_the_project():
            for step in steps:
                if step == failing:
                    with pytest.raises(ModelsFailed) as failed:
                        getattr(functions, step)()
                    error = str(failed.value)
                else:
                    getattr(functions, step)()
        return error

    @contextmanager
    def on_the_project(self) -> Iterator[None]:
        """Perform steps on the projects. The sources of a copy of the mart's project follow those of the lake's."""

        def write_sources(manifest: Manifest) -> bool:
            if self.mart_project == MART:
                return False
            return write_published_sources(manifest, self.mart_project / SOURCES_FILE.relative_to(MART))

        with (
            mock.patch.object(update_steps, "LAKE", self.project),
            mock.patch.object(update_steps, "MART", self.mart_project),
            mock.patch.object(update_steps, "write_published_sources", write_sources),
        ):
            yield

    def load(self, replay: tuple[datetime, datetime] | None = None) -> None:
        """Bring what has landed into the lake."""
        self.perform("landing", "partitions", "lake", replay=replay)

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of a query in Spark SQL."""
        # a session keeps the list of a table's files, which the next load replaces
        with connect(self.settings) as connection:
            cursor = connection.cursor()
            cursor.execute(sql)
            return list(cursor.fetchall())

    def execute(self, sql: str) -> None:
        """Execute a statement in Spark SQL."""
        with connect(self.settings) as connection:
            connection.cursor().execute(sql)


@pytest.fixture(scope="session")
def lake(client: Client, settings: Settings) -> Lake:
    """The lake of the running stack. It exists, whatever ran before."""
    client.settle()
    return Lake(settings)
