"""Results are saved, listed and deleted on the page; a query that is being saved can be cancelled."""

import requests
from playwright.sync_api import Locator, Page, expect

from eventmart.settings import Settings
from tests.mart.lone_mart import LoneMart
from tests.mart.page.conftest import PHONE, OpenPage, fits
from tests.mart.page.test_query import asking, editor, result, write
from tests.mart.test_analytics import running
from tests.stack.client import wait_until

_SLOW = "select count(*) from generate_series(1, 100000000000)"


def save(page: Page, name: str) -> None:
    page.get_by_label("Save as results.").fill(name)
    page.get_by_role("button", name="Save", exact=True).click()


def saved(page: Page) -> Locator:
    return page.get_by_role("region", name="Saved results")


def test_a_result_is_saved_read_and_deleted(open_page: OpenPage) -> None:
    page = open_page("#/query")
    write(page, "select event_id, event_type from events order by 1 limit 3")
    save(page, "first_three")
    expect(result(page)).to_contain_text("Saved as results.first_three, 3 rows.")
    expect(page.get_by_role("status")).to_have_text("Saved as results.first_three")
    result(page).get_by_role("link", name="Show rows").click()
    expect(result(page)).to_contain_text("3 rows in")
    expect(editor(page)).to_contain_text("from results.first_three")
    # it is a table like any other
    expect(page.locator(".tables summary").filter(has_text="results.first_three")).to_be_visible()

    write(page, "select 1 as n")
    page.get_by_label("view", exact=True).check()
    save(page, "one")
    expect(result(page)).to_contain_text("Saved as results.one. ")
    expect(saved(page).locator("summary")).to_have_text(["first_three", "one"])
    saved(page).get_by_text("one", exact=True).click()
    expect(saved(page)).to_contain_text("view by anonymous")
    saved(page).get_by_role("link", name="Open its query").last.click()
    expect(editor(page)).to_have_text("select 1 as n")
    for name in ("one", "first_three"):
        if name == "first_three":
            saved(page).get_by_text(name, exact=True).click()
        saved(page).get_by_role("button", name="Delete", exact=True).last.click()
        saved(page).get_by_role("button", name=f"Really delete {name}").click()
        expect(page.get_by_role("status")).to_have_text(f"{name} is deleted")
    expect(saved(page)).to_be_empty()
    expect(page.locator(".tables summary").filter(has_text="results.first_three")).to_have_count(0)


def test_a_query_with_parameters_is_not_opened_without_them(open_page: OpenPage, settings: Settings) -> None:
    body = {"sql": "select :n as n", "parameters": {"n": 1}, "save_as": "with_parameters"}
    requests.post(f"{settings.api_url}/analytics/query", json=body, timeout=30).raise_for_status()
    page = open_page("#/query")
    saved(page).get_by_text("with_parameters", exact=True).click()
    expect(saved(page)).to_contain_text("Show rows · its query has parameters")
    expect(saved(page).get_by_role("link")).to_have_text(["Show rows"])
    requests.delete(f"{settings.api_url}/analytics/results/with_parameters", timeout=30).raise_for_status()


def test_a_query_that_cannot_be_saved_says_why(open_page: OpenPage) -> None:
    page = open_page("#/query")
    write(page, "select nothing from events")
    save(page, "none")
    expect(page.get_by_role("alert")).to_contain_text('column "nothing" does not exist (line 1, column 8)')
    write(page, "delete from events")
    save(page, "none")
    expect(page.get_by_role("alert")).to_contain_text("DELETE is not allowed")
    # the browser refuses a name before it is sent
    save(page, "No Name")
    assert not page.get_by_label("Save as results.").evaluate("input => input.checkValidity()")


def test_a_query_that_is_being_saved_can_be_cancelled(open_page: OpenPage, mart: LoneMart) -> None:
    page = open_page(asking("select 1 as one"), viewport=PHONE)
    expect(result(page).get_by_role("cell")).to_have_text("1")
    assert fits(page)
    write(page, _SLOW)
    save(page, "slow")
    wait_until(lambda: running(mart) == 1, "the query", 10)
    result(page).get_by_role("button", name="Cancel").click()
    page.clock.run_for(2000)
    expect(result(page)).to_have_text("The query was cancelled.")
    wait_until(lambda: running(mart) == 0, "the end of the query", 10)
