"""Where the mart of a stack is, and where it has been: a mart that was left is not served again by accident.

What it holds is old. It may hold persons who were forgotten meanwhile.
"""

from pathlib import Path

from eventmart.errors import OperatorError
from eventmart.settings import PREFIX, Settings

_NAMES = f"{PREFIX}MART_ENGINE, {PREFIX}MART_HOST and {PREFIX}MART_PORT"


def note_former_mart(settings: Settings) -> None:
    """Save where the mart may have been before a stack starts: earlier versions did not save it.

    Where there is data of another engine, there may be an old mart. A stack that has started has data of PostgreSQL in
    any case.
    """
    path, place = _file(settings), _place(settings)
    if not path.exists():
        engines = [engine for engine in ("postgres", "clickhouse") if (settings.state_dir / engine).exists()]
        _save(path, [engine for engine in engines if engine != place])


def check_mart_place(settings: Settings, *, is_running: bool) -> None:
    """Check that the mart stays where it is, or moves to where it has never been.

    Args:
        settings: of the stack that is to be started.
        is_running: whether the stack runs. Its mart does not move then.

    Raises:
        OperatorError: it does not.
    """
    places, place = _places(settings), _place(settings)
    if not places or place == places[-1]:
        return
    if place in places:
        raise OperatorError(
            f"The mart has moved from {place} to {places[-1]}, and the settings say {place}. What that holds is old, "
            f"and may hold persons who were forgotten meanwhile. To go on, let {_NAMES} in .env say {places[-1]}. To "
            'lead back, see "Lead back" in docs/engines.md.'
        )
    if is_running:
        raise OperatorError(
            f"The settings say that the mart is on {place}, and the stack runs with its mart on {places[-1]}. To move "
            "it, run `make down` first, and then this command again."
        )


def note_mart_place(settings: Settings) -> None:
    """Save where the mart is, once the stack has started with it."""
    places, place = _places(settings), _place(settings)
    if place not in places:
        _save(_file(settings), [*places, place])


def _place(settings: Settings) -> str:
    """The engine, and the server unless it is a part of the stack, whose ports may change."""
    is_own_postgres = (settings.mart_host, settings.mart_port) == (settings.postgres_host, settings.postgres_port)
    if settings.is_clickhouse_embedded or (settings.mart_engine == "postgres" and is_own_postgres):
        return settings.mart_engine
    return f"{settings.mart_engine} at {settings.mart_host}:{settings.mart_port}"


def _places(settings: Settings) -> list[str]:
    """Where the mart has been, one after the other; the last one is where it is."""
    path = _file(settings)
    return path.read_text().splitlines() if path.exists() else []


def _save(path: Path, places: list[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{place}\n" for place in places))


def _file(settings: Settings) -> Path:
    return settings.state_dir / "conf" / "mart_places"
