"""Published tables that have no model in the mart's project: all of them follows from the lake."""

import random
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipeline.dbt import DbtError
from pipeline.projects import MART
from tests.mart.history import Tables
from tests.mart.landing import COLUMNS, Landing, Row, commit_record, micros, published_table
from tests.mart.lone_mart import BATCH, LoneMart

ORDERS = {
    "run_id": "text",
    "order_id": "text",
    "ordered_at": "bigint",
    "amount": "numeric(12,2)",
    "items": "text",
    "event_date": "date",
}
AT = datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)
# what the lake says of the table
SPEC: dict[str, Any] = {
    "is_sent": True,
    "is_current": True,
    "model": "model.lake.fct_sales",
    "description": "Orders. It's one row per order.",
    "key": ["order_id"],
    "columns": {
        "order_id": {"type": "text", "description": "Id of the order."},
        "ordered_at": {"type": "timestamp with time zone", "description": ""},
        "amount": {"type": "numeric(12,2)", "description": ""},
        "items": {"type": "jsonb", "description": ""},
        "event_date": {"type": "date", "description": ""},
    },
    "indexes": [["amount"]],
    "is_whole": True,
    "date_column": "event_date",
    "dates": None,
    "batch_id": BATCH,
    "sent_as": "fct_sales",
}


def order(name: str, day: int = 2, amount: str = "1.50", items: str = '{"a": "\\u0000"}') -> Row:
    return {
        "order_id": name,
        "ordered_at": micros(AT),
        "amount": Decimal(amount),
        "items": items,
        "event_date": date(2026, 1, day),
    }


def publish(
    mart: LoneMart,
    rows: Iterable[Row] | None,
    *,
    project: Path = MART,
    landing_columns: Mapping[str, str] = ORDERS,
    **spec: Any,
) -> None:
    """Publish orders, and no event, and merge them.

    Args:
        mart: the mart.
        rows: the rows; None if none are sent.
        project: the mart's project, or a copy.
        landing_columns: the columns that are sent, with their types.
        spec: what the lake says of the table, where it differs from SPEC.
    """
    landing = Landing(lambda: mart.connect("publisher"), {"sales": landing_columns, **mart.landing.columns})
    run_id = landing.begin()
    not_sent = {"is_sent": False, "is_current": True}
    if rows is not None:
        landing.write(run_id, "sales", rows)
    tables = {"events": not_sent, "quarantine": not_sent, "sales": not_sent if rows is None else {**SPEC, **spec}}
    landing.write(run_id, "commits", [commit_record(BATCH + 1, 300, tables)])
    mart.run_dbt("run", "--select", "+watermark", project=project)


def orders(mart: LoneMart) -> list[str]:
    return [row[0] for row in mart.query("select order_id from sales order by 1")]


def test_a_published_table_has_its_types_key_indexes_and_comments(mart: LoneMart) -> None:
    publish(mart, [order("a"), order("b", items="[1]")])
    assert mart.query("select * from sales order by 1") == [
        ("a", AT, Decimal("1.50"), {"a": "\ufffd"}, date(2026, 1, 2)),
        ("b", AT, Decimal("1.50"), [1], date(2026, 1, 2)),
    ]
    types = "select attname, format_type(atttypid, atttypmod) from pg_attribute where attrelid = 'sales'::regclass"
    assert dict(mart.query(f"{types} and attnum > 0")) == {
        name: column["type"] for name, column in SPEC["columns"].items()
    }
    indexes = (
        "select indexdef from pg_indexes where schemaname = 'mart' and tablename = 'sales' "
        "order by indexdef ~ 'UNIQUE' desc, 1"
    )
    found = [row[0].split(" ON ")[1] + (" unique" if "UNIQUE" in row[0] else "") for row in mart.query(indexes)]
    assert found[0] == "mart.sales USING btree (order_id) unique"
    assert set(found[1:]) == {"mart.sales USING btree (event_date)", "mart.sales USING btree (amount)"}
    comments = "select obj_description('sales'::regclass), col_description('sales'::regclass, 1)"
    assert mart.query(comments) == [("Orders. It's one row per order.", "Id of the order.")]
    # an index that the model has got since
    publish(mart, [order("c")], is_whole=False, indexes=[["amount"], ["items", "amount"]], batch_id=BATCH + 1)
    assert orders(mart) == ["a", "b", "c"]
    assert len(mart.query(indexes)) == 4
    held = "select batch_id, complete_through = (select complete_through from watermark) from published_tables"
    assert mart.query(f"{held} where table_name = 'sales'") == [(BATCH + 1, True)]


