"""Queries on the page: by keyboard, as table and chart, by address, as files, and their errors."""

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, Route, expect
from pyarrow import ipc, parquet

from eventmart.settings import Settings
from tests.mart.lone_mart import LoneMart
from tests.mart.page.conftest import HOSTILE, PHONE, OpenPage, fits
from tests.mart.test_analytics import running
from tests.stack.client import wait_until

_DAYS = "select event_date, event_type, count(*) as event_count from events group by 1, 2 order by 1, 2"
_SLOW = "select count(*) from generate_series(1, 1000000000)"


def asking(sql: str, **how: str) -> str:
    return f"#/query?sql={quote(sql)}" + "".join(f"&.{name}={value}" for name, value in how.items())


def editor(page: Page) -> Locator:
    return page.get_by_role("textbox", name="SQL")


def write(page: Page, sql: str) -> None:
    """Replace what is in the editor, as a user does."""
    editor(page).press("Control+A")
    page.keyboard.insert_text(sql)


def result(page: Page) -> Locator:
    return page.get_by_role("region", name="Result", exact=True)


def expect_chart(page: Page, description: str) -> None:
    """The result has a chart whose description begins like this."""
    expect(result(page).get_by_role("img")).to_have_attribute("aria-label", re.compile(f"^{description}"))


def press_until(page: Page, key: str, is_reached: Callable[[], bool]) -> None:
    for _ in range(80):
        if is_reached():
            return
        page.keyboard.press(key)
    raise AssertionError(f"not reached with {key}")


def has_focus(locator: Locator) -> Callable[[], bool]:
    return lambda: bool(locator.evaluate("element => element.getRootNode().activeElement === element"))


def test_by_keyboard_alone(open_page: OpenPage) -> None:
    page = open_page()
    press_until(page, "Tab", has_focus(page.get_by_role("link", name="Query", exact=True)))
    page.keyboard.press("Enter")
    # the list of tables is there
    expect(page.locator(".tables summary").filter(has_text="events_hourly")).to_be_visible()
    press_until(page, "Tab", has_focus(editor(page)))
    page.keyboard.press("Control+A")
    page.keyboard.type("select event_type, count(*) as n from events_h")
    completions = page.get_by_role("option")
    expect(completions.filter(has_text="events_hourly")).to_be_visible()
    # the editor takes no choice from a list that has just appeared
    page.wait_for_timeout(200)
    page.keyboard.press("Tab")
    page.keyboard.type(" where event_hour_at > '2026-01-01' and events_hourly.user_c")
    expect(completions.filter(has_text="user_count")).to_be_visible()
    page.wait_for_timeout(200)
    page.keyboard.press("Enter")
    page.keyboard.type(" > 0 group by event_type order by n desc")
    page.keyboard.press("Control+Enter")
    expect(result(page).get_by_role("row").first).to_have_text("event_typetextnint8")
    expect(page.get_by_role("status")).to_have_text(re.compile(r"^5 rows in "))
    # Tab leaves the editor
    press_until(page, "Tab", has_focus(result(page).get_by_role("radio", name="Table")))
    page.keyboard.press("ArrowRight")
    expect(result(page).get_by_role("img")).to_have_attribute(
        "aria-label", re.compile("Bar chart of n by event_type: 5")
    )
    assert page.evaluate("getComputedStyle(document.activeElement.nextElementSibling).outlineStyle") != "none"
    press_until(page, "Tab", has_focus(result(page).get_by_label("Chart type")))


def test_an_address_shows_the_same_and_back_goes_back(open_page: OpenPage) -> None:
    page = open_page(asking("select 1 as one"))
    expect(result(page).get_by_role("cell")).to_have_text("1")
    write(page, _DAYS)
    page.get_by_role("button", name="Run").click()
    result(page).get_by_role("radio", name="Chart").check()
    expect(result(page).get_by_role("img")).to_have_attribute(
        "aria-label", re.compile("Line chart of event_count by event_date")
    )
    result(page).get_by_label("Chart type").select_option("bar")
    expect_chart(page, "Bar chart")
    shared = open_page("#" + page.url.partition("#")[2])
    expect(editor(shared)).to_have_text(_DAYS)
    expect(result(shared).get_by_role("img")).to_have_attribute(
        "aria-label", re.compile("Bar chart of event_count by event_date")
    )
    page.go_back()
    expect(result(page).get_by_role("cell")).to_have_text("1")
    expect(editor(page)).to_have_text("select 1 as one")
    page.go_forward()
    expect(editor(page)).to_have_text(_DAYS)


