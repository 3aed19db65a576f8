"""PostgreSQL's errors, as those of an engine."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from psycopg.errors import InsufficientPrivilege, QueryCanceled

from ingest_api.analytics.deadline import timed_out
from ingest_api.analytics.engine import MART_NOT_BUILT, QueryEnded, QueryFailed, QueryForbidden
from ingest_api.analytics.mart.statements import Rendered

# beginnings of the SQLSTATEs of which the query is the cause: data, syntax and names, resources, limits, functions that
# need something first; and those of these of which it is not: too many connections, and a lock
# https://www.postgresql.org/docs/current/errcodes-appendix.html
_QUERYS_OWN_FAULTS = ("22", "42", "53", "54", "55")
_NOT_ITS_FAULTS = ("53300", "55P03")


@contextmanager
def translated(rendered: Rendered, prefix: int, seconds: float, is_built: Callable[[], bool]) -> Iterator[None]:
    """Raise errors of PostgreSQL in this block as those of an engine.

    Args:
        rendered: the query.
        prefix: position of the query in the statement that PostgreSQL parses.
        seconds: time limit of the query.
        is_built: whether there is a mart.
    """
    try:
        yield
    except QueryCanceled as error:
        if "timeout" in (error.diag.message_primary or ""):
            raise timed_out(seconds) from None
        raise QueryEnded from None
    except psycopg.Error as error:
        code = error.sqlstate or ""
        is_its_own_fault = code.startswith(_QUERYS_OWN_FAULTS) and code not in _NOT_ITS_FAULTS
        if isinstance(error, psycopg.OperationalError) and not is_its_own_fault:
            raise
        kind = QueryForbidden if isinstance(error, InsufficientPrivilege) else QueryFailed
        message = error.diag.message_primary or str(error)
        hint = error.diag.message_hint if is_built() else MART_NOT_BUILT
        place = rendered.place(int(error.diag.statement_position or 0) - 1 - prefix)
        line, column = place or (None, None)
        raise kind(message, line, column, hint) from None
