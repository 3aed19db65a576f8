"""The client of the lake's HDFS, over WebHDFS."""

from hdfs import InsecureClient
from hdfs.client import _Request

from eventmart.settings import Settings

_CONNECT_SECONDS = 5
_READ_SECONDS = 60


class HdfsClient(InsecureClient):  # type: ignore[misc] # the package ships no types
    """The library's client, and the one operation that it lacks."""

    # POST …?op=CONCAT&sources=…; the library makes the method of it
    concat = _Request("POST")


def hdfs_client(settings: Settings) -> HdfsClient:
    """A client that acts as the owner of the lake."""
    return HdfsClient(settings.webhdfs_url, user=settings.hdfs_user, timeout=(_CONNECT_SECONDS, _READ_SECONDS))
