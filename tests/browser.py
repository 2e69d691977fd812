"""A headless Chromium for tests; absent, they skip, or fail where DONGBEI_REQUIRE asks for it."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from db.settings import required

FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


def absent(reason: str) -> None:
    if "browser" in required():
        pytest.fail(f"DONGBEI_REQUIRE asks for a browser: {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    binary = shutil.which("chromium") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    if binary is None or driver is None:
        absent("no chromium, or no chromedriver for it, on this machine")
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = str(binary)
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    window = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    yield window
    window.quit()


def search(browser: Any, words: str) -> None:
    """Type into the search box of the open page, and wait for the page that answers."""
    from selenium.webdriver.support.ui import WebDriverWait

    box = browser.find_element("css selector", "input[name=_search]")
    box.send_keys(words)
    box.submit()
    WebDriverWait(browser, 30).until(
        lambda window: (
            "_search=" in window.current_url
            and window.execute_script("return document.readyState") == "complete"
        )
    )


def follow(browser: Any, link: Any) -> None:
    """Click a link, and wait for the page it leads to."""
    from selenium.webdriver.support.ui import WebDriverWait

    before = browser.current_url
    link.click()
    WebDriverWait(browser, 30).until(
        lambda window: (
            window.current_url != before
            and window.execute_script("return document.readyState") == "complete"
        )
    )
