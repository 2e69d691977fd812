"""robots.txt obeyed by every request, also by those that wait while it is being fetched.

RFC 9309: 2xx rules hold; 4xx (but 429) means no rules; 429, 5xx and no answer mean nothing may be
fetched. Crawl-delay lengthens the delay of the host. Each fetch carries the ruling it was made
under.
"""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from crawler.fetched import ANSWERS
from crawler.middlewares.gate import NotNow, gate_of
from db.store import hosts
from db.store.hosts import Ruling

MAX_DELAY = 120.0
"""Seconds; a longer Crawl-delay is a refusal."""

UNKNOWN = timedelta(hours=1)
"""A robots.txt that could not be had is asked for again after this, and its pages with it."""

MAX_ROBOTS = 512 * 1024
"""Bytes of robots.txt that are read; RFC 9309 asks for 500 KiB at least."""

LOADS_ROBOTS = "dongbei_robots"
RULING = "dongbei_ruling"
"""Where a request's meta says what robots.txt decided of it."""


class RobotsDenied(IgnoreRequest):
    """A rule forbids the page."""


class RobotsUnknown(NotNow):
    """robots.txt could not be had, so nothing may be fetched now."""


@dataclass(frozen=True, slots=True)
class _Rules:
    """``parsed`` is None where nothing may be fetched."""

    parsed: Protego | None
    robots_id: int | None


class RobotsMiddleware:
    """One future per scheme and host: whoever comes first loads, everybody else waits for it."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent = str(crawler.settings["USER_AGENT"])
        self._rules: dict[str, asyncio.Future[_Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        gate_of(self._crawler).check(request.url)
        if request.meta.get(LOADS_ROBOTS):
            return
        parts = urlparse_cached(request)
        rules = await self._rules_of(f"{parts.scheme}://{parts.netloc}")
        if rules.parsed is None:
            request.meta[RULING] = Ruling("unknown", rules.robots_id)
            gate = gate_of(self._crawler)
            gate.check(request.url)
            raise RobotsUnknown("robots.txt could not be fetched", gate.clock() + UNKNOWN)
        if not rules.parsed.can_fetch(request.url, self._agent):
            request.meta[RULING] = Ruling("denied", rules.robots_id)
            raise RobotsDenied("robots.txt forbids it")
        request.meta[RULING] = Ruling("allowed", rules.robots_id)

    async def _rules_of(self, root: str) -> _Rules:
        if root not in self._rules:
            waiting = self._rules[root] = asyncio.get_running_loop().create_future()
            rules = _Rules(None, None)
            try:
                rules = await self._load(root)
            except NotNow:
                del self._rules[root]  # to be asked for again when it may be
            waiting.set_result(rules)
            return rules
        return await asyncio.shield(self._rules[root])

    async def _load(self, root: str) -> _Rules:
        """Raises NotNow where the host must not be asked now."""
        request: Request = Request(
            f"{root}/robots.txt",
            priority=1000,
            dont_filter=True,
            callback=NO_CALLBACK,
            meta={LOADS_ROBOTS: True, "handle_httpstatus_list": ANSWERS},
        )
        try:
            response: Response = await self._crawler.engine.download_async(request)
        except NotNow:
            raise
        except Exception:  # any failure to fetch it means: not known
            return _Rules(None, self._keep(root, 0, "", None))
        if response.status >= 500:
            return _Rules(None, self._keep(root, response.status, "", None))
        text = _text(response.body) if response.status < 300 else ""
        parsed = Protego.parse(text)
        delay = parsed.crawl_delay(self._agent)
        number = self._keep(root, response.status, text, delay)
        if delay is not None and delay > MAX_DELAY:
            return _Rules(None, number)
        gate_of(self._crawler).slow_down(root, float(delay or 0))
        return _Rules(parsed, number)

    def _keep(self, root: str, status: int, text: str, delay: float | None) -> int | None:
        gate = gate_of(self._crawler)
        if gate.db is None:
            return None
        return hosts.keep_robots(gate.db, root, status, text, delay, gate.clock())


def _text(body: bytes) -> str:
    """Whole lines of the first MAX_ROBOTS bytes."""
    if len(body) > MAX_ROBOTS:
        body = body[: body.rfind(b"\n", 0, MAX_ROBOTS) + 1]
    return body.decode("utf-8", "replace")
