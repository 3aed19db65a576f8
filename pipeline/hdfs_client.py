"""The pipeline's access to HDFS."""

from hdfs import InsecureClient
from hdfs.client import _Request

from eventmart.settings import Settings

_TIMEOUT_SECONDS = (5, 60)


class HdfsClient(InsecureClient):  # type: ignore[misc] # the package ships no types
    """The library's client, and the one operation that it lacks."""

    # POST …?op=CONCAT&sources=…; the library makes the method of it
    concat = _Request("POST")


def hdfs_client(settings: Settings) -> HdfsClient:
    """A client of the lake's HDFS, as its owner."""
    return HdfsClient(settings.webhdfs_url, user=settings.hdfs_user, timeout=_TIMEOUT_SECONDS)
