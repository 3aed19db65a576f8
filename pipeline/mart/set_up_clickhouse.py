"""Setup of a mart on ClickHouse: its databases, and on a server of one's own its users and their grants."""

import hashlib
import re
from pathlib import Path

from eventmart.clickhouse import GRANTS, connected
from eventmart.postgres import password, user
from eventmart.settings import Settings

_MART = Path(__file__).with_suffix(".sql")
_COMMENT = re.compile(r"^\s*--.*$", re.MULTILINE)
# the API may set stricter limits with each query, which takes 2
_READER_SETTINGS = "readonly = 2, max_execution_time = 3600, max_memory_usage = 2147483648"


def set_up_clickhouse(settings: Settings) -> None:
    """Create the databases of the mart and what they hold before the first run. Idempotent.

    On a server of one's own, create its users first, and set their passwords and grants. The embedded one knows them.

    Raises:
        ConnectionError: ClickHouse cannot be reached.
        clickhouse_connect.driver.exceptions.DatabaseError: it refuses a statement.
    """
    if not settings.is_clickhouse_embedded:
        with connected(settings, "admin") as admin:
            for statement in user_statements(settings):
                admin.command(statement)
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
