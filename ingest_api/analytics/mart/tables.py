"""The tables and views of the mart, and saved results, with PostgreSQL's comments, which come from the dbt projects."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
import psycopg

from ingest_api.analytics.catalog import Table, TableColumn
from ingest_api.analytics.mart.beginning import BEGIN

# the relations that the reader may read
_TABLES = """
    select
        case pg_namespace.nspname when 'results' then 'results.' else '' end || pg_class.relname,
        case when pg_class.relkind in ('v', 'm') then 'view' else 'table' end,
        coalesce(obj_description(pg_class.oid, 'pg_class'), ''),
        (
            select json_agg(
                json_build_object(
                    'name', pg_attribute.attname,
                    'type', format_type(pg_attribute.atttypid, pg_attribute.atttypmod),
                    'description', coalesce(col_description(pg_class.oid, pg_attribute.attnum), '')
                ) order by pg_attribute.attnum
            )::text
            from pg_attribute
            where pg_attribute.attrelid = pg_class.oid and pg_attribute.attnum > 0 and not pg_attribute.attisdropped
        )
    from pg_class
    join pg_namespace on pg_namespace.oid = pg_class.relnamespace
    where
        pg_namespace.nspname in ('mart', 'results') and pg_class.relkind in ('r', 'v', 'm', 'p', 'f')
        and has_table_privilege(pg_class.oid, 'select')
    order by pg_namespace.nspname, pg_class.relname
"""
_COMPLETENESS = """
    select table_name, least(complete_through, (select complete_through from watermark)) from completeness
    union all
    select 'results.' || saved.name, state.complete_through
    from results.saved cross join analytics.state(array['results.' || saved.name]) as state
"""


def read_tables(connection: psycopg.Connection[Any]) -> list[Table]:
    """The tables and views of the mart.

    Args:
        connection: as the reader role. It begins a transaction, in which all is read in one snapshot.
    """
    connection.execute(BEGIN)
    rows = connection.execute(_TABLES).fetchall()
    complete_through: Mapping[str, datetime] = {}
    # they exist after the first update run
    if {"completeness", "watermark"} <= {name for name, *_ in rows}:
        complete_through = dict(connection.execute(_COMPLETENESS).fetchall())
    return [
        Table(
            name,
            "mart",
            kind,
            description,
            complete_through.get(name),
            msgspec.json.decode(columns or "[]", type=list[TableColumn]),
        )
        for name, kind, description, columns in rows
    ]
