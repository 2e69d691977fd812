"""Stored articles read again by a newer parser: what is stale, and the better text in its place.

The newsroom changed nothing, so a better reading is no revision: the article keeps its id, address,
story and times of first sight and last change. Where the text differs its rules say ``reread``.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlite_utils import Database

from db.models import Article
from db.store.articles import Outcome, encoded, insert, text_hash
from db.store.database import stamp, transaction
from db.store.pages import Waiting

FLAG = "reread"
"""The rule that marks a text as a better reading of an old page; its value is the parser."""


_STORED = (
    "title", "body", "author", "origin", "editor", "published_at", "quality", "text_hash"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stale:
    """One address whose pages an older parser read.

    ``item``: the pages its text comes from, and all marks to renew. ``article_id`` is None where
    the pages gave no article; ``leads`` is false where the article's text is another address's.
    ``earlier``: revision's raw id → the raw page its (earlier) text was read from.
    """

    item: Waiting
    article_id: int | None
    leads: bool
    fetched_at: str
    earlier: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Stored:
    """An article's fields as they are stored; names as one text."""

    title: str
    body: str
    author: str
    origin: str | None
    editor: str
    published_at: str | None
    quality: float
    text_hash: str
    rules: dict[str, str]


def stale(
    db: Database, parser: str, sources: Sequence[str], since: str | None
) -> list[tuple[int, str]]:
    """(frontier id, source) of addresses with a page that another parser read, by source and id.

    ``sources``: only these. ``since``: only pages fetched on this day (YYYY-MM-DD) or later.
    ``db`` reads both crawl.db and news.db.
    """
    return db.execute(
        "select distinct coalesce(f.parent_id, f.id) as id, r.source from extractions e"
        " join raw r on r.id = e.raw_id join frontier f on f.id = r.frontier_id"
        " where e.parser != ? and r.source in (select value from json_each(?))"
        " and (? is null or r.fetched_at >= ?) order by r.source, id",
        [parser, json.dumps(list(sources)), since, since],
    ).fetchall()


def load_stale(db: Database, frontier_id: int, parser: str) -> Stale | None:
    """What there is to read again at one address; None when another process did it."""
    rows = db.execute(
        "select f.depth, r.id, r.fetched_at, e.article_id, e.parser, r.frontier_id, e.outcome"
        " from frontier f join raw r on r.frontier_id = f.id"
        " join extractions e on e.raw_id = r.id"
        " where f.id = :a or (f.parent_id = :a and f.kind = 'part') order by f.depth, r.id",
        {"a": frontier_id},
    ).fetchall()
    settles = [raw_id for _, raw_id, _, _, version, *_ in rows if version != parser]
    if not settles:
        return None
    ids = [row[3] for row in rows if row[3] is not None]
    article_id = ids[-1] if ids else None
    used = [row for row in rows if row[3] == article_id] if ids else rows
    newest = {row[5]: row[1] for row in used}
    item = _item(db, frontier_id, article_id, tuple(newest.values()), tuple(settles))
    single = len(newest) == 1
    earlier = _earlier(db, article_id, used) if article_id and single else {}
    twin = rows[-1][6] == Outcome.SUPERSEDED
    leads = not twin if article_id is None else _leading(db, article_id) == frontier_id
    return Stale(item, article_id, leads, used[0][2], earlier)


def _item(
    db: Database, frontier_id: int, article_id: int | None, pages: tuple[int, ...],
    settles: tuple[int, ...],
) -> Waiting:  # fmt: skip
    url, source, kind, title, published = db.execute(
        "select coalesce(a.url, f.url), coalesce(a.source, f.source), r.kind, f.title, f.published"
        " from frontier f join raw r on r.id = ? left join articles a on a.id = ?"
        " where f.id = ?",
        [pages[0], article_id, frontier_id],
    ).fetchone()
    return Waiting(url, source, kind, title, published, pages, settles)


def _earlier(db: Database, article_id: int, used: Sequence[Sequence[int]]) -> dict[int, int]:
    ids = [row[1] for row in used]
    revisions = db.execute(
        "select raw_id from revisions where article_id = ? order by raw_id", [article_id]
    ).fetchall()
    before = {raw_id: [other for other in ids if other < raw_id] for (raw_id,) in revisions}
    return {raw_id: others[-1] for raw_id, others in before.items() if others and raw_id in ids}


def _leading(db: Database, article_id: int) -> int | None:
    """The address whose page gave the article its present text."""
    row = db.execute(
        "select coalesce(f.parent_id, f.id) from extractions e"
        " join raw r on r.id = e.raw_id join frontier f on f.id = r.frontier_id"
        " where e.article_id = ? order by e.outcome in (?, ?) desc, e.at desc, e.raw_id desc"
        " limit 1",
        [article_id, str(Outcome.STORED), str(Outcome.REVISED)],
    ).fetchone()
    return row[0] if row else None


