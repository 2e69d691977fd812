"""Crawls many sources side by side in forked children of one process that has loaded Scrapy.

``python tests/large_world_crawls.py HOME PARALLEL``: what each child runs is crawler.crawl.crawl,
as in a process of its own; only the second or more that every start costs is paid once.
"""

import os
import sys
import traceback
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from crawler.crawl import crawl
from crawler.source import Source, load_sources
from db.settings import Settings, load
from db.store import runs
from db.store.database import open_crawl

LOADED = (
    "scrapy.crawler",
    "scrapy.core.downloader.handlers.http11",
    "crawler.desk",
    "crawler.spider",
)
"""Imported before the first fork; not by name above, or each crawl's worker would load them too."""


def main(home: Path, parallel: int) -> int:
    """Crawl every source of the home folder, those that wait longest first; 1 if one failed."""
    for name in LOADED:
        import_module(name)
    settings = load(home)
    sources, _ = load_sources(home / "sources")
    chosen = [source for source in sources.values() if source.id.startswith("world-")]
    open_crawl(settings.crawl_db).close()
    running, failed = 0, 0
    for source in sorted(chosen, key=lambda source: -source.delay):
        if running == parallel:
            failed += os.wait()[1] != 0
            running -= 1
        if os.fork() == 0:
            one(settings, source)
        running += 1
    return int(failed + sum(os.wait()[1] != 0 for _ in range(running)) > 0)


def one(settings: Settings, source: Source) -> None:
    """Crawl one source and end this process."""
    rc = 1
    try:
        now = datetime.now(UTC)
        db = open_crawl(settings.crawl_db)
        run_id = runs.begin(db, "crawl", source.id, now, now)
        crawl(settings, source, run_id)
        runs.finish(db, run_id, 0, datetime.now(UTC))
        rc = 0
    except Exception:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(rc)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2])))
