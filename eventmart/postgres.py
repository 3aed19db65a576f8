"""PostgreSQL connections. Each part connects as its own role."""

from typing import Any, Literal, get_args

from psycopg import Connection, OperationalError
from psycopg_pool import ConnectionPool

from eventmart.settings import Settings

# the roles that bootstrap creates, one for each task; in PostgreSQL the name is `eventmart_<role>`
OwnRole = Literal["metastore", "metastore_reader", "owner", "publisher", "reader", "saver", "pipeline"]
Role = Literal["admin"] | OwnRole
ROLES: tuple[OwnRole, ...] = get_args(OwnRole)
# host and port
Server = tuple[str, int | None]

# those that work on the mart, which may be on another server
MART_ROLES: tuple[Role, ...] = ("owner", "publisher", "reader", "saver")

_CONNECT_SECONDS = 5
# if the machine of PostgreSQL is gone, a connection ends after this time; by default after a quarter of an hour or more
_KEEPALIVE = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3, "tcp_user_timeout": 10_000}
_POOL_WAIT_SECONDS = 10


def user(settings: Settings, role: Role) -> str:
    """Name of the role in PostgreSQL."""
    return settings.postgres_admin_user if role == "admin" else f"eventmart_{role}"


def password(settings: Settings, role: Role) -> str:
    """Password of the role.

    Raises:
        OperatorError: the password is not set.
    """
    return settings.secret("postgres_admin_password" if role == "admin" else f"{role}_password")


def server_of(settings: Settings, role: Role) -> Server:
    """The server on which a role works: the mart's, or that of the update runs and the Hive metastore.

    A mart on ClickHouse has users of the same names. The saver is then a role of PostgreSQL as well, which has records
    of its queries.
    """
    if role in MART_ROLES and not (role == "saver" and settings.mart_engine == "clickhouse"):
        return settings.mart_host, settings.mart_port
    return settings.postgres_host, settings.postgres_port


def connection_parameters(settings: Settings, role: Role, database: str | None = None) -> dict[str, Any]:
    """Connection parameters for psycopg.

    Args:
        role: short name of the role.
        database: name of the database; by default the setting `postgres_database`.

    Raises:
        OperatorError: the role's password is not set.
    """
    host, port = server_of(settings, role)
    return {
        "host": host,
        "port": port,
        "dbname": database or settings.postgres_database,
        "user": user(settings, role),
        "password": password(settings, role),
        "connect_timeout": _CONNECT_SECONDS,
        **_KEEPALIVE,
    }


class CheckedPool(ConnectionPool[Connection[Any]]):
    """A pool that checks each connection before it hands it out: a restart of PostgreSQL leaves dead ones in it.

    The check that psycopg_pool offers waits a second after the first dead connection, and longer after each further
    one.
    """

    def getconn(self, timeout: float | None = None) -> Connection[Any]:
        """See `ConnectionPool`."""
        for _ in range(self.max_size):
            connection = super().getconn(timeout)
            try:
                self.check_connection(connection)
            except OperationalError:
                # it is closed by now, and the pool opens another one in its place
                self.putconn(connection)
            else:
                return connection
        # all that were in the pool were dead, so this one is new
        return super().getconn(timeout)


def connection_pool(parameters: dict[str, Any], max_size: int) -> CheckedPool:
    """Create a pool that opens connections on demand.

    While PostgreSQL is away, the pool tries to connect after ever longer waits, and nobody else may try meanwhile. So
    it gives up soon: the next request tries at once.

    Args:
        parameters: connection parameters for psycopg.
        max_size: maximum number of connections.
    """
    return CheckedPool(
        kwargs=parameters,
        min_size=0,
        max_size=max_size,
        timeout=_POOL_WAIT_SECONDS,
        reconnect_timeout=_POOL_WAIT_SECONDS,
        open=True,
    )
