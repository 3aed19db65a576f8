"""Update runs with a progress display."""

import math
import time

from rich.console import Console
from rich.markup import escape

from cli.api import Api
from eventmart.errors import OperatorError

_POLL_SECONDS = 0.3
_QUEUED_SECONDS = 30


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
        """Request a run and follow it until it ends.

        Args:
            parameters: query parameters of /data/update.

        Raises:
            OperatorError: the API refuses the run, or the run fails.
        """
        run = self._api.get("/data/update", **parameters)
        queue_hint_at = time.monotonic() + _QUEUED_SECONDS
        shown = 0
        with self._console.status("updating the mart") as status:
            while True:
                record = self._api.get(run["status_url"])
                ended = [step for step in record["steps"] if step["state"] != "running"]
                for step in ended[shown:]:
                    sign = "[green]✓[/]" if step["state"] == "succeeded" else "[red]✗[/]"
                    self._console.print(f"{sign} {step['name']} ({step['seconds']} s) {escape(step.get('detail', ''))}")
                shown = len(ended)
                if record["steps"] and shown < len(record["steps"]):
                    status.update(f"updating the mart: {record['steps'][-1]['name']}")
                if record["state"] == "queued" and time.monotonic() > queue_hint_at:
                    queue_hint_at = math.inf
                    self._console.print(
                        "Still queued: another run is active, or the worker is down. See `make status`."
                    )
                if record["state"] == "failed":
                    raise OperatorError(f"The update run failed (see `make logs SERVICE=worker`): {record['error']}")
                if record["state"] == "succeeded":
                    return
                time.sleep(_POLL_SECONDS)
