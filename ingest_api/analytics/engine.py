"""What an engine is: a place where guarded queries run. Formats, named queries, pages and ETags stand above it.

A query goes through these steps:

1. `Engine.check` accepts its text, with `:name` for each parameter, and returns a `Statement`.
2. `Engine.state` tells how complete the tables are that it reads, and the version of the data. A request that only
   asks whether its answer has changed ends here.
3. `Engine.page` runs it and returns some of its rows, or `Engine.stream` runs it and gives all rows while it runs, as
   Python values, as CSV or as Arrow. Both read one snapshot of the data.

A new engine implements these methods and raises the errors below. `ingest_api/main.py` registers it by its name.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

import msgspec
import pyarrow

from eventmart.query_parameters import Type, Value
from ingest_api.analytics.catalog import Table
from ingest_api.cancellation import Cancellation

# the hint of an error that has this cause
MART_NOT_BUILT = "The mart is not built yet. Call /data/update once."


class QueryError(Exception):
    """The query has no answer.

    Args:
        message: the reason.
        line: line of the sender's SQL at which the error was found, from 1; None if its place is not known.
        column: column in that line, from 1.
        hint: what may help.
    """

    def __init__(
        self, message: str, line: int | None = None, column: int | None = None, hint: str | None = None
    ) -> None:
        super().__init__(message)
        self.line, self.column, self.hint = line, column, hint

    @property
    def detail(self) -> str:
        """The message with the place and the hint."""
        place = "" if self.line is None else f" (line {self.line}, column {self.column})"
        return f"{self}{place}" + ("" if self.hint is None else f". {self.hint}")


class QueryRefused(QueryError):
    """The query is not allowed, or cannot be parsed. No engine has got it."""


class QueryFailed(QueryError):
    """The engine rejected or aborted the query; the message and the hint are the engine's."""


class QueryForbidden(QueryFailed):
    """The query reads what the API's role may not read."""


class QueryTimedOut(QueryFailed):
    """The query exceeded the time limit."""


class QueryEnded(QueryFailed):
    """Somebody ended the query while it ran: its client left, or an administrator ended it."""

    def __init__(self, message: str = "The query was ended while it ran, by its client or an administrator.") -> None:
        super().__init__(message)


class TooManyQueries(Exception):
    """As many queries run as this process runs at a time."""


class EngineUnavailable(Exception):
    """The engine cannot be reached, or has ended during the query. The same query may succeed later."""


@dataclass(frozen=True)
class Binding:
    """The value of a parameter, with its type; the value is None if it was left out."""

    type: Type
    is_list: bool
    value: Value


@dataclass(frozen=True)
class Statement:
    """A query that is allowed.

    Attributes:
        sql: the SELECT, without semicolons and comments at its end.
        tables: names of the tables and views that it reads, in lower case, and of its CTEs. That of a saved result
            begins with `results.`.
        is_repeatable: whether its answer stays right while the data stands still. That of a query that reads the clock
            or random numbers does not.
        is_ordered: whether its rows come in the same order each time while the data stands still, so that a result has
            pages.
        placeholders: where `sql` has `:name`: the position of the colon, and the name. In order.
        bindings: value of each parameter, by name.
    """

    sql: str
    tables: frozenset[str]
    is_repeatable: bool = True
    is_ordered: bool = True
    placeholders: tuple[tuple[int, str], ...] = ()
    bindings: Mapping[str, Binding] = field(default_factory=dict)


@dataclass(frozen=True)
class State:
    """The data that a query reads.

    Attributes:
        complete_through: every event received up to this time is in the tables; None before the first update run.
        run_id: the update run that the data comes from.
        version: differs whenever the data may have changed; None if versions cannot be compared.
    """

    complete_through: datetime | None = None
    run_id: str | None = None
    version: str | None = None


class Column(msgspec.Struct, frozen=True):
    """A column of a result, with the engine's name of its type."""

    name: str
    type: str


def unique_names(columns: Sequence[Column]) -> list[str]:
    """The names of the columns, for formats in which names may not repeat: the second `a` is `a_2`."""
    taken: dict[str, None] = {}
    for column in columns:
        candidates = itertools.chain([column.name], (f"{column.name}_{number}" for number in itertools.count(2)))
        taken[next(name for name in candidates if name not in taken)] = None
    return list(taken)


Row = tuple[Any, ...]
"""Values that msgspec encodes as JSON."""


