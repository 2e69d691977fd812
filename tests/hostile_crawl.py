"""One crawl of hostile and honest sources at the same time, through the real command, watched."""

import contextlib
import json
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hostile_server import HostileWeb, page
from site_home import rows, start
from tiny_articles import article, listing

HONEST = 12
"""Articles of the honest source that is crawled beside."""
CONFIG = """sources = ["tiny-*"]
allow_loopback = true
[fetch]
timeout = 3.0
link_seconds = 20.0
[schedule]
parallel = 8
"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the store knows of one address after the crawl."""

    state: str
    status: int | None
    error: str
    later: bool
    stored: int


@dataclass(frozen=True, slots=True)
class Crawl:
    """A finished crawl; ``peaks``: most memory of each process by source, in MiB."""

    home: Path
    web: HostileWeb
    said: str
    peaks: dict[str, float]

    def verdict(self, url: str) -> Verdict:
        """``url``: a path at the hostile server, or a whole address."""
        address = url if "://" in url else self.web.url + url
        found = rows(
            self.home / "crawl.db",
            "select state, status, coalesce(error, ''), due_at > fetched_at,"
            " (select count(*) from raw r where r.frontier_id = f.id) from frontier f"
            " where url = ?",
            address,
        )
        assert len(found) == 1, f"{address} is {len(found)} times in the frontier"
        return Verdict(*found[0])

    def stats(self) -> Counter[str]:
        """Counts in the run rows of the hostile sources."""
        sql = "select stats from runs where source != 'tiny-honest'"
        return sum(
            (Counter(json.loads(row[0])) for row in rows(self.home / "crawl.db", sql)), Counter()
        )

    def reading(self, url: str) -> str:
        """Why no links could be read out of a stored page."""
        found = rows(
            self.home / "crawl.db",
            "select coalesce(d.error, '') from discoveries d join raw r on r.id = d.raw_id"
            " where r.url = ?",
            self.web.url + url,
        )
        return str(found[-1][0])


def rule(kind: str, *urls: str, **keys: Any) -> str:
    """One [[discovery]] table."""
    values = {"kind": kind, "urls": urls} | keys
    return "[[discovery]]\n" + "".join(f"{k} = {json.dumps(v)}\n" for k, v in values.items())


def declare(home: Path, name: str, discovery: Sequence[str], **fields: Any) -> None:
    """One source file."""
    values = {"delay": 0, "revisit_hours": [], "allow": ["/a/"]} | fields
    lines = "\n".join(f"{key} = {json.dumps(value)}" for key, value in values.items())
    text = f'id = "{name}"\nname_zh = "试验报"\nname_en = "Tiny"\nlanguage = "zh"\n{lines}\n'
    (home / "sources").mkdir(parents=True, exist_ok=True)
    (home / "sources" / f"{name}.toml").write_text(text + "".join(discovery), encoding="utf-8")


def crawl_beside_an_honest_source(
    home: Path,
    web: HostileWeb,
    sources: Mapping[str, Sequence[str]],
    config: str = CONFIG,
    **fields: Any,
) -> Crawl:
    """Crawls ``web`` and an honest server side by side; the honest one must be had whole.

    ``sources``: id to its [[discovery]] tables, see ``rule``.
    """
    paths = [f"/a/{number}" for number in range(HONEST)]
    answers = {path: page(article(number)) for number, path in enumerate(paths)}
    with HostileWeb({"/": page(listing(paths)), **answers}) as honest:
        declare(home, "tiny-honest", [rule("listing", honest.url + "/")])
        for name, discovery in sources.items():
            declare(home, name, discovery, **fields)
        (home / "dongbei.toml").write_text(config, encoding="utf-8")
        said, peaks = watched(home, "crawl")
        crawl = Crawl(home, web, said, peaks)
        assert Counter(honest.paths()) == Counter(["/robots.txt", "/", *paths])
        for path in paths:
            assert crawl.verdict(honest.url + path) == Verdict("done", 200, "", False, 1)
    return crawl


def watched(home: Path, *arguments: str) -> tuple[str, dict[str, float]]:
    """Run a command; what it said, and the peak memory (MiB) of each crawl's processes."""
    process = start(home, *arguments)
    peaks: dict[str, float] = {}
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.05):
            for source, mib in _memory(process.pid).items():
                peaks[source] = max(peaks.get(source, 0.0), mib)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        out, err = process.communicate(timeout=120)
    finally:
        process.kill()
        over.set()
        watcher.join()
    assert "Traceback" not in err, err
    return out + err, peaks


def descendants(pid: int) -> list[int]:
    """Process ids below ``pid``, nearest first; empty where there is no /proc."""
    found: list[int] = []
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += [int(child), *descendants(int(child))]
    return found


def _memory(pid: int) -> dict[str, float]:
    """Source id to the highest resident size so far of its crawl and its link finder."""
    found: dict[str, float] = {}
    for child in descendants(pid):
        words = _read(f"/proc/{child}/cmdline").split("\0")
        if "crawler.crawl" not in words:
            continue
        source = words[words.index("crawler.crawl") + 2]
        for name, one in (("", child), *((" links", c) for c in descendants(child))):
            lines = _read(f"/proc/{one}/status").splitlines()
            peak = [line.split()[1] for line in lines if line.startswith("VmHWM")]
            found[source + name] = max([found.get(source + name, 0.0), *_mib(peak)])
    return found


def _mib(kib: list[str]) -> list[float]:
    return [int(number) / 1024 for number in kib]


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
