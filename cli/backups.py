"""Backup and restore with a progress display."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import psycopg
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn

from backup.contents import API_KEYS, RAW, RECORDS, SCHEMAS, Advance, Manifest
from backup.create import create_backup
from backup.restore import restore_backup
from cli.updating import RunProgress
from eventmart.postgres import connection_parameters
from eventmart.settings import Settings
from eventmart.update_runs import RunRecords


class Backups:
    """Makes and restores backups, and shows the progress.

    Args:
        settings: of the running stack.
        console: where to print.
    """

    def __init__(self, settings: Settings, console: Console) -> None:
        self._settings = settings
        self._console = console

    def create(self, folder: Path) -> None:
        """Make a backup in a new or empty folder.

        Raises:
            OperatorError: see `backup.create`.
        """
        manifest = create_backup(self._settings, folder, self._show)
        self._console.print(f"[green]✓[/] backed up, complete through {manifest.complete_through.isoformat()}")
        self._print_contents(manifest)
        self._console.print("It holds events and the hashes of API keys. Keep it as safe as the stack.")

    def restore(self, folder: Path, *, keep_newer: bool) -> None:
        """Restore a backup, and follow the run that rebuilds the lake and the mart.

        Raises:
            OperatorError: see `backup.restore`; or the run or a model fails.
        """
        restored = restore_backup(self._settings, folder, self._show, keep_newer=keep_newer)
        self._console.print("[green]✓[/] restored")
        self._print_contents(restored.manifest)
        for path in restored.kept:
            self._console.print(f"  {escape(str(path))} differs from the backup, and stays as it is.")
        if restored.manifest.below(SCHEMAS):
            self._console.print("  Restart the API, which reads the JSON Schemas when it starts.")
        self._console.print(
            f"The worker now builds the lake and the mart from the raw files, in run {restored.run_id}. It goes on if "
            "this command is interrupted."
        )
        with psycopg.connect(**connection_parameters(self._settings, "pipeline"), autocommit=True) as connection:
            records = RunRecords(connection)

            def read() -> dict[str, Any]:
                run = records.get(restored.run_id)
                assert run is not None  # noqa: S101 - runs are not deleted
                return asdict(run)

            RunProgress(self._console).watch(read)
        self._console.print(
            f"[green]✓[/] The mart has every event that was received up to "
            f"{restored.manifest.complete_through.isoformat()}."
        )

    def _print_contents(self, manifest: Manifest) -> None:
        raw, records = manifest.below(RAW), manifest.below(RECORDS)
        has_keys = any(file.path == API_KEYS for file in manifest.files)
        for name, value in {
            "raw lines": f"{sum(file.rows for file in raw):,}",
            "raw files": f"{len(raw):,}, {sum(file.bytes for file in raw) / 2**20:,.1f} MiB",
            "records": f"{sum(file.rows for file in records):,}",
            "API keys": "yes" if has_keys else "none",
            "JSON Schemas": f"{len(manifest.below(SCHEMAS))}",
        }.items():
            self._console.print(f"    {name}: {value}", style="dim")

    @contextmanager
    def _show(self, step: str, total: int | None) -> Iterator[Advance]:
        if total is None:
            with self._console.status(step):
                yield lambda _: None
            return
        columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeElapsedColumn())
        with Progress(*columns, console=self._console) as progress:
            task = progress.add_task(step, total=total)
            yield lambda amount: progress.advance(task, amount)
