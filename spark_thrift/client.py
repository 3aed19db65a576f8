"""Sessions of the Spark Thrift server."""

from pyhive import hive

from eventmart.settings import Settings


def connect(settings: Settings) -> hive.Connection:
    """Open a session. Used as a context manager, the connection closes it.

    Raises:
        thrift.transport.TTransport.TTransportException: the server cannot be reached.
        pyhive.exc.Error: the server refuses the session.
    """
    return hive.connect(settings.thrift_host, settings.thrift_port, username=settings.hdfs_user)
