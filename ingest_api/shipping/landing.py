"""From the spool to files in HDFS, each once; and the watermark of the landing."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from hdfs.util import HdfsError

from eventmart.errors import first_line
from raw_zone import watermark
from raw_zone.client import HdfsClient
from raw_zone.layout import file_path, incoming_path


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
        client: acts as the owner of the lake.
    """

    def __init__(self, client: HdfsClient) -> None:
        self._client = client

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
        final, temporary = file_path(stream, name), incoming_path(stream, name)
        try:
            if self._length(final) == length:
                return final
            self._client.write(temporary, data=body, overwrite=True)
            if (landed := self._length(temporary)) != length:
                raise LandingFailed(f"{temporary} has {landed} bytes, {length} were sent")
            self._client.makedirs(final.rpartition("/")[0])
            self._client.rename(temporary, final)
        except HdfsError as error:
            raise LandingFailed(first_line(error)) from error
        return final

    def publish_watermark(self, spool_id: str, moment: datetime) -> None:
        """State that every event that this spool received up to then is in HDFS.

        Raises:
            LandingFailed: HDFS answered with an error.
        """
        try:
            watermark.publish(self._client, spool_id, moment)
        except HdfsError as error:
            raise LandingFailed(first_line(error)) from error

    def _length(self, path: str) -> int | None:
        status = self._client.status(path, strict=False)
        return None if status is None else int(status["length"])
