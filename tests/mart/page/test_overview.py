"""The overview: what the mart holds, the update runs, and events that arrive."""

import re

import requests
from playwright.sync_api import Locator, Page, Request, expect

from eventmart.settings import Settings
from eventmart.update_runs import Plan
from pipeline.run_records import Outcome, WorkerRecords
from tests.mart.history import REJECTED_EVERY
from tests.mart.lone_mart import LoneMart
from tests.mart.page.conftest import HOSTILE, PHONE, OpenPage, fits

# more than the time between two polls, in milliseconds
_POLL = 6_000
_HIDE = """isHidden => {
    Object.defineProperty(document, "hidden", { configurable: true, value: isHidden });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


def region(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


def station(page: Page, name: str) -> Locator:
    return page.get_by_label("The way of the events").get_by_role("listitem").filter(has_text=name)


def test_it_shows_what_the_mart_holds(open_page: OpenPage) -> None:
    page = open_page()
    expect(station(page, "In the mart")).to_contain_text("300 events; 0 repeats")
    expect(station(page, "In the mart")).to_contain_text("Complete through")
    quarantine = region(page, "Quarantine")
    expect(quarantine).to_contain_text("not_json")
    expect(quarantine).to_contain_text(f"{300 // REJECTED_EVERY // 3} items")
    expect(quarantine.get_by_label("Example of not_json")).to_contain_text("rejected ")
    # only PostgreSQL and the API run
    expect(page.get_by_text("worker no worker is running, so update runs stay queued")).to_be_visible()
    expect(page.get_by_text("Ready for: ingest")).to_be_visible()
    events = region(page, "Events")
    expect(events.get_by_role("img")).to_have_attribute("aria-label", re.compile(r"^Bar chart: \d+ events?, 2026-"))
    # the axis shows the whole hour, although few of its minutes have events
    widths = events.locator("rect").evaluate_all("bars => bars.map(bar => bar.width.baseVal.value)")
    assert 0 < max(widths) < 30
    events.get_by_role("radio", name="5 weeks").check()
    expect(events).to_contain_text("per day")
    expect(events.locator("rect").nth(20)).to_be_visible()
    heights = events.locator("rect").evaluate_all("bars => bars.map(bar => bar.height.baseVal.value)")
    assert len(set(heights)) > 3
    events.get_by_role("link", name="Open as query").click()
    expect(page.get_by_role("img")).to_have_attribute("aria-label", re.compile("chart of event_count by begin_at"))


def test_what_senders_have_written_stays_text(open_page: OpenPage) -> None:
    page = open_page()
    events = region(page, "Events")
    events.get_by_role("radio", name="5 weeks").check()
    expect(events.get_by_text(HOSTILE, exact=True)).to_be_visible()
    expect(region(page, "Quarantine").get_by_label("Example of schema")).to_have_text(HOSTILE)
    assert page.locator("img[src=x]").count() == 0
    assert page.title() == "eventmart"


def pass_time(page: Page, place: Locator, text: str) -> None:
    """Let time pass until a place shows a text. While the page waits for an answer, it plans no next look."""
    for _ in range(50):
        page.clock.fast_forward(_POLL)
        if text in (place.text_content() or ""):
            break
        page.wait_for_timeout(100)
    expect(place).to_contain_text(text)


def test_events_and_runs_appear_by_themselves(open_page: OpenPage, settings: Settings, mart: LoneMart) -> None:
    page = open_page()
    runs = region(page, "Update runs")
    expect(runs).to_contain_text("No update run yet.")
    expect(station(page, "Received")).to_contain_text("0 accepted")
    requests.post(f"{settings.api_url}/event", json=[{}, {}], timeout=10).raise_for_status()
    runs.get_by_role("button", name="Update now").click()
    expect(runs).to_contain_text("Queue 1 run")
    expect(station(page, "Received")).to_contain_text("2 accepted, 0 rejected")
    with mart.connect("pipeline") as connection:
        records = WorkerRecords(connection)
        run = records.begin_next()
        assert run is not None
        records.record_plan(Plan("30s", None, "the last run failed"))
        records.record_steps(run.run_id, [{"name": "lake", "state": "failed", "seconds": 12.3, "detail": HOSTILE}])
        pass_time(page, runs, "Running")
        # the details stay open while the run goes on
        runs.locator("summary").click()
        records.finish(run.run_id, Outcome(f"lake: {HOSTILE}", is_through=False))
        pass_time(page, runs, "Failed")
        expect(runs.get_by_role("row").filter(has_text="lake")).to_contain_text(f"12 s{HOSTILE}")
        expect(runs.get_by_text(f"lake: {HOSTILE}")).to_be_visible()
        expect(runs).to_contain_text("Note the last run failed")
        expect(page.get_by_role("status")).to_have_text("An update run ended: Failed.")
        connection.execute("delete from pipeline.update_runs")


def test_a_hidden_page_asks_nothing(open_page: OpenPage) -> None:
    page = open_page()
    expect(station(page, "In the mart")).to_contain_text("300 events")
    page.evaluate(_HIDE, True)
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    page.clock.fast_forward(10 * _POLL)
    page.wait_for_timeout(200)
    assert asked == []
    with page.expect_request("**/metrics"):
        page.evaluate(_HIDE, False)


def test_it_tells_that_the_api_is_away_and_comes_back(open_page: OpenPage) -> None:
    page = open_page()
    expect(station(page, "In the mart")).to_contain_text("300 events")
    page.context.set_offline(True)
    pass_time(page, station(page, "In the mart"), "The API cannot be reached.")
    # what was loaded stays
    expect(region(page, "Quarantine")).to_contain_text("not_json")
    page.context.set_offline(False)
    pass_time(page, station(page, "In the mart"), "300 events")


def test_it_fits_a_phone(open_page: OpenPage) -> None:
    page = open_page(viewport=PHONE)
    expect(region(page, "Events").get_by_role("img")).to_be_visible()
    expect(region(page, "Quarantine")).to_contain_text("not_json")
    assert fits(page)
