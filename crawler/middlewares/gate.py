"""The gate that every request passes at the moment it is sent: one host, one request, one delay.

Scrapy's own delay counts from when a request leaves a queue, forgets a host after a minute, can be
shortened by its throttle, and knows one process only. Here each request, also for robots.txt, a
redirect or a second try, waits until the host's delay has passed since the end of the answer before
it, so that the server sees no shorter gap either. Crawls of other sources on the same host take
turns through crawl.db, which also keeps what hosts said of being left alone.
"""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

from scrapy import Request, signals
from scrapy.core.downloader import Downloader
from scrapy.core.downloader.handlers import DownloadHandlers
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.statscollectors import StatsCollector
from sqlite_utils import Database

from db.store import hosts
from db.store.database import open_crawl
from db.store.hosts import Rest
from db.urls import host_of

LONGEST_REST = timedelta(days=1)
FIRST_REST = timedelta(minutes=1)
"""Where a host says 429 and not for how long; doubled each time in a row."""

BOOKINGS, LATE = 5, 0.02
"""Turns that are booked at most for one request, and seconds after which one has passed unused: the
next crawl of the host may have the turn behind it."""

MEASURED = SHORTEST, VIOLATIONS = "spacing_min_ms", "spacing_violations"


class NotNow(IgnoreRequest):
    """Nothing is known of the page: it is to be asked for after ``until``."""

    def __init__(self, why: str, until: datetime) -> None:
        super().__init__(f"{why}; not asked before {until.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC")
        self.until = until


class TimeOver(NotNow):
    """The crawl's time is over: its pages wait for the next crawl."""


class HostResting(NotNow):
    """The host asked to be left alone."""


