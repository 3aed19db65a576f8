"""Puts the raw files of a backup into HDFS."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from backup.contents import RAW, Advance, SavedFile, chunks_of
from backup.raw_files import files_in, hour_folders, repeatable, retried
from eventmart.errors import OperatorError
from raw_zone.client import HdfsClient
from raw_zone.layout import RAW_ZONE, RESTORING, names_in


class RawRestore:
    """Puts the raw files of a backup into HDFS. If it is cut short, it can be continued.

    They are uploaded to a folder that no table reads, and moved when all are there.

    The methods raise `hdfs.util.HdfsError` if HDFS answers with an error, and `requests.RequestException` if it cannot
    be reached.

    Args:
        client: client for HDFS.
        folder: the backup.
        backup_id: its id.
        files: its raw files.
    """

    def __init__(self, client: HdfsClient, folder: Path, backup_id: str, files: Iterable[SavedFile]) -> None:
        self._client = client
        self._folder = folder
        self._staging = f"{RESTORING}/{backup_id}"
        self._files = {f"{RAW_ZONE}{file.path.removeprefix(RAW)}": file for file in files}
        self.is_continued = client.status(self._staging, strict=False) is not None

    @property
    def has_files(self) -> bool:
        """Whether HDFS holds raw files."""
        return next(iter(hour_folders(self._client)), None) is not None

    def refuse_data(self, received_after: datetime) -> None:
        """Check that HDFS holds nothing else.

        Args:
            received_after: files that were begun after this time may be there.

        Raises:
            OperatorError: it holds events, or those of another backup whose restore was cut short.
        """
        if others := [name for name in names_in(self._client, RESTORING) if f"{RESTORING}/{name}" != self._staging]:
            raise OperatorError(
                f"The restore of another backup, {others[0]}, was cut short. Restore that one again, or start with an "
                "empty stack."
            )
        for hour in hour_folders(self._client):
            for file in sorted(files_in(self._client, hour)):
                is_own = self.is_continued and self._is_there(file.path, file.size)
                if file.begin <= received_after and not is_own:
                    raise OperatorError(
                        f"HDFS holds events already, such as {file.path}. Restore into an empty stack. If all of its "
                        "events were received after the backup, repeat the command with --keep-newer."
                    )

    def upload(self, advance: Advance) -> None:
        """Upload what is not there yet.

        Raises:
            OperatorError: HDFS has not taken all of a file.
        """
        self._client.makedirs(self._staging)
        for final, file in self._files.items():
            self._upload(final, file, advance)

    @retried
    def _upload(self, final: str, file: SavedFile, advance: Advance) -> None:
        staged = self._staged(final)
        if self._is_there(final, self._size(final)) or self._is_there(final, self._size(staged)):
            advance(file.bytes)
            return
        with repeatable(advance) as advanced:
            content = (_advanced(chunk, advanced) for chunk in chunks_of(self._folder / file.path))
            self._client.write(staged, data=content, overwrite=True)
        if (size := self._size(staged)) != file.bytes:
            raise OperatorError(f"HDFS has {size} of the {file.bytes} bytes of {staged}. Restore the backup again.")

    def move(self) -> None:
        """Move the uploaded files to where the tables read them."""
        made = set()
        for final in self._files:
            folder = final.rpartition("/")[0]
            if folder not in made:
                self._client.makedirs(folder)
                made.add(folder)
            if not self._is_there(final, self._size(final)):
                self._client.rename(self._staged(final), final)

    def finish(self) -> None:
        """Forget that the backup is being restored."""
        self._client.delete(RESTORING, recursive=True)

    def _staged(self, final: str) -> str:
        return f"{self._staging}{final.removeprefix(RAW_ZONE)}"

    def _size(self, path: str) -> int | None:
        status = self._client.status(path, strict=False)
        return None if status is None else int(status["length"])

    def _is_there(self, final: str, size: int | None) -> bool:
        """Whether a file that is found with a size is the one of the backup."""
        return final in self._files and self._files[final].bytes == size


def _advanced(chunk: bytes, advance: Advance) -> bytes:
    advance(len(chunk))
    return chunk
