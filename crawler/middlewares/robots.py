"""robots.txt obeyed by every request, also by those that wait while it is being fetched.

RFC 9309: 2xx rules hold; 4xx (but 429) means no rules; 429, 5xx and no answer mean nothing may be
fetched. Crawl-delay lengthens the delay of the host.
"""

import asyncio
from typing import Self

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

MAX_DELAY = 120.0
"""Seconds; a longer Crawl-delay is a refusal."""

LOADS_ROBOTS = "dongbei_robots"


class RobotsDenied(IgnoreRequest):
    """A rule forbids the page."""


class RobotsUnknown(IgnoreRequest):
    """robots.txt could not be had, so nothing may be fetched now."""


class RobotsMiddleware:
    """One future per scheme and host: whoever comes first loads, everybody else waits for it."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent = str(crawler.settings["USER_AGENT"])
        self._rules: dict[str, asyncio.Future[Protego | None]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        if request.meta.get(LOADS_ROBOTS):
            return
        parts = urlparse_cached(request)
        root = f"{parts.scheme}://{parts.netloc}"
        if root not in self._rules:
            self._rules[root] = asyncio.get_running_loop().create_future()
            self._rules[root].set_result(await self._load(root, parts.hostname or ""))
        rules = await asyncio.shield(self._rules[root])
        if rules is None:
            raise RobotsUnknown(f"no answer from {root}/robots.txt")
        if not rules.can_fetch(request.url, self._agent):
            self._crawler.stats.inc_value("dongbei/robots_denied")
            raise RobotsDenied("forbidden by robots.txt")

    async def _load(self, root: str, host: str) -> Protego | None:
        request = Request(
            f"{root}/robots.txt",
            priority=1000,
            dont_filter=True,
            callback=NO_CALLBACK,
            meta={LOADS_ROBOTS: True, "handle_httpstatus_all": True},
        )
        try:
            response = await self._crawler.engine.download_async(request)
        except Exception:  # any failure to fetch it means: not known
            return None
        if response.status == 429 or response.status >= 500:
            return None
        text = response.body.decode("utf-8", "replace") if response.status < 300 else ""
        rules = Protego.parse(text)
        delay = rules.crawl_delay(self._agent)
        if delay is not None and delay > MAX_DELAY:
            return None
        if delay is not None:
            self._slow_down(host, float(delay))
        return rules

    def _slow_down(self, host: str, delay: float) -> None:
        downloader = self._crawler.engine.downloader
        delay = max(delay, self._crawler.settings.getfloat("DOWNLOAD_DELAY"))
        downloader.per_slot_settings[host] = {"delay": delay, "concurrency": 1, "jitter": 0}
        slot = downloader.slots.get(host)
        if slot is not None:
            slot.delay, slot.jitter, slot.concurrency = delay, 0, 1
