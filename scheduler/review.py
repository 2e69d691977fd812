"""The review queue: officials whom the table does not know, and tags reported as wrong.

Open items are computed from news.db and the reports each time; only decisions are kept.
"""

import hashlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from db.errors import InputError
from db.settings import Settings
from db.store import candidates, review
from db.store.candidates import Candidate, StatedOffice
from db.store.database import open_alerts, open_news
from db.store.review import Decision, Report
from nlp import knowledge
from nlp.offices import Offices
from nlp.overlay import Overlay, read_folder
from scheduler.overlay import folder_of, with_decisions

Item = Candidate | Report


@dataclass(frozen=True, slots=True)
class Person:
    """Someone the table knows; ``offices``: as ``辽宁省委书记 (gb:210000) 2022-11–``."""

    id: str
    name: str
    offices: tuple[str, ...]


def item_id(item: Item) -> str:
    """``c`` and eight hex digits of a candidate's entity id, or ``r`` and a report's number."""
    if isinstance(item, Report):
        return f"r{item.id}"
    return "c" + _hash(item.entity_id)


class Desk:
    """The open queue of one home and the decisions about it; ``now`` is passed in."""

    def __init__(self, news: Database, alerts: Database, tables: Overlay) -> None:
        self._news, self._alerts, self._tables = news, alerts, tables

    def open_items(self, limit: int | None = None) -> list[Item]:
        """Reports first, newest first; then candidates, named in most articles first."""
        done = {decision.item for decision in review.all_in_force(self._alerts)}
        found: list[Item] = [r for r in review.reports(self._alerts) if item_id(r) not in done]
        for entity_id in candidates.candidate_ids(self._news):
            if limit is not None and len(found) >= limit:
                break
            if "c" + _hash(entity_id) not in done:
                found += filter(None, [candidates.candidate(self._news, entity_id)])
        return found[:limit]

    def item(self, name: str) -> Item:
        """The report or candidate of that id, open or not; raises InputError when there is none."""
        for report in review.reports(self._alerts) if name.startswith("r") else ():
            if item_id(report) == name:
                return report
        for entity_id in candidates.candidate_ids(self._news) if name.startswith("c") else ():
            if "c" + _hash(entity_id) == name:
                found = candidates.candidate(self._news, entity_id)
                if found is not None:
                    return found
        raise InputError("no such item", value=name, hint="see the open ones: dongbei review")

    def decide(self, item: Item, action: str, target: str | None, now: datetime) -> Decision:
        """``accept``, ``merge`` (with a target) or ``reject``; raises InputError as they do."""
        if action == "merge":
            return self.merge(item, target or "", now)
        return self.accept(item, now) if action == "accept" else self.reject(item, now)

    def accept(self, item: Item, now: datetime) -> Decision:
        """A candidate becomes a new person; a reported tag is dropped."""
        target = None
        if isinstance(item, Candidate):
            target = f"person:local-{_hash(item.entity_id)}"
        return self._decide(item, "accept", target, now)

    def merge(self, item: Item, target: str, now: datetime) -> Decision:
        """A candidate is the known person ``target``; a reported tag is the entity ``target``.

        Raises InputError for an id that is not known.
        """
        known = {entity.id for entity in self._offices().persons()}
        if isinstance(item, Report):
            known |= {entity.id for entity in self._knowledge().entities()}
        if target not in known:
            kind = "entity" if isinstance(item, Report) else "person"
            raise InputError(
                f"no such {kind}", where=item_id(item), value=target,
                hint="give an id such as person:hao-peng; those of one name: dongbei review show",
            )  # fmt: skip
        return self._decide(item, "merge", target, now)

    def reject(self, item: Item, now: datetime) -> Decision:
        """A candidate is no official and is tagged no more; a reported tag was right."""
        return self._decide(item, "reject", None, now)

    def persons_like(self, item: Item) -> list[Person]:
        """Known people of the candidate's name."""
        name = item.name if isinstance(item, Candidate) else item.span.text
        found: dict[str, list[str]] = {}
        names: dict[str, str] = {}
        for held in self._offices().named(name):
            dates = f"{held.start or '?'}–{held.end or held.as_of or '?'}"
            names.setdefault(held.person_id, held.name_zh)
            shown = f"{held.office_zh} ({held.jurisdiction}) {dates}"
            found.setdefault(held.person_id, []).append(shown)
        return [Person(key, names[key], tuple(shown)) for key, shown in found.items()]

    def _decide(self, item: Item, action: str, target: str | None, now: datetime) -> Decision:
        """Record it, once the knowledge with it has proved sound."""
        if isinstance(item, Report):
            span = item.span
            entity_id = span.entity_id
            details = {"sentence": span.sentence, "start": span.sentence_start, "text": span.text}
        else:
            entity_id, details = item.entity_id, self._details(item, target)
        name = item_id(item)
        trial = Decision(0, name, action, entity_id, target, details, "", None)
        others = [d for d in review.all_in_force(self._alerts) if d.item != name]
        self._offices(with_decisions(self._tables, [*others, trial]))
        return review.decide(self._alerts, name, action, entity_id, target, details, now)

    def _details(self, item: Candidate, target: str | None) -> dict[str, Any]:
        """What a row of officials.csv needs: names, offices with their place, evidence."""
        chinese = item.name[0] >= "一"
        names = {"name_zh": item.name if chinese else "", "name_en": "" if chinese else item.name}
        for person in self._offices().persons():
            if person.id == target:
                names["name_zh"] = names["name_zh"] or person.name_zh or ""
                names["name_en"] = names["name_en"] or person.name_en or ""
        quoted = [f"{e.url} ; {e.day}" if e.day else e.url for e in item.evidence]
        offices = {(o.office, o.jurisdiction): o for o in map(self._placed, item.offices)}
        return names | {
            "name": item.name,
            "evidence": " ; ".join(quoted),
            "offices": [
                {"office": o.office, "jurisdiction": o.jurisdiction, "status": o.status,
                 "day": o.day}
                for o in offices.values()
            ],
        }  # fmt: skip

    def _placed(self, stated: StatedOffice) -> StatedOffice:
        """The office with the name of its place before it, where the text left that out."""
        place = self._knowledge().places.get(stated.jurisdiction.removeprefix("gb:"))
        words = " ".join(stated.office.split())
        if place is None or any(name in words for name in (place.short_zh, place.name_en)):
            return replace(stated, office=words)
        if words[0] >= "一":
            return replace(stated, office=place.name_zh + words)
        return replace(stated, office=f"{words} ({place.name_en})")

    def _knowledge(self) -> knowledge.Knowledge:
        return knowledge.load(None, self._tables)

    def _offices(self, overlay: Overlay | None = None) -> Offices:
        if overlay is None:
            overlay = with_decisions(self._tables, review.all_in_force(self._alerts))
        known = {entity.id for entity in self._knowledge().entities()}
        return Offices.load(known=known, overlay=overlay)


@contextmanager
def desk_of(settings: Settings) -> Iterator[tuple[Desk, Database, Database]]:
    """The desk of a home, its news.db and its alerts.db."""
    with (
        closing(open_news(settings.news_db)) as news,
        closing(open_alerts(settings.alerts_db)) as alerts,
    ):
        yield Desk(news, alerts, read_folder(folder_of(settings))), news, alerts


def _hash(entity_id: str) -> str:
    return hashlib.sha256(entity_id.encode()).hexdigest()[:8]
