"""Copies of dbt projects with changes."""

import shutil
from collections.abc import Iterable
from pathlib import Path

from pipeline.projects import MACROS


def copy_project(project: Path, folder: Path) -> Path:
    """Copy a dbt project, and beside it the macros of both projects.

    Args:
        project: the project's folder.
        folder: the folder of the copy, which is returned.
    """
    shutil.copytree(MACROS, folder.with_name(MACROS.name), dirs_exist_ok=True)
    # a link to what only a running local stack has
    return shutil.copytree(project, folder, ignore=shutil.ignore_patterns("profiles.yml"))


def changed_copy(project: Path, folder: Path, changes: Iterable[tuple[str, str, str]]) -> Path:
    """Copy a dbt project and change some of its files.

    Args:
        project: the project's folder.
        folder: the folder of the copy.
        changes: for each change, the file's path within the project, the old text, which must occur, and the new one.

    Returns:
        The folder of the copy.
    """
    copy_project(project, folder)
    for path, old, new in changes:
        text = (folder / path).read_text()
        assert old in text
        (folder / path).write_text(text.replace(old, new, 1))
    return folder
