"""Sending events with a progress display."""

import hashlib
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from uuid import uuid4

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeElapsedColumn,
)

from cli.event_file import Checkpoint, EventFile, Sent
from cli.send import Receipt, configured_ids, send, with_ids

_MAX_ERRORS = 10


class Sending:
    """Sends events, shows the progress and prints the result.

    Args:
        api_url: URL of the API.
        key: API key, if the API requires one.
        console: where to print.
    """

    def __init__(self, api_url: str, key: str | None, console: Console) -> None:
        self._api_url = api_url
        self._key = key
        self._console = console
        self._ids = configured_ids()

    def file(self, file: EventFile, checkpoints: Path) -> Sent:
        """Send a file. If it was interrupted the last time, continue from there.

        Args:
            file: the file to send.
            checkpoints: folder for the checkpoints.

        Returns:
            What was sent, including earlier calls.
        """
        name = file.digest()
        target = hashlib.sha256(self._api_url.encode()).hexdigest()[:8]
        checkpoint = Checkpoint(checkpoints / f"{name}-{target}.json")
        sent = checkpoint.load()
        if sent.lines:
            self._console.print(f"{sent.lines:,} lines were sent before. Continuing from there.")
        lines = with_ids(islice(file.lines(), sent.lines, None), self._ids, name, sent.lines)
        with self._progress(DownloadColumn()) as progress:
            task = progress.add_task("sending", total=file.size())
            for receipt in send(lines, self._api_url, self._key, sent.lines, tell=self._print_plain):
                self._count(sent, receipt)
                checkpoint.save(sent)
                progress.update(task, completed=file.bytes_read)
        checkpoint.clear()
        self._print_summary(sent)
        return sent

    def stream(self, lines: Iterable[bytes]) -> Sent:
        """Send lines as they come in, until the input ends, and return what was sent."""
        sent = Sent()
        events = (line.rstrip(b"\r\n") for line in lines if line.strip())
        with self._progress(MofNCompleteColumn()) as progress:
            task = progress.add_task("sending", total=None)
            for receipt in send(
                with_ids(events, self._ids, uuid4().hex), self._api_url, self._key, tell=self._print_plain
            ):
                self._count(sent, receipt)
                progress.advance(task, receipt.lines)
        self._print_summary(sent)
        return sent

    def all(self, lines: Sequence[bytes]) -> list[Receipt]:
        """Send lines that have ids already, and return the receipts."""
        receipts = []
        with self._progress(MofNCompleteColumn()) as progress:
            task = progress.add_task("sending events", total=len(lines))
            for receipt in send(lines, self._api_url, self._key):
                receipts.append(receipt)
                progress.advance(task, receipt.lines)
        return receipts

    def _print_plain(self, line: str) -> None:
        self._console.print(line, markup=False)

    def _progress(self, amount: ProgressColumn) -> Progress:
        columns = (TextColumn("{task.description}"), BarColumn(), amount, TimeElapsedColumn())
        return Progress(*columns, console=self._console)

    def _count(self, sent: Sent, receipt: Receipt) -> None:
        for error in receipt.errors[: max(0, _MAX_ERRORS - sent.rejected)]:
            self._console.print(f"[red]✗[/] event {error['index'] + 1}: {escape(error['detail'])}")
        sent.lines += receipt.lines
        sent.accepted += len(receipt.event_ids)
        sent.rejected += len(receipt.errors)

    def _print_summary(self, sent: Sent) -> None:
        if sent.rejected > _MAX_ERRORS:
            self._console.print(f"… and {sent.rejected - _MAX_ERRORS:,} more")
        self._console.print(f"{sent.accepted:,} accepted, {sent.rejected:,} rejected")
        if sent.rejected:
            self._console.print("After the next update, table mart.quarantine lists all rejected events.")
        self._console.print("Run `eventmart update` to update the mart.")