def test_rows_that_are_not_sent_stay_unless_all_rows_or_all_of_a_date_are_sent(mart: LoneMart) -> None:
    publish(mart, [order("a", day=1), order("b", day=2), order("c", day=2), order("d", day=3)])
    publish(mart, [order("b", amount="2")], is_whole=False)
    assert mart.query("select order_id, amount from sales where order_id < 'c' order by 1") == [
        ("a", Decimal("1.50")),
        ("b", Decimal("2.00")),
    ]
    publish(mart, [order("b", day=2), order("e", day=3)], is_whole=False, dates=["2026-01-02", "2026-01-03"])
    assert orders(mart) == ["a", "b", "e"]
    publish(mart, None)
    assert orders(mart) == ["a", "b", "e"]
    publish(mart, [order("f")])
    assert orders(mart) == ["f"]


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        (
            [order("b"), order("b", day=3)],
            r"could not create unique index .unique_key_of_fct_sales.\. Key \(order_id\)",
        ),
        ([{**order("b"), "order_id": None}], 'column "order_id" (of relation "sales" )?contains null values'),
        ([order(random.Random(1).randbytes(4000).hex())], "index row (size|requires) "),
    ],
    ids=["repeated", "missing", "too long"],
)
def test_a_table_whose_key_identifies_no_row_stays_as_it_was_and_all_others_are_merged(
    mart: LoneMart, sent: list[Row], message: str
) -> None:
    publish(mart, [order("a")])
    held = "select batch_id, complete_through from published_tables where table_name = 'sales'"
    before, ((watermark,),) = mart.query(held), mart.query("select complete_through from watermark")
    with pytest.raises(DbtError, match=rf"mart\.sales are refused, and it stays as it was: {message}"):
        publish(mart, sent, batch_id=BATCH + 1)
    assert orders(mart) == ["a"]
    assert mart.query(held) == before
    assert mart.query(f"select complete_through > timestamptz '{watermark}' from watermark") == [(True,)]
    publish(mart, [order("c")], batch_id=BATCH + 2, is_whole=False)
    assert orders(mart) == ["a", "c"]


def test_a_table_that_the_lake_cannot_send_stops_no_other(mart: LoneMart, rows: Tables) -> None:
    publish(mart, [order("a")])
    landing = Landing(lambda: mart.connect("publisher"), mart.landing.columns)
    run_id = landing.begin()
    landing.write(run_id, "quarantine", rows["quarantine"][:1])
    tables = {
        "events": {"is_sent": False, "is_current": True},
        "quarantine": published_table("quarantine", COLUMNS["quarantine"], batch_id=BATCH + 1, is_whole=True),
        "sales": {"is_sent": False, "is_current": False, "model": SPEC["model"], "refusal": "column n has type void"},
    }
    landing.write(run_id, "commits", [commit_record(BATCH + 1, 300, tables)])
    with pytest.raises(DbtError, match=r"of mart\.sales are refused.*: column n has type void\. Correct"):
        mart.run_dbt("run", "--select", "+watermark")
    assert mart.query("select count(*) from quarantine") == [(1,)]
    assert orders(mart) == ["a"]


def test_columns_in_mixed_case_and_without_a_date_are_merged_and_indexed(mart: LoneMart) -> None:
    names = {"run_id": "text", "orderId": "text", "userId": "text"}
    landing = Landing(lambda: mart.connect("publisher"), {"sales": names, **mart.landing.columns})
    columns = {name: {"type": "text", "description": ""} for name in ("orderId", "userId")}
    spec = {**SPEC, "key": ["orderId"], "columns": columns, "indexes": [["userId"]], "date_column": None}
    for batch, user in enumerate("ab", start=BATCH + 1):
        run_id = landing.begin()
        landing.write(run_id, "sales", [{"orderId": "1", "userId": user}])
        tables = {"events": {"is_sent": False, "is_current": True}, "sales": {**spec, "batch_id": batch}}
        landing.write(run_id, "commits", [commit_record(batch, 300, tables)])
        mart.run_dbt("run", "--select", "+watermark")
    assert mart.query("select * from sales") == [("1", "b")]
    assert mart.query("select count(*) from pg_indexes where tablename = 'sales' and schemaname = 'mart'") == [(2,)]


def test_a_table_whose_type_changes_stays_as_it_was_until_all_rows_are_sent(mart: LoneMart) -> None:
    publish(mart, [order("a")])
    columns = {**SPEC["columns"], "amount": {"type": "text", "description": ""}}
    with pytest.raises(DbtError, match=r"sales are refused.* amount of .* is numeric\(12,2\), and shall be text"):
        publish(mart, [order("b")], columns=columns, is_whole=False)
    assert orders(mart) == ["a"]
    publish(mart, [order("b")], columns=columns, sent_as="other types", batch_id=BATCH + 1)
    assert mart.query("select order_id, amount from sales") == [("b", "1.50")]
    held = "select sent_as from published_tables where table_name = 'sales'"
    assert mart.query(held) == [("other types",)]


def test_the_type_of_a_key_may_change(mart: LoneMart) -> None:
    key = {**SPEC["columns"], "order_id": {"type": "integer", "description": ""}}
    publish(mart, [order("1"), order("2")])
    publish(mart, [order("3")], columns=key, batch_id=BATCH + 1)
    assert mart.query("select order_id, amount from sales") == [(3, Decimal("1.50"))]
    publish(mart, [order("3", amount="2")], columns=key, batch_id=BATCH + 2, is_whole=False)
    assert mart.query("select order_id, amount from sales") == [(3, Decimal("2.00"))]


