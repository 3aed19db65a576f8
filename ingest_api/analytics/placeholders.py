"""Placeholders: `:name` in a query, for the value of a parameter."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlglot import Token, TokenType

from ingest_api.analytics.engine import QueryRefused, Statement
from ingest_api.analytics.places import place

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# before a colon, these make it part of a cast or of the slice of an array
_NO_PLACEHOLDER = re.compile(r"""[\w:\[\])"']""")


def placeholders(sql: str, tokens: list[Token], names: Collection[str]) -> Iterator[tuple[int, str]]:
    """The position of each placeholder's colon, and its name.

    Args:
        sql: the query.
        tokens: its tokens.
        names: names of the parameters.

    Raises:
        QueryRefused: there is no such parameter.
    """
    for token in tokens:
        if token.token_type is not TokenType.COLON or _NO_PLACEHOLDER.match(sql[: token.start][-1:]):
            continue
        found = _NAME.match(sql, token.start + 1)
        if found is None:
            continue
        if found[0] not in names:
            raise QueryRefused(
                f"The parameter :{found[0]} has no value. The query has these: {', '.join(sorted(names)) or 'none'}."
            )
        yield token.start, found[0]


def with_stand_ins(sql: str, found: Collection[tuple[int, str]], first: str, others: str) -> str:
    """The query with something that its parser knows in place of each placeholder, of the same length.

    Args:
        sql: the query.
        found: its placeholders.
        first: first character of a stand-in.
        others: the other characters.
    """
    for begin, name in found:
        end = begin + 1 + len(name)
        sql = sql[:begin] + first.ljust(end - begin, others) + sql[end:]
    return sql


@dataclass(frozen=True)
class Substituted:
    """A statement with an expression in place of each placeholder.

    Attributes:
        expressions: by the names of the parameters.
    """

    statement: Statement
    expressions: Mapping[str, str]

    @cached_property
    def sql(self) -> str:
        """Its text."""
        parts = []
        end = 0
        for begin, name in self.statement.placeholders:
            parts += [self.statement.sql[end:begin], self.expressions[name]]
            end = begin + 1 + len(name)
        parts.append(self.statement.sql[end:])
        return "".join(parts)

    def place(self, position: int) -> tuple[int, int] | None:
        """Line and column of the sender's SQL, both from 1, for a position in `sql` from 0; None beyond its ends."""
        if not 0 <= position <= len(self.sql):
            return None
        shift = 0
        for begin, name in self.statement.placeholders:
            size = len(self.expressions[name])
            if position < begin + shift + size:
                # inside of an expression: the sender knows its placeholder
                position = min(position, begin + shift)
                break
            shift += size - len(name) - 1
        return place(self.statement.sql, position - shift)
