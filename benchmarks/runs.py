"""Update runs that a benchmark requests and waits for."""

import time
from collections.abc import Iterable
from typing import Any

import click
from rich.console import Console

from cli.api import Api
from cli.send import send
from eventmart.settings import PROJECT_DIR, Settings
from pipeline.mart.engine import mart_of

FOLDER = PROJECT_DIR / ".state" / "benchmarks"
_POLL_SECONDS = 0.1

console = Console(highlight=False, soft_wrap=True)


def update(api: Api) -> dict[str, Any]:
    """Request a run, wait for its end, and print its steps; returns it as the API does.

    Raises:
        click.ClickException: it has failed.
    """
    run_id = api.get("/data/update")["run_id"]
    while (run := api.get(f"/data/update/{run_id}"))["state"] in ("queued", "running"):
        time.sleep(_POLL_SECONDS)
    if run["state"] != "succeeded":
        raise click.ClickException(run["error"])
    console.print(f"{until_visible(run):.1f} s:", *(f"{step['name']} {step['seconds']}" for step in run["steps"]))
    return run


def until_visible(run: dict[str, Any]) -> float:
    """Seconds of a run until readers see what is new."""
    return float(sum(step["seconds"] for step in run["steps"] if step["name"] != "docs"))


def seconds_of(run: dict[str, Any], step: str) -> float:
    """Seconds of one step of a run."""
    return float(next(each["seconds"] for each in run["steps"] if each["name"] == step))


def check_count(settings: Settings, events: int) -> None:
    """Check that all events are in the mart: the measurements would be meaningless.

    Raises:
        click.ClickException: they are not.
    """
    ((count,),) = mart_of(settings).rows("select count(*) from mart.events")
    if count != events:
        raise click.ClickException(f"Only {count:,} of {events:,} events are in the mart.")


def send_and_land(api: Api, settings: Settings, lines: Iterable[bytes]) -> None:
    """Send events, one in each line, and return when they are in HDFS."""
    for _ in send(lines, settings.api_url, None):
        pass
    while api.get("/event/status")["spool"]["segments"]:
        time.sleep(_POLL_SECONDS)
