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
    """
    passwords = {
        "admin": settings.postgres_admin_password,
        "owner": settings.owner_password,
        "publisher": settings.publisher_password,
        "reader": settings.reader_password,
        "pipeline": settings.pipeline_password,
    }
    return {
        "host": settings.postgres_host,
        "port": settings.postgres_port,
        "dbname": database or settings.postgres_database,
        "user": settings.postgres_admin_user if role == "admin" else f"eventmart_{role}",
        "password": passwords[role].get_secret_value(),
        "connect_timeout": _CONNECT_SECONDS,
    }
