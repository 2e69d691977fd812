"""Where stored texts contradict one another or the office table: for a reviewer to look at."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

from db.settings import Settings
from db.store import candidates
from db.store.candidates import StatedHolder
from db.store.database import open_news
from nlp.office_days import last_day
from nlp.office_keys import is_one_seat, office_keys
from nlp.offices import Offices
from nlp.pipeline import resources
from scheduler.overlay import overlay_of


@dataclass(frozen=True, slots=True)
class Contradiction:
    """``kind``: two_holders, after_end or other_holder; ``office``: a key of office_keys.csv.

    ``names``: whom texts of ``day`` (or the table) have in office; ``urls``: such texts.
    """

    kind: str
    office: str
    jurisdiction: str
    day: str
    names: tuple[str, ...]
    urls: tuple[str, ...]
    note: str

    def line(self) -> str:
        """One line for a terminal."""
        where = f"{self.office} of {self.jurisdiction}"
        return f"{self.day}  {self.kind}  {where}: {self.note}  {' '.join(self.urls)}"

    def as_row(self) -> dict[str, Any]:
        """Its fields, for JSON."""
        return asdict(self)


def contradictions(settings: Settings) -> list[Contradiction]:
    """All of them, oldest day first; raises KnowledgeError for an unsound table or decision."""
    offices = resources(overlay_of(settings)).offices
    seats: dict[tuple[str, str, str], list[StatedHolder]] = defaultdict(list)
    with closing(open_news(settings.news_db)) as news:
        for stated in candidates.stated_in_office(news):
            for key in filter(is_one_seat, office_keys(stated.office)):
                if "副" not in stated.office:
                    seats[stated.day, key, stated.jurisdiction].append(stated)
    found: list[Contradiction] = []
    for (day, key, place), holders in sorted(seats.items()):
        found += _two_holders(day, key, place, holders)
        for stated in {holder.name: holder for holder in reversed(holders)}.values():
            found += _against_table(offices, key, stated)
    return found


def _two_holders(
    day: str, key: str, place: str, holders: list[StatedHolder]
) -> Iterator[Contradiction]:
    """Names in two scripts are not compared: they may be one person's."""
    distinct = {(h.name, h.person_id if _known(h) else None): h for h in holders}
    pairs: set[tuple[str, str]] = set()
    for one, two in combinations(distinct.values(), 2):
        same = _known(one) and one.person_id == two.person_id
        names = (min(one.name, two.name), max(one.name, two.name))
        if same or one.name == two.name or _chinese(one) != _chinese(two) or names in pairs:
            continue
        pairs.add(names)
        note = f"both {one.name} and {two.name}"
        yield Contradiction("two_holders", key, place, day, names, (one.url, two.url), note)


def _against_table(offices: Offices, key: str, stated: StatedHolder) -> Iterator[Contradiction]:
    place, day = stated.jurisdiction, stated.day
    own = [
        held for held in offices.named(stated.name)
        if key in held.keys and held.jurisdiction == place
    ]  # fmt: skip
    ended = [held for held in own if held.end and day > last_day(held.end)]
    if own and len(ended) == len(own):
        note = f"{stated.name} left in {max(held.end or '' for held in ended)}"
        yield Contradiction("after_end", key, place, day, (stated.name,), (stated.url,), note)
        return
    for held in offices.holder(key, place, day):
        others = held.confidence == "high" and held.person_id != stated.person_id
        if others and stated.name not in (held.name_zh, held.name_en):
            note = f"{stated.name}, but the table has {held.name_zh}"
            names = (stated.name, held.name_zh)
            yield Contradiction("other_holder", key, place, day, names, (stated.url,), note)


def _known(holder: StatedHolder) -> bool:
    return (holder.person_id or "").startswith("person:")


def _chinese(holder: StatedHolder) -> bool:
    return holder.name[0] >= "一"
