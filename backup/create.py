"""Making a backup of a running stack."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from uuid import UUID

import psycopg
from uuid_utils.compat import uuid7

from backup.contents import (
    API_KEYS,
    FORMAT,
    SCHEMAS,
    Manifest,
    SavedFile,
    Show,
    chunks_of,
    make_folder,
    save,
    write_manifest,
)
from backup.raw_copy import copy_out
from backup.raw_files import raw_bytes
from backup.records import save_records
from eventmart.errors import OperatorError
from eventmart.postgres import connection_parameters
from eventmart.settings import Settings
from pipeline.migrate import migrations
from raw_zone.client import hdfs_client
from raw_zone.watermark import wait_until_landed

_PATIENCE_SECONDS = 60


def create_backup(
    settings: Settings,
    folder: Path,
    show: Show,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    new_id: Callable[[], UUID] = uuid7,
) -> Manifest:
    """Make a backup. Events may arrive meanwhile, and updates may run.

    Args:
        settings: of the running stack.
        folder: a new or empty folder, on this machine.
        show: shows the steps.
        now: returns the current time, in UTC.
        new_id: returns the id of the backup.

    Raises:
        OperatorError: the folder is not empty, its disk is too small, or events do not reach HDFS.
        hdfs.util.HdfsError: HDFS answers with an error.
        requests.RequestException: HDFS cannot be reached.
        psycopg.Error: PostgreSQL cannot be reached, or answers with an error.
    """
    begun_at = now()
    make_folder(folder)
    with show("waiting until everything that was received is in HDFS", None):
        complete_through = _landed_through(settings, begun_at)
    total = raw_bytes(hdfs_client(settings))
    _check_disk(folder, total)
    # before the raw files: a request to forget somebody that is done meanwhile is saved as open, and performed again
    with psycopg.connect(**connection_parameters(settings, "pipeline"), autocommit=True) as connection:
        files = list(save_records(connection, folder))
    with show("copying the raw files", total) as advance:
        files += copy_out(settings, folder, complete_through, advance)
    files += _save_configuration(settings, folder)
    manifest = Manifest(
        id=str(new_id()),
        format=FORMAT,
        version=version("eventmart"),
        migration=max(migrations()),
        begun_at=begun_at,
        complete_through=complete_through,
        files=tuple(files),
    )
    write_manifest(folder, manifest)
    return manifest


def _landed_through(settings: Settings, moment: datetime) -> datetime:
    watermark = wait_until_landed(settings, moment, _PATIENCE_SECONDS)
    if watermark is None or watermark < moment:
        so_far = f"only what was received up to {watermark.isoformat()} is" if watermark else "nothing is"
        raise OperatorError(
            f"After {_PATIENCE_SECONDS} s, {so_far} in HDFS. Check that each spool has a running shipper, and make the "
            "backup again."
        )
    return watermark


def _check_disk(folder: Path, size: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < size:
        raise OperatorError(
            f"The raw files take {size / 2**30:.1f} GiB, and {free / 2**30:.1f} GiB are free on the disk of {folder}. "
            "Name a folder on another disk."
        )


def _save_configuration(settings: Settings, folder: Path) -> Iterator[SavedFile]:
    if settings.api_keys_file.exists():
        yield save(folder, API_KEYS, chunks_of(settings.api_keys_file))
    for path in sorted(settings.schemas_dir.glob("*.json")):
        yield save(folder, f"{SCHEMAS}/{path.name}", chunks_of(path))
