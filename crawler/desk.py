"""Between the spider and the store: what to fetch next, what to keep, which links to follow."""

import hashlib
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from sqlite_utils import Database

from crawler.source import Source, seeds
from db.errors import StoreError
from db.store import frontier, hosts, raw
from db.store.database import transaction
from db.store.frontier import ARTICLE, PART, NewTarget, Target
from db.store.hosts import Ruling

Clock = Callable[[], datetime]
BATCH = 50
HELD_BYTES = 4 * 1024 * 1024
"""How many answers, or bytes of pages, are committed together at most."""

PAUSES, LONGEST_PAUSE = 3, timedelta(seconds=30)
"""How often, and how long, a crawl waits for hosts that asked for a short rest."""

_NUMBERED = re.compile(rb"\.(?<=[_-][2-9]\.)s?html?")
_NEXT = ("下一页".encode(), "下一页".encode("gbk"))
KEPT_HEADERS = ("content-type", "etag", "last-modified")


@dataclass(slots=True)
class Kept:
    """A page that somebody should look for links in; it has its ``raw_id`` once committed."""

    target: Target
    body: bytes
    raw_id: int | None = None


class Desk:
    """One crawl of one source. Holds the only connection that writes crawl.db in this process.

    What is answered is noted at once and committed by the next ``turn``: a crawl that is killed
    asks again for what was answered since its last turn, and for nothing else.
    """

    def __init__(
        self, db: Database, source: Source, clock: Clock, today: date, backfill: bool = False
    ) -> None:
        self.db, self.source, self.clock = db, source, clock
        self.started = clock()
        self.stats: Counter[str] = Counter()
        self.problems: list[str] = []
        self._noted: list[Callable[[], None]] = []
        self._held = 0
        self._parents: set[int] | None = None
        self._rulings: dict[int, Ruling] = {}
        self._rests: list[datetime] = []
        self._pauses = 0
        frontier.recover(db, source.id)
        self._backfill = backfill
        found = [] if backfill else seeds(source, today)
        first = [NewTarget(seed.url, seed.kind, seed.depth) for seed in found]
        frontier.queue(db, source.id, first, self.started, self.started)

    @property
    def noted(self) -> bool:
        """Whether anything waits for the next turn."""
        return bool(self._noted)

    @property
    def full(self) -> bool:
        """Whether so much waits that a turn is due at once."""
        return len(self._noted) >= BATCH or self._held >= HELD_BYTES

    def turn(self, limit: int) -> list[Target]:
        """Commit what is noted and take up to ``limit`` URLs, in one transaction.

        Raises StoreError; nothing is lost then, and the next turn tries again.
        """
        try:
            with transaction(self.db):
                for write in self._noted:
                    write()
                hosts.rule(self.db, self._rulings)
                taken = self._lease(limit) if limit > 0 else []
        except sqlite3.Error as error:
            self._parents = None
            raise StoreError(
                f"the crawl cannot be written down: {error}", where="crawl.db",
                hint="free disk space or mend the file; the next crawl goes on from here",
            ) from error  # fmt: skip
        self._noted.clear()
        self._rulings.clear()
        self._held = 0
        return taken

    def _lease(self, limit: int) -> list[Target]:
        """Lists may be due anywhere at first, then only under the lists that were answered."""
        now = self.clock()
        taken = frontier.lease(self.db, self.source.id, now, self.started, limit, self._parents)
        if self._parents is not None and len(taken) < limit:
            more = limit - len(taken)
            taken += frontier.lease(self.db, self.source.id, now, self.started, more)
        if not taken or taken[-1].kind in (ARTICLE, PART):
            self._parents = set()
        return taken

    def unlooked(self) -> Iterator[Kept]:
        """Pages of an earlier crawl whose links nobody has looked for yet."""
        for raw_id, target in raw.undiscovered(self.db, self.source.id):
            yield Kept(target, raw.load_raw(self.db, raw_id).body, raw_id)

    def keep(
        self, target: Target, status: int, headers: Mapping[str, str], body: bytes, final_url: str
    ) -> Kept | None:
        """Note a page; returned where somebody should look for links in it."""
        kept_headers = {name: headers[name] for name in KEPT_HEADERS if headers.get(name)}
        if final_url != target.url:
            kept_headers["final-url"] = final_url
        digest = hashlib.sha256(body).hexdigest()[:32]
        article = target.kind in (ARTICLE, PART)
        changed = digest != target.body_hash
        look = changed and (not article or (target.kind == ARTICLE and may_have_parts(body)))
        self.stats["fetched"] += 1
        self.stats["bytes"] += len(body)
        if not changed:
            self.stats["unchanged"] += 1
        elif article:
            self.stats["pages"] += 1
        kept = Kept(target, body)
        store = partial(
            frontier.store_page, self.db, target, status=status, headers=kept_headers, body=body,
            body_hash=digest, now=self.clock(), next_due=self._next_due(target),
            may_have_parts=look,
        )  # fmt: skip
        self._note(target, partial(_store, store, kept), len(body))
        return kept if look else None

    def unchanged(self, target: Target, headers: Mapping[str, str]) -> None:
        """Note that a page is the one we have."""
        due = self._next_due(target)
        self._note(target, partial(frontier.unchanged, self.db, target, headers, self.clock(), due))
        self.stats["not_modified"] += 1

    def lost(self, target: Target, state: str, status: int | None, error: str) -> None:
        """Note a page that was not had, and why."""
        fail = partial(
            frontier.failed, self.db, target, state=state, status=status, error=error,
            now=self.clock(),
        )  # fmt: skip
        self._note(target, fail)
        self.stats[state] += 1
        if state == "failed" or target.kind not in (ARTICLE, PART):
            self._problem(f"{target.url}: {error}")

    def ruled(self, target: Target, ruling: Ruling | None) -> None:
        """Note what robots.txt decided of the fetch."""
        if ruling is not None:
            self._rulings[target.id] = ruling

    def defer(self, target: Target, until: datetime, error: str) -> None:
        """Note a page that is asked for again after ``until``; nothing is known of it."""
        until = until.astimezone(self.started.tzinfo)
        self._note(target, partial(frontier.defer, self.db, target, until, error))
        self._rests.append(until)
        self.stats["deferred"] += 1
        self.stats["deferred_until"] = max(self.stats["deferred_until"], int(until.timestamp()))
        if error not in self.problems:
            self._problem(error)

    def pause(self) -> float | None:
        """Seconds to wait, before this crawl ends, for a host that asked for a short rest."""
        now = self.clock()
        soon = [until for until in self._rests if until - now <= LONGEST_PAUSE]
        self._rests.clear()
        self._pauses += 1
        if not soon or self._pauses > PAUSES:
            return None
        return max((max(soon) - now).total_seconds(), 0.001)

    def links(self, kept: Kept, found: Sequence[NewTarget], error: str | None) -> None:
        """Note the links found in a page; a page that could not be read harms nobody else."""
        url = kept.target.url
        if error is not None:
            self._problem(error if url in error else f"{url}: {error}")
            self.stats["unreadable"] += 1
        self._note(kept.target, partial(self._queue, kept, found, error))

    def _queue(self, kept: Kept, found: Sequence[NewTarget], error: str | None) -> None:
        if kept.raw_id is not None:
            now = self.clock()
            self.stats["new"] += raw.discovered(
                self.db, kept.raw_id, found, self.source.id, error, now, self.started
            )

    def _note(self, target: Target, write: Callable[[], None], size: int = 0) -> None:
        self._noted.append(write)
        self._held += size
        if self._parents is not None and target.kind not in (ARTICLE, PART):
            self._parents.add(target.id)

    def summary(self) -> tuple[dict[str, int], str | None]:
        """Counts of this crawl, and the first few problems as one line."""
        self.turn(0)
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
        hours = self.source.revisit_hours
        if target.fetches >= len(hours) or (self._backfill and not target.fetches):
            return None
        return self.clock() + timedelta(hours=hours[target.fetches])


def _store(store: Callable[[], int | None], kept: Kept) -> None:
    kept.raw_id = store()


def may_have_parts(body: bytes) -> bool:
    """Whether a page may go on at other addresses: worth a look in the worker process."""
    return any(word in body for word in _NEXT) or _NUMBERED.search(body) is not None


def find_links(work: tuple[str, bytes, str, Source, int, int]) -> list[NewTarget]:
    """The links of one page, in a worker process: (kind, body, url, source, depth, frontier id)."""
    from crawler.discovery import discover
    from crawler.parts import next_pages

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
