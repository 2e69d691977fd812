"""Entities, mentions, posts, events, topics and the marks of the tagging stage, in news.db."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from db.models import Entity, EntityType, Mention, Tags, text_of
from db.store.database import stamp, transaction

_OFFICE = (
    "id", "person_id", "office_zh", "office_en", "jurisdiction", "start_date", "end_date",
    "status", "as_of", "confidence", "evidence",
)  # fmt: skip


_OF_ARTICLE = (
    "mentions", "article_entities", "posts", "events", "article_topics", "ambiguous_names",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Untagged:
    """An article to tag; ``home``: its source's home place (``gb:210000``) or None."""

    article_id: int
    text: str
    text_hash: str
    date: str | None
    home: str | None


def sync_entities(db: Database, entities: Iterable[Entity]) -> None:
    """Insert or update the knowledge base's entities."""
    with transaction(db):
        for entity in entities:
            _put(
                db,
                entity,
                "do update set type = excluded.type, name_zh = excluded.name_zh,"
                " name_en = excluded.name_en, parent_id = excluded.parent_id,"
                " level = excluded.level",
            )


def sync_names(db: Database, names: Iterable[tuple[str, str]]) -> None:
    """Replace the table of other names: (name, entity id) pairs."""
    with transaction(db):
        db.execute("delete from entity_names")
        db.conn.executemany(
            "insert or ignore into entity_names (name, entity_id) values (?, ?)", names
        )


def sync_offices(db: Database, rows: Iterable[Mapping[str, str | None]]) -> None:
    """Replace the table of offices held; keys are its column names."""
    with transaction(db):
        db.execute("delete from offices")
        for row in rows:
            db.execute(
                f"insert into offices ({', '.join(_OFFICE)})"
                f" values ({', '.join('?' * len(_OFFICE))})",
                [row[name] for name in _OFFICE],
            )


def drop_forgotten(db: Database, known: Collection[str]) -> None:
    """Delete entities that neither the knowledge base nor any text names any more."""
    with transaction(db):
        db.execute(
            "delete from entities where id not in (select value from json_each(?))"
            " and not exists (select 1 from mentions m where m.entity_id = entities.id)"
            " and not exists (select 1 from article_entities m where m.entity_id = entities.id)"
            " and not exists (select 1 from posts p where p.person_id = entities.id)",
            [json.dumps(sorted(known))],
        )


def untagged(db: Database, version: str, limit: int) -> list[Untagged]:
    """Articles whose present text was not tagged by this version, in a stable order."""
    rows = db.execute(
        "select a.id, a.title, t.body, a.text_hash, a.published_day, s.region from articles a"
        " join article_text t on t.article_id = a.id join sources s on s.id = a.source"
        " left join taggings g on g.article_id = a.id"
        " left join attempts q on q.stage = 'tag'"
        " and q.item = a.id || ':' || a.text_hash || ':' || ?"
        " where (g.article_id is null or g.text_hash != a.text_hash or g.version != ?)"
        " and coalesce(q.tries, 0) < 2 order by a.published_at, a.url limit ?",
        [version, version, limit],
    ).fetchall()
    return [Untagged(r[0], text_of(r[1], r[2]), r[3], r[4], r[5]) for r in rows]


def save_tags(db: Database, item: Untagged, tags: Tags, version: str, now: datetime) -> None:
    """Replace what an article's tags say and mark it tagged, in one transaction."""
    with transaction(db):
        for table in _OF_ARTICLE:
            db.execute(f"delete from {table} where article_id = ?", [item.article_id])
        for mention in tags.mentions:
            _save_mention(db, item.article_id, mention)
        db.execute(
            "insert into article_entities (article_id, entity_id, type, mentions, first_start)"
            " select article_id, entity_id, type, count(*), min(start) from mentions"
            " where article_id = ? and embedded = 0 group by entity_id",
            [item.article_id],
        )
        for post in tags.posts:
            db.execute(
                'insert or ignore into posts (article_id, start, "end", name, office,'
                " jurisdiction, status, person_id, confidence) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [item.article_id, post.start, post.end, post.name, post.office]
                + [post.jurisdiction, str(post.status), post.person_id, post.confidence],
            )
        _save_events(db, item.article_id, tags)
        db.execute(
            "update articles set relevance = ? where id = ?", [tags.relevance, item.article_id]
        )
        db.execute(
            "insert or replace into taggings (article_id, text_hash, version, reasons, at)"
            " values (?, ?, ?, ?, ?)",
            [item.article_id, item.text_hash, version]
            + [json.dumps(tags.relevance_reasons, ensure_ascii=False), stamp(now)],
        )


