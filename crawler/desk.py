"""Between the spider and the store: what to fetch next, what to keep, which links to follow."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlite_utils import Database

from crawler.source import Source, seeds
from db.store import frontier, raw
from db.store.frontier import ARTICLE, PART, NewTarget, Target

Clock = Callable[[], datetime]
_PART_HINT = re.compile(rb"[_-][2-9]\.s?html?|\xcf\xc2\xd2\xbb\xd2\xb3|" + "下一页".encode())
_KEPT_HEADERS = ("content-type", "etag", "last-modified")


class Desk:
    """One crawl of one source. Holds the only connection that writes crawl.db in this process."""

    def __init__(self, db: Database, source: Source, clock: Clock, today: date) -> None:
        self.db, self.source, self.clock = db, source, clock
        self.started = clock()
        self.stats: Counter[str] = Counter()
        self.problems: list[str] = []
        frontier.recover(db, source.id)
        first = [NewTarget(seed.url, seed.kind, seed.depth) for seed in seeds(source, today)]
        frontier.queue(db, source.id, first, self.started, self.started)

    def lease(self, limit: int) -> list[Target]:
        return frontier.lease(self.db, self.source.id, self.clock(), self.started, limit)

    def keep(
        self, target: Target, status: int, headers: Mapping[str, str], body: bytes, final_url: str
    ) -> int | None:
        """Store a page; returns its raw id where somebody should look for links in it."""
        kept = {name: headers[name] for name in _KEPT_HEADERS if headers.get(name)}
        if final_url != target.url:
            kept["final-url"] = final_url
        hint = target.kind == ARTICLE and bool(_PART_HINT.search(body))
        raw_id = frontier.store_page(
            self.db,
            target,
            status=status,
            headers=kept,
            body=body,
            body_hash=hashlib.sha256(body).hexdigest()[:32],
            now=self.clock(),
            next_due=self._next_due(target),
            may_have_parts=hint,
        )
        self.stats["fetched"] += 1
        self.stats["bytes"] += len(body)
        if raw_id is None:
            self.stats["unchanged"] += 1
            return None
        if target.kind in (ARTICLE, PART):
            self.stats["pages"] += 1
            return raw_id if hint else None
        return raw_id

    def unchanged(self, target: Target, headers: Mapping[str, str]) -> None:
        frontier.unchanged(self.db, target, headers, self.clock(), self._next_due(target))
        self.stats["not_modified"] += 1

    def lost(self, target: Target, state: str, status: int | None, error: str) -> None:
        """Record a page that was not had, and why."""
        frontier.failed(self.db, target, state=state, status=status, error=error, now=self.clock())
        self.stats[state] += 1
        if state == "failed" or target.kind not in (ARTICLE, PART):
            self._problem(f"{target.url}: {error}")

    def links(
        self, raw_id: int, target: Target, found: Sequence[NewTarget], error: str | None
    ) -> None:
        """Queue the links found in a page; a page that could not be read harms nobody else."""
        if error is not None:
            self._problem(error if target.url in error else f"{target.url}: {error}")
            self.stats["unreadable"] += 1
        now = self.clock()
        new = raw.discovered(self.db, raw_id, found, self.source.id, error, now, self.started)
        self.stats["new"] += new

    def summary(self) -> tuple[dict[str, int], str | None]:
        """Counts of this crawl, and the first few problems as one line."""
        listed = frontier.known_articles(self.db, self.source.id)
        self.stats["known"] = listed
        if not listed:
            self.problems.insert(0, "no article was found at all")
        shown = self.problems[:3]
        more = len(self.problems) - len(shown)
        text = "; ".join(shown) + (f"; and {more} more" if more else "")
        return dict(sorted(self.stats.items())), text or None

    def _problem(self, text: str) -> None:
        self.problems.append(" ".join(text.split())[:300])

    def _next_due(self, target: Target) -> datetime | None:
        """When an article is asked for again; lists are made due by each crawl."""
        if target.kind not in (ARTICLE, PART):
            return None
        fetches = frontier.fetches(self.db, target.id)
        hours = self.source.revisit_hours
        return self.clock() + timedelta(hours=hours[fetches]) if fetches < len(hours) else None


def find_links(work: tuple[str, bytes, str, Source, int, int]) -> list[NewTarget]:
    """The links of one page, in a worker process: (kind, body, url, source, depth, frontier id)."""
    from crawler.discovery import discover
    from crawler.extract import next_pages

    kind, body, url, source, depth, frontier_id = work
    if kind == ARTICLE:
        pages = next_pages(body, url)
        return [NewTarget(p, PART, i, frontier_id) for i, p in enumerate(pages, start=2)]
    found = discover(kind, body, url, source, source.discovery_for(kind, url), depth)
    more = [NewTarget(seed.url, seed.kind, seed.depth, frontier_id) for seed in found.more]
    articles = [
        NewTarget(link.url, ARTICLE, 0, None, link.title or None, link.published_raw or None)
        for link in found.articles
    ]
    return more + articles
