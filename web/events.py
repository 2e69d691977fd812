"""What happened according to one article, and what it is about."""

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from web.cards import Chip
from web.offices import place_of
from web.site import KIND_LABELS, TOPIC_LABELS, Site


@dataclass(frozen=True, slots=True)
class EventLine:
    """A public act as one sentence states it; ``day`` is ``YYYY-MM-DD`` or empty."""

    kind: str
    who: str
    what: str
    place: Chip | None
    day: str
    confidence: float


_EVENTS = """
select v.*, v.where_id as jurisdiction, e.id as place_id, e.type as place_type,
  e.name_zh as place_zh, e.name_en as place_en
from events v left join entities e on e.id = v.where_id
where v.article_id = :id order by v.start, v.kind, v.who
"""
_TOPICS = "select topic from article_topics where article_id = :id order by rank"


def events_of(conn: sqlite3.Connection, article_id: int, site: Site) -> tuple[EventLine, ...]:
    """The events of an article in text order."""
    return tuple(_line(row, site) for row in conn.execute(_EVENTS, {"id": article_id}))


def topics_of(conn: sqlite3.Connection, article_id: int) -> str:
    """The topics of an article with labels, the strongest first; empty if none."""
    rows = conn.execute(_TOPICS, {"id": article_id})
    return " · ".join(TOPIC_LABELS.get(row["topic"], row["topic"]) for row in rows)


def _line(row: Any, site: Site) -> EventLine:
    return EventLine(
        kind=KIND_LABELS.get(row["kind"], row["kind"]),
        who="、".join(json.loads(row["who"])),
        what=row["what"],
        place=place_of(row, site),
        day=row["when"] or "",
        confidence=row["confidence"],
    )
