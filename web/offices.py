"""Offices held, as the knowledge base has them: of a person, or of a place or enterprise."""

import sqlite3
from dataclasses import dataclass
from typing import Any

from web.cards import Chip
from web.marks import type_class
from web.site import STATUS_LABELS, Site, name_of, web_url

CENTRAL = "gb:100000"


@dataclass(frozen=True, slots=True)
class Office:
    """An office held: who, what, where, when; ``evidence`` as (text, safe URL or None)."""

    person: Chip
    office_zh: str | None
    office_en: str | None
    place: Chip | None
    start: str
    end: str
    status: str
    as_of: str | None
    confidence: str
    evidence: tuple[tuple[str, str | None], ...]


_OFFICES = """
select o.*, p.id as p_id, p.name_zh as p_zh, p.name_en as p_en,
  e.id as place_id, e.type as place_type, e.name_zh as place_zh, e.name_en as place_en
from offices o join entities p on p.id = o.person_id left join entities e on e.id = o.jurisdiction
where {column} = :id
order by o.status = 'former', coalesce(o.start_date, o.as_of, '') desc, o.id limit 100
"""


def held(conn: sqlite3.Connection, person_id: str, site: Site) -> tuple[Office, ...]:
    """The offices of a person, present ones first."""
    rows = conn.execute(_OFFICES.format(column="o.person_id"), {"id": person_id})
    return tuple(_office(row, site) for row in rows)


def holders(conn: sqlite3.Connection, place_id: str, site: Site) -> tuple[Office, ...]:
    """Who holds or held the offices of a place or enterprise, present ones first."""
    rows = conn.execute(_OFFICES.format(column="o.jurisdiction"), {"id": place_id})
    return tuple(_office(row, site) for row in rows)


def place_of(row: Any, site: Site) -> Chip | None:
    """The jurisdiction of a row (jurisdiction, place_id, _type, _zh, _en); no link if unknown."""
    if row["place_id"]:
        name = name_of(row["place_zh"], row["place_en"], row["place_id"])
        kind = type_class(row["place_type"])
        return Chip(name, row["place_en"], kind, site.entity(row["place_id"]))
    if not row["jurisdiction"]:
        return None
    name = "中央 Central" if row["jurisdiction"] == CENTRAL else row["jurisdiction"]
    return Chip(name, None, "other", "")


def _office(row: Any, site: Site) -> Office:
    name = name_of(row["p_zh"], row["p_en"], row["p_id"])
    parts = [part.strip() for part in row["evidence"].split(" ; ")]
    return Office(
        person=Chip(name, row["p_en"], "official", site.entity(row["p_id"])),
        office_zh=row["office_zh"],
        office_en=row["office_en"],
        place=place_of(row, site),
        start=row["start_date"] or "?",
        end=row["end_date"] or ("" if row["status"] == "in_office" else "?"),
        status=STATUS_LABELS.get(row["status"], row["status"]),
        as_of=row["as_of"],
        confidence=row["confidence"],
        evidence=tuple((part, web_url(part)) for part in parts if part),
    )
