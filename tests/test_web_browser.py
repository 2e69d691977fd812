"""The pages in a real browser: search, facets, no script error, readable on a phone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser import follow, search
from tests.web_world import make_home, serving

PAGES = (
    "/", "/news", "/news/articles?_search=沈阳", "/news/articles/2", "/news/articles/12",
    "/news/entities/gb:210100", "/news/entities/person:hao-peng", "/news/search?q=沈阳",
    "/news/mentions", "/news?sql=select+1", "/news/articles/999",
)  # fmt: skip

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(make_home(tmp_path_factory.mktemp("home"))) as address:
        yield address


def _size(browser: Any, width: int) -> None:
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def test_a_researcher_searches_narrows_and_reads(browser: Any, site: str, tmp_path: Path) -> None:
    _size(browser, 1280)
    browser.get(site + "/")
    search(browser, "沈阳")
    assert len(browser.find_elements("css selector", ".card")) == 5
    marks = {mark.text for mark in browser.find_elements("css selector", ".card mark")}
    assert marks == {"沈阳", "瀋陽"}
    browser.save_screenshot(str(tmp_path / "search.png"))
    follow(browser, browser.find_element("css selector", "#facet-city a[href*='230100']"))
    cards = browser.find_elements("css selector", ".card h3 a")
    assert [card.text for card in cards] == ["瀋陽與哈爾濱開通新航線"]
    follow(browser, cards[0])
    mention = browser.find_element("css selector", ".story .body a.m.city")
    assert mention.text == "瀋陽"
    browser.save_screenshot(str(tmp_path / "article.png"))
    follow(browser, mention)
    assert "沈阳市" in browser.find_element("css selector", "h1.entity").text
    browser.save_screenshot(str(tmp_path / "entity.png"))


@pytest.mark.parametrize("width", [1280, 400])
def test_pages_load_without_error_and_fit_the_screen(browser: Any, site: str, width: int) -> None:
    _size(browser, width)
    for path in PAGES:
        browser.get(site + path)
        logged = [entry["message"] for entry in browser.get_log("browser")]
        assert [text for text in logged if "404 (Not Found)" not in text] == [], path
        wide = browser.execute_script("return document.documentElement.scrollWidth")
        assert wide <= width or path in ("/news/mentions", "/news?sql=select+1"), path


def test_text_is_readable(browser: Any, site: str) -> None:
    """Contrast of text and its own background is at least 4.5 to 1."""
    script = """
    const parse = text => text.match(/[\\d.]+/g).map(Number);
    const light = rgb => {
      const part = rgb.slice(0, 3).map(v => (v /= 255) <= .03928 ? v / 12.92
        : Math.pow((v + .055) / 1.055, 2.4));
      return .2126 * part[0] + .7152 * part[1] + .0722 * part[2];
    };
    const ground = node => {
      for (; node; node = node.parentElement) {
        const colour = parse(getComputedStyle(node).backgroundColor);
        if (colour.length < 4 || colour[3] > 0) return colour;
      }
      return [255, 255, 255];
    };
    const bad = [];
    for (const node of document.querySelectorAll('body *')) {
      const own = [...node.childNodes].some(n => n.nodeType === 3 && n.data.trim());
      if (!own || !node.offsetParent) continue;
      const a = light(parse(getComputedStyle(node).color)), b = light(ground(node));
      const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
      if (ratio < 4.5) bad.push(node.className + ' ' + node.textContent.slice(0, 20) + ratio);
    }
    return bad;
    """
    for path in ("/", "/news/articles?_search=沈阳&_entity=gb:210000", "/news/articles/2",
                 "/news/entities/gb:210100", "/news"):  # fmt: skip
        browser.get(site + path)
        assert browser.execute_script(script) == [], path
