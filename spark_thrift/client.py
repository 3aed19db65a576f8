"""Sessions of the Spark Thrift servers."""

import logging

import pyhive.exc
import thrift_sasl
from pyhive import hive
from thrift.transport.TSocket import TSocket
from thrift.transport.TTransport import TTransportException

from eventmart.settings import Settings

# raised by `connect` and by the statements of a session
SparkErrors = (TTransportException, pyhive.exc.Error)

# a server that is alive opens a session within a second
_OPEN_SECONDS = 60.0
_USER = "eventmart"
# a refused connection is raised, and the log need not repeat each
logging.getLogger("thrift.transport.TSocket").setLevel(logging.CRITICAL)


def connect(settings: Settings) -> hive.Connection:
    """Open a session of update runs. Used as a context manager, the connection closes it.

    Raises:
        thrift.transport.TTransport.TTransportException: the server cannot be reached.
        pyhive.exc.Error: the server refuses the session.
    """
    return hive.connect(settings.thrift_host, settings.thrift_port, username=settings.hdfs_user)


def connect_for_query(host: str, port: int, answer_seconds: float = _OPEN_SECONDS) -> hive.Connection:
    """Open a session for one query. If the server stops answering, its calls fail.

    Args:
        host: of the server.
        port: of the server.
        answer_seconds: longest time that a call may take once the session is open. Rows may be computed in a call.

    Raises:
        thrift.transport.TTransport.TTransportException: the server cannot be reached. It may be starting.
        pyhive.exc.Error: the server refuses the session.
    """
    socket = TSocket(host, port)
    socket.setTimeout(_OPEN_SECONDS * 1000)

    def sasl() -> object:
        return hive.get_installed_sasl(host=host, sasl_auth="PLAIN", username=_USER, password="any")  # noqa: S106

    transport = thrift_sasl.TSaslClientTransport(sasl, "PLAIN", socket)
    session = hive.connect(thrift_transport=transport, username=_USER)
    socket.setTimeout(answer_seconds * 1000)
    return session