def retry_after(value: str | None, now: datetime) -> timedelta | None:
    """How long a Retry-After header asks to wait (0 to a day); None where it says nothing.

    >>> retry_after("120", datetime(2026, 5, 1, tzinfo=UTC))
    datetime.timedelta(seconds=120)
    """
    text = (value or "").strip()
    if text.isascii() and text.isdecimal():
        return timedelta(seconds=min(int(text[:12]), LONGEST_REST.total_seconds()))
    try:
        moment = parsedate_to_datetime(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return min(max(moment - now, timedelta()), LONGEST_REST)
    except (ValueError, TypeError, OverflowError):
        return None


class HostGate:
    """Spacing and rests of hosts. ``delay``: seconds between two requests to a host at least.

    ``db``: crawl.db, or None where there is none yet. What it measured goes to ``stats``: the
    shortest time between two requests to a host were sent, and how many were sent too early.
    """

    def __init__(
        self,
        delay: float,
        db: Database | None,
        stats: StatsCollector,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.db, self.clock = db, clock
        self._delay, self._stats = delay, stats
        self._delays: dict[str, float] = {}
        self._sent: dict[str, float] = {}
        self._ended: dict[str, float] = {}
        self._rests: dict[str, Rest | None] = {}
        self._alone: dict[str, asyncio.Lock] = {}
        self._shortest = float("inf")
        self._ends: datetime | None = None
        stats.set_value(VIOLATIONS, 0)

    def slow_down(self, url: str, delay: float) -> None:
        """Keep at least ``delay`` seconds at the host of ``url``, as its robots.txt says now."""
        self._delays[host_of(url)] = max(delay, self._delay)

    def close(self, ends: datetime) -> None:
        """Let nothing through from ``ends`` on."""
        self._ends = ends

    def check(self, url: str) -> None:
        """Raises NotNow while ``url``'s host is to be left alone, or the crawl's time is over."""
        if self._ends and self.clock() >= self._ends:
            raise TimeOver("the time of this crawl is over", self._ends)
        host = host_of(url)
        if host not in self._rests:
            self._rests[host] = hosts.rest_of(self.db, host) if self.db else None
        rest = self._rests[host]
        if rest is not None and rest.until > self.clock():
            raise HostResting(rest.reason, rest.until)

    def alone(self, url: str) -> asyncio.Lock:
        """Held from a request's turn to the end of its answer: Scrapy's queue lets a second one
        through where the event loop was late by more than the delay."""
        return self._alone.setdefault(host_of(url), asyncio.Lock())

    async def turn(self, url: str) -> None:
        """Return when the request may be sent, and count it as sent; may raise HostResting."""
        host = host_of(url)
        delay = self._delay_of(host)
        if delay > 0:
            await self._wait(host, delay)
        self.check(url)
        now = time.monotonic()
        if host in self._sent:
            self._measure(now - self._sent[host], delay)
        self._sent[host] = now

    def answered(self, url: str) -> None:
        """The answer of ``url`` has ended, well or not: its host's delay counts from now."""
        self._ended[host_of(url)] = time.monotonic()

    def heed(self, response: Response) -> None:
        """Raises HostResting at a 429, and at a 503 that says when to come back.

        The host is left alone from now on, and the page is not lost.
        """
        if response.status not in (429, 503):
            self.welcomed(response.url)
            return
        header = response.headers.get("Retry-After")
        asked = retry_after(header.decode("latin-1") if header else None, self.clock())
        if response.status == 429 or asked is not None:
            raise self.refused(response.url, response.status, asked)

    def refused(self, url: str, status: int, asked: timedelta | None) -> HostResting:
        """Note that the host wants to be left alone, ``asked`` long if it said so."""
        host = host_of(url)
        before = self._rests.get(host)
        count = before.refusals + 1 if before else 1
        length = FIRST_REST * 2 ** min(count - 1, 20) if asked is None else asked
        until = self.clock() + min(length, LONGEST_REST)
        rest = Rest(until, count, f"HTTP {status} at {url}")
        self._rests[host] = rest
        if self.db:
            hosts.leave_alone(self.db, host, rest)
        return HostResting(rest.reason, until)

    def welcomed(self, url: str) -> None:
        """A good answer: refusals in a row begin anew."""
        host = host_of(url)
        if self._rests.get(host) is not None:
            self._rests[host] = None
            if self.db:
                hosts.forgive(self.db, host)

    def _delay_of(self, host: str) -> float:
        """The source's delay, or the Crawl-delay that the host named now or last time."""
        if host not in self._delays:
            known = hosts.crawl_delay(self.db, host) if self.db else None
            self._delays[host] = max(self._delay, known or 0.0)
        return self._delays[host]

    async def _wait(self, host: str, delay: float) -> None:
        await _until(self._ended.get(host, -delay) + delay)
        if self.db is None:
            return
        for _ in range(BOOKINGS):
            now = self.clock()
            start, self._rests[host] = hosts.book(self.db, host, now, timedelta(seconds=delay))
            wanted = time.monotonic() + (start - now).total_seconds()
            await _until(wanted)
            if time.monotonic() - wanted < LATE:
                return

    def _measure(self, gap: float, delay: float) -> None:
        if gap < delay:
            self._stats.inc_value(VIOLATIONS)
        if gap < self._shortest:
            self._shortest = gap
            self._stats.set_value(SHORTEST, int(gap * 1000))


async def _until(moment: float) -> None:
    """Sleep until ``moment`` of the monotonic clock; timers may ring a little early."""
    while (left := moment - time.monotonic()) > 0:
        await asyncio.sleep(left)


class GatedHandlers(DownloadHandlers):
    """Scrapy's download handlers behind the gate."""

    def __init__(self, crawler: Crawler, gate: HostGate) -> None:
        super().__init__(crawler)
        self._gate = gate

    async def download_request_async(self, request: Request) -> Response:
        async with self._gate.alone(request.url):
            await self._gate.turn(request.url)
            try:
                response = await super().download_request_async(request)
            finally:
                self._gate.answered(request.url)
        self._gate.heed(response)
        return response


class GatedDownloader(Downloader):
    """Scrapy's downloader with a ``gate``."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        path = Path(crawler.settings["DONGBEI_CRAWL_DB"])
        db = open_crawl(path) if path.exists() else None
        assert crawler.stats
        self.gate = HostGate(crawler.settings.getfloat("DOWNLOAD_DELAY"), db, crawler.stats)
        self.handlers = GatedHandlers(crawler, self.gate)
        if crawler.settings.get("DONGBEI_ENDS"):
            self.gate.close(crawler.settings["DONGBEI_ENDS"])
        if db is not None:
            crawler.signals.connect(db.close, signals.engine_stopped, weak=False)


def gate_of(crawler: Crawler) -> HostGate:
    """The gate of a running crawl."""
    assert crawler.engine
    downloader = crawler.engine.downloader
    assert isinstance(downloader, GatedDownloader)
    return downloader.gate