def stored(news: Database, article_id: int) -> Stored:
    """The article as it is now."""
    row = news.execute(
        "select a.title, t.body, a.author, a.origin, a.editor, a.published_at, a.quality,"
        " a.text_hash, t.rules from articles a join article_text t on t.article_id = a.id"
        " where a.id = ?",
        [article_id],
    ).fetchone()
    return Stored(**dict(zip(_STORED, row, strict=False)), rules=json.loads(row[8]))


def settle(
    news: Database, found: Stale, parser: str, why: str | None = None, *, doubted: bool = False
) -> None:
    """Renew the marks alone; ``why`` says what keeps the newer parser from its article.

    An article stays as it is; ``doubted``, where the newer parser sees none, with the quality of
    no article.
    """
    with transaction(news):
        _renew(news, found.item.settles, parser)
        if why is None:
            return
        news.execute(
            "update extractions set error = ? where raw_id = ?",
            [f"parser {parser}: {why}"[:500], found.item.settles[-1]],
        )
        if doubted:
            news.execute(
                "update articles set quality = min(quality, 0.1) where id = ?", [found.article_id]
            )


def rewrite(
    news: Database, found: Stale, article: Article, earlier: Mapping[int, tuple[str, str]],
    parser: str,
) -> None:  # fmt: skip
    """Put a better reading in the place of the stored one, with its marks, in one transaction.

    ``earlier``: title and body, read anew, of each earlier text; one that equals the text after it
    was never a revision and goes.
    """
    assert found.article_id is not None
    digest = text_hash(article.title, article.body)
    with transaction(news):
        before = stored(news, found.article_id)
        flagged = digest != before.text_hash or FLAG in before.rules
        rules = article.rules | ({FLAG: parser} if flagged else {})
        news.execute(
            "update articles set title = ?, language = ?, published_at = coalesce(?, published_at),"
            " published_day = coalesce(?, published_day), author = ?, origin = ?, editor = ?,"
            " quality = ?, text_hash = ? where id = ?",
            [article.title, str(article.language), article.published_at]
            + [(article.published_at or "")[:10] or None, "、".join(article.author)]
            + [article.origin, "、".join(article.editor), article.quality, digest]
            + [found.article_id],
        )
        news.execute(
            "update article_text set body = ?, rules = ? where article_id = ?",
            [article.body, encoded(rules), found.article_id],
        )
        _revisions(news, found.article_id, digest, earlier)
        _renew(news, found.item.settles, parser)


def _revisions(
    news: Database, article_id: int, present: str, earlier: Mapping[int, tuple[str, str]]
) -> None:
    rows = news.execute(
        "select raw_id, text_hash from revisions where article_id = ? order by raw_id desc",
        [article_id],
    ).fetchall()
    after = present
    for raw_id, digest in rows:
        if raw_id in earlier:
            title, body = earlier[raw_id]
            digest = text_hash(title, body)
            news.execute(
                "update revisions set title = ?, body = ?, text_hash = ?"
                " where article_id = ? and raw_id = ?",
                [title, body, digest, article_id, raw_id],
            )
        if digest == after:
            news.execute(
                "delete from revisions where article_id = ? and raw_id = ?", [article_id, raw_id]
            )
        after = digest


def add(news: Database, found: Stale, article: Article, parser: str, now: datetime) -> bool:
    """Store an article that the older parser did not see, first seen when its page was fetched.

    False, and only the marks renewed, where its address is an article already.
    """
    with transaction(news):
        known = news.execute("select id from articles where url = ?", [article.url]).fetchone()
        _renew(news, found.item.settles, parser)
        if known:
            return False
        flagged = replace(article, rules=article.rules | {FLAG: parser})
        digest = text_hash(article.title, article.body)
        article_id = insert(news, flagged, digest, found.fetched_at)
        for raw_id in found.item.pages:
            first = raw_id == found.item.pages[0]
            outcome = Outcome.STORED if first else Outcome.SUPERSEDED
            news.execute(
                "update extractions set article_id = ?, outcome = ?, error = null, at = ?"
                " where raw_id = ?",
                [article_id, str(outcome), stamp(now), raw_id],
            )
    return True


def _renew(news: Database, raw_ids: Sequence[int], parser: str) -> None:
    for raw_id in raw_ids:
        news.execute("update extractions set parser = ? where raw_id = ?", [parser, raw_id])
