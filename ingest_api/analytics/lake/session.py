"""A session of Spark for one query, which ends with it."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from threading import Event, Thread

import pyhive.exc
from pyhive import hive
from TCLIService.ttypes import TCloseOperationReq, TOperationState
from thrift.Thrift import TException
from thrift.transport.TTransport import TTransportException

from ingest_api.analytics.engine import EngineUnavailable, QueryEnded, QueryTimedOut
from ingest_api.analytics.lake.failures import failure
from ingest_api.analytics.lake.statements import Rendered
from ingest_api.cancellation import Cancellation, Cancelled

Connect = Callable[[], hive.Connection]

# Spark starts with the first query, and again with the first one after a rest
_START_SECONDS = 90.0
_AGAIN_SECONDS = 0.2
_WATCH_SECONDS = 0.2
_ROWS_AT_ONCE = 500
_REASON_TRIES = 20
_REASON_SECONDS = 0.05
_GOING_ON = (TOperationState.INITIALIZED_STATE, TOperationState.PENDING_STATE, TOperationState.RUNNING_STATE)
# raised if the server is not there, or goes
_GONE = (TException, OSError, EOFError)
_NOT_THERE = (*_GONE, pyhive.exc.Error)


class LakeSession:
    """An open session.

    Args:
        connection: the session.
        connect: opens another one.
        timeout_seconds: time limit of what it runs, from now on.
        is_ended: whether somebody else has ended the query.
    """

    def __init__(
        self, connection: hive.Connection, connect: Connect, timeout_seconds: float, is_ended: Callable[[], bool]
    ) -> None:
        self._connection = connection
        self._connect = connect
        self._timeout_seconds = timeout_seconds
        self._is_timed_out = False
        self._is_ended_elsewhere = is_ended
        self._is_ended = Event()
        self._fetched: hive.Cursor | None = None
        self._lines_before = 0
        self._is_closed = Event()
        self._watcher = Thread(target=self._watch, name="lake-session", daemon=True)
        self._watcher.start()

    def execute(self, command: str) -> None:
        """Execute a command of our own, which takes no time."""
        with _reached():
            self._connection.cursor().execute(command)

    def run(self, rendered: Rendered) -> hive.Cursor:
        """Run a statement and return the cursor with its result.

        Raises:
            QueryTimedOut, QueryEnded: it was ended.
            QueryFailed, EngineUnavailable: see `failure`.
        """
        sql, self._lines_before = rendered
        cursor = self._connection.cursor(_ROWS_AT_ONCE)
        with _reached():
            cursor.execute(sql, async_=True)
            # Spark delays its answer to a poll for a tenth of a second
            while (status := cursor.poll(get_progress_update=False)).operationState in _GOING_ON:
                if self._is_ended.is_set():
                    cursor.cancel()
                    break
        self._raise_if_ended()
        if status.operationState == TOperationState.TIMEDOUT_STATE:
            raise self._timed_out()
        if status.operationState != TOperationState.FINISHED_STATE:
            raise failure(self._reason(cursor), self._lines_before)
        return cursor

    def _reason(self, cursor: hive.Cursor) -> str:
        """Spark's message. The state of a statement may be there a moment before it."""
        for _ in range(_REASON_TRIES):
            if message := cursor.poll(get_progress_update=False).errorMessage:
                return str(message)
            time.sleep(_REASON_SECONDS)
        return ""

    def fetch(self, cursor: hive.Cursor) -> Iterator[str]:
        """The values of a result with one column. Spark may compute it while it is fetched.

        Raises:
            QueryTimedOut, QueryEnded: it was ended.
            QueryFailed, EngineUnavailable: see `failure`.
        """
        self._fetched = cursor
        try:
            with _reached(_GONE):
                for (value,) in cursor:
                    self._raise_if_ended()
                    yield value
        except pyhive.exc.Error as error:
            self._raise_if_ended()
            raise failure(str(error), self._lines_before) from error
        finally:
            self._fetched = None

    def end(self) -> None:
        """End the query, on another thread than the one that runs it."""
        self._is_ended.set()
        fetched = self._fetched
        if fetched is not None:
            # The session's own connection waits for rows. While rows are fetched, the statement counts as finished, and
            # Spark ignores that it is cancelled.
            with suppress(*_NOT_THERE), closing(self._connect()) as other:
                other.client.CloseOperation(TCloseOperationReq(fetched._operationHandle))

    def close(self) -> None:
        """Close the session, which ends what still runs."""
        self._is_closed.set()
        self._watcher.join()
        with suppress(*_NOT_THERE):
            self._connection.close()

    def _watch(self) -> None:
        """End the query at its time limit, or if somebody else ends it."""
        end_at = time.monotonic() + self._timeout_seconds
        while not self._is_closed.wait(max(0, min(_WATCH_SECONDS, end_at - time.monotonic()))):
            self._is_timed_out = time.monotonic() >= end_at
            if self._is_timed_out or self._is_ended_elsewhere():
                self.end()
                return

    def _raise_if_ended(self) -> None:
        if self._is_timed_out:
            raise self._timed_out()
        if self._is_ended.is_set():
            raise QueryEnded

    def _timed_out(self) -> QueryTimedOut:
        return QueryTimedOut(
            f"The query was cancelled after {self._timeout_seconds:g} s. Narrow it, for example by event_date."
        )


@contextmanager
def lake_session(
    connect: Connect, timeout_seconds: float, cancellation: Cancellation, is_ended: Callable[[], bool]
) -> Iterator[LakeSession]:
    """Open a session, and close it afterwards. If Spark rests, this starts it, which the time limit does not include.

    Raises:
        Cancelled: the client has left before.
        QueryEnded: somebody else has ended the query while Spark started.
        EngineUnavailable: Spark does not start.
    """
    session = LakeSession(_connected(connect, cancellation, is_ended), connect, timeout_seconds, is_ended)
    try:
        with cancellation.ending(session.end):
            yield session
    finally:
        session.close()


def _connected(connect: Connect, cancellation: Cancellation, is_ended: Callable[[], bool]) -> hive.Connection:
    has_left = Event()
    give_up_at = time.monotonic() + _START_SECONDS
    with cancellation.ending(has_left.set):
        while True:
            try:
                return connect()
            except _NOT_THERE as error:
                if time.monotonic() > give_up_at:
                    raise EngineUnavailable(
                        "Spark for queries on the lake does not answer. Check that spark-query runs, and see its log."
                    ) from error
            if has_left.wait(_AGAIN_SECONDS):
                raise Cancelled
            if is_ended():
                raise QueryEnded


@contextmanager
def _reached(errors: tuple[type[Exception], ...] = _NOT_THERE) -> Iterator[None]:
    try:
        yield
    except errors as error:
        if isinstance(error, TTransportException) and error.type == TTransportException.TIMED_OUT:
            raise EngineUnavailable("Spark does not answer. See the log of spark-query, and try again.") from error
        raise EngineUnavailable(
            "Spark has ended during the query. If it does so again, the query needs more memory than "
            "EVENTMART_QUERY_SPARK_MEMORY: narrow it."
        ) from error
