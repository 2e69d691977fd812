"""The optional browser (extra ``[browser]``) for sources whose pages are made by scripts.

Chromium only draws: it has no way to the network of its own. Every byte that a page asks for is
fetched by the crawl itself, so that robots.txt, delays, the address guard and all limits hold for
a page's scripts and data as they do for pages.
"""

import importlib.util
import os
import shutil
from pathlib import Path
from typing import Any

from crawler.source import Source
from db.errors import ConfigError
from db.settings import BrowserSettings

NAMES = ("chromium", "chromium-browser", "google-chrome")
NOWHERE = "MAP * ~NOTFOUND"
"""Chromium's rule that lets no name and no address lead anywhere."""

FLAGS = (
    f"--host-resolver-rules={NOWHERE}",
    "--no-proxy-server",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--js-flags=--max-old-space-size=256",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)


def find_browser(browser: BrowserSettings, source: Source) -> str:
    """The program to start for ``source``; raises ConfigError that says what is missing."""
    where = f"{source.id}: js"
    if importlib.util.find_spec("scrapy_playwright") is None:
        hint = "install it with: pip install 'dongbei[browser]', or set js = false"
        raise ConfigError("this source needs the browser extra", where=where, hint=hint)
    program = browser.path or next(filter(None, map(shutil.which, NAMES)), "")
    if not program or not (shutil.which(program) or Path(program).is_file()):
        raise ConfigError(
            "this source needs a browser, and there is none", where=where, value=program or None,
            hint="install Debian's package chromium, or set browser.path, or set js = false",
        )  # fmt: skip
    if browser.sandbox and hasattr(os, "geteuid") and os.geteuid() == 0:
        raise ConfigError(
            "the browser's sandbox does not work for root", where=where,
            hint="run dongbei as another user, or set browser.sandbox = false",
        )  # fmt: skip
    return program


def browser_settings(browser: BrowserSettings, source: Source, agent: str) -> dict[str, Any]:
    """Scrapy settings of a source with ``js``, none for the others; raises ConfigError."""
    if not source.js:
        return {}
    milliseconds = browser.seconds * 1000
    return {
        "PLAYWRIGHT_BROWSER_TYPE": "chromium",
        "PLAYWRIGHT_LAUNCH_OPTIONS": {
            "executable_path": find_browser(browser, source),
            "chromium_sandbox": browser.sandbox,
            "args": list(FLAGS),
        },
        "PLAYWRIGHT_CONTEXTS": {
            "default": {
                "user_agent": agent,
                "accept_downloads": False,
                "service_workers": "block",
                "locale": "zh-CN" if source.language == "zh" else "en",
                "timezone_id": source.timezone,
            }
        },
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": milliseconds,
        "DONGBEI_BROWSER_SECONDS": browser.seconds,
        "DONGBEI_JS_HOSTS": list(source.js_hosts),
        "DONGBEI_NO_PAGES": [
            url
            for rule in source.discovery
            if rule.kind in ("feed", "sitemap", "json")
            for url in rule.urls
        ],
    }
