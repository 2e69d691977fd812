"""Seen-URL memory: bytes for each URL, and look-ups a second, in a frontier of 1,000,000 URLs.

python bench/seen_urls.py --urls 1000000

Addresses are of the length of real ones. A look-up is what a crawl does with a link: ``enqueue``,
which changes nothing where the URL is known; links of one list are one transaction.
"""

import argparse
import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from sqlite_utils import Database

from db.store import frontier
from db.store.database import open_crawl
from db.store.frontier import ARTICLE, NewTarget

NOW = datetime(2026, 5, 12, tzinfo=UTC)
SOURCES = 150
LIST = 50
"""Links of one list."""


def target(number: int) -> NewTarget:
    """An article in one of many columns."""
    day = f"2026{number // 400 % 12 + 1:02}/{number // 4800 % 28 + 1:02}"
    host = f"news.site-{number % SOURCES}.example.cn"
    return NewTarget(f"http://{host}/dbyw/{day}/t2026_{40_000_000 + number}.html", ARTICLE)


def starts_of_lists(count: int) -> Iterator[int]:
    """The first article of each list: a list has every 150th number, those of one source."""
    for first in range(SOURCES):
        yield from range(first, count, SOURCES * LIST)


def fill(db: Database, starts: Iterable[int], count: int) -> tuple[int, float]:
    """How many links of the lists were new, and the CPU seconds it took."""
    new, seconds = 0, 0.0
    for start in starts:
        numbers = range(start, min(count, start + SOURCES * LIST), SOURCES)
        links = [target(number) for number in numbers]
        before = time.process_time()
        new += frontier.queue(db, f"source-{start % SOURCES}", links, NOW, NOW)
        seconds += time.process_time() - before
    return new, seconds


def measure(count: int, looked_up: int) -> dict[str, float]:
    """Figures for ``count`` URLs, of which ``looked_up`` are looked up again, at random."""
    chance = random.Random(7)
    with tempfile.TemporaryDirectory() as folder, closing(open_crawl(Path(folder) / "c.db")) as db:
        new, filling = fill(db, starts_of_lists(count), count)
        assert new == count
        starts = [chance.randrange(0, count - SOURCES * LIST) for _ in range(looked_up // LIST)]
        found, looking = fill(db, starts, count)
        assert found == 0
        db.execute("pragma wal_checkpoint(truncate)")
        size = (Path(folder) / "c.db").stat().st_size
        text = sum(len(target(n).url) for n in range(0, count, 1000)) / len(range(0, count, 1000))
    return {
        "urls": count,
        "characters_per_url": round(text, 1),
        "bytes_per_url": round(size / count, 1),
        "inserts_per_second": round(count / filling),
        "lookups_per_second": round(len(starts) * LIST / looking),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--urls", type=int, default=1_000_000)
    parser.add_argument("--lookups", type=int, default=200_000)
    options = parser.parse_args()
    print(json.dumps(measure(options.urls, options.lookups), indent=2))
