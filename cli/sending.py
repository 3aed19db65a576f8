"""Sending, as one who waits for it sees it."""

import hashlib
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from uuid import uuid4

from rich.console import Console
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
from cli.send import Receipt, send, with_ids

_MOST_ERRORS = 10


class Sending:
    """Sends, shows how far it is, and tells what became of it.

    Args:
        key: API key, where the API asks for one.
    """

    def __init__(self, api_url: str, key: str | None, console: Console) -> None:
        self._api_url = api_url
        self._key = key
        self._console = console

    def file(self, file: EventFile, checkpoints: Path) -> Sent:
        """Send a file, from where it was cut off the last time.

        Args:
            checkpoints: the folder that remembers.

        Returns:
            What has become of it.
        """
        name = file.digest()
        target = hashlib.sha256(self._api_url.encode()).hexdigest()[:8]
        checkpoint = Checkpoint(checkpoints / f"{name}-{target}.json")
        sent = checkpoint.load()
        if sent.lines:
            self._console.print(f"{sent.lines:,} lines were sent before: going on from there.")
        lines = with_ids(islice(file.lines(), sent.lines, None), name, sent.lines)
        with self._progress(DownloadColumn()) as progress:
            task = progress.add_task("sending", total=file.size())
            for receipt in send(lines, self._api_url, self._key, sent.lines, tell=self._console.print):
                self._count(sent, receipt)
                checkpoint.save(sent)
                progress.update(task, completed=file.bytes_read)
        checkpoint.clear()
        self._tell(sent)
        return sent

    def stream(self, lines: Iterable[bytes]) -> Sent:
        """Send lines as they come in, to their end, and return what has become of them."""
        sent = Sent()
        present = (line.rstrip(b"\r\n") for line in lines if line.strip())
        with self._progress(MofNCompleteColumn()) as progress:
            task = progress.add_task("sending", total=None)
            for receipt in send(with_ids(present, uuid4().hex), self._api_url, self._key, tell=self._console.print):
                self._count(sent, receipt)
                progress.advance(task, receipt.lines)
        self._tell(sent)
        return sent

    def all(self, lines: Sequence[bytes]) -> list[Receipt]:
        """Send lines that bring their ids, and return what became of them."""
        receipts = []
        with self._progress(MofNCompleteColumn()) as progress:
            task = progress.add_task("sending events", total=len(lines))
            for receipt in send(lines, self._api_url, self._key):
                receipts.append(receipt)
                progress.advance(task, receipt.lines)
        return receipts

    def _progress(self, how_much: ProgressColumn) -> Progress:
        columns = (TextColumn("{task.description}"), BarColumn(), how_much, TimeElapsedColumn())
        return Progress(*columns, console=self._console)

    def _count(self, sent: Sent, receipt: Receipt) -> None:
        for error in receipt.errors[: max(0, _MOST_ERRORS - sent.rejected)]:
            self._console.print(f"[red]✗[/] event {error['index'] + 1}: {error['detail']}")
        sent.lines += receipt.lines
        sent.accepted += len(receipt.event_ids)
        sent.rejected += len(receipt.errors)

    def _tell(self, sent: Sent) -> None:
        if sent.rejected > _MOST_ERRORS:
            self._console.print(f"… and {sent.rejected - _MOST_ERRORS:,} more; mart.quarantine will have them all.")
        self._console.print(f"{sent.accepted:,} accepted, {sent.rejected:,} rejected")
