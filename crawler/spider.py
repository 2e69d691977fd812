"""The one spider: takes URLs from the frontier, stores bytes, parses nothing in its own process."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.deadline import Worker, WorkFailed, WorkKilled
from crawler.desk import KEPT_HEADERS, Desk, Kept, find_links
from crawler.middlewares.gate import NotNow, TimeOver
from crawler.middlewares.robots import RULING, RobotsDenied
from crawler.reasons import reason
from crawler.source import Source
from db.store.frontier import ARTICLE, PART, NewTarget, Target

AHEAD = 64
STARVING = 16
"""URLs taken ahead, and how few may be left of them before more are taken."""

DOUBT = 7
"""Every so many fetches a list is asked for without condition: some servers say 304 for ever."""

COMMIT_SECONDS = 0.5
"""An answer waits no longer for others to be committed with it."""

LEAN: dict[str, Any] = {
    "CONCURRENT_ITEMS": 1,
    "DOWNLOADER_STATS": False,
    "EXTENSIONS": dict.fromkeys(
        ("scrapy.extensions.corestats.CoreStats", "scrapy.extensions.logstats.LogStats")
    ),
    "SPIDER_MIDDLEWARES": dict.fromkeys(
        (
            "scrapy.spidermiddlewares.start.StartSpiderMiddleware",
            "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware",
            "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware",
            "scrapy.spidermiddlewares.depth.DepthMiddleware",
            "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware",
        )
    ),
}
"""What Scrapy does to items and requests of callbacks: ours give it none, any status is an answer,
and a request that a middleware drops would be waited for."""

Work = tuple[str, bytes, str, Source, int, int]


class NewsSpider(Spider):
    """Crawls one source until its frontier holds nothing that is due."""

    name = "news"
    custom_settings = LEAN

    def __init__(self, desk: Desk, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._desk = desk
        self._worker: Worker[Work, list[NewTarget]] = Worker(find_links)
        self._worker_turn = asyncio.Lock()
        self._progress = asyncio.Event()
        self._timer: asyncio.TimerHandle | None = None
        self._open = 0
        self._dry = self._over = False

    async def start(self) -> AsyncIterator[Request]:
        for kept in self._desk.unlooked():
            await self._follow(kept)
        while self._open or self._desk.noted or not self._dry:
            self._progress.clear()
            free = 0 if self._over else AHEAD - self._open
            targets = self._desk.turn(free)
            self._dry = len(targets) < free or self._over
            self._open += len(targets)
            for target in targets:
                yield self._request(target)
            if self._open:
                await self._progress.wait()
            elif self._dry and not self._desk.noted and (pause := self._desk.pause()):
                await asyncio.sleep(pause)
                self._dry = False

    def closed(self, reason: str) -> None:
        self._worker.close()
        if self._timer is not None:
            self._timer.cancel()

    def _request(self, target: Target) -> Request:
        return Request(
            target.url,
            headers=_conditions(target),
            callback=self._answered,
            errback=self._failed,
            dont_filter=True,
            meta={"target": target},
        )

    def _answered(self, response: Response) -> Coroutine[Any, Any, None] | None:
        """Note the answer; what is returned where links are to be looked for finds them."""
        kept: Kept | None = None
        try:
            kept = self._note(response.meta["target"], response)
        finally:
            if kept is None:
                self._done()
        return self._look(kept) if kept is not None else None

    def _note(self, target: Target, response: Response) -> Kept | None:
        self._desk.ruled(target, response.meta.get(RULING))
        if target.kind not in (ARTICLE, PART):
            self._dry = False
        if response.status == 304:
            self._desk.unchanged(target, _headers(response))
        elif response.status == 200:
            return self._desk.keep(
                target, response.status, _headers(response), response.body, response.url
            )
        else:
            state = "gone" if response.status in (404, 410) else "failed"
            self._desk.lost(target, state, response.status, f"HTTP {response.status}")
        return None

    def _failed(self, failure: Failure) -> None:
        target: Target = failure.request.meta["target"]  # type: ignore[attr-defined]
        try:
            error = failure.value
            assert error is not None
            self._desk.ruled(target, failure.request.meta.get(RULING))  # type: ignore[attr-defined]
            if isinstance(error, TimeOver):
                self._over = True  # what it had taken is given back to the next crawl
            elif isinstance(error, NotNow):
                self._desk.defer(target, error.until, str(error))
            else:
                state = "denied" if isinstance(error, RobotsDenied) else "failed"
                self._desk.lost(target, state, None, reason(error))
        finally:
            self._done()

    async def _look(self, kept: Kept) -> None:
        try:
            await self._follow(kept)
        finally:
            self._dry = False
            self._done()

    async def _follow(self, kept: Kept) -> None:
        """Find links in the worker process, one page at a time, without blocking the network."""
        target = kept.target
        work = (target.kind, kept.body, target.url, self._desk.source, target.depth, target.id)
        found: list[NewTarget] = []
        error = None
        seconds = self.settings.getfloat("DONGBEI_LINK_SECONDS")
        async with self._worker_turn:
            try:
                found = await asyncio.to_thread(self._worker.call, work, seconds)
            except (WorkFailed, WorkKilled) as failure:
                error = str(failure)
        self._desk.links(kept, found, error)

    def _done(self) -> None:
        """One answer more: the next turn comes when it is worth it, or a moment later."""
        self._open -= 1
        hungry = self._open <= (0 if self._dry else STARVING)
        if hungry or self._desk.full:
            self._progress.set()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(COMMIT_SECONDS, self._due)

    def _due(self) -> None:
        self._timer = None
        self._progress.set()


def _conditions(target: Target) -> dict[str, str]:
    """What makes the request conditional; now and then a list is asked for as if it were new."""
    if target.kind not in (ARTICLE, PART) and target.fetches % DOUBT == DOUBT - 1:
        return {}
    known = {"If-None-Match": target.etag, "If-Modified-Since": target.last_modified}
    return {name: value for name, value in known.items() if value}


def _headers(response: Response) -> dict[str, str]:
    """Those that the next request or a reader of the page needs."""
    return {
        name: value.decode("latin-1")
        for name in KEPT_HEADERS
        if (value := response.headers.get(name)) is not None
    }