def test_the_key_may_change(mart: LoneMart) -> None:
    """To a coarser one of which the old rows have several, and to a column that the table did not have."""
    publish(mart, [order("a", day=1), order("b", day=1)])
    with mart.connect("owner") as owner:
        owner.execute("create view mart.sales_names as select order_id from mart.sales")
    publish(mart, [order("c", day=1), {**order("c", day=2), "order_id": None}], key=["event_date"], batch_id=BATCH + 1)
    assert orders(mart) == ["c", None]
    renamed = {("sale_id" if name == "order_id" else name): spec for name, spec in SPEC["columns"].items()}
    rows = [{("sale_id" if name == "order_id" else name): value for name, value in order("d").items()}]
    columns = {("sale_id" if name == "order_id" else name): type_ for name, type_ in ORDERS.items()}
    for batch in (BATCH + 2, BATCH + 3):
        whole = batch == BATCH + 2
        publish(mart, rows, landing_columns=columns, key=["sale_id"], columns=renamed, batch_id=batch, is_whole=whole)
        assert mart.query("select sale_id, order_id, event_date from sales") == [("d", None, date(2026, 1, 2))]
    primary_key = "select pg_get_constraintdef(oid) from pg_constraint where conrelid = 'mart.sales'::regclass"
    assert mart.query(f"{primary_key} and contype = 'p'") == [("PRIMARY KEY (sale_id)",)]
    assert mart.query("select order_id from sales_names") == [(None,)]


def test_a_table_that_is_refused_is_not_touched_although_its_key_has_changed(mart: LoneMart) -> None:
    publish(mart, [order("a")])
    with mart.connect("owner") as owner:
        owner.execute("create view mart.sales_amounts as select amount from mart.sales")
    before = mart.query("select * from sales")
    columns = {
        **SPEC["columns"],
        # of these, no view reads the first
        "items": {"type": "text", "description": ""},
        "amount": {"type": "text", "description": ""},
    }
    with pytest.raises(DbtError, match=r"sales are refused.* Views read it"):
        publish(mart, [order("b")], columns=columns, key=["event_date"], batch_id=BATCH + 1)
    assert mart.query("select * from sales") == before
    assert len(mart.query("select from pg_indexes where schemaname = 'mart' and tablename = 'sales'")) == 3


def test_without_the_events_nothing_is_merged(mart: LoneMart) -> None:
    before = mart.query("select complete_through from watermark")
    landing = Landing(lambda: mart.connect("publisher"), mart.landing.columns)
    run_id = landing.begin()
    refusal = {"is_sent": False, "is_current": False, "model": "model.lake.fct_events", "refusal": "column n is void"}
    landing.write(run_id, "commits", [commit_record(BATCH + 1, 300, {"events": refusal})])
    with pytest.raises(DbtError, match=r"events was not sent: column n is void\. Correct model\.lake\.fct_events"):
        mart.run_dbt("run", "--select", "+watermark")
    assert mart.query("select complete_through from watermark") == before


def test_a_table_with_the_name_of_a_model_is_refused(mart: LoneMart) -> None:
    before = mart.checksums()
    landing = Landing(lambda: mart.connect("publisher"), {"users": ORDERS, **mart.landing.columns})
    run_id = landing.begin()
    landing.write(run_id, "users", [order("a")])
    tables = {"events": {"is_sent": False, "is_current": True}, "users": {**SPEC, "model": "model.lake.dim_users"}}
    landing.write(run_id, "commits", [commit_record(BATCH + 1, 300, tables)])
    with pytest.raises(
        DbtError, match=r"publishes model\.lake\.dim_users as users, and models/summaries/postgres/users\.sql has"
    ):
        mart.run_dbt("run", "--select", "+watermark")
    assert mart.checksums() == before


def test_a_table_that_is_behind_says_so_and_one_that_is_no_longer_published_is_forgotten(mart: LoneMart) -> None:
    publish(mart, [order("a")])
    through = "select complete_through from published_tables where table_name = 'sales'"
    ((before,),) = mart.query(through)
    # its model has failed, and the others have gone on
    publish(mart, [], is_current=False, is_whole=False)
    assert mart.query(through) == [(before,)]
    assert mart.query(f"select complete_through > timestamptz '{before}' from watermark") == [(True,)]
    mart.publish_changes({}, event_count=300)
    mart.run_dbt("run", "--select", "+watermark")
    assert mart.query(through) == []
    assert orders(mart) == ["a"]


def test_a_table_that_is_sent_whole_does_not_cost_the_summaries_that_do_not_read_it(mart: LoneMart) -> None:
    versions = "select user_id, xmin::text from users order by 1"
    before = mart.query(versions)
    publish(mart, [order("a")])
    assert mart.query(versions) == before
