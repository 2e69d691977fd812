"""The processes of the extraction stage that ``bench/crawl.py`` measures; prints JSON.

loop     a plain loop over the same extractor and the same bytes, in a worker process of the same
         kind: no queue, no store, no deadline; the bytes are in memory before
extract  the extraction stage as ``dongbei run`` runs it, on what a crawl stored

``cpu`` is user and system time, in seconds, of the process from when its imports are done, and of
its worker process from its start (its imports count, on both sides). MB are peaks.
"""

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.crawl_site import TYPICAL, article
from bench.usage import Usage
from crawler.deadline import Worker
from crawler.source import load_sources
from crawler.stage import extract_waiting
from db.settings import Settings, load
from db.store import articles
from db.store.articles import imported
from db.store.database import open_crawl, open_news

FOR_EVER = 3600.0


def extract(settings: Settings) -> dict[str, Any]:
    sources = load_sources(settings.home / "sources")[0]
    crawl, news = open_crawl(settings.crawl_db), open_news(settings.news_db)
    articles.sync_sources(news, [imported("bench")])
    return {"counts": extract_waiting(news, crawl, sources, lambda: datetime.now(UTC))}


def loop(root: str, count: int) -> dict[str, Any]:
    with Worker(extract_all) as worker:
        return {"not counted": worker.call((root, count), FOR_EVER)}


def extract_all(work: tuple[str, int]) -> float:
    """In the worker process: all articles of a site; CPU seconds of making their bytes."""
    root, count = work
    before = time.process_time()
    typical = root.endswith(TYPICAL)
    pages = [
        (article(number, typical=typical).encode(), f"{root}/a/{number}.html")
        for number in range(count)
    ]
    making = time.process_time() - before
    from crawler.extract import extract as read

    for body, url in pages:
        assert read(body, url, fetched_at="2026-05-12T12:00:00+08:00").is_article
    return making


if __name__ == "__main__":
    what, home, root, count = sys.argv[1:]
    with Usage() as usage:
        more = extract(load(Path(home))) if what == "extract" else loop(root, int(count))
    print(json.dumps(usage.figures(more)))
