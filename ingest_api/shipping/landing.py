"""Uploads of segments to HDFS, each exactly once, and the watermark of the landing zone."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from hdfs.util import HdfsError

from eventmart.errors import first_line
from raw_zone import watermark
from raw_zone.client import HdfsClient
from raw_zone.layout import file_path, incoming_path


class LandingFailed(Exception):
    """HDFS did not perform the operation. It is safe to retry."""


class _Body:
    """A request body of several chunks. Because its length is known, no copies are made for chunked encoding."""

    def __init__(self, chunks: Sequence[memoryview]) -> None:
        self._chunks = chunks

    def __len__(self) -> int:
        return sum(map(len, self._chunks))

    def __iter__(self) -> Iterator[memoryview]:
        return iter(self._chunks)


class HdfsLanding:
    """The landing zone of the lake, over WebHDFS.

    Every method may also raise `requests.RequestException`: HDFS cannot be reached.

    Args:
        client: client that acts as the owner of the lake.
    """

    def __init__(self, client: HdfsClient) -> None:
        self._client = client

    def land(self, stream: str, segment: str, chunks: Sequence[memoryview]) -> str:
        """Upload a segment under a temporary name, check its length, and rename it to its final name.

        The final name is derived from the segment's name, so landing a segment twice is idempotent.

        Args:
            stream: events or quarantine.
            segment: name of the segment; begins with a time.
            chunks: records of the segment, as whole lines.

        Returns:
            The path in HDFS.

        Raises:
            LandingFailed: HDFS answers with an error, or the uploaded file has the wrong length.
        """
        body = _Body(chunks)
        length = len(body)
        name = f"{segment.rpartition('.')[0]}.jsonl"
        final, temporary = file_path(stream, name), incoming_path(stream, name)
        try:
            if self._length(final) == length:
                return final
            self._client.write(temporary, data=body, overwrite=True)
            if (uploaded := self._length(temporary)) != length:
                raise LandingFailed(f"{temporary} has {uploaded} bytes, {length} were sent")
            self._client.makedirs(final.rpartition("/")[0])
            self._client.rename(temporary, final)
        except HdfsError as error:
            raise LandingFailed(first_line(error)) from error
        return final

    def publish_watermark(self, spool_id: str, complete_through: datetime) -> None:
        """Declare that every event that this spool received up to a time is in HDFS.

        Raises:
            LandingFailed: HDFS answers with an error.
        """
        try:
            watermark.publish(self._client, spool_id, complete_through)
        except HdfsError as error:
            raise LandingFailed(first_line(error)) from error

    def _length(self, path: str) -> int | None:
        status = self._client.status(path, strict=False)
        return None if status is None else int(status["length"])
