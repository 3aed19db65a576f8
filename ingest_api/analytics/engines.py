"""What all engines tell together, while one of them may be down."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

import psycopg

from ingest_api.analytics.engine import Engine, EngineUnavailable

log = logging.getLogger("eventmart.api")

_Told = TypeVar("_Told")


def told_by_each(engines: Iterable[Engine], ask: Callable[[Engine], _Told]) -> dict[str, _Told]:
    """What each engine tells, by its name. One that cannot be reached is left out, and logged.

    Raises:
        EngineUnavailable, psycopg.OperationalError: none can be reached.
    """
    told: dict[str, _Told] = {}
    last: Exception | None = None
    for engine in engines:
        try:
            told[engine.name] = ask(engine)
        except (EngineUnavailable, psycopg.OperationalError) as error:
            log.warning("engine %s cannot be reached: %s", engine.name, error)
            last = error
    if last is not None and not told:
        raise last
    return told
