"""Stories: which articles are the same text reprinted, and the marks of the clustering stage."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from db.store.database import stamp, transaction

COMMON = 50
"""A fingerprint in more articles than this says nothing (a template, a slogan)."""


@dataclass(frozen=True, slots=True)
class Unclustered:
    article_id: int
    url: str
    title: str
    body: str
    text_hash: str
    published_day: str | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article that shares ``shared`` of its ``total`` fingerprints with the one in hand."""

    article_id: int
    story_id: int
    shared: int
    total: int
    published_day: str | None


def unclustered(db: Database, limit: int) -> list[Unclustered]:
    """Articles whose present text is in no story yet, in a stable order."""
    rows = db.execute(
        "select a.id, a.url, a.title, t.body, a.text_hash, a.published_day from articles a"
        " join article_text t on t.article_id = a.id"
        " left join story_articles s on s.article_id = a.id"
        " where s.article_id is null or s.text_hash != a.text_hash"
        " order by a.published_at, a.url limit ?",
        [limit],
    ).fetchall()
    return [Unclustered(*row) for row in rows]


def candidates(db: Database, article_id: int, hashes: Iterable[int]) -> list[Candidate]:
    """Clustered articles that share fingerprints with these, most shared first."""
    shared: dict[int, int] = {}
    for value in hashes:
        rows = db.execute(
            "select article_id from fingerprints where hash = ? limit ?", [value, COMMON + 1]
        ).fetchall()
        if len(rows) <= COMMON:
            for (other,) in rows:
                shared[other] = shared.get(other, 0) + 1
    shared.pop(article_id, None)
    found = []
    for other, count in shared.items():
        row = db.execute(
            "select s.story_id, (select count(*) from fingerprints f where f.article_id = a.id),"
            " a.published_day from articles a join story_articles s on s.article_id = a.id"
            " where a.id = ?",
            [other],
        ).fetchone()
        if row:
            found.append(Candidate(other, row[0], count, row[1], row[2]))
    return sorted(found, key=lambda c: (-c.shared, c.article_id))


def save(
    db: Database,
    item: Unclustered,
    hashes: Sequence[int],
    story_id: int | None,
    key: str,
    now: datetime,
) -> str:
    """Put an article into a story (a new one where None) with its fingerprints.

    One transaction. Returns ``joined``, ``new``, or ``kept``: an article whose text changed stays
    in the story it was in.
    """
    with transaction(db):
        before = db.execute(
            "select story_id from story_articles where article_id = ?", [item.article_id]
        ).fetchone()
        outcome = "kept" if before else "joined" if story_id else "new"
        if before:
            story_id = before[0]
        elif story_id is None:
            cursor = db.execute(
                "insert into stories (key, head_article_id, size) values (?, ?, 0)",
                [key, item.article_id],
            )
            story_id = int(cursor.lastrowid or 0)
        db.execute("delete from fingerprints where article_id = ?", [item.article_id])
        db.conn.executemany(
            "insert or ignore into fingerprints (hash, article_id) values (?, ?)",
            [(value, item.article_id) for value in hashes],
        )
        db.execute(
            "insert or replace into story_articles (article_id, story_id, text_hash, at)"
            " values (?, ?, ?, ?)",
            [item.article_id, story_id, item.text_hash, stamp(now)],
        )
        db.execute(
            "update stories set size = (select count(*) from story_articles where story_id = :s),"
            " head_article_id = (select a.id from articles a join story_articles sa"
            " on sa.article_id = a.id where sa.story_id = :s"
            " order by a.published_at is null, a.published_at, a.url limit 1) where id = :s",
            {"s": story_id},
        )
    return outcome
