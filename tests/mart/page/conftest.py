"""The page in Chromium, on an API and a mart of its own."""

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from eventmart.settings import Settings
from pipeline.dbt import Dbt
from tests.mart.api_process import running_api
from tests.mart.lone_mart import LoneMart, Server

CHROMIUM = shutil.which("chromium")
# text that runs a script if it is taken for HTML
HOSTILE = "<img src=x onerror=\"document.title='attacked'\">"
PHONE = {"width": 360, "height": 740}

OpenPage = Callable[..., Page]

# Chromium reports every answer that is not a success, and every request without an answer
_ANSWER = "Failed to load resource: "


def fits(page: Page) -> bool:
    """Whether nothing is wider than the page."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def mart(server: Server, dbt: Dbt, built: str) -> LoneMart:
    """A mart of which some values are hostile."""
    mart = server.mart(dbt, built)
    with mart.connect("owner") as owner:
        owner.execute("update mart.events set event_type = %s where event_type = 'purchase'", [HOSTILE])
        owner.execute("update mart.events_hourly set event_type = %s where event_type = 'purchase'", [HOSTILE])
        owner.execute("update mart.quarantine set body = %s, detail = %s where reason = 'schema'", [HOSTILE, HOSTILE])
    return mart


@pytest.fixture(scope="module")
def settings(mart: LoneMart, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Settings of the running API."""
    with running_api(mart, tmp_path_factory.mktemp("api")) as settings:
        yield settings


@pytest.fixture
def open_page(browser: Browser, settings: Settings) -> Iterator[OpenPage]:
    """Opens the page at an address behind the `#`, in a browser profile that is new.

    Afterwards, no page has reported an error, a breach of its policy, or a request to another server.
    """
    complaints: list[str] = []
    contexts = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(_ANSWER):
            complaints.append(message.text)

    def see(request: Request) -> None:
        if not request.url.startswith((settings.api_url, f"blob:{settings.api_url}")):
            complaints.append(f"request to {request.url}")

    def open_page(address: str = "", **options: object) -> Page:
        context = browser.new_context(accept_downloads=True, **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", hear)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", see)
        page.clock.install()
        page.goto(f"{settings.api_url}/{address}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
