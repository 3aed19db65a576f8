"""Idempotency keys of requests for update runs, in PostgreSQL.

A client that does not know whether its request has arrived repeats it with the same key, and gets the same run. See
https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg

# how long a key is kept, and how many are
KEPT_HOURS = 24
_KEPT_KEYS = 10_000


@dataclass(frozen=True)
class IdempotencyKey:
    """The key of a request.

    Attributes:
        caller: who has sent it. Callers do not share keys.
        key: the key.
        request: what was requested, as text. A repetition requests the same.
    """

    caller: str
    key: str
    request: str


class KeyReused(Exception):
    """The key came with another request before."""


def once(connection: psycopg.Connection[Any], key: IdempotencyKey, perform: Callable[[], UUID]) -> UUID:
    """Perform a request, or return the run of the same request that came before.

    Args:
        connection: a connection in autocommit mode.
        key: the key of the request.
        perform: performs the request over the connection, and returns the id of the run.

    Raises:
        KeyReused: the key came with another request before.
    """
    with connection.transaction():
        connection.execute(
            "delete from pipeline.idempotency_keys where created_at < now() - %s * interval '1 hour' "
            "or number <= (select max(number) from pipeline.idempotency_keys) - %s",
            [KEPT_HOURS, _KEPT_KEYS],
        )
        # of two at the same time, the second waits here for the first
        is_new = connection.execute(
            "insert into pipeline.idempotency_keys (caller, key, request) values (%s, %s, %s) "
            "on conflict (caller, key) do nothing returning 1",
            [key.caller, key.key, key.request],
        ).fetchone()
        if is_new:
            run_id = perform()
            connection.execute(
                "update pipeline.idempotency_keys set run_id = %s where caller = %s and key = %s",
                [run_id, key.caller, key.key],
            )
            return run_id
        row = connection.execute(
            "select request, run_id from pipeline.idempotency_keys where caller = %s and key = %s",
            [key.caller, key.key],
        ).fetchone()
    assert row is not None  # noqa: S101 - the insert has found it
    if row[0] != key.request:
        raise KeyReused
    return UUID(str(row[1]))
