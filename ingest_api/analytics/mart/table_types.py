"""The types of the columns of a result, for a table that is to hold it."""

from collections.abc import Sequence

from ingest_api.analytics.connections import Connection

# A type of the mart's own, such as that of the rows of a table, would bind the table to it. Objects are found by names
# that depend on the reader.
_TYPES = """
    select
        case
            when pg_type.oid < 16384 and typtype in ('b', 'r', 'm') and typname !~ '^_?reg'
            then format_type(pg_type.oid, columns.modifier) else 'text'
        end
    from unnest(%s::oid[], %s::int[]) with ordinality as columns (type, modifier, number)
    join pg_type on pg_type.oid = columns.type
    order by columns.number
"""


def table_types(connection: Connection, types: Sequence[tuple[int, int]]) -> list[str]:
    """The names of types.

    Args:
        connection: to the mart.
        types: PostgreSQL's number of each type, and of its modifier.
    """
    numbers = [[number for number, _ in types], [modifier for _, modifier in types]]
    return [name for (name,) in connection.execute(_TYPES, numbers)]
