"""A query together with the views that it brings along.

A view becomes a common table expression of the query. So it exists for this query alone, on every engine, and nothing
has to be created or removed.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter

from ingest_api.analytics.engine import Binding, Engine, QueryFailed, QueryRefused, Statement

_MAX_VIEWS = 20
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")


class QueryWithViews:
    """One statement, made of a query and its views.

    Args:
        query: the query, which may read all of the views.
        views: the views by their names, each after those that it reads.

    Attributes:
        statement: the statement that an engine runs.
    """

    def __init__(self, query: Statement, views: Mapping[str, Statement]) -> None:
        # number of the line before each part, the last one first
        self._parts: list[tuple[int, str | None]] = []
        text = ""
        for name, view in views.items():
            text += f"{', ' if text else 'with '}{name} as (\n"
            self._parts.insert(0, (text.count("\n"), name))
            # what follows has a line of its own, because a comment ends with its line
            text += f"{view.sql}\n)"
        if not views:
            self.statement = query
            return
        text += "\nselect * from (\n"
        self._parts.insert(0, (text.count("\n"), None))
        self.statement = replace(
            query,
            sql=f"{text}{query.sql}\n) as query",
            tables=query.tables.union(*(view.tables for view in views.values())),
            is_repeatable=query.is_repeatable and all(view.is_repeatable for view in views.values()),
            is_ordered=query.is_ordered and all(view.is_ordered for view in views.values()),
            placeholders=tuple((len(text) + position, name) for position, name in query.placeholders),
        )

    @contextmanager
    def places(self) -> Iterator[None]:
        """Tell the place of an error in the part that was sent, and not in the whole statement."""
        try:
            yield
        except QueryFailed as error:
            for lines_before, name in self._parts:
                if error.line is not None and error.line > lines_before:
                    error.line -= lines_before
                    error.args = (f"View {name}: {error}" if name else str(error),)
                    break
            raise


def checked(sql: str, bindings: Mapping[str, Binding], views: Mapping[str, str], engine: Engine) -> QueryWithViews:
    """A query with its views, each of which is a query that the engine accepts.

    Args:
        sql: the query.
        bindings: value of each of its parameters. Views have none.
        views: text of each view by its name.
        engine: checks them.

    Raises:
        QueryRefused: there are too many views, or a name, a view or the query is not allowed.
    """
    if len(views) > _MAX_VIEWS:
        raise QueryRefused(f"The query has {len(views)} views. Send {_MAX_VIEWS} at most.")
    statements = {}
    for name, text in views.items():
        if not _NAME.fullmatch(name):
            raise QueryRefused(
                f"{name[:80]!r} is not the name of a view. Use at most 63 lower-case letters, digits and _, and begin "
                "with a letter."
            )
        try:
            statements[name] = engine.check(text, {})
        except QueryRefused as error:
            error.args = (f"View {name}: {error}",)
            raise
    return QueryWithViews(engine.check(sql, bindings), {name: statements[name] for name in _in_order(statements)})


def _in_order(views: Mapping[str, Statement]) -> Iterable[str]:
    """The names of views, each after those that it reads. Many clients sort the members of a JSON object by name."""
    # in a view of its own name, a name is that of a table
    read = {name: view.tables & views.keys() - {name} for name, view in views.items()}
    try:
        return list(TopologicalSorter(read).static_order())
    except CycleError as error:
        raise QueryRefused(
            f"Views read each other: {', '.join(error.args[1])}. Let one of them read a table."
        ) from None
