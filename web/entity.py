"""The page of one entity: names, place in the order of things, offices, articles, months."""

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from web import cards, offices, passages
from web.cards import Card, Chip
from web.offices import Office, place_of
from web.site import STATUS_LABELS, TYPE_LABELS, Site

ARTICLES = 30
MONTHS = 36
FEWEST_MONTHS = 12
CHART_HEIGHT = 80
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Stated:
    """A post as articles state it, with the newest of them."""

    office: str
    place: Chip | None
    status: str
    articles: int
    day: str | None
    href: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A month of the chart; ``x``, ``height`` in units of its viewBox (10 wide per month)."""

    month: str
    count: int
    x: int
    height: float


@dataclass(frozen=True, slots=True)
class EntityPage:
    """Everything the page shows."""

    id: str
    name: str
    name_en: str | None
    kind: str
    type_label: str
    level: str | None
    parent: Chip | None
    children: tuple[Chip, ...]
    offices: tuple[Office, ...]
    holders: tuple[Office, ...]
    stated: tuple[Stated, ...]
    articles: int
    mentions: int
    cards: tuple[Card, ...]
    bars: tuple[Bar, ...]
    together: tuple[Chip, ...]
    articles_href: str
    feed_href: str


_ENTITY = "select id, type, name_zh, name_en, parent_id, level from entities where id = :id"
_TOTALS = """
select count(*) as articles, coalesce(sum(mentions), 0) as mentions
from article_entities where entity_id = :id
"""
_CHILDREN = """
select e.id, e.type, e.name_zh, e.name_en,
  (select count(*) from article_entities ae where ae.entity_id = e.id) as n
from entities e where e.parent_id = :id order by n desc, e.id limit 150
"""
_STATED = """
select p.office, p.jurisdiction, p.status, count(distinct p.article_id) as n,
  max(a.published_day) as day, a.id as article_id, e.id as place_id, e.type as place_type,
  e.name_zh as place_zh, e.name_en as place_en
from posts p join articles a on a.id = p.article_id left join entities e on e.id = p.jurisdiction
where p.person_id = :id group by p.office, p.jurisdiction, p.status
order by day desc, n desc limit 30
"""
_MONTHS = """
select substr(a.published_day, 1, 7) as month, count(*) as n from article_entities ae
join articles a on a.id = ae.article_id
where ae.entity_id = :id and a.published_day is not null group by 1
"""
_TOGETHER = """
select e.id, e.type, e.name_zh, e.name_en, count(*) as n from article_entities mine
join article_entities other on other.article_id = mine.article_id
join entities e on e.id = other.entity_id
where mine.entity_id = :id and other.entity_id != :id group by e.id order by n desc, e.id limit 15
"""


def load(conn: sqlite3.Connection, entity_id: str, site: Site) -> EntityPage:
    """The page of an entity that exists."""
    key = {"id": entity_id}
    row = conn.execute(_ENTITY, key).fetchone()
    parent = conn.execute(_ENTITY, {"id": row["parent_id"]}).fetchone()
    totals = conn.execute(_TOTALS, key).fetchone()
    one = cards.chip(row, site)
    children = conn.execute(_CHILDREN, key).fetchall()
    return EntityPage(
        id=row["id"],
        name=one.name,
        name_en=one.name_en if one.name_en != one.name else None,
        kind=one.kind,
        type_label=TYPE_LABELS.get(row["type"], row["type"]),
        level=row["level"],
        parent=cards.chip(parent, site) if parent else None,
        children=tuple(cards.chip(child, site, child["n"]) for child in children),
        offices=offices.held(conn, entity_id, site),
        holders=offices.holders(conn, entity_id, site),
        stated=tuple(_stated(found, site) for found in conn.execute(_STATED, key)),
        articles=totals["articles"],
        mentions=totals["mentions"],
        cards=tuple(passages.entity_cards(conn, entity_id, ARTICLES, site)),
        bars=tuple(bars(dict(map(tuple, conn.execute(_MONTHS, key))))),
        together=tuple(cards.chip(o, site, o["n"]) for o in conn.execute(_TOGETHER, key)),
        articles_href=site.articles([("_entity", row["id"])]),
        feed_href=site.feed(row["id"]),
    )


def bars(counts: Mapping[str, int]) -> list[Bar]:
    """FEWEST_MONTHS to MONTHS months up to the newest, empty ones included; keys are YYYY-MM."""
    months = sorted(month for month in counts if _MONTH.fullmatch(month))
    if not months:
        return []
    last = _index(months[-1])
    first = min(max(_index(months[0]), last - MONTHS + 1), last - FEWEST_MONTHS + 1)
    names = [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(first, last + 1)]
    top = max(counts.get(name, 0) for name in names)
    return [
        Bar(name, n, i * 10, round(CHART_HEIGHT * n / top, 1))
        for i, name in enumerate(names)
        for n in [counts.get(name, 0)]
    ]


def _stated(row: Any, site: Site) -> Stated:
    status = STATUS_LABELS.get(row["status"], row["status"])
    href = site.article(row["article_id"])
    return Stated(row["office"], place_of(row, site), status, row["n"], row["day"], href)


def _index(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:]) - 1