def _save_events(db: Database, article_id: int, tags: Tags) -> None:
    for event in tags.events:
        db.execute(
            'insert or ignore into events (article_id, start, "end", kind, who, what, where_id,'
            ' "when", confidence, rule) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
            [article_id, event.start, event.end, str(event.kind)]
            + [json.dumps(event.who, ensure_ascii=False), event.what, event.where, event.when]
            + [event.confidence, event.rule],
        )
    for rank, topic in enumerate(tags.topics, 1):
        db.execute("insert into article_topics values (?, ?, ?)", [article_id, topic, rank])
    for name in tags.ambiguous:
        listed = [{"entity_id": key, "name_zh": name_zh} for key, name_zh in name.candidates]
        db.execute(
            "insert or ignore into ambiguous_names values (?, ?, ?, ?, ?, ?)",
            [article_id, name.start, name.end, name.text, str(name.type)]
            + [json.dumps(listed, ensure_ascii=False)],
        )


def _save_mention(db: Database, article_id: int, mention: Mention) -> None:
    _put(
        db,
        Entity(mention.entity_id, EntityType(mention.type), mention.name_zh, mention.name_en),
        "do nothing",
    )
    db.execute(
        'insert or ignore into mentions (article_id, start, "end", text, type, entity_id,'
        " confidence, rule, embedded) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [article_id, mention.start, mention.end, mention.text, str(mention.type)]
        + [mention.entity_id, mention.confidence, mention.rule, int(mention.embedded)],
    )


def _put(db: Database, entity: Entity, conflict: str) -> None:
    db.execute(
        "insert into entities (id, type, name_zh, name_en, parent_id, level)"
        f" values (?, ?, ?, ?, ?, ?) on conflict (id) {conflict}",
        [entity.id, str(entity.type), entity.name_zh, entity.name_en, entity.parent_id]
        + [entity.level],
    )


def stored_mentions(db: Database, article_id: int) -> set[tuple[int, int, str, str, bool]]:
    """(start, end, type, entity id, embedded) of an article's mentions."""
    rows = db.execute(
        'select start, "end", type, entity_id, embedded from mentions where article_id = ?',
        [article_id],
    )
    return {(row[0], row[1], row[2], row[3], bool(row[4])) for row in rows.fetchall()}


def stored_posts(db: Database, article_id: int) -> set[tuple[int, int, str, str, str, str]]:
    """(start, end, name, jurisdiction or '', status, person id or '') of an article's posts."""
    rows = db.execute(
        "select start, \"end\", name, coalesce(jurisdiction, ''), status, coalesce(person_id, '')"
        " from posts where article_id = ?",
        [article_id],
    )
    return {(row[0], row[1], row[2], row[3], row[4], row[5]) for row in rows.fetchall()}


def tagged(db: Database, limit: int | None) -> Iterator[Untagged]:
    """Articles whose present text was tagged by some version, newest first."""
    ids = db.execute(
        "select a.id from articles a join taggings g on g.article_id = a.id"
        " where g.text_hash = a.text_hash order by a.published_at desc, a.id desc limit ?",
        [-1 if limit is None else limit],
    ).fetchall()
    for (article_id,) in ids:
        row = db.execute(
            "select a.id, a.title, t.body, a.text_hash, a.published_day, s.region from articles a"
            " join article_text t on t.article_id = a.id join sources s on s.id = a.source"
            " where a.id = ?",
            [article_id],
        ).fetchone()
        if row is not None:
            yield Untagged(row[0], text_of(row[1], row[2]), row[3], row[4], row[5])
