"""Saves the result of one query as a table or view of schema `results`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from eventmart.results.saved import SavedResult
from eventmart.settings import Settings
from ingest_api.analytics.engine import Engine, QueryRefused, State, Statement
from ingest_api.analytics.saving.records import BackgroundQuery, QueryRecords, check_owner
from ingest_api.analytics.saving.relation import Connection, Relations
from ingest_api.cancellation import Cancellation

_OF_MART = "mart"
_OF_RESULTS = "results."


@dataclass(frozen=True)
class SaveAs:
    """What a result is to be: a table or a view, and its name."""

    name: str
    is_view: bool


@dataclass(frozen=True)
class ResultLimits:
    """The limits of results: maximum rows, maximum bytes as CSV, how many a key has, and how long they are kept.

    They are kept for ever if `days` is 0.
    """

    rows: int
    bytes: int
    per_key: int
    days: int


def limits_of(settings: Settings) -> ResultLimits:
    """The limits that are set."""
    return ResultLimits(
        settings.result_max_rows,
        settings.result_max_bytes,
        settings.results_per_key,
        settings.result_days,
    )


def check_view(statement: Statement, engine: str) -> None:
    """Check that a query can be saved as a view.

    Raises:
        QueryRefused: it cannot; the message gives the reason.
    """
    if engine != _OF_MART:
        raise QueryRefused("A view is possible in the mart only. Save a table.")
    if statement.bindings:
        raise QueryRefused("A view has no parameters. Write the values into the SQL, or save a table.")
    if any(table.startswith(_OF_RESULTS) for table in statement.tables):
        raise QueryRefused("A view cannot read saved results, which may be gone tomorrow. Save a table.")


def save(
    connection: Connection,
    relations: Relations,
    engine: Engine,
    statement: Statement,
    query: BackgroundQuery,
    save_as: SaveAs,
    limits: ResultLimits,
    now: Callable[[], datetime],
    cancellation: Cancellation,
) -> SavedResult:
    """Run a query and save its result, in place of the one that has its name.

    Whoever reads the result meanwhile sees the old one or the new one.

    Args:
        connection: of role saver in PostgreSQL, in no transaction.
        relations: makes the table or view.
        engine: runs the query.
        statement: the query.
        query: its record.
        save_as: what its result is to be.
        limits: the limits.
        now: returns the time (UTC).
        cancellation: ends the query.

    Raises:
        QueryFailed, QueryRefused, TooManyQueries, EngineUnavailable: there is no result, see `Engine.stream`, or it is
            over the limits, or its name is another key's.
        ResultInUse: the result that has its name is being read all the time.
        Cancelled: the query was ended.
    """
    size = None
    with relations(connection, query.query_id) as relation, connection.transaction():
        # it ends before an older result is replaced, which it may read
        with engine.stream(statement, str(query.query_id), limits.rows + 1, cancellation) as stream:
            if save_as.is_view:
                relation.make_view(stream, statement)
            else:
                size = relation.fill_table(stream, limits.rows, limits.bytes)
            state = State() if save_as.is_view else stream.state
        owner = relation.hold_name(save_as.name, cancellation.check)
        QueryRecords(connection).succeed(query.query_id, size and size.rows)
        check_owner(save_as.name, owner, query.requested_by)
        saved_at = now()
        result = SavedResult(
            name=save_as.name,
            is_view=save_as.is_view,
            engine=query.engine,
            sql=statement.sql,
            parameters={name: binding.value for name, binding in statement.bindings.items()},
            saved_by=query.requested_by,
            saved_at=saved_at,
            expires_at=saved_at + timedelta(days=limits.days) if limits.days else None,
            complete_through=state.complete_through,
            run_id=state.run_id,
            row_count=size and size.rows,
            byte_count=size and size.bytes,
        )
        relation.take_name(result, statement)
    return result
