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


def _absent(reason: str) -> None:
    if "browser" in required():
        pytest.fail(f"DONGBEI_REQUIRE asks for a browser: {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    binary = shutil.which("chromium") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    if binary is None or driver is None:
        _absent("no chromium, or no chromedriver for it, on this machine")
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = str(binary)
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    window = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    yield window
    window.quit()
