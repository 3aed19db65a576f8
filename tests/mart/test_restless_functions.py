"""Functions of PostgreSQL whose result differs although the data stands still: answers with them are not kept."""

from ingest_api.analytics import query_guard
from ingest_api.analytics.engine import QueryRefused
from tests.mart.lone_mart import LoneMart

# of these, PostgreSQL does not say that they are volatile
STABLE = (
    *("now", "transaction_timestamp", "statement_timestamp", "age", "txid_current_snapshot", "pg_current_snapshot"),
    *("current_setting", "inet_client_port"),
)
# these are volatile because they change something, for which the reader has no right, or read what it cannot change
REFUSED_BY_POSTGRESQL = {
    *("nextval", "currval", "lastval", "setval", "loread", "currtid2", "txid_status", "amvalidate"),
    *("brin_desummarize_range", "brin_summarize_new_values", "brin_summarize_range", "gin_clean_pending_list"),
    *("plpgsql_call_handler", "plpgsql_validator"),
}
FUNCTIONS = """
    select distinct proname
    from pg_proc
    where
        pronamespace = 'pg_catalog'::regnamespace and prokind = 'f'
        and (provolatile = 'v' or proname = any(%s))
        and has_function_privilege('eventmart_reader', oid, 'execute')
        and prorettype not in ('trigger'::regtype, 'event_trigger'::regtype, 'internal'::regtype)
        and not 'internal'::regtype = any(proargtypes) and not starts_with(proname, 'binary_upgrade_')
"""


def test_no_function_that_is_volatile_is_taken_for_repeatable(read_only_mart: LoneMart) -> None:
    with read_only_mart.connect("admin") as admin:
        functions = {name for (name,) in admin.execute(FUNCTIONS, [list(STABLE)]).fetchall()}
    assert {*STABLE, "array_shuffle", "random", "gen_random_uuid"} <= functions
    assert sorted(filter(is_taken_for_repeatable, functions - REFUSED_BY_POSTGRESQL)) == []


def is_taken_for_repeatable(function: str) -> bool:
    try:
        return query_guard.check(f"select {function}()").is_repeatable
    except QueryRefused:
        return False
