"""From a sealed segment on the local disk to a file in HDFS, once."""

from pathlib import Path

from hdfs import InsecureClient
from hdfs.util import HdfsError

_CONNECT_SECONDS = 5
_READ_SECONDS = 60


class LandingFailed(Exception):
    """HDFS has not taken the segment; it may be tried again."""


class HdfsLanding:
    """Lands segments over WebHDFS.

    Args:
        webhdfs_url: of the NameNode, or several separated by `;`.
        user: owner of the lake in HDFS.
    """

    def __init__(self, webhdfs_url: str, user: str) -> None:
        self._client = InsecureClient(webhdfs_url, user=user, timeout=(_CONNECT_SECONDS, _READ_SECONDS))

    def land(self, stream: str, segment: Path) -> str:
        """Upload under a temporary name, check the length, rename to the final name.

        The final name follows from the segment's, so landing it a second time changes nothing.

        Args:
            stream: events or quarantine.
            segment: a sealed segment, `<date>T<hour>-<id>.jsonl`.

        Returns:
            The path in HDFS.

        Raises:
            LandingFailed: HDFS answered with an error, or holds another length than it was sent.
            requests.RequestException: HDFS could not be reached.
        """
        length = segment.stat().st_size
        date, hour = segment.name[:10], segment.name[11:13]
        partition = f"/lake/raw/{stream}/ingest_date={date}/ingest_hour={hour}"
        final = f"{partition}/{segment.name}"
        # outside of the tables: what is half-way there is no part of them
        temporary = f"/lake/incoming/{stream}/{segment.name}"
        try:
            if self._length(final) == length:
                return final
            with segment.open("rb") as content:
                self._client.write(temporary, data=content, overwrite=True)
            if (landed := self._length(temporary)) != length:
                raise LandingFailed(f"{temporary} has {landed} bytes, {length} were sent")
            self._client.makedirs(partition)
            self._client.rename(temporary, final)
        except HdfsError as error:
            raise LandingFailed(str(error).splitlines()[0]) from error
        return final

    def _length(self, path: str) -> int | None:
        status = self._client.status(path, strict=False)
        return None if status is None else int(status["length"])
