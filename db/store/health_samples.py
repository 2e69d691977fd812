"""Articles that show what an incident means: one from before it, one from after."""

from typing import Any

from sqlite_utils import Database

from db.store.health_rows import Sample

PASSAGE = 120
"""Code points of a body that a sample shows."""
_VALUES = {
    "title": "a.title",
    "date": "coalesce(a.published_day, '')",
    "minute": "coalesce(a.published_at, '')",
    "author": "a.author",
    "origin": "coalesce(a.origin, '')",
}
_HAS = {
    **_VALUES,
    "minute": "case when length(a.published_at) > 10 then a.published_at else '' end",
}


def with_field(news: Database, source: str, field: str, before: str) -> Sample | None:
    """The newest article first seen before a day that has the field."""
    return _one(
        news,
        f"select a.title, a.url, {_VALUES[field]} from articles a where a.source = ?"
        f" and a.first_seen < ? and {_HAS[field]} != '' order by a.first_seen desc limit 1",
        [source, before],
    )


def without_field(news: Database, source: str, field: str, since: str) -> Sample | None:
    """The newest article first seen since a day that lacks the field."""
    return _one(
        news,
        f"select a.title, a.url, {_VALUES[field]} from articles a where a.source = ?"
        f" and a.first_seen >= ? and {_HAS[field]} = '' order by a.first_seen desc limit 1",
        [source, since],
    )


def newest(news: Database, source: str, *, before: str = "9", since: str = "") -> Sample | None:
    """The newest article first seen in a span, with the size and the beginning of its body."""
    return _one(
        news,
        "select a.title, a.url, length(t.body) || ' characters: ' || substr(t.body, 1, ?)"
        " from articles a join article_text t on t.article_id = a.id where a.source = ?"
        " and a.first_seen < ? and a.first_seen >= ? order by a.first_seen desc limit 1",
        [PASSAGE, source, before, since],
    )


def refused(news: Database, source: str, since: str) -> Sample | None:
    """The newest page that gave no article, and why; crawl.db must be attached as ``crawl``."""
    return _one(
        news,
        "select coalesce(f.title, ''), r.url, coalesce(e.error, '') from extractions e"
        " join crawl.raw r on r.id = e.raw_id join crawl.frontier f on f.id = r.frontier_id"
        " where e.at >= ? and r.source = ? and e.outcome in ('not_article', 'error')"
        " order by e.at desc limit 1",
        [since, source],
    )


def _one(news: Database, sql: str, values: list[Any]) -> Sample | None:
    row = news.execute(sql, values).fetchone()
    return Sample(row[0][:300], row[1], row[2][:300]) if row else None
