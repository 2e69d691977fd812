"""The page of one article: its text with mentions, posts, reprints and revisions."""

import sqlite3
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from db.models import text_of
from web import cards, diff
from web.cards import Card, Chip
from web.events import EventLine, events_of, topics_of
from web.marks import Span, highlight
from web.offices import place_of
from web.site import (
    LANGUAGE_LABELS,
    SNIPPET_LIMIT,
    STATUS_LABELS,
    TYPE_LABELS,
    Site,
    moment,
    name_of,
    web_url,
)
from web.story import StoryLine, story_of
from web.undecided import Undecided, undecided_of


@dataclass(frozen=True, slots=True)
class PostLine:
    """A post as the text states it; ``place``: its jurisdiction, ``person``: a path."""

    name: str
    person: str | None
    office: str
    place: Chip | None
    status: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Revision:
    """An earlier text, replaced at ``at``, and what the next one changed (not when shared)."""

    at: str
    title_changes: tuple[diff.Change, ...]
    changes: tuple[diff.Change, ...]


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """Everything the page shows; ``body`` has one Markup per paragraph, an excerpt when shared.

    ``vanished``: when its page was found gone.
    """

    id: int
    plain_title: str
    title: Markup
    body: tuple[Markup, ...]
    shared: bool
    original: str | None
    vanished: str
    url: str
    source: str
    source_href: str
    facts: tuple[tuple[str, str], ...]
    entities: tuple[Chip, ...]
    embedded: tuple[Chip, ...]
    posts: tuple[PostLine, ...]
    events: tuple[EventLine, ...]
    story: StoryLine | None
    undecided: tuple[Undecided, ...]
    reprints: tuple[Card, ...]
    revisions: tuple[Revision, ...]
    tags: tuple[tuple[str, str], ...]
    """What a reader may report: (value of the form's field, label)."""


_ARTICLE = """
select a.*, t.body, s.name_zh, s.name_en from articles a
left join article_text t on t.article_id = a.id left join sources s on s.id = a.source
where a.id = :id
"""
_MENTIONS = """
select m.*, e.name_zh, e.name_en, e.id from mentions m join entities e on e.id = m.entity_id
where m.article_id = :id order by m.start
"""
_ENTITIES = """
select e.id, e.type, e.name_zh, e.name_en, sum(m.embedded = 0) as n from mentions m
join entities e on e.id = m.entity_id where m.article_id = :id
group by e.id order by n desc, min(m.start)
"""
_POSTS = """
select p.*, e.id as place_id, e.type as place_type, e.name_zh as place_zh, e.name_en as place_en,
  exists (select 1 from entities x where x.id = p.person_id) as known
from posts p left join entities e on e.id = p.jurisdiction
where p.article_id = :id order by p.start, p.name
"""
_REPRINTS = """
select a.id from story_articles mine join story_articles other on other.story_id = mine.story_id
join articles a on a.id = other.article_id
where mine.article_id = :id and a.id != :id order by a.published_at, a.id limit 50
"""
_REVISIONS = """
select title, body, replaced_at from revisions where article_id = :id
order by replaced_at desc, raw_id desc limit 20
"""


def load(conn: sqlite3.Connection, article_id: int, site: Site) -> ArticlePage:
    """The page of an article that exists."""
    key = {"id": article_id}
    row = conn.execute(_ARTICLE, key).fetchone()
    title, body = row["title"], row["body"] or ""
    tagged = conn.execute(_MENTIONS, key).fetchall()
    mentions = [_span(one) for one in tagged]
    lines = highlight(text_of(title, body), mentions, site.entity)
    head = title.count("\n") + 1
    shown = tuple(line for line in lines[head:] if line.strip())
    entities = conn.execute(_ENTITIES, key).fetchall()
    reprints = [one[0] for one in conn.execute(_REPRINTS, key)]
    return ArticlePage(
        id=article_id,
        plain_title=title,
        title=Markup(" ").join(lines[:head]),
        body=(_excerpt(body, site),) if site.shared else shown,
        shared=site.shared,
        original=web_url(row["url"]),
        vanished=moment(row["vanished_at"]),
        url=row["url"],
        source=name_of(row["name_zh"], row["name_en"], row["source"]),
        source_href=site.articles([("source", row["source"])]),
        facts=tuple(_facts(row, topics_of(conn, article_id))),
        entities=tuple(cards.chip(one, site, one["n"]) for one in entities if one["n"]),
        embedded=tuple(cards.chip(one, site) for one in entities if not one["n"]),
        posts=tuple(_post(one, site) for one in conn.execute(_POSTS, key)),
        events=events_of(conn, article_id, site),
        story=story_of(conn, article_id),
        undecided=undecided_of(conn, article_id),
        reprints=tuple(cards.load(conn, reprints, site)),
        revisions=tuple(_revisions(conn, key, title, body, site.shared)),
        tags=tuple(_tag(one) for one in tagged),
    )


def _excerpt(body: str, site: Site) -> Markup:
    text = " ".join(body[: SNIPPET_LIMIT * 2].split())
    return Markup.escape(text[: max(0, site.room(body, SNIPPET_LIMIT) - 1)] + "…")


def _span(row: Any) -> Span:
    names = " ".join(filter(None, [row["name_zh"], row["name_en"]])) or row["id"]
    kind = TYPE_LABELS.get(row["type"], row["type"])
    note = ", inside another name 内嵌" if row["embedded"] else ""
    tip = f"{names} · {kind}{note} · {row['confidence']:.2f} · {row['rule']}"
    return Span(row["start"], row["end"], row["type"], row["entity_id"], tip, bool(row["embedded"]))


def _tag(row: Any) -> tuple[str, str]:
    name = name_of(row["name_zh"], row["name_en"], row["id"])
    kind = TYPE_LABELS.get(row["type"], row["type"])
    return f"{row['start']}-{row['end']}-{row['entity_id']}", f"{row['text']} · {name} · {kind}"


def _facts(row: Any, topics: str) -> list[tuple[str, str]]:
    relevance = row["relevance"]
    facts = [
        ("Published 发布", moment(row["published_at"])),
        ("Author 作者", row["author"]),
        ("Origin 来源", row["origin"] or ""),
        ("Editor 编辑", row["editor"]),
        ("Language 语言", LANGUAGE_LABELS.get(row["language"], row["language"])),
        ("Topics 主题", topics),
        ("Relevance 相关度", "" if relevance is None else f"{relevance:.2f}"),
        ("First seen 首次抓取", moment(row["first_seen"])),
    ]
    return [(name, value) for name, value in facts if value]


def _post(row: Any, site: Site) -> PostLine:
    return PostLine(
        name=row["name"],
        person=site.entity(row["person_id"]) if row["known"] else None,
        office=row["office"],
        place=place_of(row, site),
        status=STATUS_LABELS.get(row["status"], row["status"]),
        confidence=row["confidence"],
    )


def _revisions(
    conn: sqlite3.Connection, key: dict[str, int], title: str, body: str, shared: bool
) -> list[Revision]:
    """Newest first; each against the text that replaced it."""
    found = []
    for row in conn.execute(_REVISIONS, key).fetchall():
        titles: list[diff.Change] = [] if shared else diff.compare(row["title"], title)
        bodies: list[diff.Change] = [] if shared else diff.compare(row["body"], body)
        found.append(Revision(moment(row["replaced_at"]), tuple(titles), tuple(bodies)))
        title, body = row["title"], row["body"]
    return found
