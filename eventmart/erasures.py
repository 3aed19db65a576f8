"""Requests to forget a person, in PostgreSQL."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.rows import class_row


@dataclass(frozen=True)
class Erasure:
    """One request, without the person.

    Attributes:
        requested_at: what was received up to this time is erased.
        line_count: how many lines of the raw files were the person's.
        raw_erased_at: when the raw files were rewritten; None if they are not yet.
        finished_at: when nothing was left; None if something may be.
    """

    erasure_id: UUID
    requested_at: datetime
    line_count: int
    raw_erased_at: datetime | None
    finished_at: datetime | None


_COLUMNS = sql.SQL(", ").join(sql.Identifier(field.name) for field in fields(Erasure))


class Erasures:
    """Reads and writes requests over one connection in autocommit mode."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def request(self, erasure_id: UUID, requested_at: datetime, user_id: str, source: str | None) -> None:
        """Store a request. The person's id stays in it until nothing else is left of the person.

        Args:
            erasure_id: id of the request.
            requested_at: what was received up to this time is to be erased.
            user_id: the person, as in column user_id of the mart.
            source: erase only what was sent with the key of this name; None for all.
        """
        self._connection.execute(
            "insert into pipeline.erasures (erasure_id, requested_at, user_id, source) values (%s, %s, %s, %s)",
            [erasure_id, requested_at, user_id, source],
        )

    def get(self, erasure_id: UUID) -> Erasure | None:
        """The request with this id, or None if there is none."""
        with self._connection.cursor(row_factory=class_row(Erasure)) as cursor:
            return cursor.execute(
                sql.SQL("select {} from pipeline.erasures where erasure_id = %s").format(_COLUMNS), [erasure_id]
            ).fetchone()

    def unfinished(self) -> list[Erasure]:
        """The requests that are not done, the oldest first."""
        with self._connection.cursor(row_factory=class_row(Erasure)) as cursor:
            return cursor.execute(
                sql.SQL("select {} from pipeline.erasures where finished_at is null order by requested_at").format(
                    _COLUMNS
                )
            ).fetchall()

    def last_finished(self) -> datetime | None:
        """When the newest of the requests that are done was made; None if none is."""
        row = self._connection.execute(
            "select max(requested_at) from pipeline.erasures where finished_at is not null"
        ).fetchone()
        return row[0] if row else None

    def persons(self, erasure_ids: Collection[UUID]) -> list[tuple[str, str, str | None, datetime]]:
        """Whom requests that are not done name: id of the request, user, source, time of the request."""
        return self._connection.execute(
            "select erasure_id::text, user_id, source, requested_at from pipeline.erasures "
            "where erasure_id = any(%s) and finished_at is null",
            [list(erasure_ids)],
        ).fetchall()

    def record_lines(self, line_counts: Mapping[UUID, int]) -> None:
        """Store how many lines each request has found. A later attempt finds those that are left."""
        for erasure_id, count in line_counts.items():
            self._connection.execute(
                "update pipeline.erasures set line_count = greatest(line_count, %s) where erasure_id = %s",
                [count, erasure_id],
            )

    def record_raw(self, erasure_ids: Collection[UUID]) -> None:
        """Store that the raw files are rewritten."""
        self._connection.execute(
            "update pipeline.erasures set raw_erased_at = now() where erasure_id = any(%s)", [list(erasure_ids)]
        )

    def finish(self, erasure_ids: Collection[UUID]) -> None:
        """Store that requests are done, and forget whom they named."""
        self._connection.execute(
            "update pipeline.erasures set finished_at = now(), user_id = null, source = null "
            "where erasure_id = any(%s)",
            [list(erasure_ids)],
        )
        # the rows as they were before
        self._connection.execute("vacuum (analyze) pipeline.erasures")
