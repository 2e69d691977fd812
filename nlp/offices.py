"""The dated office table: who held which office where, and how well that is known.

Rows come from ``data/officials.csv`` (public sources, each row with its evidence); the kinds of
office in both languages from ``data/office_keys.csv``. Unknown dates stay unknown.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from db.errors import KnowledgeError
from db.models import Entity, EntityType
from nlp.office_days import first_day, last_day
from nlp.office_keys import is_one_seat, office_keys
from nlp.overlay import NOTHING, Overlay
from nlp.tables import Folder, Row, unique

CENTRAL = "gb:100000"
_COLUMNS = (
    "id", "name_zh", "name_en", "office_zh", "office_en", "jurisdiction", "start_date", "end_date",
    "evidence", "as_of", "status", "confidence",
)  # fmt: skip
_STATUSES = ("former", "in_office", "last_seen", "unknown")
_RANKS = {"high": 0, "medium": 1, "low": 2}
_LOCAL_KEYS = frozenset({"secretary", "deputy_secretary", "chairman", "congress_vice_chair"})
_NEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Holding:
    """One office held by one person; dates ISO to the day, month or year, None = not known.

    ``jurisdiction``: ``gb:…``, ``gb:100000`` (central) or ``soe:…``. ``confidence``: high, medium
    or low; from ``Offices.holder`` it is the confidence for the date asked about.
    """

    person_id: str
    name_zh: str
    name_en: str
    office_zh: str
    office_en: str
    jurisdiction: str
    start: str | None
    end: str | None
    status: str
    confidence: str
    evidence: str
    as_of: str | None
    keys: frozenset[str]
    line: int
    table: str = "officials.csv"

    def on(self, day: str) -> str | None:
        """Confidence that the office was held on ``day`` (YYYY-MM-DD); None if it was not.

        High needs a high row and a day inside the stated interval: from start to end, or to the
        day it was last seen in office.
        """
        if (self.start and day < first_day(self.start)) or (self.end and day > last_day(self.end)):
            return None
        seen = self.as_of if self.status in ("in_office", "last_seen") else None
        if self.status == "former" and not self.end and self.as_of and day > last_day(self.as_of):
            return None
        upper = self.end or seen
        if self.start and upper and day <= last_day(upper):
            sure = last_day(self.start) <= day and (not self.end or day <= first_day(self.end))
            exact = sure or (len(self.start) > 4 and len(upper) > 4)
            return self.confidence if exact else "medium"
        if upper and abs(date.fromisoformat(day) - date.fromisoformat(last_day(upper))) <= _NEAR:
            return "medium"
        return "low"


class Offices:
    """All known holdings, indexed by office and place, and by person's name."""

    def __init__(self, holdings: Iterable[Holding]) -> None:
        self._all = tuple(holdings)
        self._seats: dict[tuple[str, str], list[Holding]] = defaultdict(list)
        self._by_zh: dict[str, list[Holding]] = defaultdict(list)
        self._by_en: dict[str, list[Holding]] = defaultdict(list)
        self._by_person: dict[str, list[Holding]] = defaultdict(list)
        for holding in self._all:
            for key in holding.keys:
                self._seats[key, holding.jurisdiction].append(holding)
            if _is_chinese(holding.name_zh):
                self._by_zh[holding.name_zh].append(holding)
            if not _is_chinese(holding.name_en):
                self._by_en[plain_name(holding.name_en)].append(holding)
            self._by_person[holding.person_id].append(holding)

    @classmethod
    def load(
        cls,
        folder: Path | None = None,
        known: Collection[str] | None = None,
        overlay: Overlay = NOTHING,
    ) -> "Offices":
        """Read and check ``officials.csv`` of ``folder`` (default: the package's data).

        The operator's rows follow; in them a name or an office may lack one of the two languages.
        ``known``: ids (``gb:…``, ``soe:…``) a jurisdiction may name; None skips that check.
        Raises KnowledgeError naming file and line: unknown jurisdiction, bad date, end before
        start, bad status, two holders of a one-seat office at once.
        """
        rows = unique(Folder(folder, overlay).rows("officials.csv", _COLUMNS), "id")
        holdings = [_holding(row, known) for row in rows]
        _refuse_overlaps(holdings)
        return cls(holdings)

    def holder(self, office: str, jurisdiction: str, day: str | None) -> list[Holding]:
        """Who held ``office`` (a key such as ``mayor`` is ``government_head``, or its words).

        Most certain first. With a day: only those who may have held it then, ``confidence`` told
        for that day; a stated holder of a one-seat office leaves no room for guesses. Without a
        day: all who ever held it, at low confidence.
        """
        keys = office_keys(office) or {office}
        found = {
            (h.table, h.line): h for key in keys for h in self._seats.get((key, jurisdiction), ())
        }
        if day is None:
            return [replace(h, confidence="low") for h in found.values()]
        graded = [(h.on(day), h) for h in found.values()]
        held = [replace(h, confidence=grade) for grade, h in graded if grade is not None]
        if any(h.confidence == "high" for h in held) and any(is_one_seat(k) for k in keys):
            held = [h for h in held if h.confidence != "low"]
        return sorted(held, key=lambda h: (_RANKS[h.confidence], h.line))

    def named(self, name: str) -> list[Holding]:
        """Holdings of every person of that Chinese (simplified) or English name."""
        return self._by_zh.get(name) or self._by_en.get(plain_name(name)) or []

    def of_person(self, person_id: str) -> list[Holding]:
        """Holdings of one person (``person:…``), none for an unknown id."""
        return self._by_person.get(person_id, [])

    def holdings(self) -> Iterator[Holding]:
        """Every row of the table."""
        return iter(self._all)

    def names(self) -> Mapping[str, list[Holding]]:
        """Chinese name to holdings."""
        return self._by_zh

    def persons(self) -> Iterator[Entity]:
        """One entity per person."""
        for person_id, held in self._by_person.items():
            zh, en = held[0].name_zh, held[0].name_en
            yield Entity(
                person_id, EntityType.OFFICIAL, zh if _is_chinese(zh) else None,
                None if _is_chinese(en) else en,
            )  # fmt: skip


