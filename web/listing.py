"""What the articles page shows around its rows: filters in force, entities that match the words."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from db.fold import simplify
from web import cards
from web.cards import Chip
from web.facets import ENTITY_ARG, without
from web.site import LANGUAGE_LABELS, Site, name_of

_LABELS = {
    "source": "source 来源",
    "language": "language 语言",
    "published_day": "date 日期",
    "published_day__startswith": "month 月份",
    "published_day__gte": "from 自",
    "published_day__lte": "to 至",
}
SHOWN_APART = frozenset({"_search", "_next", "_sort", "_sort_desc", "_size", "_facet_size"})
_ENTITY = "select id, type, name_zh, name_en from entities where id = ?"
_SOURCE = "select name_zh, name_en from sources where id = ?"
_NAMED = """
select id, type, name_zh, name_en,
  (select count(*) from article_entities ae where ae.entity_id = e.id) as n
from entities e
where name_zh in (:zh, :zh || '市', :zh || '省', :zh || '县', :zh || '区', :zh || '自治区')
  or name_en = :raw collate nocase
order by n desc, id limit 4
"""


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter in force and the page without it."""

    label: str
    without: str


def filters(conn: sqlite3.Connection, pairs: Sequence[tuple[str, str]], site: Site) -> list[Filter]:
    """The filters of a query string, entities and sources by name."""
    query = list(pairs)
    return [
        Filter(_label(conn, key, value), site.articles(without(query, key, value)))
        for key, value in query
        if key not in SHOWN_APART and (key == ENTITY_ARG or not key.startswith("_"))
    ]


def hidden(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """What the search form must carry along so that filters survive a new search."""
    apart = {"_search", "_next", "published_day__gte", "published_day__lte"}
    return [(key, value) for key, value in pairs if key not in apart]


def ordered(pairs: Sequence[tuple[str, str]], site: Site, oldest_first: bool) -> str:
    """The same list the other way round."""
    kept = [pair for pair in pairs if pair[0] not in ("_sort", "_sort_desc", "_next")]
    return site.articles([*kept, ("_sort" if oldest_first else "_sort_desc", "published_at")])


def named(conn: sqlite3.Connection, query: str, site: Site) -> list[Chip]:
    """Entities whose name is the query, with or without 市, 省, ...; any script or case."""
    words = query.strip().strip('"“”')
    if not words:
        return []
    rows = conn.execute(_NAMED, {"zh": simplify(words), "raw": words})
    return [cards.chip(row, site, row["n"]) for row in rows]


def _label(conn: sqlite3.Connection, key: str, value: str) -> str:
    if key == ENTITY_ARG:
        row = conn.execute(_ENTITY, [value]).fetchone()
        return name_of(row["name_zh"], row["name_en"], value) if row else value
    if key == "source":
        row = conn.execute(_SOURCE, [value]).fetchone()
        value = name_of(row["name_zh"], row["name_en"], value) if row else value
    if key == "language":
        value = LANGUAGE_LABELS.get(value, value)
    return f"{_LABELS.get(key, key)}: {value}"
