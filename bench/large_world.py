"""Two runs over the generated world of the tests: what is stored, asked, moved, and how long.

python bench/large_world.py --articles 125

``seconds`` and ``cpu`` are of ``dongbei run`` with all its processes: crawls, then every stage; the
servers are in this process and not counted. ``stages`` gives each stage's wall seconds by the run
ledger; for crawls from the first's start to the last's end.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import large_world
from large_world_hosts import ADDRESSES
from large_world_rounds import Round, whole_runs
from site_home import rows

STAGES = (
    "select stage, (max(julianday(finished_at)) - min(julianday(started_at))) * 86400 from runs"
    " where id {} (select min(id) from runs where stage = 'crawl' and id >"
    " (select min(id) from runs where stage = 'extract')) group by stage"
)


def measure(articles: int, parallel: int) -> dict[str, object]:
    """Figures of a first and a second run over ``articles`` articles a host."""
    with large_world.running(articles) as world, tempfile.TemporaryDirectory() as folder:
        home = world.home(Path(folder) / "home", parallel)
        first, second = whole_runs(world, home)
        stored = {url for (url,) in rows(home / "news.db", "select url from articles")}
        expected = set(world.expected)
        return {
            "hosts": len(ADDRESSES),
            "articles": len(expected),
            "pages": len(world.article_targets),
            "missing": len(expected - stored),
            "unexpected": len(stored - expected),
            "first": _figures(world, first) | {"stages": _stages(home, "<")},
            "second": _figures(world, second) | {"stages": _stages(home, ">=")},
            "moved_again": round(second.sent / first.sent, 5),
        }


def _figures(world: large_world.World, one: Round) -> dict[str, object]:
    short = [(gap, first, second) for gap, first, second in one.gaps if gap < 0]
    gaps = [gap for gap, _, _ in one.gaps]
    fetched = [r for r in one.requests if (r.host, r.target) in world.article_targets]
    return {
        "seconds": round(one.seconds, 1),
        "cpu": round(one.cpu, 1),
        "requests": len(one.requests),
        "bytes": one.sent,
        "article_pages_with_body": sum(r.status == 200 for r in fetched),
        "article_pages_unchanged": sum(r.status == 304 for r in fetched),
        "forbidden": sum((r.host, r.target) in world.forbidden for r in one.requests),
        "gaps": len(gaps),
        "gaps_too_short": [(gap, a.host, a.target, b.target) for gap, a, b in short],
        "closest_to_the_limit_ms": round(min(gaps) * 1000, 3),
    }


def _stages(home: Path, which: str) -> Mapping[str, float]:
    return {stage: round(s, 1) for stage, s in rows(home / "crawl.db", STAGES.format(which))}


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=125, help="a host")
    options.add_argument("--parallel", type=int, default=6, help="crawls at the same time")
    chosen = options.parse_args()
    print(json.dumps(measure(chosen.articles, chosen.parallel), indent=2))
