"""The page with API keys: it asks for one, keeps it in the tab, and says what a key may not see."""

from playwright.sync_api import expect

from eventmart.keys import KeyFile
from eventmart.settings import Settings
from tests.mart.page.conftest import OpenPage
from tests.mart.page.test_overview import region, station
from tests.mart.page.test_query import asking, result


def test_it_asks_for_a_key_and_forgets_it(open_page: OpenPage, settings: Settings) -> None:
    key = KeyFile(settings.api_keys_file).create("ann", ["read"])
    page = open_page(asking("select 1 as one"))
    dialog = page.get_by_role("dialog", name="API key")
    expect(dialog).to_contain_text("The API asks for a key.")
    dialog.get_by_label("Key", exact=True).fill("em_ann_wrong")
    page.keyboard.press("Enter")
    expect(dialog).to_contain_text("The API does not know this key.")
    dialog.get_by_label("Key", exact=True).fill(key)
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(result(page).get_by_role("cell")).to_have_text("1")
    # a file is asked for with the key
    with page.expect_download():
        result(page).get_by_role("button", name="Download as CSV").click()
    assert page.evaluate("Object.values(sessionStorage)") == [key]
    assert page.evaluate("[localStorage.length, document.cookie]") == [0, ""]
    page.get_by_role("button", name="API key is set").click()
    dialog.get_by_role("button", name="Forget the key").click()
    expect(result(page)).to_contain_text("An API key is required.")
    assert page.evaluate("sessionStorage.length") == 0
    # it was declined, so the page does not ask again by itself
    expect(dialog).to_be_hidden()


def test_it_says_what_a_key_may_not_see(open_page: OpenPage, settings: Settings) -> None:
    key = KeyFile(settings.api_keys_file).create("bob", ["read"])
    page = open_page()
    page.get_by_role("dialog").get_by_label("Key", exact=True).fill(key)
    page.keyboard.press("Enter")
    expect(station(page, "In the mart")).to_contain_text("300 events")
    expect(station(page, "In HDFS")).to_contain_text("Key bob lacks scope write.")
    expect(region(page, "Update runs")).to_contain_text("Key bob lacks scope admin.")
    expect(region(page, "Send events")).to_contain_text('-H "Authorization: Bearer $EVENTMART_API_KEY"')
