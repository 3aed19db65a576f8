"""Which SQL a mart on ClickHouse accepts: a single SELECT from database `mart` and from saved results.

Its functions only compute.

The purpose is a clear error message: ClickHouse runs the query as the reader, with `readonly = 1`. But all callers are
this one user, and it may read more than the mart's views. So it is the guard that keeps callers within the views, and
hides their queries from one another.
"""

from collections.abc import Collection, Iterator
from functools import lru_cache
from itertools import pairwise

from sqlglot import Token, TokenType, exp
from sqlglot.dialects import ClickHouse

from eventmart.results.saved import RECORDS, SCHEMA, is_result_name
from ingest_api.analytics.bounded_parser import BoundedSteps, parse_select, tokenize
from ingest_api.analytics.clickhouse.order import has_total_order, is_restless_aggregate
from ingest_api.analytics.engine import QueryRefused, Statement
from ingest_api.analytics.placeholders import placeholders, with_stand_ins

DATABASE = "mart"
_ENGINE = "ClickHouse"

# table functions that compute their rows from their arguments alone
_TABLE_FUNCTIONS = frozenset({"numbers", "generate_series", "generateseries", "zeros"})
# What reads files, other servers or dictionaries, tells of the server and other queries, or only takes time. ClickHouse
# also calls a function by its name in an argument or after APPLY, so no name may be one of these.
_REFUSED = frozenset({
    "file", "sleep", "sleepeachrow", "joinget", "joingetornull", "getsetting", "getsettingordefault", "getmacro",
    "getserverport", "getserversetting", "getclienthttpheader", "hostname", "fqdn", "tcpport", "serveruuid", "buildid",
    "queryid", "initialqueryid", "query_id", "initial_query_id", "connectionid", "connection_id", "currentuser",
    "uptime", "addresstoline", "addresstolinewithinlines", "addresstosymbol", "demangle", "showcertificate",
    "evalmlmethod", "currentprofiles", "enabledprofiles", "defaultprofiles", "currentroles", "enabledroles",
    "defaultroles", "getmergetreesetting", "hascolumnintable", "logtrace",
    # as functions, they read the table that their second argument names
    "notin", "globalin", "globalnotin", "nullin", "notnullin", "globalnullin", "globalnotnullin", "inignoreset",
    "notinignoreset", "globalinignoreset", "globalnotinignoreset", "nullinignoreset", "notnullinignoreset",
    "globalnullinignoreset", "globalnotnullinignoreset",
})  # fmt: skip
_REFUSED_PREFIXES = ("dictget", "dicthas", "dictis", "filesystem", "catboost", "ai", "throwif")
# what depends on the time, on chance, or on the order in which blocks come
_RESTLESS_WORDS = frozenset({
    "now", "now64", "nowinblock", "nowinblock64", "today", "yesterday", "current_date", "current_timestamp", "curdate",
    "utctimestamp", "utc_timestamp", "generateuuidv4", "generateuuidv7", "generateulid", "generatesnowflakeid",
    "generaterandom", "generateserialid", "fuzzbits", "fuzzquery", "arrayshuffle", "arraypartialshuffle",
    "arrayrandomsample", "rownumberinblock", "rownumberinallblocks", "blocknumber", "blocksize",
    "runningdifference", "runningaccumulate", "neighbor", "sample", "any", "ties", "fill",
})  # fmt: skip
# such as rand32, randUniform and randomString
_RESTLESS_PREFIX = "rand"
_TEXTS = (TokenType.STRING, TokenType.HEREDOC_STRING, TokenType.NUMBER)
_KEPT_TEXTS = 256
_KEPT_CHARACTERS = 10_000


class _Bounded(ClickHouse):  # type: ignore[misc]  # sqlglot's packages are untyped
    """ClickHouse's dialect, parsed in a bounded number of steps and in bounded time."""

    class Parser(BoundedSteps, ClickHouse.Parser):  # type: ignore[misc]  # sqlglot finds it by this name
        """Counts its steps."""


