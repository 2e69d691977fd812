"""Articles as cards for lists: title, source, day, entities, a passage of the text."""

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from db.snippet import snippet
from web.marks import marked, matched, type_class
from web.site import LANGUAGE_LABELS, Site, name_of, web_url

CHIPS = 8
_ORDER = {"province": 0, "city": 1, "soe": 2, "official": 3}


@dataclass(frozen=True, slots=True)
class Chip:
    """A link to an entity's page; ``kind`` is its CSS class, ``count`` what the list counts."""

    name: str
    name_en: str | None
    kind: str
    href: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class Card:
    """One article in a list; ``reprints``: other articles of its story; ``original``: safe URL.

    ``vanished``: its page is gone.
    """

    id: int
    href: str
    title: Markup
    original: str | None
    source: str
    day: str | None
    language: str
    chips: tuple[Chip, ...]
    more_chips: int
    reprints: int
    vanished: bool
    text: Markup


@dataclass(frozen=True, slots=True)
class Text:
    """Title and body of an article, as a passage maker gets them."""

    article_id: int
    title: str
    body: str


_CARDS = """
with wanted as (select value as id from json_each(:ids))
select a.id, a.url, a.title, a.source, s.name_zh, s.name_en, a.published_day, a.language,
  a.vanished_at, {body} as body, coalesce(st.size, 1) - 1 as reprints
from wanted join articles a on a.id = wanted.id
left join sources s on s.id = a.source
left join article_text t on t.article_id = a.id
left join story_articles sa on sa.article_id = a.id left join stories st on st.id = sa.story_id
"""
_CHIPS = """
select ae.article_id, e.id, e.type, e.name_zh, e.name_en, ae.mentions
from article_entities ae join entities e on e.id = ae.entity_id
where ae.article_id in (select value from json_each(:ids)) order by ae.mentions desc, ae.first_start
"""


Passage = Callable[[Text, Site], Markup]
"""Makes what a card shows of a text."""


def lead(text: Text, site: Site) -> Markup:
    """The beginning of the body."""
    return marked(snippet(text.body, "", site.room(text.body, 120)))


def matching(query: str) -> Passage:
    """The passage of the body that a search found."""

    def passage(text: Text, site: Site) -> Markup:
        return marked(snippet(text.body, query, site.room(text.body, 160)))

    return passage


def load(
    conn: sqlite3.Connection,
    ids: Sequence[int],
    site: Site,
    passage: Passage = lead,
    query: str = "",
) -> list[Card]:
    """Cards in the order of ``ids``; ids that are no articles are left out."""
    body = "substr(t.body, 1, 400)" if passage is lead else "t.body"
    wanted = {"ids": json.dumps(list(ids))}
    rows = {row["id"]: row for row in conn.execute(_CARDS.format(body=body), wanted)}
    chips = _chips(conn, wanted, site)
    return [
        _card(rows[number], chips.get(number, []), site, passage, query)
        for number in ids
        if number in rows
    ]


def chip(row: sqlite3.Row, site: Site, count: int = 0) -> Chip:
    """A chip of a row with id, type, name_zh, name_en."""
    name = name_of(row["name_zh"], row["name_en"], row["id"])
    kind = type_class(row["type"])
    return Chip(name, row["name_en"], kind, site.entity(row["id"]), count)


def _chips(conn: sqlite3.Connection, wanted: dict[str, str], site: Site) -> dict[int, list[Chip]]:
    found: dict[int, list[Chip]] = {}
    for row in conn.execute(_CHIPS, wanted):
        found.setdefault(row["article_id"], []).append(chip(row, site, row["mentions"]))
    for chips in found.values():
        chips.sort(key=lambda one: _ORDER.get(one.kind, 9))
    return found


def _card(
    row: sqlite3.Row,
    chips: list[Chip],
    site: Site,
    passage: Passage,
    query: str,
) -> Card:
    title = row["title"].replace("\n", " ")
    return Card(
        id=row["id"],
        href=site.article(row["id"]),
        title=matched(title, query),
        original=web_url(row["url"]),
        source=name_of(row["name_zh"], row["name_en"], row["source"]),
        day=row["published_day"],
        language=LANGUAGE_LABELS.get(row["language"], row["language"]),
        chips=tuple(chips[:CHIPS]),
        more_chips=max(0, len(chips) - CHIPS),
        reprints=row["reprints"],
        vanished=row["vanished_at"] is not None,
        text=passage(Text(row["id"], row["title"], row["body"] or ""), site),
    )
