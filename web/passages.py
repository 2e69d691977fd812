"""An entity's newest articles, each with the sentence that names it."""

import json
import sqlite3
from collections.abc import Callable, Sequence

from markupsafe import Markup

from db.models import text_of
from web import cards
from web.cards import Card, Text
from web.marks import passage
from web.sentences import Passage, around
from web.site import SNIPPET_LIMIT, Site

_ARTICLES = """
select a.id from article_entities ae join articles a on a.id = ae.article_id
where ae.entity_id = :id order by a.published_at desc, a.id desc limit :n
"""
_SPANS = """
select m.article_id, m.start, m."end", length(a.title) < m.start as in_body
from mentions m join articles a on a.id = m.article_id
where m.entity_id = :id and m.embedded = 0
  and m.article_id in (select value from json_each(:ids)) order by in_body, m.start desc
"""


def newest(conn: sqlite3.Connection, entity_id: str, limit: int) -> list[int]:
    """Ids of the articles that mention the entity, newest first."""
    return [row["id"] for row in conn.execute(_ARTICLES, {"id": entity_id, "n": limit})]


def finder(
    conn: sqlite3.Connection, entity_id: str, ids: Sequence[int]
) -> Callable[[Text, Site], Passage | None]:
    """Gives the sentence of a text that names the entity first, the title's only if no other."""
    key = {"id": entity_id, "ids": json.dumps(list(ids))}
    spans = {row["article_id"]: (row["start"], row["end"]) for row in conn.execute(_SPANS, key)}

    def find(text: Text, site: Site) -> Passage | None:
        if text.article_id not in spans:
            return None
        start, end = spans[text.article_id]
        room = max(end - start, site.room(text.body, SNIPPET_LIMIT))
        return around(text_of(text.title, text.body), start, end, room)

    return find


def entity_cards(conn: sqlite3.Connection, entity_id: str, limit: int, site: Site) -> list[Card]:
    """Cards of the entity's newest articles."""
    ids = newest(conn, entity_id, limit)
    find = finder(conn, entity_id, ids)

    def sentence(text: Text, site: Site) -> Markup:
        found = find(text, site)
        return passage(found) if found else cards.lead(text, site)

    return cards.load(conn, ids, site, sentence)
