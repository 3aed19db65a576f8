"""ClickHouse connections, for a mart on ClickHouse. Its client is installed only for that engine."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING

from eventmart.errors import OperatorError
from eventmart.postgres import OwnRole, password, user
from eventmart.settings import Settings

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

_CONNECT_SECONDS = 5


@contextmanager
def connected(settings: Settings, role: OwnRole) -> Iterator["Client"]:
    """A client of the mart's ClickHouse, over HTTP. It has no session; times are in UTC and say so.

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
            tz_mode="aware",
            autogenerate_session_id=False,
        )
        try:
            yield client
        finally:
            client.close()
    except library.driver.exceptions.OperationalError as error:
        raise ConnectionError(f"ClickHouse is away: {error}") from error
