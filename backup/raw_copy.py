"""Copies the landed files out of HDFS into a backup.

While files are copied, more land, and a compaction may join them, which removes names and lengthens files (see
raw_zone.compaction). It joins the files of one hour only. So each hour is copied until a listing after the copy has
every copied file as it was before.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

import requests
from hdfs.util import HdfsError

from backup.contents import RAW, Advance, SavedFile, save
from backup.raw_files import RawFile, files_in, hour_folders, repeatable, retried
from eventmart.errors import OperatorError
from eventmart.settings import Settings
from raw_zone.client import HdfsClient, hdfs_client
from raw_zone.layout import RAW_ZONE
from raw_zone.watermark import landed_watermark

_MAX_PASSES = 20
_CHUNK_BYTES = 2**20


def copy_out(settings: Settings, folder: Path, complete_through: datetime, advance: Advance) -> Iterator[SavedFile]:
    """Copy the landed files into a backup.

    Args:
        settings: how to reach HDFS.
        folder: the backup.
        complete_through: a watermark of the landing zone. The copy has every file that it covers.
        advance: is told the size of what is copied.

    Raises:
        OperatorError: files change faster than they can be copied.
        hdfs.util.HdfsError: HDFS answers with an error.
        requests.RequestException: HDFS cannot be reached.
    """
    client = hdfs_client(settings)
    for hour in hour_folders(client):
        yield from _copy_hour(settings, client, hour, folder, complete_through, advance)


def _copy_hour(
    settings: Settings, client: HdfsClient, hour: str, folder: Path, complete_through: datetime, advance: Advance
) -> Iterable[SavedFile]:
    copies: dict[RawFile, SavedFile] = {}
    for _ in range(_MAX_PASSES):
        found = files_in(client, hour)
        if any(file.begin > complete_through for file in found):
            # A later file may hold what an earlier one held, if it was joined. Up to a watermark that is read after the
            # listing, no spool holds a file any more, so none will land again beside the copy.
            watermark = landed_watermark(settings) or complete_through
            found = {file for file in found if file.begin <= watermark}
        for outdated in copies.keys() - found:
            (folder / copies.pop(outdated).path).unlink()
        try:
            for file in sorted(found - copies.keys()):
                copies[file] = _copy(client, file, folder, advance)
        except HdfsError as error:
            if error.exception != "FileNotFoundException":
                raise
            # joined since the listing
            continue
        if found <= files_in(client, hour):
            return copies.values()
    raise OperatorError(f"The files in {hour} change faster than they can be copied. Make the backup at another time.")


@retried
def _copy(client: HdfsClient, file: RawFile, folder: Path, advance: Advance) -> SavedFile:
    path = f"{RAW}{file.path.removeprefix(RAW_ZONE)}"
    if not file.size:
        return save(folder, path, [])
    # of an attempt that has failed
    (folder / path).unlink(missing_ok=True)
    # what is joined to it meanwhile comes after these bytes
    with repeatable(advance) as advanced, client.read(file.path, length=file.size, chunk_size=_CHUNK_BYTES) as chunks:
        saved = save(folder, path, chunks, advanced)
        if saved.bytes != file.size:
            raise requests.ConnectionError(f"HDFS sent {saved.bytes} of the {file.size} bytes of {file.path}")
    return saved