def check(sql: str, names: Collection[str] = ()) -> Statement:
    """Accept a single SELECT, including CTEs and set operations.

    Args:
        sql: the query, with `:name` for the value of each parameter.
        names: names of the parameters.

    Returns:
        The statement, without bindings. It is ordered if its rows have a total order, see `has_total_order`:
        ClickHouse gives others in any order.

    Raises:
        QueryRefused: the query is not a single SELECT, see `parse_select`, has SETTINGS, FORMAT or INTO OUTFILE, calls
            a function that is not allowed, reads anything else than the mart, or names another parameter.
    """
    return (_check_kept if len(sql) <= _KEPT_CHARACTERS else _check)(sql, frozenset(names))


def _check(sql: str, names: frozenset[str]) -> Statement:
    found = tuple(placeholders(sql, tokenize(sql, _Bounded(), _ENGINE), names))
    select = parse_select(with_stand_ins(sql, found, "p", "p"), _Bounded(), _ENGINE)
    words = {token.text.lower() for token in select.tokens if token.token_type not in _TEXTS}
    if any(token.text.lower() == "in" and token.token_type is not TokenType.IN for token in select.tokens):
        raise QueryRefused("The function in is not allowed. Write it as an operator: a in (1, 2).")
    called = _called(select.tokens)
    for word in sorted(words):
        if word in _REFUSED or (word.startswith(_REFUSED_PREFIXES) and word in called):
            raise QueryRefused(f"The name {word} is not allowed. Use functions that only read the mart.")
    for query in select.tree.find_all(exp.Query):
        for clause in ("settings", "format"):
            if query.args.get(clause):
                raise QueryRefused(f"{clause.upper()} is not allowed. The request's parameters replace it.")
    _check_sets(select.tree, frozenset(begin for begin, _ in found))
    tables = frozenset(_tables(select.tree))
    is_random = any(name.startswith(_RESTLESS_PREFIX) for name in called)
    is_restless = is_random or bool(words & _RESTLESS_WORDS) or any(map(is_restless_aggregate, called))
    return Statement(sql[: select.end], tables, not is_restless, has_total_order(select.tree), found)


_check_kept = lru_cache(_KEPT_TEXTS)(_check)


def _called(tokens: list[Token]) -> set[str]:
    """Names before a parenthesis."""
    pairs = pairwise(tokens)
    return {token.text.lower() for token, following in pairs if following.token_type is TokenType.L_PAREN}


def _tables(tree: exp.Query) -> Iterator[str]:
    for table in tree.find_all(exp.Table):
        if not isinstance(table.this, exp.Identifier):
            name = table.this.name.lower() or table.this.key
            if name not in _TABLE_FUNCTIONS:
                raise QueryRefused(f"The table function {name} is not allowed. Read tables and views of the mart.")
        elif not table.catalog and table.db in ("", DATABASE):
            yield table.name.lower()
        elif not table.catalog and table.db == SCHEMA and (is_result_name(table.name) or table.name == RECORDS):
            yield f"{SCHEMA}.{table.name}"
        else:
            raise QueryRefused(
                f"{table.db}.{table.name} is not allowed. Read tables and views of database {DATABASE}, and saved "
                f"results ({SCHEMA}.<name>)."
            )


def _check_sets(tree: exp.Query, stand_ins: frozenset[int]) -> None:
    """Refuse a table or a table function at the right of IN, which `_tables` does not find."""
    for found in tree.find_all(exp.In):
        items = found.expressions
        values = found.args.get("field") or (items[0].unnest() if len(items) == 1 else None)
        if not isinstance(values, exp.Column | exp.Identifier | exp.Dot | exp.Anonymous):
            continue
        if (values.find(exp.Identifier) or values).meta.get("start") not in stand_ins:
            raise QueryRefused(f"{values.sql()} after IN is not allowed. Write in (select …), or has(array, value).")
