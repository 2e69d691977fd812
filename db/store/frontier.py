"""What is to be fetched, what was fetched, and the bytes: the crawler's memory in crawl.db.

A row is one URL at one source. ``kind``: a discovery kind (feed, sitemap, listing, epaper, json)
for pages that lead to articles, ``article``, or ``part`` (a further page of ``parent_id``).
``state``: queued, leased, done (not asked for again), failed, gone, denied (robots.txt).
"""

import json
import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from db.store.database import stamp, transaction

ARTICLE, PART = "article", "part"
MAX_TRIES = 5
GONE_TRIES = 2
"""Answers 404 or 410 before an article that we had counts as gone; a day lies between them."""

INSERT_RAW = (
    "insert into raw (frontier_id, source, url, kind, fetched_at, status, headers, body, body_hash,"
    " length) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
COLUMNS = (
    "id, source, url, kind, depth, parent_id, title, published, etag, last_modified, fetches,"
    " body_hash"
)
_DUE = "source = ? and state = 'queued' and due_at <= ? and (fetched_at is null or fetched_at < ?)"
_LISTS = f"select {COLUMNS} from frontier where {_DUE} and kind not in ('article', 'part')"
_LISTS_OF = f"select {COLUMNS} from frontier where parent_id = ? and +{_DUE} and kind not in"
_LISTS_OF += " ('article', 'part')"
_ARTICLES = f"select {COLUMNS} from frontier where {_DUE} and kind in ('article', 'part')"
_IN_ORDER = " order by due_at, id limit ?"


@dataclass(frozen=True, slots=True)
class Target:
    """One URL to fetch. ``fetches``: answers so far; ``body_hash``: of the last one."""

    id: int
    source: str
    url: str
    kind: str
    depth: int
    parent_id: int | None
    title: str | None
    published: str | None
    etag: str | None
    last_modified: str | None
    fetches: int = 0
    body_hash: str | None = None


@dataclass(frozen=True, slots=True)
class NewTarget:
    url: str
    kind: str
    depth: int = 0
    parent_id: int | None = None
    title: str | None = None
    published: str | None = None


_LISTED_TWICE = (
    "update frontier set title = min(coalesce(title, ?), coalesce(?, title)),"
    " published = min(coalesce(published, ?), coalesce(?, published)) where source = ? and url = ?"
)
"""Two lists may tell different things of one page: the same is kept whichever was read first."""


def recover(db: Database, source: str) -> int:
    """Give back what a killed crawl had taken; the caller holds the source's lock."""
    with transaction(db):
        return db.execute(
            "update frontier set state = 'queued' where source = ? and state = 'leased'", [source]
        ).rowcount


def queue(
    db: Database, source: str, targets: Iterable[NewTarget], now: datetime, run_started: datetime
) -> int:
    """Add unseen URLs, and make pages that lead to articles due again; how many were new."""
    with transaction(db):
        return enqueue(db, source, targets, now, run_started)


def enqueue(
    db: Database, source: str, targets: Iterable[NewTarget], now: datetime, run_started: datetime
) -> int:
    """``queue`` inside a transaction of the caller."""
    new = 0
    for target in targets:
        added = db.execute(
            "insert or ignore into frontier"
            " (source, url, kind, depth, parent_id, title, published, due_at, found_at)"
            " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [source, target.url, target.kind, target.depth, target.parent_id]
            + [target.title, target.published, stamp(now), stamp(now)],
        ).rowcount
        new += added
        if not added and (target.title or target.published):
            db.execute(
                _LISTED_TWICE, [target.title] * 2 + [target.published] * 2 + [source, target.url]
            )
        if target.kind not in (ARTICLE, PART):
            db.execute(
                "update frontier set state = 'queued', due_at = ? where source = ? and url = ?"
                " and state != 'leased' and kind = ?"
                " and (fetched_at is null or fetched_at < ?)",
                [stamp(now), source, target.url, target.kind, stamp(run_started)],
            )
    return new


def lease(
    db: Database,
    source: str,
    now: datetime,
    run_started: datetime,
    limit: int,
    parents: Collection[int] | None = None,
) -> list[Target]:
    """Take what is due and was not fetched in this run, lists first, newest find first.

    Looking for lists reads all that is due. A caller that has taken all lists before names the
    ``parents`` whose further lists may have become due since, and pays for those alone.
    """
    due = [source, stamp(now), stamp(run_started)]
    with transaction(db):
        if parents is None:
            taken = _take(db, _LISTS, due, limit)
        else:
            taken = [
                target
                for parent in parents
                for target in _take(db, _LISTS_OF, [parent, *due], limit)
            ]
        taken += _take(db, _ARTICLES, due, limit - len(taken))
    return taken


def _take(db: Database, query: str, values: Sequence[object], limit: int) -> list[Target]:
    rows = db.execute(query + _IN_ORDER, [*values, max(0, limit)]).fetchall()
    db.conn.executemany(
        "update frontier set state = 'leased' where id = ?", [row[:1] for row in rows]
    )
    return [Target(*row) for row in rows]


def store_page(
    db: Database,
    target: Target,
    *,
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    body_hash: str,
    now: datetime,
    next_due: datetime | None,
    may_have_parts: bool,
) -> int | None:
    """Record a 200; returns the raw page's id, or None where the body is the one we had."""
    with transaction(db):
        same = db.execute("select body_hash from frontier where id = ?", [target.id]).fetchone()[0]
        _finish(db, target, status, headers, body_hash, now, next_due)
        if same == body_hash:
            _requeue_children(db, target, now)
            return None
        if target.kind not in (ARTICLE, PART):
            _drop_pages(db, target.id)
        cursor = db.execute(
            INSERT_RAW,
            [target.id, target.source, target.url, target.kind, stamp(now), status]
            + [json.dumps(dict(headers)), zlib.compress(body, 1), body_hash, len(body)],
        )
        raw_id = int(cursor.lastrowid or 0)
        if target.kind == PART or (target.kind == ARTICLE and not may_have_parts):
            mark_discovered(db, raw_id, 0, None, now)
        return raw_id


def unchanged(
    db: Database,
    target: Target,
    headers: Mapping[str, str],
    now: datetime,
    next_due: datetime | None,
) -> None:
    """Record a 304: nothing stored; the pages a list led to are asked for again."""
    with transaction(db):
        _finish(db, target, 304, headers, None, now, next_due)
        _requeue_children(db, target, now)


def failed(
    db: Database, target: Target, *, state: str, status: int | None, error: str, now: datetime
) -> None:
    """Record a failure. ``state``: ``gone``, ``denied`` or ``failed`` (back-off, then again)."""
    with transaction(db):
        tries, before = db.execute(
            "select tries + 1, status from frontier where id = ?", [target.id]
        ).fetchone()
        missed = state == "gone" and target.kind == ARTICLE and target.fetches > 0
        if missed and before not in (404, 410):
            tries = 1
        slow = missed or state == "denied"
        wait = timedelta(days=1) if slow else timedelta(minutes=10 * 2**tries)
        again = tries < (GONE_TRIES if missed else MAX_TRIES if state == "failed" else 0)
        db.execute(
            "update frontier set state = ?, tries = ?, status = ?, error = ?, due_at = ?,"
            " fetched_at = ? where id = ?",
            ["queued" if again else state, tries, status, error[:500], stamp(now + wait)]
            + [stamp(now), target.id],
        )


def defer(db: Database, target: Target, until: datetime, error: str) -> None:
    """Record that a page could not be asked for now; it counts neither as fetched nor as failed."""
    with transaction(db):
        db.execute(
            "update frontier set state = 'queued', due_at = ?, error = ? where id = ?",
            [stamp(until), error[:500], target.id],
        )


def known_articles(db: Database, source: str) -> int:
    """How many articles a source has led to so far."""
    row = db.execute(
        "select count(*) from frontier where source = ? and kind = 'article'", [source]
    ).fetchone()
    return int(row[0])


def _finish(
    db: Database,
    target: Target,
    status: int,
    headers: Mapping[str, str],
    body_hash: str | None,
    now: datetime,
    next_due: datetime | None,
) -> None:
    db.execute(
        "update frontier set state = ?, due_at = ?, fetched_at = ?, fetches = fetches + 1,"
        " tries = 0, status = ?, etag = coalesce(?, etag),"
        " last_modified = coalesce(?, last_modified), body_hash = coalesce(?, body_hash),"
        " error = null where id = ?",
        ["done" if next_due is None else "queued", stamp(next_due or now), stamp(now), status]
        + [headers.get("etag"), headers.get("last-modified"), body_hash, target.id],
    )


def _requeue_children(db: Database, target: Target, now: datetime) -> None:
    if target.kind not in (ARTICLE, PART):
        db.execute(
            "update frontier set state = 'queued', due_at = ? where parent_id = ?"
            " and kind not in ('article', 'part') and state != 'leased'",
            [stamp(now), target.id],
        )


def _drop_pages(db: Database, frontier_id: int) -> None:
    """Only the newest copy of a list is worth keeping."""
    db.execute(
        "delete from discoveries where raw_id in (select id from raw where frontier_id = ?)",
        [frontier_id],
    )
    db.execute("delete from raw where frontier_id = ?", [frontier_id])


def mark_discovered(
    db: Database, raw_id: int, found: int, error: str | None, now: datetime
) -> None:
    """Record that a stored page was looked at for links, inside the caller's transaction."""
    db.execute(
        "insert or replace into discoveries (raw_id, found, error, at) values (?, ?, ?, ?)",
        [raw_id, found, error, stamp(now)],
    )
