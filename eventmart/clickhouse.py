"""ClickHouse connections, for a mart on ClickHouse. Its client is installed only for that engine."""

from typing import TYPE_CHECKING

from eventmart.errors import OperatorError
from eventmart.postgres import OwnRole, password, user
from eventmart.settings import Settings

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

_CONNECT_SECONDS = 5


def connect(settings: Settings, role: OwnRole) -> "Client":
    """A client of the mart's ClickHouse, over HTTP. It has no session; times are in UTC and say so.

    Raises:
        OperatorError: the client is not installed, or the role's password is not set.
        clickhouse_connect.driver.exceptions.OperationalError: ClickHouse cannot be reached.
    """
    try:
        import clickhouse_connect  # noqa: PLC0415 - an installation without ClickHouse lacks it
    except ImportError as error:
        raise OperatorError(
            "The mart's engine is clickhouse, and its client is not installed. Run `make install`, or `pip install -r "
            "requirements-clickhouse.txt`."
        ) from error
    return clickhouse_connect.get_client(
        host=settings.mart_host,
        port=settings.mart_port,
        username=user(settings, role),
        password=password(settings, role),
        connect_timeout=_CONNECT_SECONDS,
        tz_mode="aware",
        autogenerate_session_id=False,
    )
