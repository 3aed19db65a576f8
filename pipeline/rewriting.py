"""Rewriting: joins the small files of the lake's tables, by whole partitions.

Each update run adds a file to each date that it touches, and each run opens all files to look for repeats. So a
partition with many small files is written again, into few files.

The new files are written into a folder of their own, `_rewritten/<partition>.<number>` in the folder of the table.
Then one statement makes that folder the partition's location. A query finds the old files or the new ones, never both,
and a kill at any point leaves one or the other. What the folders hold that are no partition's location any more, the
next run deletes: until then, queries that have listed the old files can read them.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from pyhive import hive

from eventmart.errors import OperatorError
from eventmart.settings import Settings
from pipeline.lake_state import kept_tables
from pipeline.leftovers import LAKE_FOLDER
from raw_zone.client import HdfsClient, hdfs_client
from spark_thrift.client import connect

# files smaller than this are opened more than they are read
_SMALL_BYTES = 16 * 2**20
# a partition with fewer small files is left alone
_MANY = 32
# A larger partition is rewritten less often, because all of it is written again: when its small files hold this part of
# it, or are so many that opening them costs more.
_PART = 8
_TOO_MANY = 256
# the next run waits for the rewriting, so each run does little of it
_PARTITIONS_OF_A_RUN = 3

_FOLDER = "_rewritten"
# as in event_date=2026-01-05; partitions of other values are left alone
_PARTITION = re.compile(r"(\w+)=([0-9A-Za-z-]+)")
_NUMBER = re.compile(r"\.(\d+)$")


@dataclass(frozen=True)
class Partition:
    """A partition of a table of the lake.

    Attributes:
        table: name of the table.
        name: column and value, such as event_date=2026-01-05.
    """

    table: str
    name: str

    @property
    def column(self) -> str:
        """Its column."""
        return self.name.partition("=")[0]

    @property
    def value(self) -> str:
        """Its value."""
        return self.name.partition("=")[2]

    def rewritten(self, number: int) -> str:
        """A folder for its files."""
        return f"{LAKE_FOLDER}/{self.table}/{_FOLDER}/{self.name}.{number}"

    @property
    def sql(self) -> str:
        """It in a statement that names it."""
        return f"partition ({self.column} = '{self.value}')"


@dataclass(frozen=True)
class _Small:
    """A partition of small files.

    Attributes:
        partition: the partition.
        folder: where its files are.
        files: their sizes in bytes, by name.
    """

    partition: Partition
    folder: str
    files: dict[str, int]


def is_due(sizes: Sequence[int]) -> bool:
    """Whether a partition is to be rewritten.

    Args:
        sizes: sizes of its files in bytes.
    """
    small = [size for size in sizes if size < _SMALL_BYTES]
    return len(small) >= _TOO_MANY or (len(small) >= _MANY and sum(small) * _PART >= sum(sizes))


def rewrite(settings: Settings) -> str:
    """Rewrite the partitions that need it most. It can be killed at any point. Nothing else may write to the lake.

    Returns:
        What was done, in words.

    Raises:
        hdfs.util.HdfsError: HDFS answers with an error.
        requests.RequestException: HDFS cannot be reached.
        thrift.transport.TTransport.TTransportException: the Thrift server cannot be reached.
        pyhive.exc.Error: the Thrift server answers with an error.
    """
    client = hdfs_client(settings)
    with connect(settings) as connection:
        cursor = connection.cursor()
        due = _due(client, cursor)
        for small in due[:_PARTITIONS_OF_A_RUN]:
            _rewrite(settings, client, cursor, small)
    if not due:
        return "nothing to rewrite"
    parts = [f"{small.partition.table} {small.partition.name} ({len(small.files)} files)" for small in due]
    outcome = f"rewritten: {', '.join(parts[:_PARTITIONS_OF_A_RUN])}"
    waiting = len(parts) - _PARTITIONS_OF_A_RUN
    return f"{outcome}; {waiting} more wait for the next runs" if waiting > 0 else outcome


def remove_replaced(settings: Settings) -> int:
    """Delete the folders that are no partition's location any more, and those of a rewriting that was killed.

    Returns:
        How many.

    Raises:
        As `rewrite`.
    """
    client, removed = hdfs_client(settings), 0
    with connect(settings) as connection:
        cursor = connection.cursor()
        for table in sorted(kept_tables(cursor)):
            for partition, folders in _folders(client, table).items():
                if len(folders) > 1:
                    location = _location(cursor, partition)
                    # one that the metastore does not know may have to be registered, see macro begin_run of the lake
                    for folder in folders.keys() - {location} if location else ():
                        client.delete(folder, recursive=True)
                        removed += 1
    return removed


def _due(client: HdfsClient, cursor: hive.Cursor) -> list[_Small]:
    """The partitions to rewrite, those with the most files first."""
    due: list[_Small] = []
    for table in sorted(kept_tables(cursor)):
        for partition, folders in _folders(client, table).items():
            # the next run deletes the one that is replaced
            if len(folders) == 1:
                ((folder, entries),) = folders.items()
                small = _Small(partition, folder, _files(client, folder) if entries >= _MANY else {})
                if is_due(list(small.files.values())):
                    due.append(small)
    # a table of another materialization may be published as well, and be of another format
    is_parquet = {table: _is_parquet(cursor, table) for table in {small.partition.table for small in due}}
    due = [small for small in due if is_parquet[small.partition.table]]
    return sorted(due, key=lambda small: len(small.files), reverse=True)


def _rewrite(settings: Settings, client: HdfsClient, cursor: hive.Cursor, small: _Small) -> None:
    """Write the files of a partition anew.

    Raises:
        OperatorError: somebody else has written to the partition meanwhile.
    """
    partition, folder = small.partition, small.folder
    number = _NUMBER.search(folder)
    target = partition.rewritten(int(number[1]) + 1 if number else 1)
    column = partition.column
    cursor.execute(
        f"insert overwrite directory '{settings.hdfs_url}{target}' using parquet select * except ({column}) "  # noqa: S608
        f"from (select /*+ rebalance({column}) */ * from lake.{partition.table} where {column} = '{partition.value}')"
    )
    # dbt that is run by hand is not kept out by the worker's lock, and its rows would be lost
    if _files(client, folder) != small.files:
        client.delete(target, recursive=True)
        raise OperatorError(
            f"Somebody has written to table lake.{partition.table} during an update run. If you run dbt by hand with "
            "target prod, stop the worker before."
        )
    cursor.execute(f"alter table lake.{partition.table} {partition.sql} set location '{settings.hdfs_url}{target}'")


def _folders(client: HdfsClient, table: str) -> dict[Partition, dict[str, int]]:
    """The folders of a table's partitions, and how many entries each has."""
    folders: defaultdict[Partition, dict[str, int]] = defaultdict(dict)
    root = f"{LAKE_FOLDER}/{table}"
    for parent in (root, f"{root}/{_FOLDER}"):
        if client.status(parent, strict=False) is not None:
            for name, status in client.list(parent, status=True):
                if _PARTITION.fullmatch(partition := name if parent == root else _NUMBER.sub("", name)):
                    folders[Partition(table, partition)][f"{parent}/{name}"] = status["childrenNum"]
    return folders


def _files(client: HdfsClient, folder: str) -> dict[str, int]:
    """Sizes of the files that Spark reads, by name."""
    listing = client.list(folder, status=True)
    # of a table with two partition columns, the partitions are in folders of the first one's values
    files = {name: status["length"] for name, status in listing if status["type"] == "FILE"}
    return {name: size for name, size in files.items() if not name.startswith(("_", "."))}


def _is_parquet(cursor: hive.Cursor, table: str) -> bool:
    cursor.execute(f"describe extended lake.{table}")
    return ("Provider", "parquet") in [(name, value) for name, value, _ in cursor.fetchall()]


def _location(cursor: hive.Cursor, partition: Partition) -> str | None:
    """The folder of a partition; None if the metastore does not know it."""
    cursor.execute(f"show partitions lake.{partition.table} {partition.sql}")
    if not cursor.fetchall():
        return None
    cursor.execute(f"describe extended lake.{partition.table} {partition.sql}")
    # the partition's own comes first, then that of the table
    return next(unquote(urlsplit(value).path) for name, value, _ in cursor.fetchall() if name == "Location")