_CHARTS = {
    "Line chart of n by day": "select event_at::date as day, count(*) as n from events group by 1 order by 1",
    "Line chart of share by day": "select event_type, event_date as day, 1.5 as share from events limit 50",
    "Line chart of retention by week_number": "select week_number, max(retention) as retention from retention_weekly "
    "group by 1",
    "Bar chart of n by event_type": "select event_type, count(*) as n from events group by 1",
    "Bar chart of user_count by event_type": "select step_number, event_type, user_count from funnel "
    "where funnel = 'purchase'",
}


@pytest.mark.parametrize(("kind", "sql"), _CHARTS.items())
def test_the_types_of_the_columns_choose_the_chart(open_page: OpenPage, kind: str, sql: str) -> None:
    expect_chart(open_page(asking(sql, view="chart")), f"{kind}: ")


@pytest.mark.parametrize(
    ("names", "side"),
    [("'a', 'b', 'b'", "width"), ("date '2026-01-01', date '2026-01-02', date '2026-01-02'", "height")],
)
def test_bars_are_as_long_as_their_values(open_page: OpenPage, names: str, side: str) -> None:
    sql = f"select unnest(array[{names}]) as name, unnest(array['x', 'x', 'y']) as part, unnest(array[3, 2, 4]) as n"
    page = open_page(asking(sql, view="chart", kind="bar"))
    expect_chart(page, "Bar chart of n by name: 3 values")
    sides = page.locator(".chart rect").evaluate_all(f"bars => bars.map(bar => bar.{side}.baseVal.value)")
    assert [round(length / max(sides), 2) for length in sorted(sides)] == [0.5, 0.75, 1]
    # those of one name are stacked in the order of their parts
    assert result(page).locator(".legend li").all_inner_texts() == ["x", "y"]


def test_there_is_no_chart_without_numbers(open_page: OpenPage) -> None:
    page = open_page(asking("select 'a' as only_text", view="chart"))
    expect(result(page)).to_contain_text("A chart needs a column of numbers")


def test_a_chart_leaves_out_what_has_no_place(open_page: OpenPage) -> None:
    places = "(timestamptz '2026-01-01 00:00:00Z', 1.5), ('infinity', 2), (null, 3), ('2026-01-02 00:00:00Z', 'NaN')"
    page = open_page(asking(f"select * from (values {places}) as t (at, n)", view="chart"))
    expect_chart(page, "Line chart of n by at: 1 value, from 1.5 to 1.5")


def test_values_are_shown_as_they_are(open_page: OpenPage) -> None:
    sql = (
        "select 9007199254740993 as big, 1.10 as money, '{\"k\": 1.10}'::jsonb as nested, null as nothing, true as yes"
    )
    page = open_page(asking(sql))
    expect(result(page).get_by_role("cell")).to_have_text(["9007199254740993", "1.10", '{"k":1.10}', "null", "true"])


def test_hostile_values_stay_text(open_page: OpenPage, settings: Settings) -> None:
    name = HOSTILE.replace('"', '""')
    sql = f"select $x${HOSTILE}$x$ as \"{name}\", 1 as n, $x${HOSTILE}$x$ as series union all select 'b', 2, 'c'"
    page = open_page(asking(sql))
    expect(result(page).get_by_role("cell").first).to_have_text(HOSTILE)
    expect(result(page).get_by_role("columnheader").first).to_contain_text(HOSTILE[:60])
    result(page).get_by_role("radio", name="Chart").check()
    expect(result(page).get_by_role("img")).to_be_visible()
    page.goto(f"{settings.api_url}/#/query/{quote(HOSTILE)}")
    expect(page.get_by_role("alert")).to_have_text(f"There is no query named {HOSTILE}.")
    page.goto(
        page.url.partition("#")[0]
        + asking(f"select '{HOSTILE}'::integer".replace("'att", "''att").replace("ed'\"", "ed''\""))
    )
    expect(page.get_by_role("alert")).to_contain_text(HOSTILE)
    assert page.locator("img[src=x]").count() == 0
    assert page.title() == "Query · eventmart"