@dataclass(frozen=True)
class Bounds:
    """Which rows of a result a page has.

    Attributes:
        rows: maximum number of rows.
        bytes: approximate maximum size of their values.
        skipped_rows: number of rows before the first one of the page.
    """

    rows: int
    bytes: int
    skipped_rows: int = 0


def first_rows(rows: Iterable[tuple[Row, int]], bounds: Bounds) -> tuple[list[Row], bool]:
    """The first of some rows, up to the limits, and whether they are all.

    Args:
        rows: each row, with the size of its values.
        bounds: the limits. No more than one row beyond them is read.

    Raises:
        QueryFailed: the first row alone is too large.
    """
    found: list[Row] = []
    total = 0
    for row, size in rows:
        total += size
        if total > bounds.bytes and not found:
            raise QueryFailed(f"A row is larger than {bounds.bytes} bytes. Select less of it.")
        if total > bounds.bytes or len(found) == bounds.rows:
            return found, False
        found.append(row)
    return found, True


@dataclass(frozen=True)
class Page:
    """Some rows of a result.

    Attributes:
        is_last: whether the result has no more rows.
        state: the data that the query has read.
    """

    columns: list[Column]
    rows: list[Row]
    is_last: bool
    state: State


class Stream(Protocol):
    """The rows of a query that runs. They can be read once, in one of three forms, at constant memory.

    Reading may raise the errors of `Engine.stream` at any time. What was read until then is not the whole result.

    Attributes:
        columns: in order; names may repeat.
        state: the data that the query reads, in the same snapshot.
    """

    columns: list[Column]
    state: State

    def rows(self) -> Iterator[Row]:
        """Each row."""

    def table_types(self) -> Sequence[str]:
        """The type of each column in a table of the mart's database into which `csv` can be copied."""

    def csv(self) -> Iterator[bytes]:
        """Parts of CSV without a header, as RFC 4180, but with LF. Null is empty, and an empty text is `""`."""

    def arrow(self) -> tuple[pyarrow.Schema, Iterator[pyarrow.RecordBatch]]:
        """The schema, and batches of rows, each of a few MB."""


class RunningQuery(msgspec.Struct, frozen=True):
    """A query that runs now, in any process of the API.

    `id` is that of the header X-Query-Id of its answer; `sql` is the beginning of what the engine runs.
    """

    id: str
    engine: str
    started_at: datetime
    sql: str


# bytes of a query that PostgreSQL shows; see its setting track_activity_query_size
_SHOWN_BYTES = 900


def label(sql: str) -> str:
    """The beginning of a query as a comment in one line, which PostgreSQL shows of what runs."""
    return "-- " + " ".join(sql.split()).encode()[:_SHOWN_BYTES].decode(errors="ignore")


class Engine(Protocol):
    """A place where queries run, as a role that can only read. Its methods may be called from many threads."""

    name: str

    def tables(self) -> list[Table]:
        """The tables and views that queries may read."""

    def check(self, sql: str, bindings: Mapping[str, Binding]) -> Statement:
        """Check a query before it runs.

        Raises:
            QueryRefused: it is not a single allowed SELECT, or it has a `:name` that has no binding.
        """

    def columns(self, statement: Statement) -> list[Column] | None:
        """The columns of a query, without running it; None if they are not known without a server that may rest.

        Raises:
            QueryFailed: the engine rejects the query.
        """

    def state(self, tables: frozenset[str]) -> State:
        """The state of the data that a query reads, without running it.

        Args:
            tables: those of the statement.
        """

    def page(self, statement: Statement, query_id: str, bounds: Bounds, cancellation: Cancellation) -> Page:
        """Run a query for some of its rows. While a version of the data stands, the rows
        of a query that is repeatable and ordered come in the same order each time.

        Args:
            statement: from `check`.
            query_id: `running` and `end` know the query by it.
            bounds: which rows.
            cancellation: ends the query in the engine within a second.

        Raises:
            TooManyQueries: queries do not queue, so that they leave threads to other requests.
            QueryForbidden, QueryTimedOut, QueryEnded, QueryFailed: there is no result.
            Cancelled: the client had left before.
        """

    def stream(
        self, statement: Statement, query_id: str, max_rows: int | None, cancellation: Cancellation
    ) -> AbstractContextManager[Stream]:
        """Run a query until the end of the block, for all rows or the first `max_rows`; see `page`."""

    def running(self) -> list[RunningQuery]:
        """The queries that run now, the oldest first."""

    def end(self, query_id: str) -> bool:
        """End a query that runs; False if none has this id."""
