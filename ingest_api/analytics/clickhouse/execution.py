"""One query on ClickHouse: its columns, its rows, and the state of the data that they come from."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import chain

from ingest_api.analytics.clickhouse.client import Client, decoded
from ingest_api.analytics.clickhouse.failures import translated
from ingest_api.analytics.clickhouse.state import read_state
from ingest_api.analytics.clickhouse.statements import render
from ingest_api.analytics.engine import Column, EngineUnavailable, State, Statement

_DESCRIBE = "describe (\n"
# how often a query runs because the mart has changed between its state and its rows
_TRIES = 2
# memory, and files for what does not fit into it
_LIMITS = {"max_memory_usage": str(2**30), "max_temporary_data_on_disk_size_for_query": str(2**32)}


class Execution:
    """A query that is about to run.

    ClickHouse has no transactions. Therefore the state of the data is read before the query, and again when its first
    rows are there: by then it has chosen the data that it reads. If the state has changed, the query runs again.

    Args:
        client: as the reader.
        statement: the query.
        settings: of the query.
        seconds: its time limit.

    Attributes:
        columns: of the result.
        state: of the data, once `rows` has begun.

    Raises:
        QueryFailed, QueryForbidden, QueryTimedOut, QueryEnded, EngineUnavailable: see `engine.Engine.page`.
    """

    def __init__(self, client: Client, statement: Statement, settings: Mapping[str, str], seconds: float) -> None:
        self._client = client
        self._statement = statement
        self._query, self._values = render(statement)
        self._settings = {**_LIMITS, **settings}
        self._seconds = seconds
        self.state = self._read_state()
        self.columns = self._describe()

    @contextmanager
    def rows(self, format_: str) -> Iterator[Iterator[bytes]]:
        """Run the query until the end of the block.

        Args:
            format_: ClickHouse's name of the format.

        Yields:
            The parts of the result.
        """
        with translated(self._query, 0, self._seconds, self._is_built), ExitStack() as opened:
            for _ in range(_TRIES):
                opened.close()
                parts = opened.enter_context(
                    self._client.run(self._query.sql, format_, self._seconds, self._settings, self._values)
                )
                first = next(parts, b"")
                before, self.state = self.state, self._read_state()
                if before == self.state:
                    break
                if self._describe() != self.columns:
                    raise EngineUnavailable("An update run has changed the columns. Send the query again.")
            else:
                # the rows may be newer than this says, but never older
                self.state = replace(before, version=None)
            yield chain([first], parts)

    def _describe(self) -> list[Column]:
        sql = f"{_DESCRIBE}{self._query.sql}\n)"
        with (
            translated(self._query, len(_DESCRIBE), self._seconds, self._is_built),
            self._client.run(sql, "JSONCompactEachRow", self._seconds, self._settings, self._values) as parts,
        ):
            return [Column(name, type_) for name, type_, *_ in decoded(parts)]

    def _read_state(self) -> State:
        return read_state(self._client, self._statement.tables)

    def _is_built(self) -> bool:
        return self._read_state().run_id is not None
