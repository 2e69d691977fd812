"""What a durable crawl costs beside a bare one: ``make bench-crawl``.

    python bench/crawl.py [--quick]

A generated news site on loopback (bench/crawl_site.py, a process of its own whose time is not
counted) is crawled and extracted by the processes that ``dongbei`` starts, and by what they are
compared with (bench/crawl_fetches.py, bench/crawl_stages.py say what each does and what is
counted). CPU time, the best of some rounds in turn, all in one run. Prints the figures, and for
each limit whether it is met:

1. durable fetch: at least 0.75 of the bare spider's pages per CPU second
2. extraction stage: at least 0.85 of a plain loop's, on the site's small pages (where what the
   store takes weighs most) and on pages of a typical size
3. fetch with the stage running beside it: at most 1.05 times the CPU of a fetch alone
4. memory of either, worker processes too: the same within 10 % for ten times the pages
5. a second crawl in which every page is due and none has changed: at most 1 % of the bytes
"""

import argparse
import json
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.crawl_site import SOURCE, TYPICAL, Running

FETCHES = ("bare", "lean", "durable")
STAGES = ("loop", "extract")
ROUNDS, STAGE_ROUNDS, PAGES = 6, 12, 3000
"""The least CPU of fewer rounds still moves by a tenth on a machine that others use too."""
FOLDER = Path(__file__).parent
Figures = dict[str, Any]


@contextmanager
def home(root: str) -> Iterator[Path]:
    """A folder of its own with the site as its only source."""
    with tempfile.TemporaryDirectory(prefix="bench-crawl-") as folder:
        path = Path(folder)
        (path / "sources").mkdir()
        (path / "sources" / "bench.toml").write_text(SOURCE.format(root=root), encoding="utf-8")
        (path / "dongbei.toml").write_text("allow_loopback = true\n", encoding="utf-8")
        yield path


def start(what: str, folder: Path, root: str, count: int) -> "subprocess.Popen[str]":
    script = FOLDER / ("crawl_fetches.py" if what in FETCHES else "crawl_stages.py")
    command = [sys.executable, str(script), what, str(folder), root, str(count)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )


def result(process: "subprocess.Popen[str]") -> Figures:
    out, errors = process.communicate()
    if process.returncode:
        raise SystemExit(errors)
    figures: Figures = json.loads(out.splitlines()[-1])
    return figures


def run(what: str, folder: Path, root: str, count: int) -> Figures:
    figures = result(start(what, folder, root, count))
    print(f"{what} {count}: {json.dumps(figures)}", file=sys.stderr, flush=True)
    return figures


def beside_stages(folder: Path, root: str, count: int) -> Figures:
    """A durable fetch while the extraction stage runs again and again."""
    fetch = start("durable", folder, root, count)
    while fetch.poll() is None:
        result(start("extract", folder, root, count))
    return result(fetch)


def again(folder: Path, root: str, count: int, site: Running) -> tuple[int, Figures]:
    """Every page is due once more; the bytes that move, and what the crawl counted."""
    first = site.totals()["bytes"]
    with closing(sqlite3.connect(folder / "crawl.db")) as db, db:
        db.execute("update frontier set state = 'queued', due_at = fetched_at")
    figures = run("durable", folder, root, count)
    return site.totals()["bytes"] - first, figures


def compare(site: Running, count: int, rounds: int) -> tuple[dict[str, list[Figures]], Figures]:
    """All fetches in turn, and the bytes of a first and of a second crawl."""
    root = f"{site.root}/{count}"
    found: dict[str, list[Figures]] = {name: [] for name in (*FETCHES, "beside")}
    for _ in range(rounds):
        with home(root) as folder:
            found["beside"].append(beside_stages(folder, root, count))
        with home(root) as folder:
            before = site.totals()["bytes"]
            found["durable"].append(run("durable", folder, root, count))
            moved = site.totals()["bytes"] - before
            for name in ("bare", "lean"):
                found[name].append(run(name, folder, root, count))
            second, counts = again(folder, root, count, site)
    return found, {
        "bytes of a first crawl": moved,
        "bytes of a second": second,
        "answers 304 in it": counts["stats"].get("not_modified", 0),
    }


