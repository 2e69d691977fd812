"""One page at a time, as politely as a crawl: robots.txt, delays, address guard, limits.

For commands that look at a site while somebody waits. The requests run in a process of their own
with the settings of a crawl, because Scrapy's event loop can be used once in a process.
"""

import asyncio
import multiprocessing
from collections.abc import AsyncIterator
from contextlib import suppress
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Self

from scrapy import Request, Spider
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK

from crawler.browser import browser_settings
from crawler.crawl import scrapy_settings
from crawler.fetched import ANSWERS, Fetched
from crawler.middlewares.gate import NotNow
from crawler.middlewares.robots import RobotsDenied
from crawler.source import Source
from db.errors import FetchError
from db.settings import Settings

SECONDS = 300.0
"""How long one page may take, its robots.txt, delays and second try included."""


class PoliteFetcher:
    """``fetch(url)`` for one source, inside ``with``; raises FetchError."""

    def __init__(self, settings: Settings, source: Source) -> None:
        browser_settings(settings.browser, source, settings.user_agent)  # raises here, not there
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, settings, source), daemon=True)
        self._process.start()
        theirs.close()

    def __call__(self, url: str) -> Fetched:
        try:
            self._pipe.send(url)
            if not self._pipe.poll(SECONDS):
                raise FetchError(f"no answer within {SECONDS:g} s", where=url)
            answer = self._pipe.recv()
        except (EOFError, OSError):
            raise FetchError("the fetching process ended", where=url) from None
        if isinstance(answer, Fetched):
            return answer
        raise FetchError(str(answer), where=url)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pipe.close()
        self._process.kill()
        self._process.join()


class OnDemandSpider(Spider):
    """Fetches each address that comes through the pipe and sends back the page or the reason."""

    name = "on-demand"

    def __init__(self, pipe: Connection, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._pipe = pipe

    async def start(self) -> AsyncIterator[Request]:
        with suppress(EOFError, OSError):
            while True:
                url = await asyncio.to_thread(self._pipe.recv)
                self._pipe.send(await self._page(url))
        none_of_its_own: tuple[Request, ...] = ()
        for request in none_of_its_own:
            yield request

    async def _page(self, url: str) -> Fetched | str:
        try:
            request: Request = Request(
                url, dont_filter=True, callback=NO_CALLBACK,
                meta={"handle_httpstatus_list": ANSWERS},
            )  # fmt: skip
            response = await self.crawler.engine.download_async(request)
        except RobotsDenied:
            return "robots.txt forbids this page"
        except NotNow as error:
            return f"{error}, so nothing may be fetched there now"
        except IgnoreRequest as error:
            return str(error) or "refused"
        except Exception as error:  # any failure of the network is an answer to who asked
            return f"{type(error).__name__}: {error}"
        if response.status != 200:
            return f"HTTP {response.status}"
        kind = response.headers.get("content-type") or b""
        return Fetched(response.url, response.body, kind.decode("latin-1"))


def _serve(pipe: Connection, settings: Settings, source: Source) -> None:
    from scrapy.crawler import AsyncCrawlerProcess

    process = AsyncCrawlerProcess(scrapy_settings(settings, source) | {"LOG_LEVEL": "CRITICAL"})
    process.crawl(OnDemandSpider, pipe=pipe)
    process.start()
