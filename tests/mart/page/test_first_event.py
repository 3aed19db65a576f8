"""The page before there is anything."""

import pytest
import requests
from playwright.sync_api import expect

from eventmart.settings import Settings
from pipeline.dbt import Dbt
from tests.mart.lone_mart import LoneMart, Server
from tests.mart.page.conftest import OpenPage
from tests.mart.page.test_overview import region, station


@pytest.fixture(scope="module")
def mart(server: Server, dbt: Dbt) -> LoneMart:
    """A mart of which nothing is built."""
    return server.mart(dbt)


def test_it_tells_how_to_send_the_first_event(open_page: OpenPage, settings: Settings) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    first = region(page, "Send the first event")
    expect(first).to_contain_text(f"curl {settings.api_url}/event")
    expect(station(page, "In the mart")).to_contain_text("Not built yet.")
    expect(region(page, "Events")).to_contain_text("No events yet.")
    expect(region(page, "Quarantine")).to_contain_text("Nothing was rejected.")
    first.get_by_role("button", name="Copy").click()
    expect(first.get_by_role("button", name="Copied")).to_be_visible()
    command = page.evaluate("navigator.clipboard.readText()")
    body = command.partition("-d '")[2].removesuffix("'")
    requests.post(
        f"{settings.api_url}/event", body, headers={"Content-Type": "application/json"}, timeout=10
    ).raise_for_status()
    page.clock.fast_forward(6_000)
    expect(station(page, "Received")).to_contain_text("1 accepted")
    page.get_by_role("link", name="Query", exact=True).click()
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("alert")).to_contain_text("The mart is not built yet. Call /data/update once.")
