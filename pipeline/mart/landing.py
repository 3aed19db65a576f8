"""Publishing to ClickHouse: Spark writes files into HDFS, and this process sends them to database `landing`.

Spark's JDBC writer would send a few rows at a time, because rows may be large, and ClickHouse makes a part of each
insert.
"""

import json
from collections.abc import Generator, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.projects import RunsDbt
from raw_zone.client import HdfsClient
from raw_zone.layout import PUBLISHED

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

_CHUNK_BYTES = 2**20
# types in ClickHouse, by those that macro postgres_type of the lake's project names
_TYPES = {
    "boolean": "Bool",
    "smallint": "Int16",
    "integer": "Int32",
    "bigint": "Int64",
    "real": "Float32",
    "double precision": "Float64",
    # as text, because Date32 silently makes the nearest date that it holds of any other
    "date": "String",
    # microseconds since 1970
    "timestamp with time zone": "Int64",
    "timestamp without time zone": "Int64",
    # as text, binary data in base64
    "text": "String",
    "jsonb": "String",
    "bytea": "String",
}
_ERASED = {"source": "text", "event_id": "text", "received_micros": "bigint"}
_COMMIT = {
    "run_id": "text",
    "committed_at": "bigint",
    "complete_through": "bigint",
    "batch_id": "bigint",
    "event_count": "bigint",
    "repeat_count": "bigint",
    "id_conflict_count": "bigint",
    "tables": "text",
}


class Landing:
    """Database `landing`.

    Args:
        hdfs: where Spark writes the files.
        client: ClickHouse's, as role publisher.
    """

    def __init__(self, hdfs: HdfsClient, client: "Client") -> None:
        self._hdfs, self._client = hdfs, client

    def publish(self, dbt: RunsDbt, project: Path, run_id: str, held: Iterable[Sequence[Any]]) -> str:
        """Publish what the mart lacks of the lake. The commit record is withdrawn first and written last.

        Args:
            dbt: runs the lake's operation `publish`.
            project: folder of the lake's project.
            run_id: id of the update run.
            held: what the mart holds of each table, as macro tables_of_mart() queries it.

        Returns:
            A summary.

        Raises:
            DbtError: the operation has failed.
        """
        self._client.command("drop table if exists landing.commits")
        # what a run that was killed has left
        self._hdfs.delete(PUBLISHED, recursive=True)
        arguments = {"held": [*map(list, held)], "run_id": run_id}
        summary = dbt.invoke(project, "run-operation", "publish", "--args", json.dumps(arguments))
        (commit,) = (json.loads(line) for line in b"".join(self._content("commits")).splitlines())
        for name, table in json.loads(commit["tables"]).items():
            if table["is_sent"]:
                columns = {column: each["landing_type"] for column, each in table["columns"].items()}
                self._load(name, {"run_id": "text", **columns})
        if self._hdfs.status(f"{PUBLISHED}/erased_events", strict=False):
            self._load("erased_events", _ERASED)
        self._load("commits", _COMMIT)
        self._hdfs.delete(PUBLISHED, recursive=True)
        return summary

    def _load(self, name: str, columns: Mapping[str, str]) -> None:
        """Replace a table by one with the rows that Spark has written."""
        definitions = ", ".join(f"`{column}` Nullable({_clickhouse_type(type_)})" for column, type_ in columns.items())
        self._client.command(f"create or replace table landing.`{name}` ({definitions}) engine = MergeTree order by ()")
        self._client.raw_insert(f"landing.`{name}`", insert_block=self._content(name), fmt="JSONEachRow")

    def _content(self, name: str) -> Generator[bytes, None, None]:
        """The rows that Spark has written of a table, as lines of JSON, in parts of any size."""
        folder = f"{PUBLISHED}/{name}"
        for file in sorted(self._hdfs.list(folder)):
            if file.startswith("part-"):
                with self._hdfs.read(f"{folder}/{file}", chunk_size=_CHUNK_BYTES) as parts:
                    yield from parts


def _clickhouse_type(type_: str) -> str:
    return _TYPES.get(type_) or type_.replace("numeric", "Decimal")
