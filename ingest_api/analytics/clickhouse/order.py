"""Whether ClickHouse gives the rows of a query in the same order each time, and the same rows."""

from sqlglot import exp

# aggregates that depend on the order in which rows come: beginnings of their names
_RESTLESS_AGGREGATES = (
    "any", "argmax", "argmin", "array_agg", "group_concat", "groupconcat", "grouparray", "groupuniqarray", "topk",
)  # fmt: skip


def is_restless_aggregate(name: str) -> bool:
    """Whether the function of this name, in lower case, depends on the order in which rows come."""
    return name.startswith(_RESTLESS_AGGREGATES)


def has_total_order(tree: exp.Query) -> bool:
    """Whether a query gives the same rows in the same order each time, if its functions do.

    Its ORDER BY names all columns of the output, or all of GROUP BY, or it has one row. What a subquery cuts off with
    LIMIT is ordered in this way, too.
    """
    cut = [query for query in tree.find_all(exp.Query) if query.args.get("limit") or query.args.get("offset")]
    return all(map(_is_ordered, [tree, *cut])) and not any(map(_picks_rows, tree.find_all(exp.Limit, exp.Distinct)))


def _picks_rows(clause: exp.Expr) -> bool:
    """Whether it is LIMIT BY or DISTINCT ON, which keep some of the rows with the same key."""
    return bool(clause.expressions if isinstance(clause, exp.Limit) else clause.args.get("on"))


def _is_ordered(query: exp.Query) -> bool:
    if not isinstance(query, exp.Select):
        return False
    order, group = query.args.get("order"), query.args.get("group")
    outputs = [each.unalias() for each in query.selects]
    if order is None:
        is_total = not group and not query.args.get("joins")
        return is_total and bool(outputs) and all(isinstance(each, exp.AggFunc) for each in outputs)
    keys = [_resolved(each.this, query) for each in order.expressions]
    if keys == [exp.column("all")]:
        return True
    if outputs == [exp.Star()]:
        return exp.Struct(expressions=[exp.Star()]) in keys
    # without ROLLUP and the like, there is one row for each value of GROUP BY
    groups = []
    if group is not None and not any(value for name, value in group.args.items() if name != "expressions"):
        groups = [_resolved(each, query) for each in group.expressions]
    return all(each in keys for each in outputs) or (bool(groups) and all(each in keys for each in groups))


def _resolved(key: exp.Expr, query: exp.Select) -> exp.Expr:
    """What a name or a number of a column of the output stands for."""
    for number, output in enumerate(query.selects, 1):
        is_name = isinstance(key, exp.Column) and not key.table and key.name == output.alias_or_name
        if is_name or key == exp.Literal.number(number):
            return output.unalias()
    return key
