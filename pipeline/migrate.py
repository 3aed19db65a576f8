"""Migrations of schema `pipeline`: the files in pipeline/migrations, applied in the order of their numbers.

A file never changes once it is released: the next change is the next file. Each runs as role pipeline, in a transaction
of its own, which also records it in table pipeline.migrations.
"""

import logging
from pathlib import Path
from typing import Any

import psycopg

from eventmart.errors import OperatorError

_FOLDER = Path(__file__).with_name("migrations")
_AS_PIPELINE = "set local role eventmart_pipeline"

log = logging.getLogger("eventmart")


def migrations() -> dict[int, Path]:
    """The files in order, by number: 0001_update_runs.sql has number 1."""
    return {int(path.name.partition("_")[0]): path for path in sorted(_FOLDER.glob("*.sql"))}


def migrate(connection: psycopg.Connection[Any]) -> None:
    """Create schema `pipeline` if it is missing, and apply the migrations that it lacks.

    Args:
        connection: of the admin role, in autocommit mode. Nobody else may migrate the database at the same time.

    Raises:
        OperatorError: the database has a migration that this version does not know. It stays as it is.
        psycopg.Error: a migration failed. The schema stays as the one before has left it.
    """
    files = migrations()
    applied = _applied(connection)
    _refuse_unknown(applied)
    for number in sorted(files.keys() - applied):
        path = files[number]
        with connection.transaction():
            connection.execute(_AS_PIPELINE)
            connection.execute(path.read_bytes())
            connection.execute(
                "insert into pipeline.migrations (number, name) values (%s, %s)",
                [number, path.stem.partition("_")[2]],
            )
        log.info("schema pipeline is migrated: %s", path.stem)


def check_migrated(connection: psycopg.Connection[Any]) -> None:
    """Check that schema `pipeline` is as this version knows it.

    Args:
        connection: of role pipeline.

    Raises:
        OperatorError: it lacks a migration, or has one that this version does not know.
    """
    applied = _recorded(connection)
    _refuse_unknown(applied)
    if migrations().keys() - applied:
        raise OperatorError(
            "The database is from an older version of eventmart. Run `eventmart bootstrap`; "
            "in containers, `docker compose up --detach --wait`."
        )


def _refuse_unknown(applied: set[int]) -> None:
    files = migrations()
    if unknown := applied - files.keys():
        raise OperatorError(
            f"The database is from a newer version of eventmart: schema pipeline has migration {max(unknown)}, and "
            f"this version knows {max(files)}. Install the newer version again."
        )


def _applied(connection: psycopg.Connection[Any]) -> set[int]:
    """Numbers of the migrations that the database has."""
    with connection.transaction():
        connection.execute("create schema if not exists pipeline authorization eventmart_pipeline")
        connection.execute(_AS_PIPELINE)
        connection.execute(
            "create table if not exists pipeline.migrations "
            "(number integer primary key, name text not null, applied_at timestamptz not null default now())"
        )
        return _recorded(connection)


def _recorded(connection: psycopg.Connection[Any]) -> set[int]:
    return {int(number) for (number,) in connection.execute("select number from pipeline.migrations")}