def test_an_error_is_shown_at_its_place(open_page: OpenPage) -> None:
    page = open_page(asking("select event_type,\n  event_tpye\nfrom events"))
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text('column "event_tpye" does not exist')
    expect(alert.locator("pre")).to_have_text("  event_tpye\n  ^")
    expect(page.locator(".cm-lintRange-error")).to_have_text("event_tpye")
    alert.get_by_role("button", name="Go to line 2, column 3").click()
    page.keyboard.press("Control+Shift+ArrowRight")
    page.keyboard.type("user_id")
    page.keyboard.press("Control+Enter")
    expect(result(page)).to_contain_text("300 rows")
    expect(page.locator(".cm-lintRange-error")).to_have_count(0)


def test_a_query_that_cannot_be_parsed_is_marked_at_its_place(open_page: OpenPage) -> None:
    page = open_page(asking("select event_type,\n  user_id id wrong\nfrom events"))
    expect(page.get_by_role("alert").locator("pre")).to_have_text("  user_id id wrong\n             ^")
    expect(page.locator(".cm-lintRange-error")).to_have_text("wrong")


def test_a_query_can_be_stopped(open_page: OpenPage, mart: LoneMart) -> None:
    page = open_page(asking(_SLOW))
    wait_until(lambda: running(mart) == 1, "the query", 10)
    page.get_by_role("button", name="Stop").click()
    expect(result(page)).to_have_text("The query was stopped.")
    wait_until(lambda: running(mart) == 0, "the end of the query", 10)


def test_long_values_are_cut_on_demand_only(open_page: OpenPage) -> None:
    page = open_page(asking("select repeat('long ', 400) as long"))
    cell = result(page).get_by_role("cell")
    height = "cell => cell.clientHeight"
    assert cell.evaluate(height) < 100
    result(page).get_by_label("Show long values whole").check()
    assert cell.evaluate(height) > 300


def test_a_long_result_is_shown_in_pages(open_page: OpenPage) -> None:
    page = open_page(asking("select * from generate_series(1, 20000) as n"))
    expect(result(page)).to_contain_text("10,000 rows")
    expect(result(page)).to_contain_text("These are the first 10,000 rows.")
    result(page).get_by_role("button", name="Show 200 more of 9,800 rows").click()
    expect(result(page).get_by_role("row")).to_have_count(401)


