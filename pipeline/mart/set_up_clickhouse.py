"""Setup of a mart on ClickHouse: its databases, and on a server of one's own its users and their grants."""

import re
from pathlib import Path

from eventmart.clickhouse import connected
from eventmart.settings import Settings

_MART = Path(__file__).with_suffix(".sql")
_COMMENT = re.compile(r"^\s*--.*$", re.MULTILINE)


def set_up_clickhouse(settings: Settings) -> None:
    """Create the databases of the mart and what they hold before the first run. Idempotent.

    Raises:
        ConnectionError: ClickHouse cannot be reached.
        clickhouse_connect.driver.exceptions.DatabaseError: it refuses a statement.
    """
    with connected(settings, "owner") as owner:
        for statement in _COMMENT.sub("", _MART.read_text()).split(";\n"):
            if statement.strip():
                owner.command(statement)
