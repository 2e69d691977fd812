"""Articles, their text, revisions and the marks of the extraction stage, in news.db."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlite_utils import Database

from db.fold import fold
from db.models import Article
from db.search import seg
from db.store.database import stamp, transaction


class Outcome(StrEnum):
    STORED = "stored"
    REVISED = "revised"
    UNCHANGED = "unchanged"
    NOT_ARTICLE = "not_article"
    GONE = "gone"
    SUPERSEDED = "superseded"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class SourceRow:
    """What the database knows of a source."""

    id: str
    name_zh: str
    name_en: str
    language: str
    region: str | None
    family: str | None
    state: str
    enabled: bool


def text_hash(title: str, body: str) -> str:
    """Digest of what a reader reads: width, script, case and white space do not count."""
    text = "".join(f"{fold(title)}\n{fold(body)}".split())
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def sync_sources(db: Database, sources: Iterable[SourceRow]) -> None:
    """Insert or update the description of each source."""
    with transaction(db):
        for row in sources:
            db.execute(
                "insert into sources (id, name_zh, name_en, language, region, family, state,"
                " enabled) values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do update set"
                " name_zh = excluded.name_zh, name_en = excluded.name_en,"
                " language = excluded.language, region = excluded.region,"
                " family = excluded.family, state = excluded.state, enabled = excluded.enabled",
                [row.id, row.name_zh, row.name_en, row.language, row.region, row.family]
                + [row.state, int(row.enabled)],
            )


def save(
    db: Database, article: Article, raw_ids: Sequence[int], parser: str, now: datetime
) -> Outcome:
    """Store an article, or its new text as a revision, with the marks of its raw pages.

    One transaction. ``raw_ids``: the page it was read from first, then the others it replaces or
    joins. Saving the same text again changes nothing but the marks.
    """
    digest, at = text_hash(article.title, article.body), stamp(now)
    with transaction(db):
        row = db.execute(
            "select id, text_hash from articles where url = ?", [article.url]
        ).fetchone()
        if row is None:
            article_id, outcome = insert(db, article, digest, at), Outcome.STORED
        elif row[1] == digest:
            article_id, outcome = row[0], Outcome.UNCHANGED
        else:
            article_id, outcome = row[0], Outcome.REVISED
            _revise(db, article_id, article, digest, raw_ids[0], at)
        _mark(db, raw_ids[:1], article_id, outcome, None, parser, at)
        _mark(db, raw_ids[1:], article_id, Outcome.SUPERSEDED, None, parser, at)
    return outcome


def body_lengths(db: Database, source: str, limit: int) -> list[int]:
    """Characters of the newest bodies of a source."""
    rows = db.execute(
        "select length(t.body) from (select id from articles where source = ?"
        " order by published_at desc limit ?) a join article_text t on t.article_id = a.id",
        [source, limit],
    ).fetchall()
    return [row[0] for row in rows]


def mark(
    db: Database,
    raw_ids: Sequence[int],
    outcome: Outcome,
    error: str | None,
    parser: str,
    now: datetime,
) -> None:
    """Record that pages gave no article, and why."""
    with transaction(db):
        _mark(db, raw_ids, None, outcome, error, parser, stamp(now))


def begin_attempt(db: Database, stage: str, item: str, now: datetime) -> int:
    """Count an attempt before the work, so that work that kills its process is counted too."""
    return begin_attempts(db, stage, [item], now)[item]


def begin_attempts(db: Database, stage: str, items: Sequence[str], now: datetime) -> dict[str, int]:
    """Count an attempt of each item before the work; how many there were of each."""
    with transaction(db):
        rows = db.execute(
            "insert into attempts (stage, item, tries, at)"
            " select ?, value, 1, ? from json_each(?) where true"
            " on conflict (stage, item) do update set tries = tries + 1, at = excluded.at"
            " returning item, tries",
            [stage, stamp(now), json.dumps(items)],
        ).fetchall()
    return dict(rows)


def end_attempt(db: Database, stage: str, item: str, error: str | None = None) -> None:
    """Forget an attempt that ended well; keep the error of one that did not."""
    if error is None:
        end_attempts(db, stage, [item])
        return
    with transaction(db):
        db.execute(
            "update attempts set error = ? where stage = ? and item = ?",
            [error[:500], stage, item],
        )


def end_attempts(db: Database, stage: str, items: Sequence[str]) -> None:
    """Forget attempts that ended well."""
    with transaction(db):
        db.execute(
            "delete from attempts where stage = ? and item in (select value from json_each(?))",
            [stage, json.dumps(items)],
        )


def insert(db: Database, article: Article, digest: str, seen: str) -> int:
    """A new article with its ``text_hash``, first seen at that moment; its id.

    The caller holds the transaction.
    """
    cursor = db.execute(
        "insert into articles (url, source, title, language, published_at, published_day, author,"
        " origin, editor, quality, text_hash, first_seen, updated_at)"
        " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [article.url, article.source, article.title, str(article.language), article.published_at]
        + [(article.published_at or "")[:10] or None, "、".join(article.author), article.origin]
        + ["、".join(article.editor), article.quality, digest, seen, seen],
    )
    article_id = int(cursor.lastrowid or 0)
    add_text(db, article_id, article.title, article.body, encoded(article.rules))
    return article_id


def add_text(db: Database, article_id: int, title: str, body: str, rules: str) -> None:
    """The text of a new article, and its row in the index. The caller holds the transaction."""
    db.execute(
        "insert into article_text (article_id, body, rules) values (?, ?, ?)",
        [article_id, body, rules],
    )
    db.execute(
        "insert into articles_fts (rowid, title, body) values (?, ?, ?)",
        [article_id, seg(title), seg(body)],
    )


def _revise(
    db: Database, article_id: int, article: Article, digest: str, raw_id: int, at: str
) -> None:
    db.execute(
        "insert or ignore into revisions (article_id, raw_id, text_hash, title, body, replaced_at)"
        " select a.id, ?, a.text_hash, a.title, t.body, ? from articles a"
        " join article_text t on t.article_id = a.id where a.id = ?",
        [raw_id, at, article_id],
    )
    db.execute(
        "update articles set title = ?, language = ?, published_at = coalesce(?, published_at),"
        " published_day = coalesce(?, published_day), author = ?, origin = ?, editor = ?,"
        " quality = ?, text_hash = ?, updated_at = ? where id = ?",
        [article.title, str(article.language), article.published_at]
        + [(article.published_at or "")[:10] or None, "、".join(article.author), article.origin]
        + ["、".join(article.editor), article.quality, digest, at, article_id],
    )
    db.execute(
        "update article_text set body = ?, rules = ? where article_id = ?",
        [article.body, encoded(article.rules), article_id],
    )


def encoded(rules: Mapping[str, str]) -> str:
    """Rules as they are stored."""
    return json.dumps(dict(rules), ensure_ascii=False, sort_keys=True)


def _mark(
    db: Database,
    raw_ids: Sequence[int],
    article_id: int | None,
    outcome: Outcome,
    error: str | None,
    parser: str,
    at: str,
) -> None:
    for raw_id in raw_ids:
        # not "insert or replace": FTS5 would write out the terms it holds
        db.execute("delete from extractions where raw_id = ?", [raw_id])
        db.execute(
            "insert into extractions (raw_id, article_id, outcome, error, parser, at)"
            " values (?, ?, ?, ?, ?, ?)",
            [raw_id, article_id, str(outcome), error and error[:500], parser, at],
        )


def imported(source: str) -> SourceRow:
    """The row of a source that is not crawled but filled from files."""
    return SourceRow(source, source, source, "zh", None, None, "imported", False)


def find(db: Database, query: str, limit: int) -> list[dict[str, Any]]:
    """Articles that match a user's query, newest first, with a marked snippet (db.snippet)."""
    rows = db.execute(
        "select a.id, a.url, a.title, a.published_at, a.source, cjk_snippet(t.body, ?, 90)"
        " from articles_fts f join articles a on a.id = f.rowid"
        " join article_text t on t.article_id = a.id where articles_fts match cjk_query(?)"
        " order by a.published_at is null, a.published_at desc, a.id desc limit ?",
        [query, query, limit],
    ).fetchall()
    names = ("id", "url", "title", "published_at", "source", "snippet")
    return [dict(zip(names, row, strict=True)) for row in rows]
