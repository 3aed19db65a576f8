"""What the Hive metastore knows of the lake: its tables, and how complete they are. Asking it does not start Spark."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from eventmart.lake_names import PREFIX, state_name
from ingest_api.analytics.catalog import Table, TableColumn
from ingest_api.analytics.connections import Connection, Connections
from ingest_api.analytics.engine import State
from ingest_api.analytics.lake.guard import LAKE, SCHEMAS

# Hive's own tables: https://cwiki.apache.org/confluence/display/Hive/Design#Design-Metastore
_PROPERTIES = """
    select "PARAM_KEY", "PARAM_VALUE" from "DATABASE_PARAMS" join "DBS" using ("DB_ID") where "NAME" = %(lake)s
    union all
    select 'raw.' || "PARAM_KEY", "PARAM_VALUE"
    from "TABLE_PARAMS" join "TBLS" using ("TBL_ID") join "DBS" using ("DB_ID")
    where "NAME" = 'raw' and "TBL_NAME" = 'events'
    union all
    select 'table.' || "TBL_NAME", "TBL_ID"::text from "TBLS" join "DBS" using ("DB_ID") where "NAME" = %(lake)s
"""
_TABLES = """
    select
        "DBS"."NAME",
        "TBL_NAME",
        case "TBL_TYPE" when 'VIRTUAL_VIEW' then 'view' else 'table' end,
        coalesce((
            select "PARAM_VALUE" from "TABLE_PARAMS"
            where "TABLE_PARAMS"."TBL_ID" = "TBLS"."TBL_ID" and "PARAM_KEY" = 'comment'
        ), ''),
        (
            select json_agg(
                json_build_object('name', name, 'type', type, 'description', coalesce(description, ''))
                order by part, number
            )::text
            from (
                select 1, "INTEGER_IDX", "COLUMN_NAME", "TYPE_NAME", "COMMENT"
                from "COLUMNS_V2" where "COLUMNS_V2"."CD_ID" = "SDS"."CD_ID"
                union all
                select 2, "INTEGER_IDX", "PKEY_NAME", "PKEY_TYPE", "PKEY_COMMENT"
                from "PARTITION_KEYS" where "PARTITION_KEYS"."TBL_ID" = "TBLS"."TBL_ID"
            ) as columns (part, number, name, type, description)
        )
    from "TBLS" join "DBS" using ("DB_ID") join "SDS" using ("SD_ID")
    where
        "DBS"."NAME" = any(%(schemas)s)
        -- the same files as the Hive tables, see pipeline/raw_tables.py
        and "TBL_NAME" not in ('events_for_spark', 'quarantine_for_spark')
    order by "DBS"."NAME", "TBL_NAME"
"""
_RAW = "raw."
_TABLE = "table."
# the last word of the state of a table that update runs keep
_KEPT = "kept"


@dataclass(frozen=True)
class Recorded:
    """What update runs have recorded of the lake in the metastore; see macro lake_state of the lake's project.

    Attributes:
        properties: of database lake; those of table raw.events begin with `raw.`. `table.<name>` is Hive's id of a
            table of the lake.
    """

    properties: Mapping[str, str]

    @property
    def is_built(self) -> bool:
        """Whether an update run has built the lake."""
        return f"{PREFIX}batch_id" in self.properties

    def state(self, tables: Collection[str]) -> State:
        """The state of the data that a query reads.

        Args:
            tables: names of the tables, and of the query's CTEs, as `guard.check` returns them.
        """
        complete_through = self.complete_through(tables)
        is_of_run = complete_through is not None and not any(table.startswith(_RAW) for table in tables)
        run_id = self.properties.get(f"{PREFIX}run_id") if is_of_run else None
        return State(complete_through, run_id, self._version(tables))

    def _version(self, tables: Collection[str]) -> str | None:
        """Differs whenever rows of the tables may have changed.

        None if that is not known: of raw tables, which grow by each file that lands; of tables that are not kept from
        run to run, which anybody may build; and while a run writes, or after one that has not ended well.
        """
        if self.properties.get(f"{PREFIX}removing"):
            return None
        begun = int(self.properties.get(f"{PREFIX}begun_batch_id") or 0)
        versions = [self.properties.get(f"{PREFIX}recorded_at", "")]
        # what is neither a table of the lake nor a raw one is a CTE
        for table in sorted(each for each in tables if f"{_TABLE}{each}" in self.properties or each.startswith(_RAW)):
            state = self.properties.get(PREFIX + state_name(table), "").split(" ")
            # the first word is the last batch that the table holds
            if state[-1] != _KEPT or int(state[0]) < begun:
                return None
            versions.append(self.properties[f"{_TABLE}{table}"])
        return "/".join(versions) if versions[0] else None

    def complete_through(self, tables: Collection[str]) -> datetime | None:
        """The time up to which tables hold every received event; None if that is not known.

        Args:
            tables: their names, as `guard.check` returns them.
        """
        raw = [table for table in tables if table.startswith(_RAW)]
        sources = [_RAW] if raw else []
        if len(raw) < len(tables) or not tables:
            sources.append("")
        # the first word is the last batch that a table holds; one whose model fails stays behind
        batches = [self.properties.get(PREFIX + state_name(table), "").split(" ")[0] for table in tables]
        if any(batch not in ("", self.properties.get(f"{PREFIX}batch_id")) for batch in batches):
            return None
        texts = [self.properties.get(f"{source}{PREFIX}complete_through") for source in sources]
        return min(datetime.fromisoformat(text).astimezone(UTC) for text in texts if text) if all(texts) else None


class Metastore:
    """The database of the Hive metastore.

    Args:
        parameters: psycopg connection parameters of a role that may select from it.
    """

    def __init__(self, parameters: dict[str, Any]) -> None:
        self._connections = Connections(parameters)

    def recorded(self) -> Recorded:
        """What update runs have recorded of the lake."""
        with self._connections.transaction(_recorded) as (_, recorded):
            return recorded

    def tables(self) -> list[Table]:
        """The tables of the lake."""
        with self._connections.transaction(_recorded) as (connection, recorded):
            rows = connection.execute(_TABLES, {"schemas": list(SCHEMAS)}).fetchall() if recorded.properties else []
        return [
            Table(
                name := table if schema == LAKE else f"{schema}.{table}",
                "lake",
                kind,
                description,
                recorded.complete_through([name]),
                msgspec.json.decode(columns or "[]", type=list[TableColumn]),
            )
            for schema, table, kind, description, columns in rows
        ]


def _recorded(connection: Connection) -> Recorded:
    # the mart can be there without a lake
    if connection.execute("""select to_regclass('"DBS"')""").fetchone() == (None,):
        return Recorded({})
    return Recorded(dict(connection.execute(_PROPERTIES, {"lake": LAKE}).fetchall()))
