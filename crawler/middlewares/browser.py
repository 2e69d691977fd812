"""Pages of a source with ``js``: fetched like all others, then drawn by Chromium.

Runs last on the way back, when redirects are followed and the answer is unpacked. What the page's
scripts ask for goes through the crawl's own downloader: scripts and data by GET, from the page's
own site and the source's ``js_hosts`` only; images, fonts, styles, frames and the rest are refused.
"""

import asyncio
import contextlib
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse, Response
from scrapy.http.request import NO_CALLBACK

from crawler.middlewares.robots import LOADS_ROBOTS
from crawler.source_shape import site_of

WANTED = frozenset({"script", "xhr", "fetch"})
"""Kinds of requests that may change a page's text."""

MAX_REQUESTS = 60
MAX_TOTAL = 32 * 1024 * 1024
"""How many requests and bytes one page may ask for, and how many bytes of scripts are kept."""

CLOSE_SECONDS = 5.0
IDLE_SHARE = 0.5
"""Of a page's time: how long to wait for its scripts to fall silent."""

_PART_OF_PAGE = "dongbei_part_of_page"
_PASSED_ON = ("content-type", "access-control-allow-origin", "access-control-allow-credentials")


class PageFailed(IgnoreRequest):
    """The browser could not draw the page."""


class BrowserMiddleware:
    """One Chromium for the crawl, one page at a time."""

    def __init__(self, crawler: Crawler) -> None:
        from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

        settings = crawler.settings
        self._crawler = crawler
        self._seconds = settings.getfloat("DONGBEI_BROWSER_SECONDS")
        self._largest = settings.getint("DOWNLOAD_MAXSIZE")
        self._hosts = frozenset(settings.getlist("DONGBEI_JS_HOSTS"))
        self._no_pages = frozenset(settings.getlist("DONGBEI_NO_PAGES"))
        self._turn = asyncio.Lock()
        self._scripts: dict[str, dict[str, Any]] = {}
        self._handler: Any = ScrapyPlaywrightDownloadHandler(crawler)
        crawler.signals.connect(self._close, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Response:
        if not self._is_page(request, response):
            return response
        async with self._turn:
            visit = Visit(self, response)
            drawing = Request(
                response.url,
                meta={"playwright": True, "playwright_page_init_callback": visit.open},
            )
            drawing.meta["playwright_page_methods"] = visit.methods(self._seconds * IDLE_SHARE)
            try:
                work = self._handler.download_request(drawing)
                drawn = await asyncio.wait_for(work, self._seconds)
            except Exception as error:
                await self._clear(visit)
                raise PageFailed(f"the browser could not draw it: {_short(error)}") from error
        if len(drawn.body) > self._largest:
            raise PageFailed("the page is too large when drawn")
        body = drawn.body.decode(drawn.encoding, "replace").encode()
        # no etag: the page's own may stay while what its scripts fetch changes
        headers = {"content-type": "text/html; charset=utf-8"}
        return HtmlResponse(response.url, 200, headers, body, request=request, encoding="utf-8")

    def _is_page(self, request: Request, response: Response) -> bool:
        meta = request.meta
        if meta.get(LOADS_ROBOTS) or meta.get(_PART_OF_PAGE) or request.url in self._no_pages:
            return False
        kind = response.headers.get("content-type") or b""
        return response.status == 200 and b"html" in kind.lower()

    async def fetch(self, url: str, kind: str) -> dict[str, Any]:
        """What a page asked for, as the crawl gets it; raises IgnoreRequest and network errors."""
        if url in self._scripts:
            return self._scripts[url]
        request: Request = Request(
            url,
            dont_filter=True,
            callback=NO_CALLBACK,
            meta={_PART_OF_PAGE: True, "handle_httpstatus_all": True},
        )
        assert self._crawler.engine
        response: Response = await self._crawler.engine.download_async(request)
        headers = {
            name: value.decode("latin-1")
            for name in _PASSED_ON
            if (value := response.headers.get(name)) is not None
        }
        answer = {"status": response.status, "headers": headers, "body": response.body}
        kept = sum(len(one["body"]) for one in self._scripts.values())
        if kind == "script" and kept + len(response.body) <= MAX_TOTAL:
            self._scripts[url] = answer
        return answer

    def may_ask(self, page: str, url: str) -> bool:
        """Whether a page may ask for ``url``: its own site, or a host that the source names."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return False
        return parts.hostname in self._hosts or site_of(url) == site_of(page)

    async def _clear(self, visit: "Visit") -> None:
        """Close a page that failed; a browser that does not even do that is ended."""
        try:
            if visit.page is not None:
                await asyncio.wait_for(visit.page.close(), CLOSE_SECONDS)
        except Exception:  # whatever it says, it is of no more use
            with contextlib.suppress(Exception):
                await asyncio.wait_for(self._handler.browser.close(), CLOSE_SECONDS)

    async def _close(self) -> None:
        with contextlib.suppress(Exception):
            await asyncio.wait_for(self._handler.close(), CLOSE_SECONDS)


class Visit:
    """One page while it is drawn."""

    def __init__(self, browser: BrowserMiddleware, response: Response) -> None:
        self._browser, self._response = browser, response
        self._asked = self._bytes = 0
        self._opened = False
        self.page: Any = None

    async def open(self, page: Any, request: Request) -> None:
        """Called with the new page before it goes anywhere: nothing leaves it but through here."""
        self.page = page
        await page.route("**", self._answer)
        await page.route_web_socket("**", lambda socket: socket.close())

    def methods(self, seconds: float) -> list[Any]:
        """What is done with the page once it is loaded."""
        from scrapy_playwright.page import PageMethod

        return [PageMethod(_settle, seconds), PageMethod(_measure, self._browser._largest)]

    async def _answer(self, route: Any) -> None:
        asked = route.request
        if asked.is_navigation_request() and not self._opened and asked.url == self._url(asked.url):
            self._opened = True
            kind = (self._response.headers.get("content-type") or b"text/html").decode("latin-1")
            headers = {"content-type": kind}
            await route.fulfill(status=200, headers=headers, body=self._response.body)
            return
        answer = await self._fetch(asked)
        with contextlib.suppress(Exception):  # the page may be gone by now
            await (route.abort() if answer is None else route.fulfill(**answer))

    def _url(self, url: str) -> str:
        """The page's own address where ``url`` is it, as a browser writes it."""
        return url if url.split("#")[0].rstrip("/") == self._response.url.rstrip("/") else ""

    async def _fetch(self, asked: Any) -> dict[str, Any] | None:
        """None where it may not be asked for, or cannot be had."""
        if asked.resource_type not in WANTED or asked.method != "GET":
            return None
        if not self._browser.may_ask(self._response.url, asked.url):
            return None
        self._asked += 1
        if self._asked > MAX_REQUESTS or self._bytes > MAX_TOTAL:
            return None
        try:
            answer = await self._browser.fetch(asked.url, asked.resource_type)
        except Exception:  # refused by robots.txt or the guard, too large, or the network failed
            return None
        self._bytes += len(answer["body"])
        return answer


async def _settle(page: Any, seconds: float) -> None:
    """Wait until the scripts ask for nothing more; a page that never does is taken as it is."""
    from playwright.async_api import TimeoutError as Late

    with contextlib.suppress(Late):
        await page.wait_for_load_state("networkidle", timeout=seconds * 1000)


async def _measure(page: Any, largest: int) -> None:
    """Look at the size before the whole of it is asked for."""
    if await page.evaluate("document.documentElement.outerHTML.length") > largest:
        raise PageFailed("the page is too large when drawn")


def _short(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "it takes too long"
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
