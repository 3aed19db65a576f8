"""Sessions of the Spark Thrift server."""

import pyhive.exc
from pyhive import hive
from thrift.transport.TTransport import TTransportException

from eventmart.settings import Settings

# raised by `connect` and by the statements of a session
SparkErrors = (TTransportException, pyhive.exc.Error)


def connect(settings: Settings) -> hive.Connection:
    """Open a session. Used as a context manager, the connection closes it.

    Raises:
        thrift.transport.TTransport.TTransportException: the server cannot be reached.
        pyhive.exc.Error: the server refuses the session.
    """
    return hive.connect(settings.thrift_host, settings.thrift_port, username=settings.hdfs_user)
