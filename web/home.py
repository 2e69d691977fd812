"""The first page: one search box, what is new, and who and where the news is about."""

import sqlite3
from dataclasses import dataclass
from datetime import date, timedelta

from web import cards
from web.cards import Card, Chip
from web.facets import ENTITIES, TITLES
from web.site import Site

DAYS = 30
LATEST = 12
TOP = 10


@dataclass(frozen=True, slots=True)
class Top:
    """The entities of one type that most articles of the period mention."""

    title: str
    chips: tuple[Chip, ...]


@dataclass(frozen=True, slots=True)
class Home:
    """Counts of everything; the period ``since``..``until`` is the last DAYS days with news."""

    articles: int
    sources: int
    stories: int
    entities: int
    since: str
    until: str
    recent: int
    latest: tuple[Card, ...]
    top: tuple[Top, ...]


_COUNTS = """
select (select count(*) from articles) as articles,
  (select count(distinct source) from articles) as sources,
  (select count(*) from stories) as stories,
  (select count(distinct entity_id) from article_entities) as entities
"""
_NEWEST = """
select published_day from articles where published_at is not null and published_day <= :today
order by published_at desc limit 1
"""
_LATEST = """
select id from articles where published_day <= :today order by published_at desc, id desc limit :n
"""
_RECENT = """
select count(*) from articles
where published_at >= :floor and published_day between :since and :until
"""
_TOP = """
select * from (
  select e.id, e.type, e.name_zh, e.name_en, f.n,
    row_number() over (partition by e.type order by f.n desc, e.id) as place
  from (select ae.entity_id, count(*) as n from articles a
        join article_entities ae on ae.article_id = a.id
        where a.published_at >= :floor and a.published_day between :since and :until
        group by ae.entity_id) f
  join entities e on e.id = f.entity_id
) where place <= :n order by type, place
"""


def load(conn: sqlite3.Connection, site: Site, today: str) -> Home:
    """The first page as of ``today`` (YYYY-MM-DD); articles dated later are left out."""
    counts = conn.execute(_COUNTS).fetchone()
    newest = conn.execute(_NEWEST, {"today": today}).fetchone()
    until = newest[0] if newest else today
    since = _before(until, DAYS - 1)
    period = {"since": since, "until": until, "floor": _before(since, 1), "n": TOP}
    ids = [row[0] for row in conn.execute(_LATEST, {"today": today, "n": LATEST})]
    return Home(
        articles=counts["articles"],
        sources=counts["sources"],
        stories=counts["stories"],
        entities=counts["entities"],
        since=since,
        until=until,
        recent=conn.execute(_RECENT, period).fetchone()[0],
        latest=tuple(cards.load(conn, ids, site)),
        top=_top(conn, site, period),
    )


def _top(conn: sqlite3.Connection, site: Site, period: dict[str, str | int]) -> tuple[Top, ...]:
    rows = conn.execute(_TOP, period).fetchall()
    lists = []
    for name, entity_type in ENTITIES.items():
        chips = [cards.chip(row, site, row["n"]) for row in rows if row["type"] == entity_type]
        lists.append(Top(TITLES[name], tuple(chips)))
    return tuple(lists)


def _before(day: str, days: int) -> str:
    try:
        return (date.fromisoformat(day) - timedelta(days=days)).isoformat()
    except (ValueError, OverflowError):
        return day
