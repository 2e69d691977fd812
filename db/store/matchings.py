"""Which articles were looked at for watches: marks in alerts.db, articles in news.db."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from db.models import text_of
from db.store.database import stamp, transaction

BATCH = 5_000
_READY = (
    "articles a join taggings g on g.article_id = a.id and g.text_hash = a.text_hash "
    "join story_articles s on s.article_id = a.id and s.text_hash = a.text_hash"
)


@dataclass(frozen=True, slots=True)
class Named:
    """The first place where a text names an entity (code points), not inside another name.

    ``confidence``: of the surest of all its places.
    """

    entity_id: str
    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Matchable:
    """An article whose present text is tagged and clustered, with what it names, in text order.

    ``text`` is title, newline, body; ``story_article_ids`` are all articles of its story;
    ``imported``: it came from a file, not from a crawl; ``reread``: a newer parser gave this text.
    """

    id: int
    url: str
    source: str
    title: str
    text: str
    text_hash: str
    published_at: str | None
    first_seen: str
    imported: bool
    reread: bool
    story_key: str
    story_article_ids: tuple[int, ...]
    named: tuple[Named, ...]


def undone(news: Database, alerts: Database) -> list[int]:
    """Ids of articles whose present text is tagged and clustered but not yet matched.

    In order of publication, then URL; undated ones last. Both databases are read in batches.
    """
    found: list[tuple[str, str, int]] = []
    for batch in _ready(news):
        done = _marks(alerts, batch[0]["id"], batch[-1]["id"])
        found.extend(
            (row["published_at"] or "9999", row["url"], row["id"])
            for row in batch
            if done.get(row["id"]) != row["text_hash"]
        )
    return [article_id for _, _, article_id in sorted(found)]


def load(news: Database, article_id: int) -> Matchable | None:
    """One article as it is now, or None when its text has changed and waits for other stages."""
    news.conn.execute("begin")
    try:
        return _load(news, article_id)
    finally:
        news.conn.execute("commit")


def mark(alerts: Database, article_id: int, text_hash: str, now: datetime) -> None:
    """Marks a text as matched; the caller holds the transaction."""
    alerts.execute(
        "insert into matchings(article_id, text_hash, at) values (?, ?, ?) "
        "on conflict(article_id) do update set text_hash = excluded.text_hash, at = excluded.at",
        [article_id, text_hash, stamp(now)],
    )


def mark_all(alerts: Database, texts: Iterable[tuple[int, str]], now: datetime) -> None:
    """Marks (article id, text hash) pairs that no watch asks for, in one transaction."""
    with transaction(alerts):
        for article_id, text_hash in texts:
            mark(alerts, article_id, text_hash, now)


def _marks(alerts: Database, first: int, last: int) -> dict[int, str]:
    rows = alerts.execute(
        "select article_id, text_hash from matchings where article_id between ? and ?",
        [first, last],
    )
    return dict(rows.fetchall())


def _ready(news: Database) -> Iterator[list[dict[str, Any]]]:
    last = -1
    while batch := list(
        news.query(
            f"select a.id, a.url, a.text_hash, a.published_at from {_READY} "
            "where a.id > ? order by a.id limit ?",
            [last, BATCH],
        )
    ):
        last = batch[-1]["id"]
        yield batch


def _load(news: Database, article_id: int) -> Matchable | None:
    rows = list(
        news.query(
            "select a.id, a.url, a.source, a.title, t.body, a.text_hash, a.published_at, "
            "a.first_seen, o.state = 'imported' as imported, json_extract(t.rules, '$.reread') "
            "is not null as reread, s.story_id, k.key as story_key "
            f"from {_READY} join sources o on o.id = a.source "
            "join stories k on k.id = s.story_id join article_text t on t.article_id = a.id "
            "where a.id = ?",
            [article_id],
        )
    )
    if not rows:
        return None
    row = rows[0]
    members = news.execute(
        "select article_id from story_articles where story_id = ? order by 1", [row["story_id"]]
    ).fetchall()
    return Matchable(
        text=text_of(row["title"], row["body"]),
        story_article_ids=tuple(member for (member,) in members),
        named=_named(news, article_id),
        imported=bool(row["imported"]),
        reread=bool(row["reread"]),
        **{name: row[name] for name in _COPIED},
    )


_COPIED = (
    "id", "url", "source", "title", "text_hash", "published_at", "first_seen", "story_key"
)  # fmt: skip


def _named(news: Database, article_id: int) -> tuple[Named, ...]:
    first: dict[str, Named] = {}
    for found in news.execute(
        'select entity_id, start, "end", max(confidence) over (partition by entity_id) '
        'from mentions where article_id = ? and embedded = 0 order by start, "end"',
        [article_id],
    ):
        first.setdefault(found[0], Named(*found))
    return tuple(first.values())
