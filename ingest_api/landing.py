"""From the spool to files in HDFS, each once; and the watermark of the landing."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from hdfs import InsecureClient
from hdfs.util import HdfsError

from ingest_api.spool_dir import NAME_TIME

_CONNECT_SECONDS = 5
_READ_SECONDS = 60
_WATERMARKS = "/lake/watermark"


class LandingFailed(Exception):
    """HDFS has not taken it; it may be tried again."""


class _Body:
    """What is sent in pieces, but as one: with a length, it is spared the copies that a chunked encoding makes."""

    def __init__(self, pieces: Sequence[memoryview]) -> None:
        self._pieces = pieces

    def __len__(self) -> int:
        return sum(map(len, self._pieces))

    def __iter__(self) -> Iterator[memoryview]:
        return iter(self._pieces)


class HdfsLanding:
    """The landing zone of the lake, over WebHDFS.

    Every method may also raise `requests.RequestException`: HDFS could not be reached.

    Args:
        webhdfs_url: of the NameNode, or several separated by `;`.
        user: owner of the lake in HDFS.
    """

    def __init__(self, webhdfs_url: str, user: str) -> None:
        self._client = InsecureClient(webhdfs_url, user=user, timeout=(_CONNECT_SECONDS, _READ_SECONDS))

    def land(self, stream: str, segment: str, chunks: Sequence[memoryview]) -> str:
        """Upload under a temporary name, check the length, rename to the final name.

        The final name follows from the segment's, so landing it a second time changes nothing.

        Args:
            stream: events or quarantine.
            segment: name of the segment, which begins with its time.
            chunks: its records, as whole lines.

        Returns:
            The path in HDFS.

        Raises:
            LandingFailed: HDFS answered with an error, or holds another length than it was sent.
        """
        body = _Body(chunks)
        length = len(body)
        name = f"{segment.rpartition('.')[0]}.jsonl"
        partition = f"/lake/raw/{stream}/ingest_date={name[:10]}/ingest_hour={name[11:13]}"
        final = f"{partition}/{name}"
        # outside of the tables: what is half-way there is no part of them
        temporary = f"/lake/incoming/{stream}/{name}"
        try:
            if self._length(final) == length:
                return final
            self._client.write(temporary, data=body, overwrite=True)
            if (landed := self._length(temporary)) != length:
                raise LandingFailed(f"{temporary} has {landed} bytes, {length} were sent")
            self._client.makedirs(partition)
            self._client.rename(temporary, final)
        except HdfsError as error:
            raise LandingFailed(_first_line(error)) from error
        return final

    def publish_watermark(self, spool_id: str, watermark: datetime) -> None:
        """State that every event that this spool received up to then is in HDFS.

        It is the name of an empty folder, which appears in one step and cannot be seen half-written.

        Raises:
            LandingFailed: HDFS answered with an error.
        """
        folder, name = f"{_WATERMARKS}/{spool_id}", watermark.strftime(NAME_TIME)
        try:
            self._client.makedirs(f"{folder}/{name}")
            for older in self._client.list(folder):
                if older < name:
                    self._client.delete(f"{folder}/{older}")
        except HdfsError as error:
            raise LandingFailed(_first_line(error)) from error

    def _length(self, path: str) -> int | None:
        status = self._client.status(path, strict=False)
        return None if status is None else int(status["length"])


def _first_line(error: HdfsError) -> str:
    return str(error).splitlines()[0]
