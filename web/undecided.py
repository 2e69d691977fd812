"""Names of an article that several units bear and its text does not decide."""

import json
import sqlite3
from dataclasses import dataclass

_NAMES = "select text, candidates from ambiguous_names where article_id = :id order by start"


@dataclass(frozen=True, slots=True)
class Undecided:
    """A name as written and the units it may mean, the likeliest first."""

    text: str
    candidates: str


def undecided_of(conn: sqlite3.Connection, article_id: int) -> tuple[Undecided, ...]:
    """Each name once, in text order."""
    found: dict[str, Undecided] = {}
    for row in conn.execute(_NAMES, {"id": article_id}):
        names = " / ".join(one["name_zh"] for one in json.loads(row["candidates"]))
        found.setdefault(row["text"], Undecided(row["text"], names))
    return tuple(found.values())