def test_files_hold_the_result(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(asking("select event_id, event_type from events order by 1 limit 2"))
    ids = ["e00000", "e00001"]
    readers: dict[str, Callable[[Path], list[str]]] = {
        "CSV": lambda path: [row["event_id"] for row in csv.DictReader(path.open())],
        "JSON": lambda path: [row[0] for row in json.loads(path.read_text())["rows"]],
        "NDJSON": lambda path: [json.loads(line)["event_id"] for line in path.open()],
        "Parquet": lambda path: parquet.read_table(path)["event_id"].to_pylist(),
        "Arrow": lambda path: ipc.open_stream(path).read_all()["event_id"].to_pylist(),
    }
    for name, read in readers.items():
        with page.expect_download() as download:
            result(page).get_by_role("button", name=f"Download as {name}", exact=True).click()
        assert download.value.suggested_filename == f"query.{name.lower()}"
        download.value.save_as(tmp_path / name)
        assert read(tmp_path / name) == ids


def test_a_named_query_is_a_form(open_page: OpenPage, settings: Settings) -> None:
    page = open_page("#/query")
    page.get_by_role("link", name="top users").click()
    expect(page.get_by_label("by", exact=True)).to_have_value("events")
    expect(page.get_by_label("count", exact=True)).to_have_value("10")
    expect(result(page)).to_contain_text("10 rows")
    page.get_by_label("by", exact=True).select_option("days")
    page.get_by_label("count", exact=True).fill("3")
    page.get_by_label("count", exact=True).press("Enter")
    expect(result(page)).to_contain_text("3 rows")
    assert page.url.endswith("#/query/top_users?by=days&count=3")
    # the browser tells that a value is not allowed, before it is sent
    page.get_by_label("count", exact=True).fill("0")
    page.get_by_role("button", name="Run").click()
    assert not page.get_by_label("count", exact=True).evaluate("input => input.checkValidity()")
    expect(result(page)).to_contain_text("3 rows")
    page.goto(f"{settings.api_url}/#/query/top_users?count=0")
    expect(page.get_by_role("alert")).to_contain_text("count=0 is less than 1")


def test_a_named_query_takes_lists_and_asks_for_what_it_requires(open_page: OpenPage) -> None:
    page = open_page("#/query/user_history")
    expect(result(page)).to_have_text("Fill in user_id.")
    page.get_by_label("user_id").fill("walker")
    page.get_by_label("types").fill("page_view\nproduct_view")
    page.get_by_role("button", name="Run").click()
    expect(result(page).get_by_role("row").nth(1)).to_be_visible()
    assert "user_id=walker&types=page_view&types=product_view" in page.url
    page.reload()
    expect(page.get_by_label("types")).to_have_value("page_view\nproduct_view")


def test_the_engine_is_part_of_the_query(open_page: OpenPage) -> None:
    page = open_page()

    def with_lake(route: Route) -> None:
        catalog = route.fetch().json()
        lake = {"name": "raw.Odd", "engine": "lake", "kind": "table", "description": "", "complete_through": None}
        table = {**lake, "columns": [{"name": "a column", "type": "string", "description": ""}]}
        route.fulfill(json={**catalog, "engines": ["mart", "lake"], "tables": [*catalog["tables"], table]})

    def answer_of_lake(route: Route) -> None:
        answer = {"columns": [{"name": "n", "type": "decimal(3,1)"}], "rows": [[7.5]], "is_truncated": False}
        route.fulfill(json={**answer, "next_cursor": None, "complete_through": None, "run_id": None})

    page.route("**/analytics/catalog", with_lake)
    page.route(re.compile("/analytics/query.*engine=lake"), answer_of_lake)
    page.get_by_role("link", name="Query", exact=True).click()
    page.get_by_label("Engine").select_option("lake")
    write(page, "select 1")
    with page.expect_request("**/analytics/query?sql=select+1&engine=lake"):
        page.get_by_role("button", name="Run").click()
    expect(result(page).get_by_role("cell")).to_have_text("7.5")
    page.locator("summary").filter(has_text="raw.Odd").click()
    page.get_by_role("button", name="a column").click()
    expect(editor(page)).to_have_text("select 1`a column`")
    with page.expect_request(lambda request: "from+raw.%60Odd%60" in request.url and "engine=lake" in request.url):
        page.get_by_role("link", name="Show rows").click()
    # names are completed as the lake quotes them
    write(page, "select * from ")
    page.keyboard.type("raw.O")
    page.get_by_role("option", name="Odd").click()
    expect(editor(page)).to_have_text("select * from raw.`Odd`")
    page.go_back()
    page.go_back()
    expect(page.get_by_label("Engine")).to_have_value("mart")


def test_it_fits_a_phone(open_page: OpenPage) -> None:
    page = open_page(asking("select * from events limit 3"), viewport=PHONE)
    expect(result(page).get_by_role("row")).to_have_count(4)
    assert fits(page)
    page.get_by_text("Tables and queries").click()
    expect(page.get_by_role("link", name="funnel", exact=True)).to_be_visible()
    result(page).get_by_role("radio", name="Chart").check()
    assert fits(page)
