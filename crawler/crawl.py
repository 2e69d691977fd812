"""One crawl of one source in a process of its own: ``python -m crawler.crawl HOME SOURCE RUN``."""

import ctypes
import json
import os
import signal
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from crawler.browser import browser_settings
from crawler.source import Source, load_sources
from crawler.window import closing
from db.errors import ConfigError, DongbeiError
from db.settings import Settings, load
from db.store import runs
from db.store.database import open_crawl
from db.store.locks import lock

MAX_BYTES = 8 * 1024 * 1024
_PDEATHSIG = 1


def scrapy_settings(settings: Settings, source: Source) -> dict[str, Any]:
    """Scrapy as we run it: polite, bounded, closed; nothing listens, nothing is pickled."""
    agent = settings.user_agent + (f" +{settings.contact}" if settings.contact else "")
    ports = {urlsplit(url).port for rule in source.discovery for url in rule.urls}
    return {
        "USER_AGENT": agent,
        "ROBOTSTXT_OBEY": False,  # our own middleware does, see crawler/middlewares/robots.py
        "DOWNLOADER_MIDDLEWARES": _middlewares(source),
        "DOWNLOADER": "crawler.middlewares.gate.GatedDownloader",
        "DONGBEI_CRAWL_DB": str(settings.crawl_db),
        "TWISTED_DNS_RESOLVER": "crawler.middlewares.guard.PublicResolver",
        "DONGBEI_ALLOW_LOOPBACK": settings.allow_loopback,
        "DONGBEI_PORTS": sorted(port for port in ports if port),
        "DOWNLOAD_HANDLERS": {"file": None, "data": None, "ftp": None, "s3": None},
        "DOWNLOAD_DELAY": source.delay,
        "DOWNLOAD_DELAY_JITTER": 0,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "CONCURRENT_REQUESTS": 16,
        "AUTOTHROTTLE_ENABLED": source.delay >= 1,
        "AUTOTHROTTLE_START_DELAY": source.delay,
        "DOWNLOAD_TIMEOUT": settings.fetch.timeout,
        "DONGBEI_LINK_SECONDS": settings.fetch.link_seconds,
        "DOWNLOAD_MAXSIZE": MAX_BYTES,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "REDIRECT_MAX_TIMES": 5,
        "METAREFRESH_ENABLED": False,
        "RETRY_TIMES": 1,
        "COOKIES_ENABLED": False,
        "REFERER_ENABLED": False,
        "HTTPCACHE_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "MEMUSAGE_ENABLED": True,
        "MEMUSAGE_LIMIT_MB": 1024,
        "LOG_LEVEL": "WARNING",
        "ASYNCIO_EVENT_LOOP": None if os.name == "nt" else "uvloop.Loop",
        **browser_settings(settings.browser, source, agent),
    }


def _middlewares(source: Source) -> dict[str, int | None]:
    """Ours, and those of Scrapy's that they replace."""
    return {
        "crawler.middlewares.browser.BrowserMiddleware": 40 if source.js else None,
        "crawler.middlewares.guard.GuardMiddleware": 50,
        "crawler.middlewares.robots.RobotsMiddleware": 100,
        "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    }


def limits(settings: Settings, source: Source, now: datetime) -> dict[str, Any]:
    """Until when this crawl may go on; raises ConfigError outside the source's window."""
    ends = now + timedelta(seconds=settings.schedule.crawl_timeout)
    if source.window:
        closes = closing(source.window, source.timezone, now)
        if closes is None:
            raise ConfigError(
                "outside its crawl window", where=source.id, value=source.window,
                hint="it is crawled when the window opens",
            )  # fmt: skip
        ends = min(ends, closes)
    return {
        "CLOSESPIDER_TIMEOUT": max(1, int((ends - now).total_seconds())),
        "DONGBEI_ENDS": ends,
    }


def crawl(settings: Settings, source: Source, run_id: int) -> None:
    """Crawl until nothing is due; counts go to the run's row."""
    from scrapy.crawler import AsyncCrawlerProcess

    from crawler.desk import Desk
    from crawler.middlewares.gate import MEASURED
    from crawler.spider import NewsSpider

    zone = ZoneInfo(source.timezone)

    def clock() -> datetime:
        return datetime.now(ZoneInfo(settings.schedule.timezone))

    today = date.fromisoformat(settings.today) if settings.today else datetime.now(zone).date()
    bounds = limits(settings, source, clock())
    db = open_crawl(settings.crawl_db)
    with lock(settings.home, f"crawl-{source.id}"):
        desk = Desk(db, source, clock, today, runs.get(db, run_id).stage == runs.BACKFILL)
        process = AsyncCrawlerProcess(scrapy_settings(settings, source) | bounds)
        crawler = process.create_crawler(NewsSpider)
        process.crawl(crawler, desk=desk)
        process.start()
        measured = crawler.stats.get_stats() if crawler.stats else {}
        desk.stats.update({name: measured[name] for name in MEASURED if name in measured})
        desk.stats["cut"] = int(clock() >= bounds["DONGBEI_ENDS"])
        stats, problem = desk.summary()
        runs.note(db, run_id, stats, problem)
    sys.stdout.write(json.dumps(stats, sort_keys=True) + "\n")


def find_source(settings: Settings, source_id: str) -> Source:
    """A declared source by its id; raises ConfigError with the nearest ids."""
    sources, problems = load_sources(settings.home / "sources")
    if source_id in sources:
        return sources[source_id]
    for problem in problems:
        if source_id in str(problem):
            raise problem
    raise ConfigError("no such source", value=source_id, hint="see: dongbei sources list")


def die_with_parent() -> None:
    """On Linux, end when the process that started us is killed, so that no crawl is orphaned."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PDEATHSIG, signal.SIGKILL)


def main(arguments: list[str]) -> int:
    home, source_id, run_id = arguments
    die_with_parent()
    try:
        settings = load(Path(home))
        crawl(settings, find_source(settings, source_id), int(run_id))
    except DongbeiError as error:
        sys.stderr.write(f"dongbei: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
