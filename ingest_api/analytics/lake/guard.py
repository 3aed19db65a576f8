"""Which SQL the lake accepts: a single SELECT from its tables, with functions that only compute.

Spark SQL has functions and clauses that run code, and a server of it has no roles. So here the guard counts, besides
what the server itself lacks (see spark_thrift.query_server). What it has checked and what Spark reads must be the same,
although sqlglot and Spark read text differently. Therefore the text is cut into lexemes by Spark's rules, what could be
read in two ways is refused, and comments are blanked before anybody parses it.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise

from sqlglot import exp
from sqlglot.dialects import Spark

from ingest_api.analytics.bounded_parser import BoundedSteps, parse_select
from ingest_api.analytics.engine import QueryRefused, Statement
from ingest_api.analytics.places import place
from ingest_api.analytics.restless import RESTLESS_TEXT
from spark_thrift.functions import ALLOWED, REFUSED

# the database of tables that are named without one
LAKE = "lake"
SCHEMAS = (LAKE, "raw")

_LEXEME = re.compile(
    r"""
    (?P<space>[ \t\r\n]+)
    # Spark lets a comment contain comments, and go on after a backslash at the end of its line; nobody needs that
    |(?P<comment>--(?:[^\n]*[^\\\n])?(?=\n|$)|/\*(?!\+)(?:(?!/\*|\*/).)*\*/)
    |(?P<string>[rR]'[^']*'|[rR]"[^"]*"|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
    |(?P<name>`(?:[^`]|``)*`)
    |(?P<word>[A-Za-z0-9_]+)
    |(?P<sign>[+*%&|^~!=<>:;,.()\[\]]|-(?!-)|/(?!\*))
    """,
    re.VERBOSE | re.DOTALL,
)
# lines stay what they are
_BLANKED = re.compile(r"[^\n]")
# words before a parenthesis that call no function
_SYNTAX = """
    all anti as asc by case char cluster cross cube decimal dec desc distinct distribute else end escape except exists
    for from full group having inner intersect interval is join lateral left like limit minus natural numeric offset on
    order outer over overlaps partition pivot qualify right rlike rollup rows select semi sets some sort tablesample
    then try_cast union unpivot using values varchar where window with within
"""
# functions that Spark knows as part of its grammar
_GRAMMAR_FUNCTIONS = "cast date_diff extract overlay position struct timestampadd timestampdiff trim"
_CALLABLE = ALLOWED.union(_SYNTAX.split(), _GRAMMAR_FUNCTIONS.split())
# as names of anything, too
_REFUSED_NAMES = {
    **{name: reason for name, reason in REFUSED.items() if "reflect" in name or "java" in name},
    "_metadata": "it tells where files are",
}
# what depends on the time, on chance, or on how Spark has divided the rows
_RESTLESS_WORDS = frozenset({
    "now", "curdate", "current_date", "current_time", "current_timestamp", "localtime", "localtimestamp",
    "unix_timestamp", "to_unix_timestamp", "rand", "randn", "random", "randstr", "uniform", "uuid", "shuffle",
    "tablesample", "monotonically_increasing_id", "spark_partition_id",
})  # fmt: skip
# in a text, a character by its number, which may be part of a word that becomes a time
_NUMBERED = re.compile(r"\\[1-7uU]")
# any other escaped character; some stand for white space, the rest for themselves
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_WHITE_SPACE = "0bnrtZ"


class _Bounded(Spark):  # type: ignore[misc]  # sqlglot's packages are untyped
    """Spark's dialect, parsed in a bounded number of steps and in bounded time."""

    class Parser(BoundedSteps, Spark.Parser):  # type: ignore[misc]  # sqlglot finds it by this name
        """Counts its steps."""


@dataclass(frozen=True)
class _Lexeme:
    kind: str
    text: str
    start: int

    @property
    def name(self) -> str:
        """The lexeme as a name, in lower case, whether it is quoted or not."""
        return self.text.strip("`").lower() if self.kind in ("word", "name") else ""


def check(sql: str, names: Collection[str] = ()) -> Statement:
    """Accept a single SELECT, including CTEs and set operations, from the schemas of the lake.

    Args:
        sql: the query, with `:name` for the value of each parameter.
        names: names of the parameters.

    Returns:
        The statement, without bindings. In its text, comments are blanks, so that all places are those in `sql`. The
        name of a table in another schema than lake begins with the schema.

    Raises:
        QueryRefused: the query is not a single SELECT, see `parse_select`, contains what may be read in two ways, calls
            a function that is not allowed, names another parameter, or reads anything else than tables of the schemas.
    """
    lexemes = list(_lexemes(sql))
    text = "".join(_BLANKED.sub(" ", each.text) if each.kind == "comment" else each.text for each in lexemes)
    placeholders = tuple(_placeholders(lexemes, names))
    select = parse_select(_with_stand_ins(text, placeholders), _Bounded(), "Spark")
    _check_words([each for each in lexemes if each.kind not in ("comment", "space")], select.tree)
    if select.tree.find(exp.QueryTransform):
        raise QueryRefused("TRANSFORM is not allowed. Use functions of SQL.")
    tables = frozenset(_tables(select.tree))
    return Statement(text[: select.end], tables, not _is_restless(lexemes), is_ordered=False, placeholders=placeholders)


