"""Restoring a backup into an empty stack."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import psycopg
from uuid_utils.compat import uuid7

from backup.contents import API_KEYS, FORMAT, RAW, SCHEMAS, Manifest, Show, read_manifest, verify
from backup.raw_restore import RawRestore
from backup.records import request_again, restore_records
from eventmart.clickhouse import DATABASES
from eventmart.errors import OperatorError
from eventmart.files import replace_file, write_private
from eventmart.postgres import connection_parameters
from eventmart.settings import Settings
from pipeline.mart.engine import mart_of
from pipeline.migrate import migrations
from raw_zone.client import hdfs_client

_END_OF_TIME = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Restored:
    """What a restore has done.

    Attributes:
        manifest: the manifest of the backup.
        run_id: the full run that rebuilds the lake and the mart.
        kept: files of the state directory that differ from those of the backup, and stay as they are.
    """

    manifest: Manifest
    run_id: UUID
    kept: tuple[Path, ...]


def restore_backup(
    settings: Settings,
    folder: Path,
    show: Show,
    *,
    keep_newer: bool = False,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    new_id: Callable[[], UUID] = uuid7,
) -> Restored:
    """Restore a backup, and queue a full run, which builds the lake and the mart from the raw files.

    If it is cut short, or the run fails, call it again with the same backup.

    Args:
        settings: of the running stack.
        folder: the backup.
        show: shows the steps.
        keep_newer: whether the stack may hold events that were received after the backup.
        now: returns the current time, in UTC.
        new_id: returns the id of the run, if none is queued.

    Raises:
        OperatorError: the backup is damaged, was cut short or is of a newer version, the stack holds data, or the clock
            is behind the backup.
        hdfs.util.HdfsError: HDFS answers with an error.
        requests.RequestException: HDFS cannot be reached.
        psycopg.Error: PostgreSQL cannot be reached, or answers with an error.
    """
    manifest = read_manifest(folder)
    _check_version(manifest)
    if now() < manifest.complete_through:
        raise OperatorError(
            f"The clock is behind the backup, which holds what was received up to "
            f"{manifest.complete_through.isoformat()}. New events would seem older. Set the clock."
        )
    raw_files = manifest.below(RAW)
    raw = RawRestore(hdfs_client(settings), folder, manifest.id, raw_files)
    if raw.has_files:
        with psycopg.connect(**connection_parameters(settings, "pipeline")) as connection:
            again = request_again(connection, manifest, new_id())
        if again:
            return Restored(manifest, again, ())
    received_after = manifest.complete_through if keep_newer else _END_OF_TIME
    raw.refuse_data(received_after)
    if not raw.is_continued:
        _refuse_mart(settings, received_after)
    with show("checking the backup", sum(file.bytes for file in manifest.files)) as advance:
        verify(folder, manifest, advance)
    with show("uploading the raw files", sum(file.bytes for file in raw_files)) as advance:
        raw.upload(advance)
    with show("moving them to the raw zone", None):
        raw.move()
    kept = tuple(_restore_configuration(settings, folder, manifest))
    with psycopg.connect(**connection_parameters(settings, "pipeline")) as connection:
        run_id = restore_records(connection, folder, manifest, new_id())
    raw.finish()
    return Restored(manifest, run_id, kept)


def _check_version(manifest: Manifest) -> None:
    if manifest.format > FORMAT or manifest.migration > max(migrations()):
        raise OperatorError(
            f"The backup is from a newer version of eventmart, {manifest.version}. Install that version or a newer one."
        )


def _refuse_mart(settings: Settings, received_after: datetime) -> None:
    mart = mart_of(settings)
    if not mart.has_table("mart", "events"):
        return
    until = f"{received_after.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
    if mart.rows(f"select 1 from mart.events where received_at <= '{until}' limit 1"):  # noqa: S608 - a time
        raise OperatorError(
            f"The mart holds events that are not in HDFS. Restore into an empty stack: {_emptying(settings)}, and run "
            "`eventmart bootstrap`."
        )


def _emptying(settings: Settings) -> str:
    """What to do before `eventmart bootstrap` makes an empty stack."""
    records, metastore = settings.postgres_database, settings.metastore_database
    if settings.is_clickhouse_embedded:
        folder = settings.state_dir / "clickhouse"
        return f"stop ClickHouse, delete {folder}, start it again, drop the databases {records} and {metastore}"
    if settings.mart_engine == "clickhouse":
        marts = ", ".join(DATABASES)
        return f"drop the databases {marts} of {settings.mart_host}, and {records} and {metastore} of PostgreSQL"
    return f"drop the databases {records} (on {settings.mart_host}) and {metastore}"


def _restore_configuration(settings: Settings, folder: Path, manifest: Manifest) -> Iterator[Path]:
    """Write the API keys and the schemas; the files that exist already and differ stay as they are."""
    targets = {file.path: settings.schemas_dir / Path(file.path).name for file in manifest.below(SCHEMAS)}
    if any(file.path == API_KEYS for file in manifest.files):
        targets[API_KEYS] = settings.api_keys_file
    for path, target in targets.items():
        content = (folder / path).read_text()
        if target.exists():
            if target.read_text() != content:
                yield target
        elif path == API_KEYS:
            write_private(target, content)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            replace_file(target, content)
