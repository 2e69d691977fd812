"""Counts the days of sources from the crawl ledger, the pages read and the articles stored."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlite_utils import Database

from db.fold import fold
from db.store import health
from db.store.health_rows import FRESH_DAYS, SourceDay

_HAN = re.compile("[\u4e00-\u9fff]")
_LATIN_1 = re.compile("[\u0080-\u00ff]")
_ASCII = re.compile("[A-Za-z]")
ENOUGH = 30
"""Characters that a judgement on a text's encoding needs."""
HEAD = 2_000
"""Code points of a body that are looked at for it."""


def readable(text: str, *, chinese: bool) -> bool:
    """Whether a text was decoded rightly.

    Wrong ones hold replacement characters, or accented letters where Chinese is expected, or
    Chinese characters most of which nobody uses (UTF-8 read as GBK).

    >>> readable("沈阳市今天召开会议，研究明年的工作安排。" * 3, chinese=True)
    True
    >>> readable("沈阳市今天召开会议，研究明年的工作安排。" * 3 + "\ufffd" * 9, chinese=True)
    False
    """
    head = text[:HEAD]
    if head.count("\ufffd") > max(1, len(head) // 200):
        return False
    han = _HAN.findall(fold(head))
    if len(han) >= ENOUGH:
        return sum(map(_is_common, han)) >= 0.6 * len(han)
    accented = len(_LATIN_1.findall(head))
    if not chinese or accented < ENOUGH:
        return True
    return accented < 0.3 * (accented + len(_ASCII.findall(head)))


def _is_common(char: str) -> bool:
    """Whether it is one of the 3,755 characters of GB 2312's first level."""
    code = char.encode("gb2312", "ignore")
    return len(code) == 2 and 0xB0 <= code[0] <= 0xD7


@dataclass(slots=True)
class Tally:
    """One source's counts of one day, or of its newest run, while they are collected."""

    day: str
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    chars: list[int] = field(default_factory=list)
    newest: str | None = None

    def crawl(self, rc: int, stats: Mapping[str, int]) -> None:
        """A finished crawl; one that had nothing to ask for says nothing."""
        answered = stats.get("fetched", 0) + stats.get("not_modified", 0)
        lost = sum(stats.get(name, 0) for name in ("failed", "denied", "deferred"))
        if rc == 0 and not answered and not lost:
            return
        self.counts["runs"] += 1
        self.counts["bad"] += not answered
        self.counts["fetched"] += answered
        self.counts["failed"] += lost

    def page(self, outcome: str) -> None:
        if outcome in ("stored", "revised", "unchanged", "not_article", "error"):
            self.counts["pages"] += 1
            self.counts["refused"] += outcome in ("not_article", "error")

    def article(self, row: Mapping[str, Any], *, chinese: bool) -> None:
        counts, published = self.counts, row["published_at"] or ""
        counts["new"] += 1
        counts["fresh"] += _is_fresh(row["published_day"], self.day)
        counts["titled"] += bool(row["title"].strip())
        counts["dated"] += bool(row["published_day"])
        counts["timed"] += len(published) > len("YYYY-MM-DD")
        counts["authored"] += bool(row["author"])
        counts["origins"] += bool(row["origin"])
        counts["readable"] += readable(f"{row['title']}\n{row['body']}", chinese=chinese)
        counts["tagged"] += row["mentions"] > 0
        counts["mentions"] += row["mentions"]
        self.chars.append(len(row["body"]))
        self.newest = max(self.newest or "", published) or None

    def done(self) -> SourceDay:
        sizes = sorted(self.chars)
        low, middle, high = (
            sizes[len(sizes) * quarter // 4] if sizes else 0 for quarter in (1, 2, 3)
        )
        sized = {"chars_low": low, "chars": middle, "chars_high": high}
        values: dict[str, Any] = {**self.counts, **sized, "newest": self.newest}
        return SourceDay(self.day, **values)


@dataclass(frozen=True, slots=True)
class Measured:
    """Days by source and day, the newest run alone by source, the last error by source.

    ``killed``: sources whose newest crawl was ended by a signal (kill -9, out of memory).
    """

    days: dict[str, dict[str, SourceDay]]
    latest: dict[str, SourceDay]
    errors: dict[str, str | None]
    killed: frozenset[str]

    def of_the_network(self) -> list[SourceDay]:
        """The newest runs that can tell of our network: those that ended by themselves."""
        return [row for source, row in self.latest.items() if source not in self.killed]


def measure(
    news: Database,
    crawl: Database,
    newest: Mapping[str, tuple[int, str]],
    since: Mapping[str, str],
    chinese: Mapping[str, bool],
) -> Measured:
    """Counts of the sources in ``newest`` (run id, start), each from its day in ``since`` on.

    crawl.db must be attached to ``news`` as ``crawl``. Bodies are read one by one.
    """
    days: dict[str, dict[str, Tally]] = {source: {} for source in newest}
    latest = {source: Tally(begun[:10]) for source, (_, begun) in newest.items()}
    errors: dict[str, str | None] = {}
    ended: dict[str, int] = {}

    def tallies(source: str, at: str) -> list[Tally]:
        if source not in newest or at[:10] < since[source]:
            return []
        found = [days[source].setdefault(at[:10], Tally(at[:10]))]
        return [*found, latest[source]] if at >= newest[source][1] else found

    first = min(since.values())
    for run in health.crawls(crawl, first):
        for tally in tallies(run["source"], run["started_at"]):
            tally.crawl(run["rc"], run["stats"])
        errors[run["source"]], ended[run["source"]] = run["error"], run["rc"]
    fetched = (date.fromisoformat(first) - timedelta(days=2)).isoformat()
    for source, at, outcome in health.pages_since(news, first, fetched):
        for tally in tallies(source, at):
            tally.page(outcome)
    for row in health.articles_since(news, first):
        for tally in tallies(row["source"], row["first_seen"]):
            tally.article(row, chinese=chinese.get(row["source"], False))
    return Measured(
        {source: {day: one.done() for day, one in found.items()} for source, found in days.items()},
        {source: tally.done() for source, tally in latest.items()},
        errors,
        frozenset(source for source, rc in ended.items() if rc < 0),
    )


def _is_fresh(published_day: str | None, day: str) -> bool:
    if not published_day:
        return True
    try:
        age = date.fromisoformat(day) - date.fromisoformat(published_day)
    except ValueError:
        return True
    return age.days <= FRESH_DAYS
