"""Stories: which articles are the same text reprinted, and the marks of the clustering stage."""

import json
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from db.store.database import stamp, transaction

COMMON = 80
"""A fingerprint in this many stories says nothing (a form, a slogan) and is not kept again."""

NEAREST = 8
"""Candidates that are looked at closely."""

CACHE_KB = 65_536
"""Page cache while clustering: fingerprints are looked up all over their table."""

_ID = 4
"""Bytes of an article's number in ``fingerprints.articles``."""


@dataclass(frozen=True, slots=True)
class Unclustered:
    article_id: int
    url: str
    body: str
    text_hash: str
    published_day: str | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A clustered article that has fingerprints in common; ``prints`` are all it has."""

    article_id: int
    story_id: int
    prints: frozenset[int]
    text_hash: str
    published_day: str | None


def unclustered(db: Database) -> Sequence[int]:
    """Ids of articles whose present text is in no story yet, by publication, then URL."""
    db.execute(f"pragma cache_size = -{CACHE_KB}")
    rows = db.execute(
        "select a.id from articles a join article_text t on t.article_id = a.id"
        " left join story_articles s on s.article_id = a.id"
        " where s.article_id is null or s.text_hash != a.text_hash"
        " order by a.published_at, a.url"
    )
    return array("q", (row[0] for row in rows))


def load(db: Database, ids: Sequence[int]) -> list[Unclustered]:
    """These articles as they are now, in this order."""
    rows = db.execute(
        "select a.id, a.url, t.body, a.text_hash, a.published_day from json_each(?) j"
        " cross join articles a on a.id = j.value join article_text t on t.article_id = a.id"
        " order by j.key",
        [json.dumps(list(ids))],
    ).fetchall()
    return [Unclustered(*row) for row in rows]


def telling(db: Database, hashes: Sequence[int]) -> dict[int, bytes]:
    """Each fingerprint that is not common, with the numbers of the articles that stand for it."""
    rows = db.execute(
        "select f.hash, f.articles from json_each(?) j cross join fingerprints f"
        " on f.hash = j.value",
        [json.dumps(list(hashes))],
    ).fetchall()
    found = dict.fromkeys(hashes, b"") | dict(rows)
    return {value: ids for value, ids in found.items() if len(ids) < COMMON * _ID}


def candidates(db: Database, article_id: int, postings: Mapping[int, bytes]) -> list[Candidate]:
    """The clustered articles that stand for most of these fingerprints."""
    shared = Counter(array("I", b"".join(postings.values())))
    shared.pop(article_id, None)
    least = min(sorted(shared.values())[-NEAREST:], default=0)
    most = sorted((-count, other) for other, count in shared.items() if count >= least)
    rows = db.execute(
        "select a.id, s.story_id, s.prints, a.text_hash, a.published_day from json_each(?) j"
        " cross join story_articles s on s.article_id = j.value"
        " join articles a on a.id = s.article_id",
        [json.dumps([other for _, other in most[:NEAREST]])],
    ).fetchall()
    return [Candidate(a, s, frozenset(array("q", prints)), t, d) for a, s, prints, t, d in rows]


def body_of(db: Database, article_id: int) -> str:
    row = db.execute("select body from article_text where article_id = ?", [article_id]).fetchone()
    return str(row[0])


def entities_of(db: Database, article_id: int) -> frozenset[str]:
    """Ids of what an article names outside other names; empty where it is not tagged."""
    rows = db.execute(
        "select entity_id from article_entities where article_id = ?", [article_id]
    ).fetchall()
    return frozenset(row[0] for row in rows)


class Filing:
    """Puts articles into stories inside one transaction; see ``filing``."""

    def __init__(self, db: Database, now: datetime) -> None:
        self._db, self._now = db, stamp(now)
        self._grown: set[int] = set()

    def save(
        self, item: Unclustered, postings: Mapping[int, bytes], story_id: int | None, key: str
    ) -> str:
        """Put an article into a story (a new one where None) with its telling fingerprints.

        Returns ``joined``, ``new``, or ``kept``: an article whose text changed stays in the story
        it was in. A fingerprint that an article of the story already stands for is not noted
        again, so that a story of a hundred reprints is not a hundred times common.
        """
        before = self._db.execute(
            "select story_id, prints from story_articles where article_id = ?", [item.article_id]
        ).fetchone()
        outcome = "kept" if before else "joined" if story_id else "new"
        if before:
            story_id = int(before[0])
            self._hand_over(item.article_id, story_id, array("q", before[1]))
            postings = telling(self._db, list(postings))
        elif story_id is None:
            story_id = self._found(key, item.article_id)
        members = self._members(story_id) if outcome != "new" else set()
        self._note(item.article_id, postings, members)
        self._db.execute(
            "insert or replace into story_articles (article_id, story_id, text_hash, prints, at)"
            " values (?, ?, ?, ?, ?)",
            [item.article_id, story_id, item.text_hash, array("q", sorted(postings)).tobytes()]
            + [self._now],
        )
        if outcome != "new":
            self._grown.add(story_id)
        return outcome

    def renew(self) -> None:
        """Count anew the stories that grew; the head of each is its article published first."""
        self._db.conn.executemany(
            "update stories set size = (select count(*) from story_articles where story_id = :s),"
            " head_article_id = (select a.id from articles a join story_articles sa"
            " on sa.article_id = a.id where sa.story_id = :s"
            " order by a.published_at is null, a.published_at, a.url limit 1) where id = :s",
            [{"s": story} for story in sorted(self._grown)],
        )

    def _found(self, key: str, article_id: int) -> int:
        cursor = self._db.execute(
            "insert into stories (key, head_article_id, size) values (?, ?, 1)", [key, article_id]
        )
        return int(cursor.lastrowid or 0)

    def _members(self, story_id: int) -> set[int]:
        rows = self._db.execute(
            "select article_id from story_articles where story_id = ?", [story_id]
        ).fetchall()
        return {row[0] for row in rows}

    def _note(self, article_id: int, postings: Mapping[int, bytes], members: set[int]) -> None:
        mine = array("I", [article_id]).tobytes()
        self._db.conn.executemany(
            "insert into fingerprints (hash, articles) values (?, ?)"
            " on conflict (hash) do update set articles = excluded.articles",
            [
                (value, ids + mine)
                for value, ids in postings.items()
                if not members or members.isdisjoint(array("I", ids))
            ],
        )

    def _hand_over(self, article_id: int, story_id: int, prints: Sequence[int]) -> None:
        """Take an old text's fingerprints away, or give them to a reprint that has them too."""
        heirs: dict[int, int] = {}
        for other, blob in self._db.execute(
            "select article_id, prints from story_articles where story_id = ? and article_id != ?",
            [story_id, article_id],
        ):
            heirs |= dict.fromkeys(array("q", blob), other)
        changed = []
        for value, ids in telling(self._db, prints).items():
            left = array("I", ids)
            if article_id in left:
                left.remove(article_id)
                left.extend([heirs[value]] if value in heirs else [])
                changed.append((left.tobytes(), value))
        self._db.conn.executemany("update fingerprints set articles = ? where hash = ?", changed)
        self._db.conn.executemany(
            "delete from fingerprints where hash = ? and articles = x''",
            [(value,) for _, value in changed],
        )


@contextmanager
def filing(db: Database, now: datetime) -> Iterator[Filing]:
    """One transaction in which articles are put into stories: all of them with their marks."""
    with transaction(db):
        files = Filing(db, now)
        yield files
        files.renew()
