"""Reprint clustering on generated news: recall, precision, time and memory.

python bench/near_duplicates.py --articles 100000
"""

import argparse
import json
import resource
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


def measure(count: int, seed: int) -> dict[str, float]:
    """Figures for ``count`` articles: pair recall and precision, seconds of clustering, MB."""
    with tempfile.TemporaryDirectory() as folder, closing(open_news(Path(folder) / "n.db")) as db:
        articles.sync_sources(db, [articles.imported("s")])
        truth: dict[str, tuple[int, str]] = {}
        for number, piece in enumerate(pieces(count, seed)):
            url = f"http://a.cn/{number}"
            truth[url] = (piece.story, piece.how)
            item = Article(url, "s", piece.title, piece.body, Language.HANS, piece.day.isoformat())
            articles.save(db, item, [number], "1", NOW)
        tag(db)
        before = time.process_time()
        cluster_waiting(db, lambda: NOW)
        seconds = time.process_time() - before
        found = dict(
            db.execute(
                "select a.url, s.story_id from articles a"
                " join story_articles s on s.article_id = a.id"
            ).fetchall()
        )
    return figures(truth, found) | {
        "articles": len(truth),
        "seconds": round(seconds, 1),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def tag(db: Database) -> None:
    """The stage before: what each article names."""
    tagger = Tagger()
    while batch := tags.untagged(db, tagger.version, 500):
        for item in batch:
            found = tagger.tag(item.text, date=item.date)
            tags.save_tags(db, item, found, tagger.version, NOW)


def figures(truth: dict[str, tuple[int, str]], found: dict[str, int]) -> dict[str, float]:
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
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(json.dumps(measure(options.articles, options.seed)))
