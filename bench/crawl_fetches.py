"""The processes that ``bench/crawl.py`` measures, one job each; prints CPU seconds and MB as JSON.

bare     a Scrapy spider that downloads the same pages and drops them: the same event loop, limits
         and headers, the addresses known beforehand, Scrapy's own middlewares and extensions, no
         filter of duplicates
lean     the same with those parts of Scrapy switched off that the crawler switches off
durable  the crawler's process as ``dongbei crawl`` runs it: robots.txt, address guard, spacing of
         hosts, links found by its worker process, seen memory, ETag, bytes compressed, state
         committed

``cpu`` is user and system time, in seconds, of the process from when its imports are done, and of
its worker process from its start. MB are peaks.
"""

import json
import sys
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

from bench.crawl_site import addresses
from bench.usage import Usage
from crawler import crawl, spider
from crawler.source import load_sources
from db.settings import Settings, load
from db.store import runs
from db.store.database import open_crawl


class Bare(scrapy.Spider):
    name = "bare"
    pages: list[str]
    seen = 0

    async def start(self) -> AsyncIterator[scrapy.Request]:
        for url in self.pages:
            yield scrapy.Request(url, dont_filter=True)

    def parse(self, response: Response) -> None:
        Bare.seen += len(response.body)


class Lean(Bare):
    custom_settings = spider.LEAN


def download(settings: Settings, root: str, count: int, kind: type[Bare]) -> dict[str, Any]:
    """Both bare spiders."""
    values = crawl.scrapy_settings(settings, load_sources(settings.home / "sources")[0]["bench"])
    for name in ("DOWNLOADER", "DOWNLOADER_MIDDLEWARES", "TWISTED_DNS_RESOLVER"):
        values.pop(name, None)
    process = AsyncCrawlerProcess(values)
    process.crawl(kind, pages=addresses(root, count))
    process.start()
    return {"bytes": kind.seen}


def durable(settings: Settings) -> dict[str, Any]:
    source = load_sources(settings.home / "sources")[0]["bench"]
    with closing(open_crawl(settings.crawl_db)) as db:
        now = datetime.now(UTC)
        run_id = runs.begin(db, "crawl", source.id, now, now)
        crawl.crawl(settings, source, run_id)
        runs.finish(db, run_id, 0, datetime.now(UTC))
        return {"stats": runs.get(db, run_id).stats}


if __name__ == "__main__":
    what, home, root, count = sys.argv[1:]
    settings = load(Path(home))
    with Usage() as usage:
        if what == "durable":
            more = durable(settings)
        else:
            more = download(settings, root, int(count), Lean if what == "lean" else Bare)
    print(json.dumps(usage.figures(more)))
