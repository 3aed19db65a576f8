"""How the parts connect to PostgreSQL, each as its own role."""

from typing import Any, Literal

from eventmart.settings import Settings

Role = Literal["admin", "owner", "publisher", "reader", "pipeline"]

_CONNECT_SECONDS = 5


def connection_parameters(settings: Settings, role: Role, database: str | None = None) -> dict[str, Any]:
    """Parameters for psycopg.

    Args:
        role: short name of the role.
        database: other than the mart's.

    Raises:
        OperatorError: the role's password is not set.
    """
    return {
        "host": settings.postgres_host,
        "port": settings.postgres_port,
        "dbname": database or settings.postgres_database,
        "user": settings.postgres_admin_user if role == "admin" else f"eventmart_{role}",
        "password": settings.secret("postgres_admin_password" if role == "admin" else f"{role}_password"),
        "connect_timeout": _CONNECT_SECONDS,
    }
