"""WebHDFS client for the lake's HDFS."""

from hdfs import InsecureClient
from hdfs.client import _Request
from requests import Session

from eventmart.settings import Settings

_CONNECT_SECONDS = 5
_READ_SECONDS = 60
# HDFS may require it of every client that writes (dfs.webhdfs.rest-csrf.enabled), so that web pages cannot
_CSRF_HEADER = "X-XSRF-HEADER"


class HdfsClient(InsecureClient):  # type: ignore[misc] # the package ships no types
    """The library's client, plus what it lacks: CONCAT, and RENAME over an existing file."""

    # the library turns this into a method that sends POST …?op=CONCAT&sources=…
    concat = _Request("POST")

    def replace(self, source: str, destination: str) -> None:
        """Rename a file over another one, in one step.

        Raises:
            hdfs.util.HdfsError: HDFS answers with an error.
        """
        self._rename(source, destination=destination, renameoptions="OVERWRITE")


def hdfs_client(settings: Settings) -> HdfsClient:
    """Create a client that acts as the HDFS user that owns the lake."""
    session = Session()
    session.headers[_CSRF_HEADER] = ""
    timeout = (_CONNECT_SECONDS, _READ_SECONDS)
    return HdfsClient(settings.webhdfs_url, user=settings.hdfs_user, timeout=timeout, session=session)