def _is_chinese(name: str) -> bool:
    return name[0] >= "一"


def plain_name(name: str) -> str:
    """English name for comparison: lower case, ü and yu (Lyu) as u, no apostrophe, one space."""
    plain = name.lower().translate({ord("ü"): "u", ord("’"): None, ord("'"): None})
    return " ".join(re.sub(r"\b([ln])yu\b", r"\1u", plain.replace("-", " ")).split())


def _holding(row: Row, known: Collection[str] | None) -> Holding:
    words = _words(row)
    status = row.one_of("status", _STATUSES)
    confidence = row.one_of("confidence", tuple(_RANKS))
    start, end = row.interval("start_date", "end_date")
    raw = row["jurisdiction"]
    jurisdiction = f"gb:{raw}" if raw.isdigit() else f"soe:{raw}"
    if known is not None and jurisdiction != CENTRAL and jurisdiction not in known:
        hint = "add it to cities.csv, provinces.csv or soes.csv, or correct it"
        raise row.error("jurisdiction", "not a known place or enterprise", hint)
    return Holding(
        f"person:{row['id'].split('--')[0]}", *words, jurisdiction, start, end, status, confidence,
        row["evidence"], row.date("as_of"), _keys(row, jurisdiction), row.line, row.table,
    )  # fmt: skip


def _words(row: Row) -> tuple[str, str, str, str]:
    """Names and offices in both languages; an operator's row has the known one for a missing."""
    for field in ("id", "name_zh", "name_en", "office_zh", "office_en", "jurisdiction"):
        other = field[:-2] + ("en" if field.endswith("zh") else "zh")
        spare = row.table != "officials.csv" and row.values.get(other)
        if not row[field] and not spare:
            raise row.error(field, "is empty", "fill it in")
    return (
        row["name_zh"] or row["name_en"], row["name_en"] or row["name_zh"],
        row["office_zh"] or row["office_en"], row["office_en"] or row["office_zh"],
    )  # fmt: skip


def _keys(row: Row, jurisdiction: str) -> frozenset[str]:
    keys = office_keys(row["office_zh"]) | office_keys(row["office_en"])
    return keys - _LOCAL_KEYS if jurisdiction == CENTRAL else keys


def _refuse_overlaps(holdings: list[Holding]) -> None:
    seats: dict[tuple[str, str], list[Holding]] = defaultdict(list)
    for holding in holdings:
        for key in filter(is_one_seat, holding.keys):
            if holding.start and (holding.end or holding.as_of) and "副" not in holding.office_zh:
                seats[key, holding.jurisdiction].append(holding)
    for (key, place), held in seats.items():
        held.sort(key=lambda h: (first_day(h.start or ""), h.line))
        for earlier, later in pairwise(held):
            if earlier.person_id != later.person_id and _end_known(earlier) > last_day(
                later.start or ""
            ):
                raise KnowledgeError(
                    f"{earlier.name_zh} ({_line(earlier)}) and {later.name_zh} "
                    f"({_line(later)}) hold {key} of {place} at once",
                    where=f"{later.table} line {later.line}",
                    value=f"{earlier.start}..{earlier.end or earlier.as_of} and {later.start}..",
                    hint="correct a date, or leave blank the one that is not known",
                )


def _line(holding: Holding) -> str:
    table = "" if holding.table == "officials.csv" else f"{holding.table} "
    return f"{table}line {holding.line}"


def _end_known(holding: Holding) -> str:
    """The last day the row itself vouches for; blank if it vouches for none after the start."""
    if holding.end:
        return first_day(holding.end)
    in_office = holding.status in ("in_office", "last_seen")
    return first_day(holding.as_of) if in_office and holding.as_of else ""
