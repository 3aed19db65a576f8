"""dbt's results of each model and test of a run, in PostgreSQL.

They are in a table of their own, because a record that is rewritten while a step runs has to stay small.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

NodeResult = dict[str, Any]
"""name, status, seconds, rows if the adapter tells them, and message if the node failed."""

_MAX_NODES = 500
_MAX_MESSAGE = 2_000
# results of steps; a run of one batch has three or four
_KEPT_STEPS = 2_000


def record_node_results(
    connection: psycopg.Connection[Any], run_id: UUID, step: int, nodes: Sequence[NodeResult]
) -> None:
    """Store the results of a step, and forget the oldest ones. Of very many nodes, those with a message come first.

    Args:
        connection: a connection in autocommit mode.
        run_id: the run.
        step: position of the step in the run's record, from 0.
        nodes: the results.
    """
    kept = sorted(nodes, key=lambda node: "message" not in node)[:_MAX_NODES] if len(nodes) > _MAX_NODES else nodes
    bounded = [{**node, "message": node["message"][:_MAX_MESSAGE]} if "message" in node else node for node in kept]
    connection.execute(
        "insert into pipeline.node_results (run_id, step, nodes) values (%s, %s, %s)", [run_id, step, Jsonb(bounded)]
    )
    connection.execute(
        "delete from pipeline.node_results where number <= (select max(number) from pipeline.node_results) - %s",
        [_KEPT_STEPS],
    )


def node_results(connection: psycopg.Connection[Any], run_id: UUID) -> dict[int, list[NodeResult]]:
    """The results of a run, by the position of the step."""
    rows = connection.execute("select step, nodes from pipeline.node_results where run_id = %s", [run_id])
    return dict(rows.fetchall())
