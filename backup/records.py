"""The records in PostgreSQL's schema pipeline: out into CSV files, and back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import psycopg
from psycopg import sql

from backup.contents import RECORDS, Manifest, SavedFile, chunks_of, save
from eventmart.update_runs import RunRecords

_UNSUCCESSFUL = ["failed", "cancelled"]
# Which rows of a table are saved. A run that has not ended belongs to the worker that performs it.
_ENDED = "finished_at is not null"
SAVED = {
    "update_runs": _ENDED,
    "node_results": f"run_id in (select run_id from pipeline.update_runs where {_ENDED})",  # noqa: S608
    "erasures": "true",
    "removed_runs": "true",
}
# what belongs to the stack that it was written in
NOT_SAVED = ("alert_messages", "alerts", "idempotency_keys", "migrations", "plan", "restores", "worker_lock")


def save_records(connection: psycopg.Connection[Any], folder: Path) -> Iterator[SavedFile]:
    """Save the tables, all as they are at one moment.

    Args:
        connection: of role pipeline, in no transaction.
        folder: the backup.
    """
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    with connection.transaction():
        for table, condition in SAVED.items():
            rows = sql.SQL("from pipeline.{} where {}").format(sql.Identifier(table), sql.SQL(condition))
            ((count,),) = connection.execute(sql.SQL("select count(*) {}").format(rows)).fetchall()
            query = sql.SQL("copy (select * {}) to stdout (format csv, header)").format(rows)
            with connection.cursor() as cursor, cursor.copy(query) as chunks:
                saved = save(folder, f"{RECORDS}/{table}.csv", map(bytes, chunks))
            # a row may have several lines
            yield msgspec.structs.replace(saved, rows=count)


def restore_records(connection: psycopg.Connection[Any], folder: Path, manifest: Manifest, run_id: UUID) -> UUID:
    """Add the saved rows to the tables and request a full run, unless that has been done: once for each backup.

    Args:
        connection: of role pipeline.
        folder: the backup.
        manifest: its manifest.
        run_id: id of the run, if none is queued.

    Returns:
        Id of the full run.
    """
    with connection.transaction():
        done = connection.execute("select run_id from pipeline.restores where backup_id = %s", [manifest.id]).fetchone()
        if done:
            return request_again(connection, manifest, run_id) or UUID(str(done[0]))
        for file in manifest.below(RECORDS):
            _load(connection, folder / file.path)
        run_id = RunRecords(connection).request(run_id, is_full=True)
        connection.execute("insert into pipeline.restores (backup_id, run_id) values (%s, %s)", [manifest.id, run_id])
    return run_id


def request_again(connection: psycopg.Connection[Any], manifest: Manifest, run_id: UUID) -> UUID | None:
    """Request another full run for a backup that was restored, if the one before has failed or was cancelled.

    No other run would load the restored files.

    Args:
        connection: of role pipeline.
        manifest: manifest of the backup.
        run_id: id of the other run, if none is queued.

    Returns:
        Id of the other run; None if there is no reason for one.
    """
    with connection.transaction():
        has_failed = connection.execute(
            "select from pipeline.restores join pipeline.update_runs using (run_id) "
            "where backup_id = %s and state = any(%s)",
            [manifest.id, _UNSUCCESSFUL],
        ).rowcount
        if not has_failed:
            return None
        run_id = RunRecords(connection).request(run_id, is_full=True)
        connection.execute("update pipeline.restores set run_id = %s where backup_id = %s", [run_id, manifest.id])
    return run_id


def _load(connection: psycopg.Connection[Any], path: Path) -> None:
    """Add the rows of a saved table. Columns that the file lacks get their defaults, as do numbers that count rows."""
    with path.open() as file:
        columns = sql.SQL(", ").join(map(sql.Identifier, file.readline().strip().split(",")))
    names = {"table": sql.Identifier("pipeline", path.stem), "columns": columns}
    # no temporary table: the role may not create one
    connection.execute(sql.SQL("create table pipeline.restored (like {table} including defaults)").format(**names))
    copy = sql.SQL("copy pipeline.restored ({columns}) from stdin (format csv, header)").format(**names)
    with connection.cursor() as cursor, cursor.copy(copy) as rows:
        for chunk in chunks_of(path):
            rows.write(chunk)
    connection.execute(
        sql.SQL(
            "insert into {table} ({columns}) overriding user value select {columns} from pipeline.restored "
            "order by ctid on conflict do nothing"
        ).format(**names)
    )
    connection.execute("drop table pipeline.restored")
