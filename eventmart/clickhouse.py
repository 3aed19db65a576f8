"""A mart on ClickHouse: what its roles may do, and connections. The client is installed only for that engine."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Literal

from eventmart.errors import OperatorError
from eventmart.postgres import Role as PostgresRole
from eventmart.postgres import password, user
from eventmart.settings import Settings

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

Role = Literal["owner", "publisher", "reader", "saver"]

# all of a mart
DATABASES = ("mart", "mart_a", "mart_b", "landing", "incoming", "analytics", "results")

# No role has a grant for SOURCES: files, URLs and other servers are out of reach. What is granted in database system is
# there for everybody, unless a server has setting select_from_system_db_requires_grant.
GRANTS: Mapping[Role, tuple[str, ...]] = {
    "owner": (
        "SHOW, SELECT, INSERT, ALTER, CREATE, DROP, TRUNCATE, OPTIMIZE, KILL QUERY, dictGet, SYSTEM ON *.*",
        "TABLE ENGINE ON *",
        "SET DEFINER ON *",
    ),
    "publisher": (
        "SHOW, SELECT, INSERT, ALTER, CREATE TABLE, DROP TABLE, TRUNCATE ON landing.*",
        "TABLE ENGINE ON MergeTree",
    ),
    # Views of the mart read the others as who reads them: ClickHouse would ask for the current generation anew for each
    # view that reads as its definer, so that a query could see tables of two.
    "reader": (
        "SHOW, SELECT ON mart.*",
        "SELECT ON mart_a.*",
        "SELECT ON mart_b.*",
        "SELECT ON analytics.*",
        "SHOW, SELECT ON results.*",
        "SELECT ON system.processes",
    ),
    # whoever makes a view must be able to read what it reads
    "saver": (
        "SELECT ON mart.*",
        "SELECT ON mart_a.*",
        "SELECT ON mart_b.*",
        "SELECT ON analytics.*",
        "SHOW, SELECT, INSERT, ALTER, CREATE TABLE, CREATE VIEW, DROP TABLE, DROP VIEW ON results.*",
        "TABLE ENGINE ON MergeTree",
        "SELECT ON system.dropped_tables",
    ),
}

_CONNECT_SECONDS = 5
# How long a client waits for the next bytes of an answer, where the library would wait 300 s. A statement that returns
# no rows is silent until it ends, and goes on if its client leaves. dbt has the same in profiles/profiles.yml.
STATEMENT_SECONDS = 24 * 3600


def driver_error() -> type[Exception]:
    """What the client raises if ClickHouse refuses a statement or, as `OperationalError`, is away."""
    error: type[Exception] = import_module("clickhouse_connect").driver.exceptions.DatabaseError
    return error


@contextmanager
def refused_as(error_of: Callable[[str], Exception]) -> Iterator[None]:
    """Raise the error of a statement that ClickHouse refuses in this block as another one, made of its text."""
    try:
        yield
    except driver_error() as error:
        if isinstance(error, import_module("clickhouse_connect").driver.exceptions.OperationalError):
            # ClickHouse is away, see `connected`
            raise
        raise error_of(str(error)) from error


@contextmanager
def connected(settings: Settings, role: PostgresRole, seconds: float = STATEMENT_SECONDS) -> Iterator["Client"]:
    """A client of the mart's ClickHouse, over HTTP. It has no session; times are in UTC and say so.

    Args:
        settings: how to reach it.
        role: as whom.
        seconds: how long the client waits for the next bytes of an answer.

    Raises:
        OperatorError: the client is not installed, or the role's password is not set.
        ConnectionError: ClickHouse cannot be reached, or is lost.
        clickhouse_connect.driver.exceptions.DatabaseError: it refuses a statement.
    """
    try:
        library = import_module("clickhouse_connect")
    except ImportError as error:
        raise OperatorError(
            "The mart's engine is clickhouse, and its client is not installed. Run `make install`, or `pip install -r "
            "requirements-clickhouse.txt`."
        ) from error
    try:
        client = library.get_client(
            host=settings.mart_host,
            port=settings.mart_port,
            username=user(settings, role),
            password=password(settings, role),
            connect_timeout=_CONNECT_SECONDS,
            send_receive_timeout=seconds,
            tz_mode="aware",
            autogenerate_session_id=False,
        )
        try:
            yield client
        finally:
            client.close()
    except library.driver.exceptions.OperationalError as error:
        raise ConnectionError(f"ClickHouse is away: {error}") from error
