"""The columns of the named queries, as the engines tell them now."""

import logging
import time
from collections.abc import Callable, Mapping
from threading import Lock

import psycopg

from eventmart.errors import first_line
from eventmart.named_queries import NamedQueries, NamedQuery
from ingest_api.analytics.engine import Binding, Column, Engine, EngineUnavailable, QueryError

# anybody may ask for them
_TRUST_SECONDS = 10.0

log = logging.getLogger("eventmart.api")


class NamedColumns:
    """Asks the engines for the columns of the named queries, and keeps the answers for ten seconds.

    Args:
        queries: the named queries.
        engines: by name.
        now: returns a time in seconds.
    """

    def __init__(
        self, queries: NamedQueries, engines: Mapping[str, Engine], now: Callable[[], float] = time.monotonic
    ) -> None:
        self._queries = queries
        self._engines = engines
        self._now = now
        self._lock = Lock()
        self._asked_at = float("-inf")
        self._asked: Mapping[str, NamedQuery] = {}
        self._columns: Mapping[str, list[Column]] = {}

    def all(self) -> Mapping[str, list[Column]]:
        """The columns of each query by its name. Those that are not known, or not without waiting, are left out."""
        queries = self._queries.all()
        with self._lock:
            if queries is not self._asked or self._now() - self._asked_at > _TRUST_SECONDS:
                found = {name: self._columns_of(query) for name, query in queries.items()}
                self._columns = {name: columns for name, columns in found.items() if columns is not None}
                self._asked, self._asked_at = queries, self._now()
            return self._columns

    def _columns_of(self, query: NamedQuery) -> list[Column] | None:
        # a type does not depend on a value
        bindings = {
            parameter.name: Binding(parameter.type, parameter.is_list, parameter.default_value())
            for parameter in query.parameters
        }
        try:
            engine = self._engines[query.engine]
            return engine.columns(engine.check(query.sql, bindings))
        except (QueryError, EngineUnavailable, psycopg.OperationalError) as error:
            log.warning("the columns of query %s are not known: %s", query.name, first_line(error))
            return None
