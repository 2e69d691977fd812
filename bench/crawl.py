"""What a durable crawl costs beside a bare one: ``make bench-crawl``.

    python bench/crawl.py [--quick]

A generated news site on loopback (bench/crawl_site.py, a process of its own whose time is not
counted) is crawled and extracted by the processes that ``dongbei`` starts, and by what they are
compared with (bench/crawl_fetches.py, bench/crawl_stages.py say what each does and what is
counted), all in one run. CPU time. Prints the figures, and for each limit whether it is met:

1. durable fetch: at least 0.75 of the bare spider's pages per CPU second
2. extraction stage: at least 0.85 of a plain loop's, on the site's small pages (where what the
   store takes weighs most) and on pages of a typical size
3. fetch with the stage running beside it: at most 1.05 times the CPU of a fetch alone
4. memory of either, worker processes too: the same within 10 % for ten times the pages
5. a second crawl in which every page is due and none has changed: at most 1 % of the bytes

The same work takes up to 1.5 times the CPU time while others use the machine, for seconds or for
minutes. So what is compared closely (2, 3) runs side by side, at the same time on the same CPU,
and the median of some rounds counts. For 3 these are two fetches, of which one has the stage at
work on what it stores: that is what the stage itself costs a fetch. The third limit is looked at in
turn too, with nothing beside the other fetch, as the first is, the best of some rounds: then it
counts as well what any other busy process costs on this machine.
"""

import argparse
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.crawl_site import SOURCE, TYPICAL, Running

FETCHES = ("bare", "lean", "durable")
STAGES = ("loop", "extract")
PAIR = ("with stage", "without")
AT_ONCE = "fetch beside the stage / another, at once"
IN_TURN = "fetch beside the stage / alone, in turn"
ROUNDS, PAGES = 6, 3000
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


@contextmanager
def one_cpu(turn: int) -> Iterator[None]:
    """What is started here has one CPU to itself; another one in the next turn."""
    ours = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {ours[turn % len(ours)]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, ours)


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


def two_fetches(turn: int, root: str, count: int) -> dict[str, Figures]:
    """Two durable fetches on one CPU; the stage works on the pages of the first, on another CPU."""
    with home(root) as first, home(root) as second:
        with one_cpu(turn):
            fetches = [start("durable", folder, root, count) for folder in (first, second)]
        with one_cpu(turn + 1):
            while fetches[0].poll() is None:
                result(start("extract", first, root, count))
        return dict(zip(PAIR, map(result, fetches), strict=True))


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
    found: dict[str, list[Figures]] = {name: [] for name in (*FETCHES, *PAIR, "beside")}
    for turn in range(rounds):
        for name, figures in two_fetches(turn, root, count).items():
            found[name].append(figures)
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
    """Loop and stage side by side on the pages of a site, each time as first crawled."""
    found: dict[str, list[Figures]] = {name: [] for name in STAGES}
    with home(root) as folder:
        run("durable", folder, root, count)
        for turn in range(rounds):
            with one_cpu(turn):
                pair = [start(name, folder, root, count) for name in STAGES]
            for name, process in zip(STAGES, pair, strict=True):
                found[name].append(result(process))
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


def _side_by_side(found: dict[str, list[Figures]], over: str, under: str) -> float:
    """Median of what each round says."""
    pairs = zip(found[over], found[under], strict=True)
    return median(one["cpu"] / other["cpu"] for one, other in pairs)


def ratios(sides: dict[str, list[Figures]], usual: dict[str, list[Figures]]) -> dict[str, float]:
    best = _least_cpu(sides)
    return {
        "durable fetch / bare": best["bare"] / best["durable"],
        "durable fetch / lean": best["lean"] / best["durable"],
        "extraction stage / loop": _side_by_side(sides, *STAGES),
        "extraction stage / loop, typical pages": _side_by_side(usual, *STAGES),
        AT_ONCE: _side_by_side(sides, *PAIR),
        IN_TURN: best["beside"] / best["durable"],
    }


def met(ratio: dict[str, float], memory: dict[str, float], second: float) -> dict[str, bool]:
    return {
        "1. durable fetch >= 0.75 x bare": ratio["durable fetch / bare"] >= 0.75,
        "2. extraction stage >= 0.85 x loop": ratio["extraction stage / loop"] >= 0.85,
        "2. the same, typical pages": ratio["extraction stage / loop, typical pages"] >= 0.85,
        "3. fetch beside the stage <= 1.05, at once": ratio[AT_ONCE] <= 1.05,
        "3. fetch beside the stage <= 1.05, in turn": ratio[IN_TURN] <= 1.05,
        "4. memory within 10 %": all(0.9 <= value <= 1.1 for value in memory.values()),
        "5. second crawl <= 1 % of bytes": second <= 0.01,
    }


def report(
    sides: dict[str, list[Figures]],
    usual: dict[str, list[Figures]],
    second: Figures,
    many: dict[str, Figures],
    count: int,
) -> Figures:
    few = usual["extract"][-1]["counts"]["stored"]
    ratio = ratios(sides, usual)
    moved = second["bytes of a second"] / second["bytes of a first crawl"]
    memory = {
        f"{name} {part}": many[name][part] / max(one[part] for one in sides[name])
        for name in ("durable", "extract")
        for part in ("MB", "worker MB")
    }
    least, typical = _least_cpu(sides), _least_cpu(usual)
    return {
        "least CPU ms per article": {n: round(1000 * cpu / count, 3) for n, cpu in least.items()},
        "of typical pages": {name: round(1000 * cpu / few, 3) for name, cpu in typical.items()},
        "ratios": {name: round(value, 4) for name, value in ratio.items()},
        "peak MB": {
            name: {part: [sides[name][0][part], many[name][part]] for part in ("MB", "worker MB")}
            for name in many
        },
        "memory of ten times the pages": {n: round(value, 3) for n, value in memory.items()},
        **second,
        "bytes of a second / of a first": round(moved, 4),
        "met": met(ratio, memory, moved),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, one round")
    quick = parser.parse_args().quick
    count, rounds = (400, 1) if quick else (PAGES, ROUNDS)
    with Running() as site:
        sides, second = compare(site, count, rounds)
        sides |= stages(f"{site.root}/{count}", count, rounds)
        usual = stages(f"{site.root}/{count // 4}{TYPICAL}", count // 4, rounds)
        figures = report(sides, usual, second, large(site, 10 * count), count)
    print(json.dumps(figures, indent=1))
