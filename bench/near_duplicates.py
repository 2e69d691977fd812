"""Reprint clustering on generated news: recall, precision, time and memory, and the bars.

python bench/near_duplicates.py --articles 100000

The articles are stored and tagged first, which is not counted. Clustering then runs in a process of
its own, from an empty store to the last article: wall clock, CPU time and peak memory are that
process's, its start included.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from sqlite_utils import Database

from crawler.stories import cluster_waiting
from db.models import Article, Language
from db.store import articles, tags
from db.store.database import open_news
from nlp.tagger import Tagger
from tests.reprints import pieces

NOW = datetime(2026, 5, 12, tzinfo=UTC)
Truth = dict[str, tuple[int, str]]
RECALL, PRECISION, SECONDS_PER_100_000 = 0.95, 0.98, 300.0


def measure(count: int, seed: int) -> dict[str, float | bool]:
    """Figures for ``count`` articles: pair recall and precision, seconds of clustering, MB."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "news.db"
        truth = fill(path, count, seed)
        command = [sys.executable, __file__, "--cluster", str(path)]
        before = time.monotonic()
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        wall = time.monotonic() - before
        with closing(open_news(path)) as db:
            found = stories_of(db)
    result = figures(truth, found) | {"articles": len(truth), "wall_seconds": round(wall, 1)}
    result |= json.loads(done.stdout)
    return result | {
        f"recall >= {RECALL}": result["recall"] >= RECALL,
        f"precision >= {PRECISION}": result["precision"] >= PRECISION,
        "100,000 in < 5 minutes": wall < SECONDS_PER_100_000 * len(truth) / 100_000,
    }


def fill(path: Path, count: int, seed: int) -> Truth:
    """A database of generated articles, tagged; each URL's story and what was done to it."""
    truth: Truth = {}
    with closing(open_news(path)) as db:
        articles.sync_sources(db, [articles.imported("s")])
        for number, piece in enumerate(pieces(count, seed)):
            url = f"http://a.cn/{number}"
            truth[url] = (piece.story, piece.how)
            item = Article(url, "s", piece.title, piece.body, Language.HANS, piece.day.isoformat())
            articles.save(db, item, [number], "1", NOW)
        tag(db)
    return truth


def cluster(path: Path) -> dict[str, float]:
    """Cluster all that waits; CPU seconds and peak MB of this process."""
    with closing(open_news(path)) as db:
        cluster_waiting(db, lambda: NOW)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"cpu_seconds": round(time.process_time(), 1), "peak_mb": peak // 1024}


def stories_of(db: Database) -> dict[str, int]:
    """URL to story."""
    rows = db.execute(
        "select a.url, s.story_id from articles a join story_articles s on s.article_id = a.id"
    )
    return dict(rows.fetchall())


def tag(db: Database) -> None:
    """The stage before: what each article names."""
    tagger = Tagger()
    while batch := tags.untagged(db, tagger.version, 500):
        for item in batch:
            found = tagger.tag(item.text, date=item.date)
            tags.save_tags(db, item, found, tagger.version, NOW)


def figures(truth: Truth, found: dict[str, int]) -> dict[str, float]:
    """Pairs of articles of one story: how many were put together, how many wrongly."""
    real = Counter(story for story, _ in truth.values())
    made = Counter(found.values())
    both = Counter((truth[url][0], story) for url, story in found.items())
    pairs = lambda counts: sum(n * (n - 1) // 2 for n in counts.values())  # noqa: E731
    right = pairs(both)
    return {
        "recall": round(right / max(1, pairs(real)), 4),
        "precision": round(right / max(1, pairs(made)), 4),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cluster", type=Path, help="only cluster this database, and say the cost")
    options = parser.parse_args()
    if options.cluster is not None:
        print(json.dumps(cluster(options.cluster)))
    else:
        print(json.dumps(measure(options.articles, options.seed), indent=1))
