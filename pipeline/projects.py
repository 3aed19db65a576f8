"""The two dbt projects, and what runs commands on them. dbt itself takes seconds to import; it is in pipeline.dbt."""

from pathlib import Path
from typing import Protocol

from eventmart.settings import PROJECT_DIR

LAKE = PROJECT_DIR / "dbt_project"
MART = PROJECT_DIR / "mart_project"
# macros of both projects
MACROS = PROJECT_DIR / "dbt_macros"


class RunsDbt(Protocol):
    """Runs dbt commands; see pipeline.dbt."""

    def invoke(self, project: Path, command: str, *arguments: str) -> str:
        """Run one command on a project; returns a summary.

        Raises:
            DbtError: a node failed, or dbt could not start.
        """
