"""Update runs with a progress display."""

import math
import time
from collections.abc import Callable
from typing import Any

import click
from rich.console import Console
from rich.markup import escape

from cli.api import Api
from eventmart.errors import OperatorError

_POLL_SECONDS = 0.3
_QUEUED_SECONDS = 30
# so long that few steps report nothing meanwhile
_SILENT_SECONDS = 300


class Updating:
    """Requests update runs and shows their progress.

    Args:
        api: client for the API.
        console: where to print.
    """

    def __init__(self, api: Api, console: Console) -> None:
        self._api = api
        self._console = console

    def follow(self, **parameters: str) -> None:
        """Request a run and follow it until it ends. On Ctrl-C, ask whether to cancel it.

        Args:
            parameters: query parameters of /data/update.

        Raises:
            OperatorError: the API refuses the run, or the run or a model fails, or the run is cancelled.
        """
        run = self._api.get("/data/update", **parameters)
        progress = RunProgress(self._console)
        try:
            self._follow_active(run["run_id"])
            progress.watch(lambda: self._api.get(run["status_url"]))
        except KeyboardInterrupt:
            if not self._may_cancel():
                raise OperatorError(f"The run goes on: {run['status_url']}") from None
            self._api.delete(f"/data/updates/{run['run_id']}")
            progress.watch(lambda: self._api.get(run["status_url"]))

    def _follow_active(self, run_id: str) -> None:
        """Follow the run that is active, if it is another one, until it ends."""
        runs = self._api.get("/data/updates", limit="10")["runs"]
        active = next((run for run in runs if run["state"] == "running" and run["run_id"] != run_id), None)
        if active is None:
            return
        self._console.print("Another run is active, and yours follows. Its steps:")
        try:
            RunProgress(self._console).watch(lambda: self._api.get(f"/data/update/{active['run_id']}"))
        except OperatorError as error:
            self._console.print(escape(str(error)), style="dim")
        self._console.print("Yours:")

    def _may_cancel(self) -> bool:
        """Ask, if somebody can answer. Another Ctrl-C means no."""
        try:
            return self._console.is_terminal and click.confirm(
                "\nCancel the update run? Otherwise it goes on", err=True
            )
        except click.Abort:
            return False


class RunProgress:
    """Shows the progress of a run.

    Args:
        console: where to print.
    """

    def __init__(self, console: Console) -> None:
        self._console = console

    def watch(self, read: Callable[[], dict[str, Any]]) -> None:
        """Show a run until it ends.

        Args:
            read: returns the record of the run, with its state, steps and error.

        Raises:
            OperatorError: the run or a model fails, or the run is cancelled.
        """
        silent_since, last_record = time.monotonic(), None
        shown = 0
        with self._console.status("updating the mart") as status:
            while True:
                record = read()
                ended = [step for step in record["steps"] if step["state"] != "running"]
                for step in ended[shown:]:
                    self._print(step)
                shown = len(ended)
                if record["steps"] and shown < len(record["steps"]):
                    running = record["steps"][-1]
                    status.update(escape(": ".join(filter(None, [running["name"], running.get("detail")]))))
                if record != last_record:
                    silent_since, last_record = time.monotonic(), record
                elif time.monotonic() > silent_since + _silent_seconds(record):
                    silent_since = math.inf
                    self._console.print(_hint(record))
                if record["state"] == "failed":
                    raise OperatorError(f"The update run failed (see `make logs SERVICE=worker`): {record['error']}")
                if record["state"] == "succeeded_with_failures":
                    raise OperatorError(f"The mart is updated, except for what failed:\n{record['error']}")
                if record["state"] == "cancelled":
                    if record["is_full"] or record["replay_from"]:
                        raise OperatorError(
                            "The update run is cancelled. No later run does its work: request it again."
                        )
                    raise OperatorError("The update run is cancelled. The next one completes its work.")
                if record["state"] == "succeeded":
                    return
                time.sleep(_POLL_SECONDS)

    def _print(self, step: dict[str, Any]) -> None:
        """Print a step that has ended: its outcome on one line, and what else is to say on lines of their own."""
        sign = "[green]✓[/]" if step["state"] == "succeeded" else "[red]✗[/]"
        # how long dbt itself took is for those who look into the record
        outcome, *more = [part for part in step.get("detail", "").split("; ") if not part.endswith("of dbt's own")]
        # a step that was interrupted has no end
        seconds = f" ({step['seconds']} s)" if "seconds" in step else ""
        self._console.print(f"{sign} {step['name']}{seconds} {escape(outcome or step.get('error', ''))}")
        for part in more:
            self._console.print(f"    {escape(part)}", style="dim")


def _silent_seconds(record: dict[str, Any]) -> float:
    """How long a run may stay as it is before its follower gets a hint."""
    return _QUEUED_SECONDS if record["state"] == "queued" else _SILENT_SECONDS


def _hint(record: dict[str, Any]) -> str:
    if record["state"] == "queued":
        return "Still queued. Another run may be active; see in `make status` whether the worker runs."
    return "No news for 5 minutes. See in `make status` whether the worker runs."