def stages(root: str, count: int, rounds: int) -> dict[str, list[Figures]]:
    """Loop and stage in turn on the pages of a site, each time as first crawled."""
    found: dict[str, list[Figures]] = {name: [] for name in STAGES}
    with home(root) as folder:
        run("durable", folder, root, count)
        for _ in range(rounds):
            for name in STAGES:
                found[name].append(run(name, folder, root, count))
            for path in folder.glob("news.db*"):
                path.unlink()
    stored = found["extract"][-1]["counts"]
    assert stored == {"stored": count}, stored
    return found


def large(site: Running, count: int) -> dict[str, Figures]:
    """One crawl and one extraction of ``count`` articles."""
    root = f"{site.root}/{count}"
    with home(root) as folder:
        return {name: run(name, folder, root, count) for name in ("durable", "extract")}


def _least_cpu(found: dict[str, list[Figures]]) -> dict[str, float]:
    return {name: min(one["cpu"] for one in all_) for name, all_ in found.items()}


def report(
    found: dict[str, list[Figures]],
    usual: dict[str, list[Figures]],
    second: Figures,
    many: dict[str, Figures],
    count: int,
) -> Figures:
    best, least = _least_cpu(found), _least_cpu(usual)
    few = usual["extract"][-1]["counts"]["stored"]
    ratio = {
        "durable fetch / bare": best["bare"] / best["durable"],
        "durable fetch / lean": best["lean"] / best["durable"],
        "extraction stage / loop": best["loop"] / best["extract"],
        "extraction stage / loop, typical pages": least["loop"] / least["extract"],
        "fetch beside the stage / alone": best["beside"] / best["durable"],
        "bytes of a second crawl": second["bytes of a second"] / second["bytes of a first crawl"],
    }
    memory = {
        f"{name} {part}": many[name][part] / max(one[part] for one in found[name])
        for name in ("durable", "extract")
        for part in ("MB", "worker MB")
    }
    return {
        "CPU ms per article": {name: round(1000 * cpu / count, 3) for name, cpu in best.items()},
        "of typical pages": {n: round(1000 * cpu / few, 3) for n, cpu in least.items()},
        "ratios": {name: round(value, 4) for name, value in ratio.items()},
        "peak MB": {
            name: {part: [found[name][0][part], many[name][part]] for part in ("MB", "worker MB")}
            for name in many
        },
        "memory of ten times the pages": {n: round(value, 3) for n, value in memory.items()},
        **second,
        "met": {
            "1. durable fetch >= 0.75 x bare": ratio["durable fetch / bare"] >= 0.75,
            "2. extraction stage >= 0.85 x loop": ratio["extraction stage / loop"] >= 0.85,
            "2. the same, typical pages": ratio["extraction stage / loop, typical pages"] >= 0.85,
            "3. fetch beside the stage <= 1.05": ratio["fetch beside the stage / alone"] <= 1.05,
            "4. memory within 10 %": all(0.9 <= value <= 1.1 for value in memory.values()),
            "5. second crawl <= 1 % of bytes": ratio["bytes of a second crawl"] <= 0.01,
        },
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, one round")
    quick = parser.parse_args().quick
    count, rounds, turns = (400, 1, 1) if quick else (PAGES, ROUNDS, STAGE_ROUNDS)
    with Running() as site:
        sides, second = compare(site, count, rounds)
        sides |= stages(f"{site.root}/{count}", count, turns)
        usual = stages(f"{site.root}/{count // 4}{TYPICAL}", count // 4, turns)
        figures = report(sides, usual, second, large(site, 10 * count), count)
    print(json.dumps(figures, indent=1))
