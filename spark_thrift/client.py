"""A session of the Spark Thrift server."""

from pyhive import hive

from eventmart.settings import Settings


def connect(settings: Settings) -> hive.Connection:
    """Open a session; a context manager that closes it.

    Raises:
        thrift.transport.TTransport.TTransportException: nobody listens there.
        pyhive.exc.Error: the server refuses.
    """
    return hive.connect(settings.thrift_host, settings.thrift_port, username=settings.hdfs_user)
