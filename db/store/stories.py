"""Stories: which articles are the same text reprinted, and the marks of the clustering stage."""

import json
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from db.store.database import stamp, transaction

COMMON = 40
"""A fingerprint in this many articles says nothing (a form, a slogan) and is not kept again."""

NEAREST = 8
"""Candidates that are looked at closely."""


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
    """A clustered article that shares ``shared`` fingerprints; ``total`` are all it has.

    ``entities``: ids of what it names.
    """

    article_id: int
    story_id: int
    shared: int
    total: int
    body: str
    text_hash: str
    published_day: str | None
    entities: frozenset[str]


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


def telling(db: Database, hashes: Sequence[int]) -> dict[int, list[int]]:
    """Each fingerprint that is not common, with the articles that have it."""
    found: dict[int, list[int]] = {value: [] for value in hashes}
    rows = db.execute(
        "select f.hash, f.article_id from json_each(?) j cross join fingerprints f"
        " on f.hash = j.value",
        [json.dumps(list(hashes))],
    )
    for value, article_id in rows:
        found[value].append(article_id)
    return {value: ids for value, ids in found.items() if len(ids) < COMMON}


def candidates(db: Database, article_id: int, postings: dict[int, list[int]]) -> list[Candidate]:
    """The clustered articles that share most fingerprints with this one, most shared first."""
    shared = Counter(other for ids in postings.values() for other in ids)
    shared.pop(article_id, None)
    nearest = sorted(shared.items(), key=lambda item: (-item[1], item[0]))[:NEAREST]
    found = []
    for other, count in nearest:
        row = db.execute(
            "select s.story_id, length(s.prints) / 8, t.body, a.text_hash, a.published_day"
            " from articles a join story_articles s on s.article_id = a.id"
            " join article_text t on t.article_id = a.id where a.id = ?",
            [other],
        ).fetchone()
        if row:
            story, total, body, digest, day = row
            names = entities_of(db, other)
            found.append(Candidate(other, story, count, total, body, digest, day, names))
    return found


def entities_of(db: Database, article_id: int) -> frozenset[str]:
    """Ids of what an article names outside other names; empty where it is not tagged."""
    rows = db.execute(
        "select entity_id from article_entities where article_id = ?", [article_id]
    ).fetchall()
    return frozenset(row[0] for row in rows)


def save(
    db: Database,
    item: Unclustered,
    hashes: Sequence[int],
    story_id: int | None,
    key: str,
    now: datetime,
) -> str:
    """Put an article into a story (a new one where None) with its telling fingerprints.

    One transaction. Returns ``joined``, ``new``, or ``kept``: an article whose text changed stays
    in the story it was in.
    """
    with transaction(db):
        before = db.execute(
            "select story_id, prints from story_articles where article_id = ?", [item.article_id]
        ).fetchone()
        outcome = "kept" if before else "joined" if story_id else "new"
        if before:
            story_id = before[0]
            _forget(db, item.article_id, before[1])
        elif story_id is None:
            cursor = db.execute(
                "insert into stories (key, head_article_id, size) values (?, ?, 0)",
                [key, item.article_id],
            )
            story_id = int(cursor.lastrowid or 0)
        db.conn.executemany(
            "insert or ignore into fingerprints (hash, article_id) values (?, ?)",
            [(value, item.article_id) for value in hashes],
        )
        db.execute(
            "insert or replace into story_articles (article_id, story_id, text_hash, prints, at)"
            " values (?, ?, ?, ?, ?)",
            [item.article_id, story_id, item.text_hash, array("q", hashes).tobytes(), stamp(now)],
        )
        _renew(db, story_id)
    return outcome


def _renew(db: Database, story_id: int) -> None:
    """Count a story's articles anew; its head is the one published first."""
    db.execute(
        "update stories set size = (select count(*) from story_articles where story_id = :s),"
        " head_article_id = (select a.id from articles a join story_articles sa"
        " on sa.article_id = a.id where sa.story_id = :s"
        " order by a.published_at is null, a.published_at, a.url limit 1) where id = :s",
        {"s": story_id},
    )


def _forget(db: Database, article_id: int, prints: bytes) -> None:
    old = array("q")
    old.frombytes(prints)
    db.conn.executemany(
        "delete from fingerprints where hash = ? and article_id = ?",
        [(value, article_id) for value in old],
    )
