"""Which failures pass by themselves: those of a server that is away, restarts, or cannot do it now."""

import logging
import re

import psycopg
import requests
from tenacity import RetryCallState, Retrying, retry_if_exception, wait_fixed
from thrift.transport.TTransport import TTransportException

from eventmart.errors import OperatorError, first_line

# in what drivers, servers and dbt say; stack traces of Java name the cause
_SIGNS = re.compile(
    # a server is away, or has closed the connection
    r"connection (refused|reset|timed out|already closed|lost)|broken pipe|TTransportException"
    r"|timeout expired|no route to host|server closed the connection|could not receive data from server"
    r"|this connection has been closed|i/o error occurred while sending to the backend|connection attempt failed"
    r"|java\.net\.(ConnectException|SocketTimeoutException|NoRouteToHostException)"
    # PostgreSQL starts, stops or has no room, or has chosen a victim
    r"|terminating connection due to|database system is (starting up|shutting down|not yet|in recovery)"
    r"|too many clients|remaining connection slots|deadlock detected"
    # HDFS starts, or lacks a DataNode for a while
    r"|safe ?mode|in startup mode|RetriableException|StandbyException|BlockMissingException"
    r"|could only be written to \d+ of the|does not have enough number of replicas"
    # Spark has lost a worker; the second is of macro refuse_rows_sent_twice
    r"|ExecutorLostFailure|an executor was lost",
    re.IGNORECASE,
)
_SERVERS_AWAY = (ConnectionError, requests.ConnectionError, requests.Timeout, TTransportException)
_RETRY_SECONDS = 2

log = logging.getLogger("eventmart.worker")


def is_transient_message(message: str) -> bool:
    """Whether a message tells of a failure that passes by itself."""
    return _SIGNS.search(message) is not None


def is_transient(error: BaseException) -> bool:
    """Whether an error of a step passes by itself. What it does not know does not, so that nothing is tried in vain."""
    if isinstance(error, OperatorError):
        return False
    if isinstance(error, psycopg.OperationalError) and error.sqlstate is None:
        # the client's own: wrong passwords come without a code as well
        return "authentication failed" not in str(error)
    return isinstance(error, _SERVERS_AWAY) or is_transient_message(str(error))


def _log_retry(state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    log.warning("waiting for PostgreSQL: %s", first_line(error) if isinstance(error, Exception) else error)


# calls a function again while its error passes by itself
waiting_for_postgresql = Retrying(
    retry=retry_if_exception(is_transient), wait=wait_fixed(_RETRY_SECONDS), before_sleep=_log_retry
)
