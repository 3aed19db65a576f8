"""Named queries: files of SQL, each with a head that describes it and declares its parameters.

A file `<name>.sql` begins with a comment that is YAML:

    /*
    description: Orders by day.
    parameters:
      from: {type: date, description: First day.}
    */
    select * from orders where :from is null or event_date >= :from

`:from` stands for the value of the parameter. It is null if the parameter is left out and has no default.

The SQL is PostgreSQL's. A query on the mart that ClickHouse would not run has its SQL for ClickHouse in the file of the
same name in folder `clickhouse`, without a head.
"""

import logging
import re
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import msgspec
import yaml

from eventmart.query_parameters import Parameter, ParameterInvalid
from eventmart.settings import PROJECT_DIR

Engine = Literal["mart", "lake"]
QUERIES = PROJECT_DIR / "queries"

_FILE = re.compile(r"\s*/\*(?P<head>.*?)\*/\n?(?P<sql>.*)", re.DOTALL)
_NAME = re.compile(r"[a-z][a-z0-9_]*")
# of the route itself
RESERVED = frozenset({"sql", "engine", "format", "limit", "cursor", "at_least", "wait"})

log = logging.getLogger("eventmart")


class QueryFileInvalid(ValueError):
    """The file of a named query is not valid. The message names the file and the reason."""


class _Head(msgspec.Struct, forbid_unknown_fields=True):
    description: str
    engine: Engine = "mart"
    parameters: dict[str, dict[str, Any]] = {}


class NamedQuery(msgspec.Struct, frozen=True):
    """A query that has a name.

    Attributes:
        engine: where it runs.
        sql: one SELECT, with `:name` for the value of each parameter. It has the line numbers of the file.
    """

    name: str
    description: str
    engine: Engine
    parameters: tuple[Parameter, ...]
    sql: str


def read_query(path: Path, mart_engine: str = "postgres") -> NamedQuery:
    """Read a file.

    Args:
        path: the file.
        mart_engine: the setting `mart_engine`. If the file's folder has a folder of this name with a file of the same
            name, the SQL is that of this file.

    Raises:
        QueryFileInvalid: its name, head or parameters are not valid.
    """
    try:
        if not _NAME.fullmatch(path.stem):
            raise QueryFileInvalid("its name is not lower case letters, digits and underscores")
        text = path.read_text()
        parts = _FILE.fullmatch(text)
        if parts is None:
            raise QueryFileInvalid("it does not begin with a comment /* … */ of YAML")
        head = msgspec.convert(yaml.safe_load(parts["head"]), _Head)
        parameters = tuple(_parameter(name, declared) for name, declared in head.parameters.items())
    except (ValueError, yaml.YAMLError, OSError) as error:
        raise QueryFileInvalid(f"queries/{path.name}: {error}") from error
    variant = _variant(path, mart_engine)
    if head.engine == "mart" and variant.exists():
        sql = variant.read_text()
    else:
        sql = "\n" * text.count("\n", 0, parts.start("sql")) + parts["sql"]
    return NamedQuery(path.stem, head.description.strip(), head.engine, parameters, sql)


def _variant(path: Path, mart_engine: str) -> Path:
    return path.parent / mart_engine / path.name


def _parameter(name: str, declared: dict[str, Any]) -> Parameter:
    if not _NAME.fullmatch(name):
        raise ParameterInvalid(f"parameter {name}: the name is not lower case letters, digits and underscores")
    if name in RESERVED:
        raise ParameterInvalid(f"parameter {name}: the route uses this name itself. Choose another one.")
    parameter = msgspec.convert({**declared, "name": name}, Parameter)
    parameter.check()
    return parameter


class NamedQueries:
    """The named queries of a folder. A file that changes is read again.

    Args:
        folder: folder of the files.
        mart_engine: see `read_query`.
        trust_seconds: for how long the folder is not looked at again.
        clock: returns a time in seconds.
    """

    def __init__(
        self,
        folder: Path,
        mart_engine: str = "postgres",
        trust_seconds: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = folder
        self._mart_engine = mart_engine
        self._trust_seconds, self._clock = trust_seconds, clock
        self._looked_at = float("-inf")
        self._lock = Lock()
        self._seen: list[tuple[str, int, int]] | None = None
        self._queries: Mapping[str, NamedQuery] = {}

    def all(self) -> Mapping[str, NamedQuery]:
        """The queries by name, in alphabetical order. A file that is not valid is left out, and logged."""
        now = self._clock()
        if now - self._looked_at < self._trust_seconds:
            return self._queries
        paths = sorted(self._folder.glob("*.sql"))
        variants = [variant for path in paths if (variant := _variant(path, self._mart_engine)).exists()]
        seen = [(str(path), (status := path.stat()).st_mtime_ns, status.st_size) for path in [*paths, *variants]]
        with self._lock:
            if seen != self._seen:
                self._queries = {
                    query.name: query for path in paths if (query := _read_or_log(path, self._mart_engine))
                }
                self._seen = seen
            # last: until the files have been read, no other thread may trust what is in memory
            self._looked_at = now
            return self._queries


def _read_or_log(path: Path, mart_engine: str) -> NamedQuery | None:
    try:
        return read_query(path, mart_engine)
    except QueryFileInvalid as error:
        log.error("a named query is left out: %s", error)  # noqa: TRY400 - the message names the cause
        return None
