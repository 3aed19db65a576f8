"""`eventmart queries check`: whether the named queries can run."""

import sys
from collections.abc import Mapping
from pathlib import Path

import click
from rich.markup import escape

from cli.console import console
from eventmart.named_queries import QUERIES, NamedQuery, QueryFileInvalid, read_query
from eventmart.query_parameters import Parameter, Type, Value
from eventmart.settings import load_settings
from ingest_api.analytics.engine import Binding, Bounds, Engine, EngineUnavailable, QueryError
from ingest_api.analytics.lake.engine import open_lake
from ingest_api.analytics.opening import open_mart
from ingest_api.cancellation import Cancellation

_BOUNDS = Bounds(rows=1, bytes=2**24)
_EXAMPLES: Mapping[Type, object] = {
    "text": "a",
    "integer": 1,
    "number": 1,
    "boolean": True,
    "date": "2026-01-01",
    "timestamp": "2026-01-01",
}


@click.command()
def check() -> None:
    """Run each named query, with its defaults and with all parameters.

    Exit code 1 means that one of them is not valid, or does not run.
    """
    settings = load_settings()
    mart, lake = open_mart(settings), open_lake(settings)
    faults = check_queries(QUERIES, {mart.name: mart, lake.name: lake}, settings.mart_engine)
    for name, fault in faults.items():
        console.print(f"[red]✗[/] {name}: {escape(fault)}" if fault else f"[green]✓[/] {name}")
    if any(faults.values()):
        sys.exit(1)


def check_queries(folder: Path, engines: Mapping[str, Engine], mart_engine: str = "postgres") -> dict[str, str | None]:
    """Run each named query twice: with its defaults, and with a value for each parameter.

    Args:
        folder: folder of the files.
        engines: by name.
        mart_engine: the setting `mart_engine`.

    Returns:
        For each file, what is wrong with it, or None.
    """
    return {path.name: _fault(path, engines, mart_engine) for path in sorted(folder.glob("*.sql"))}


def _fault(path: Path, engines: Mapping[str, Engine], mart_engine: str) -> str | None:
    try:
        query = read_query(path, mart_engine)
        for is_complete in (False, True):
            _run(query, engines[query.engine], is_complete=is_complete)
    except (QueryFileInvalid, EngineUnavailable) as error:
        return str(error)
    except QueryError as error:
        return error.detail
    return None


def _run(query: NamedQuery, engine: Engine, *, is_complete: bool) -> None:
    bindings = {
        parameter.name: Binding(
            parameter.type,
            parameter.is_list,
            _example(parameter) if is_complete or parameter.is_required else parameter.default_value(),
        )
        for parameter in query.parameters
    }
    engine.page(engine.check(query.sql, bindings), "check", _BOUNDS, Cancellation())


def _example(parameter: Parameter) -> Value:
    if parameter.default is not None:
        return parameter.default_value()
    candidates = [*parameter.choices, parameter.minimum, parameter.maximum, _EXAMPLES[parameter.type]]
    return parameter.values([next(candidate for candidate in candidates if candidate is not None)])
