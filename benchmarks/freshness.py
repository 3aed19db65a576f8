"""`python -m benchmarks.freshness`: how long after its acknowledgement an event is visible in the mart."""

import json
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

import click
import psycopg
import requests
from rich.console import Console

from benchmarks import machine
from benchmarks.runs import FOLDER
from benchmarks.servers import stack_in
from eventmart.postgres import connection_parameters
from eventmart.settings import Settings

_TYPE = "freshness"
_SENDERS = 4
_POLL_SECONDS = 0.05
# the first runs of a stack take longer: the JVM compiles its code
_WARM_UP_SECONDS = 120
_LATEST_SECONDS = 300

console = Console(highlight=False, soft_wrap=True)


@click.command()
@click.option("--seconds", default=600, show_default=True, help="How long events are sent, after the warm-up.")
@click.option("--rate", default=100, show_default=True, help="Events per second, each in a request of its own.")
@click.option("--every", default="1s", show_default=True, help="EVENTMART_UPDATE_EVERY: when the mart is updated.")
@click.option("--folder", default=FOLDER, type=click.Path(path_type=Path), help="A folder on the disk to measure.")
def freshness(seconds: int, rate: int, every: str, folder: Path) -> None:
    """Send events, and measure for each how long it takes until a query on mart.events returns it."""
    machine_facts = machine.prepare(folder)
    with (
        tempfile.TemporaryDirectory(dir=folder) as work,
        stack_in(Path(work) / "state", console.print, update_every=every) as settings,
    ):
        sent = Sent(_WARM_UP_SECONDS + seconds)
        with console.status(f"sending {rate} events/s for {sent.seconds} s"), sending(settings, rate, sent):
            visible = _watch(settings, sent)
    begun = min(sent.acknowledged.values()) + _WARM_UP_SECONDS
    measured = sorted((at - begun, visible[event_id] - at) for event_id, at in sent.acknowledged.items() if at >= begun)
    seconds_until_visible = [age for _, age in measured]
    result = {
        "events": len(measured),
        "p50": median(seconds_until_visible),
        "p95": quantiles(seconds_until_visible, n=20)[-1],
        "worst": max(seconds_until_visible),
        "runs": len(set(visible.values())),
    }
    console.print(json.dumps({name: round(value, 1) for name, value in result.items()}))
    console.print(chart(measured))
    path = folder / "freshness.json"
    path.write_text(json.dumps({"machine": machine_facts, "rate": rate, "every": every, **result}, indent=2) + "\n")
    console.print(f"All measurements: {path}")


class Sent:
    """The events that were sent.

    Args:
        seconds: how long they are sent.
    """

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        # by event id, when the acknowledgement came; seconds of time.monotonic()
        self.acknowledged: dict[str, float] = {}
        self.is_over = threading.Event()


@contextmanager
def sending(settings: Settings, rate: int, sent: Sent) -> Iterator[None]:
    """Send events at a constant rate in the background.

    Raises:
        click.ClickException: a request failed, or they took longer than the rate allows.
    """
    begun, failures = time.monotonic(), list[str]()

    def send(sender: int) -> None:
        with requests.Session() as session:
            for number in range(sender, rate * sent.seconds, _SENDERS):
                due = begun + number / rate
                time.sleep(max(0.0, due - time.monotonic()))
                event = {"id": f"{_TYPE}-{number}", "type": _TYPE, "user_id": f"user-{number % 500}"}
                answer = session.post(f"{settings.api_url}/event", json=event, timeout=60)
                if answer.status_code != requests.codes.accepted:
                    failures.append(answer.text)
                    return
                sent.acknowledged[event["id"]] = time.monotonic()

    threads = [threading.Thread(target=send, args=(sender,)) for sender in range(_SENDERS)]

    def wait_for_all() -> None:
        for thread in threads:
            thread.join()
        sent.is_over.set()

    for thread in (*threads, waiter := threading.Thread(target=wait_for_all)):
        thread.start()
    yield
    waiter.join()
    if failures:
        raise click.ClickException(failures[0])


def _watch(settings: Settings, sent: Sent) -> dict[str, float]:
    """Look at the mart until it holds all events; by event id, when it was first there."""
    visible: dict[str, float] = {}
    with psycopg.connect(**connection_parameters(settings, "reader"), autocommit=True) as connection:
        run_id, last_sent = None, time.monotonic()
        while not sent.is_over.is_set() or len(visible) < len(sent.acknowledged):
            if not sent.is_over.is_set():
                last_sent = time.monotonic()
            elif time.monotonic() > last_sent + _LATEST_SECONDS:
                raise click.ClickException(f"Only {len(visible):,} of {len(sent.acknowledged):,} events are visible.")
            if (current := _run_id(connection)) != run_id:
                run_id, now = current, time.monotonic()
                rows = connection.execute("select event_id from events where event_type = %s", [_TYPE])
                for (event_id,) in rows.fetchall():
                    visible.setdefault(event_id, now)
            time.sleep(_POLL_SECONDS)
    return visible


def _run_id(connection: psycopg.Connection) -> object:
    """The run that the mart's data is of; None before the first one."""
    try:
        row = connection.execute("select run_id from watermark").fetchone()
    except psycopg.errors.UndefinedTable:
        return None
    return row[0] if row else None


def chart(measured: list[tuple[float, float]]) -> str:
    """A Mermaid chart of each half-minute's median and worst.

    Args:
        measured: for each event, when it was acknowledged and how long it then took, in seconds.
    """
    slots: dict[int, list[float]] = {}
    for at, age in measured:
        slots.setdefault(int(at // 30), []).append(age)
    minutes = ", ".join(f'"{slot / 2:g}"' for slot in slots)
    medians = ", ".join(f"{median(ages):.1f}" for ages in slots.values())
    worst = ", ".join(f"{max(ages):.1f}" for ages in slots.values())
    return "\n".join(
        (
            "```mermaid",
            "xychart-beta",
            '    title "From acknowledgement to mart.events: median and worst of each half-minute"',
            f'    x-axis "minutes" [{minutes}]',
            '    y-axis "s" 0 --> ' + str(round(max(age for _, age in measured) * 1.1)),
            f"    line [{medians}]",
            f"    line [{worst}]",
            "```",
        )
    )


if __name__ == "__main__":
    freshness()
