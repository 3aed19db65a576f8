"""The tables and views of the mart on ClickHouse, and saved results, with the comments of the dbt projects."""

from ingest_api.analytics.catalog import Table, TableColumn
from ingest_api.analytics.clickhouse.client import Client
from ingest_api.analytics.clickhouse.state import SECONDS, read_completeness

# readers see the tables of both generations of the mart through views
_TABLES = """
    select if(database = 'results', concat('results.', name), name), if(endsWith(engine, 'View') and (
        database = 'results' or name not in (select name from system.tables where database in ('mart_a', 'mart_b'))
    ), 'view', 'table'), if(database = 'results', '', comment)
    from system.tables where database in ('mart', 'results') and not startsWith(name, 'new ') order by database, name
"""
_COLUMNS = """
    select if(database = 'results', concat('results.', table), table), name, type, comment
    from system.columns where database in ('mart', 'results') order by table, position
"""


def read_tables(client: Client) -> list[Table]:
    """The tables and views that the reader may read."""
    columns: dict[str, list[TableColumn]] = {}
    for table, name, type_, description in client.rows(_COLUMNS, SECONDS):
        columns.setdefault(table, []).append(TableColumn(name, type_, description))
    complete_through = read_completeness(client)
    return [
        Table(name, "mart", kind, description, complete_through.get(name), columns.get(name, []))
        for name, kind, description in client.rows(_TABLES, SECONDS)
    ]