def _check_words(words: list[_Lexeme], tree: exp.Query) -> None:
    # the alias of a table may have a list of columns
    aliases = {alias.this.meta.get("start") for alias in tree.find_all(exp.TableAlias) if alias.this}
    for lexeme in words:
        # sqlglot does not tell which table it reads
        if lexeme.kind == "word" and lexeme.name == "table":
            raise QueryRefused("TABLE is not allowed. Write `select * from …`, or put a name into backquotes.")
        if lexeme.name in _REFUSED_NAMES:
            raise QueryRefused(f"{lexeme.name} is not allowed: {_REFUSED_NAMES[lexeme.name]}. Leave it out.")
    for lexeme, following in pairwise(words):
        if lexeme.name == "using" and following.kind == "string":
            raise QueryRefused("USING with a program is not allowed. Use functions of SQL.")
        if following.text == "(" and lexeme.name and lexeme.start not in aliases and lexeme.name not in _CALLABLE:
            reason = REFUSED.get(lexeme.name, "Spark does not have it, or nobody has allowed it yet")
            raise QueryRefused(f"The function {lexeme.name} is not allowed: {reason}.")


def _is_restless(lexemes: list[_Lexeme]) -> bool:
    """Whether the answer may be another one although the data has not changed."""
    for lexeme in lexemes:
        if lexeme.name in _RESTLESS_WORDS or (lexeme.kind == "string" and _NUMBERED.search(lexeme.text)):
            return True
    # Spark joins texts that follow each other
    texts = "".join(map(_text, (each for each in lexemes if each.kind not in ("space", "comment"))))
    return RESTLESS_TEXT.search(texts) is not None


def _text(lexeme: _Lexeme) -> str:
    """What a text holds; of anything else, what keeps the texts around it apart."""
    if lexeme.kind != "string":
        return "\n"
    return _ESCAPED.sub(lambda found: " " if found[1] in _WHITE_SPACE else found[1], lexeme.text.lstrip("rR")[1:-1])


def _lexemes(sql: str) -> Iterator[_Lexeme]:
    start = 0
    while start < len(sql):
        match = _LEXEME.match(sql, start)
        if match is None or match.lastgroup is None:
            raise QueryRefused(
                f"What begins here is not allowed: {sql[start : start + 20]!r}",
                *place(sql, start),
                "Put names with other characters than letters, digits and _ into backquotes, and leave out hints, "
                "variables and comments within comments.",
            )
        yield _Lexeme(match.lastgroup, match.group(), start)
        start = match.end()


def _placeholders(lexemes: list[_Lexeme], names: Collection[str]) -> Iterator[tuple[int, str]]:
    for before, colon, lexeme in zip([None, *lexemes], lexemes, lexemes[1:], strict=False):
        # a colon after a name is part of a type, or of a path in a variant; two colons cast
        is_other = before is not None and (before.kind in ("word", "name", "string") or before.text in (":", "]", ")"))
        if colon.text != ":" or lexeme.kind != "word" or is_other:
            continue
        if lexeme.text not in names:
            raise QueryRefused(
                f"The parameter :{lexeme.text} has no value. The query has these: {', '.join(sorted(names)) or 'none'}."
            )
        yield colon.start, lexeme.text


def _with_stand_ins(sql: str, placeholders: tuple[tuple[int, str], ...]) -> str:
    """The query with numbers in place of its placeholders, which the parser would take for something else."""
    for begin, name in placeholders:
        end = begin + 1 + len(name)
        sql = sql[:begin] + "1" * (end - begin) + sql[end:]
    return sql


def _tables(tree: exp.Query) -> Iterator[str]:
    for table in tree.find_all(exp.Table):
        if isinstance(table.this, exp.Func):
            # a table function, whose name is checked as that of any function
            continue
        schema = table.db.lower()
        if table.catalog or not isinstance(table.this, exp.Identifier) or schema not in ("", *SCHEMAS):
            raise QueryRefused(f"{table.sql('spark')} is not allowed. Read tables of schema {' and '.join(SCHEMAS)}.")
        name = table.name.lower()
        yield name if schema in ("", LAKE) else f"{schema}.{name}"
