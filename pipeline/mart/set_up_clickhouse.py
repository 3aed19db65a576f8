"""Setup of a mart on ClickHouse: its databases, and on a server of one's own its users and their grants."""

import hashlib
import re
from pathlib import Path

from eventmart.clickhouse import GRANTS, connected, driver_error
from eventmart.errors import OperatorError, first_line
from eventmart.postgres import password, user
from eventmart.settings import PREFIX, Settings

_MART = Path(__file__).with_suffix(".sql")
_COMMENT = re.compile(r"^\s*--.*$", re.MULTILINE)
# the API may set stricter limits with each query, which takes 2
_READER_SETTINGS = "readonly = 2, max_execution_time = 3600, max_memory_usage = 2147483648"


def set_up_clickhouse(settings: Settings) -> None:
    """Create the databases of the mart and what they hold before the first run. Idempotent.

    On a server of one's own, create its users first, and set their passwords and grants. The embedded one knows them.

    Raises:
        OperatorError: ClickHouse cannot be reached, or refuses the admin or a statement.
    """
    try:
        if not settings.is_clickhouse_embedded:
            _create_users(settings)
        _create_databases(settings)
    except OperatorError:
        # its client is not installed, so there is no error of that
        raise
    except (ConnectionError, driver_error()) as error:
        names = f"{PREFIX}MART_HOST, {PREFIX}MART_PORT, {PREFIX}POSTGRES_ADMIN_USER and its password"
        raise OperatorError(f"{first_line(error)}. Check that ClickHouse runs, and check {names}.") from error


def _create_users(settings: Settings) -> None:
    with connected(settings, "admin") as admin:
        for statement in user_statements(settings):
            admin.command(statement)


def _create_databases(settings: Settings) -> None:
    with connected(settings, "owner") as owner:
        for statement in _COMMENT.sub("", _MART.read_text()).split(";\n"):
            if statement.strip():
                owner.command(statement)


def user_statements(settings: Settings) -> list[str]:
    """The statements that create the users of the mart. They hold hashes of the passwords."""
    statements = []
    for role, grants in GRANTS.items():
        name, hashed = user(settings, role), hashlib.sha256(password(settings, role).encode()).hexdigest()
        statements += [
            f"create user if not exists {name}",
            f"alter user {name} identified with sha256_hash by '{hashed}'",
            *(f"grant {grant} to {name}" for grant in grants),
        ]
    return [*statements, f"alter user {user(settings, 'reader')} settings {_READER_SETTINGS}"]
