"""What the page says can be read, in light and in dark."""

import pytest
from playwright.sync_api import Page, expect

from tests.mart.page.conftest import OpenPage
from tests.mart.page.test_overview import region, station
from tests.mart.page.test_query import asking, result

# WCAG 2, 1.4.3
_LEAST = 4.5
# The text of each element that shows some, and its contrast with what is behind it, if it is below the least. Colours
# are painted, so that the browser itself reads them and lays what is transparent over what is behind it.
_TOO_FAINT = """least => {
    const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    const painted = (colours) => {
        canvas.clearRect(0, 0, 1, 1);
        for (const colour of colours) {
            canvas.fillStyle = colour;
            canvas.fillRect(0, 0, 1, 1);
        }
        return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const luminance = (rgb) => {
        const [r, g, b] = rgb.map(each => each / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const parent = (element) => element.parentElement ?? element.getRootNode().host;
    const behind = (element) => {
        const found = [];
        for (let each = element; each; each = parent(each)) found.unshift(getComputedStyle(each).backgroundColor);
        return ["Canvas", ...found];
    };
    const contrast = (element) => {
        const style = getComputedStyle(element);
        const back = behind(element);
        const text = element instanceof SVGElement ? style.fill : style.color;
        const [low, high] = [painted(back), painted([...back, text])].map(luminance).sort((a, b) => a - b);
        return (high + 0.05) / (low + 0.05);
    };
    const elements = (root) => [...root.querySelectorAll("*")].flatMap(
        each => each.shadowRoot ? [each, ...elements(each.shadowRoot)] : [each]);
    const says = (element) => [...element.childNodes].some(
        node => node.nodeType === Node.TEXT_NODE && node.data.trim()) && element.checkVisibility();
    const found = elements(document.body).filter(says).map(
        each => [each.textContent.trim().slice(0, 40), contrast(each)]);
    if (found.length < 20) throw new Error(`only ${found.length} elements have text`);
    return found.filter(([, ratio]) => ratio < least);
}"""


def too_faint(page: Page) -> list[tuple[str, float]]:
    found: list[tuple[str, float]] = page.evaluate(_TOO_FAINT, _LEAST)
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_stands_out(open_page: OpenPage, scheme: str) -> None:
    page = open_page(color_scheme=scheme)
    expect(station(page, "In the mart")).to_contain_text("300 events")
    expect(region(page, "Quarantine")).to_contain_text("not_json")
    expect(region(page, "Events").get_by_role("img")).to_be_visible()
    is_dark = page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 20, 22)"
    assert is_dark is (scheme == "dark")
    assert too_faint(page) == []
    page = open_page(
        asking("select event_type, 'text' as word, 1 as n, null as nothing from events"), color_scheme=scheme
    )
    expect(result(page)).to_contain_text("300 rows")
    assert too_faint(page) == []
    page = open_page(asking("select event_type,\n  nonsense\nfrom events"), color_scheme=scheme)
    expect(page.get_by_role("alert")).to_contain_text("does not exist")
    assert too_faint(page) == []
    page = open_page("#/query/user_history", color_scheme=scheme)
    expect(result(page)).to_have_text("Fill in user_id.")
    assert too_faint(page) == []
