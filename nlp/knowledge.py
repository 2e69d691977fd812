"""The knowledge base: places, state-owned enterprises, topics, and words that look like them.

Codes are GB/T 2260 (six digits); ``100000`` is the central level in jurisdictions. Dates are
``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; an unknown date is None and is never guessed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from db.models import Entity, EntityType
from nlp.overlay import NOTHING, Overlay
from nlp.tables import Folder, Row, unique

CENTRAL = "100000"
REGION_PROVINCES = frozenset({"210000", "220000", "230000"})
REGION_PREFECTURES = frozenset({"150400", "150500", "150700", "152200", "152500"})
_PROVINCE_FIELDS = ("gb_code", "name_zh", "short_zh", "name_en", "aliases", "capital_gb_code")
_CITY_FIELDS = (
    "gb_code", "level", "kind", "name_zh", "short_zh", "name_en", "aliases", "parent_gb_code",
    "ambiguity_note",
)  # fmt: skip
_RIVAL = re.compile(r"(\S+) \((\d{6}) (\S+?)\)")


@dataclass(frozen=True, slots=True)
class Rival:
    """A unit that shares a name: ``kind`` ``short`` (in characters) or ``pinyin``."""

    name_zh: str
    code: str
    kind: str


@dataclass(frozen=True, slots=True)
class Place:
    """A unit; ``level`` province, prefecture or county; ``parent_code`` None for provinces."""

    code: str
    level: str
    kind: str
    name_zh: str
    short_zh: str
    name_en: str
    aliases: tuple[str, ...]
    parent_code: str | None
    common_word: bool = False
    rivals: tuple[Rival, ...] = ()


@dataclass(frozen=True, slots=True)
class Ownership:
    """The state owned it from ``start`` to ``end`` (either may be unknown) at ``level``."""

    start: str | None
    end: str | None
    level: str
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Soe:
    """An enterprise; ``level`` central, provincial, municipal or former (private now)."""

    id: str
    name_zh: str
    short_zh: str
    aliases_zh: tuple[str, ...]
    name_en: str
    aliases_en: tuple[str, ...]
    level: str
    parent_id: str | None
    hq_code: str | None
    sector: str
    confidence: str
    periods: tuple[Ownership, ...] = ()
    evidence: str = ""

    def state_owned(self, date: str | None) -> bool:
        """Whether it belonged to the state on ``date`` (``YYYY-MM-DD``), as far as is known."""
        return self.level != "former" or self.owned(date) is not None

    def owned(self, date: str | None) -> Ownership | None:
        """The recorded ownership of that day, None if there is none."""
        if date is None:
            return None
        return next(
            (
                p for p in self.periods
                if (not p.start or p.start <= date) and (not p.end or date[: len(p.end)] <= p.end)
            ),
            None,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Topic:
    """A term of the region's development.

    ``role``: sufficient, signal, weak, mask, off_topic or neutral.
    """

    id: str
    term: str
    lang: str
    weight: int
    role: str
    needs_context: bool
    pattern: re.Pattern[str]
    literal: str
    """``term`` folded; a text without it need not be searched, unless the pattern is ``custom``."""
    custom: bool


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything the tagger knows; ``digest`` identifies the tables it was read from."""

    places: dict[str, Place]
    soes: dict[str, Soe]
    topics: tuple[Topic, ...]
    decoys: dict[str, str]
    """A string that must not be read as what it contains -> its kind."""
    words: dict[tuple[str, str], str]
    """(level, short name) -> ``never``, ``weak``, ``given`` or ``strong``."""
    compounds: dict[str, tuple[str, ...]]
    """Abbreviations written together (黑吉辽) -> the codes they stand for."""
    digest: str
    children: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def province_of(self, code: str) -> str:
        """The province a code lies in, by its first two digits."""
        return f"{code[:2]}0000"

    def parents(self, code: str) -> tuple[str, ...]:
        """The units above ``code``, nearest first: ``220322`` -> ``220300``, ``220000``."""
        above: list[str] = []
        parent = self.places[code].parent_code
        while parent:
            above.append(parent)
            parent = self.places[parent].parent_code
        return tuple(above)

    def full_name(self, code: str) -> str:
        """A unit's name after those it lies in, namesakes elsewhere too: 北京市朝阳区."""
        known = self.places.get(code)
        rivals = (rival for place in self.places.values() for rival in place.rivals)
        name = known.name_zh if known else next(r.name_zh for r in rivals if r.code == code)
        above = {f"{code[:2]}0000", f"{code[:4]}00"} & self.places.keys() - {code}
        return "".join(self.places[each].name_zh for each in sorted(above)) + name

    def in_region(self, code: str) -> bool:
        """Whether a unit lies in the Northeast: three provinces, eastern Inner Mongolia."""
        return _in_region(code)

    def entities(self) -> Iterator[Entity]:
        """All places and enterprises as entities, parents before children."""
        for place in sorted(self.places.values(), key=lambda p: len(self.parents(p.code))):
            kind = EntityType.PROVINCE if place.level == "province" else EntityType.CITY
            above = f"gb:{place.parent_code}" if place.parent_code else None
            name_en = place.name_en or None
            yield Entity(f"gb:{place.code}", kind, place.name_zh, name_en, above, place.level)
        for soe in sorted(self.soes.values(), key=self._depth):
            above = f"soe:{soe.parent_id}" if soe.parent_id else None
            name_en = soe.name_en or None
            yield Entity(f"soe:{soe.id}", EntityType.SOE, soe.name_zh, name_en, above, soe.level)

    def names(self) -> Iterator[tuple[str, str]]:
        """Short and other names of places and enterprises, each with the entity's id."""
        for place in self.places.values():
            for name in {place.short_zh, *place.aliases} - {"", place.name_zh, place.name_en}:
                yield name, f"gb:{place.code}"
        for soe in self.soes.values():
            others = {soe.short_zh, *soe.aliases_zh, *soe.aliases_en}
            for name in others - {"", soe.name_zh, soe.name_en}:
                yield name, f"soe:{soe.id}"

    def _depth(self, soe: Soe) -> int:
        depth = 0
        while soe.parent_id:
            soe, depth = self.soes[soe.parent_id], depth + 1
        return depth


@lru_cache(maxsize=10_000)
def _in_region(code: str) -> bool:
    return f"{code[:2]}0000" in REGION_PROVINCES or f"{code[:4]}00" in REGION_PREFECTURES


_PROVINCE_KINDS = {"市": "municipality", "省": "province"}


def _province(row: Row) -> Place:
    kind = _PROVINCE_KINDS.get(row["name_zh"][-1:], "region")
    return Place(
        row["gb_code"], "province", kind, row["name_zh"], row["short_zh"], row["name_en"],
        row.many("aliases"), None,
    )  # fmt: skip


def _rivals(note: str) -> tuple[Rival, ...]:
    found = []
    for part in note.split(" | "):
        kind = "pinyin" if part.startswith("same pinyin") else "short"
        found += [Rival(name, code, kind) for name, code, _ in _RIVAL.findall(part)]
    return tuple(found)


def _city(row: Row) -> Place:
    note = row["ambiguity_note"]
    return Place(
        row["gb_code"], row.one_of("level", _LEVELS), row["kind"], row["name_zh"],
        row["short_zh"], row["name_en"], row.many("aliases"), row["parent_gb_code"],
        "common word" in note, _rivals(note),
    )  # fmt: skip


_LEVELS = {"prefecture": "prefecture"} | dict.fromkeys(
    ("district", "county", "county-level city", "banner"), "county"
)


def _places(folder: Folder) -> dict[str, Place]:
    province_rows = list(unique(folder.rows("provinces.csv", _PROVINCE_FIELDS), "gb_code"))
    city_rows = list(unique(folder.rows("cities.csv", _CITY_FIELDS), "gb_code"))
    places = {row["gb_code"]: _province(row) for row in province_rows}
    for row in city_rows:
        if row["gb_code"] in places:
            raise row.error("gb_code", "already used by a province", "ids are unique")
        place = _city(row)
        places[place.code] = _levelled(place)
    for row in city_rows:
        if row["parent_gb_code"] not in places or row["parent_gb_code"] == row["gb_code"]:
            raise row.error("parent_gb_code", "unknown parent", "name a unit of these tables")
        _check_level(row, places)
    for row in province_rows:
        if row["capital_gb_code"] and row["capital_gb_code"] not in places:
            raise row.error("capital_gb_code", "unknown unit", "name a row of cities.csv")
    return places


def _levelled(place: Place) -> Place:
    return Place(
        place.code, _LEVELS[place.level], place.kind, place.name_zh, place.short_zh,
        place.name_en, place.aliases, place.parent_code, place.common_word, place.rivals,
    )  # fmt: skip


def _check_level(row: Row, places: dict[str, Place]) -> None:
    parent = places[row["parent_gb_code"]]
    if places[row["gb_code"]].level == "prefecture":
        if parent.level != "province":
            raise row.error("parent_gb_code", "not a province", "a prefecture lies in a province")
        return
    code = parent.code
    if parent.level != "prefecture" or not (
        code[:2] + "0000" in REGION_PROVINCES or code in REGION_PREFECTURES
    ):
        hint = "county level is kept only for prefectures of the region"
        raise row.error("parent_gb_code", "not a prefecture of the region", hint)


def load(folder: Path | None = None, overlay: Overlay = NOTHING) -> Knowledge:
    """The tables of ``folder`` (default: the packaged ones) with the operator's rows, checked.

    ``digest`` is of the folder's tables alone. Raises KnowledgeError.
    """
    return _load(folder, overlay)


@lru_cache(maxsize=4)
def _load(folder: Path | None, overlay: Overlay) -> Knowledge:
    from nlp import enterprises, vocabulary

    source = Folder(folder, overlay)
    places = _places(source)
    soes = enterprises.read(source, places)
    enterprises.check_offices(source, places, soes)
    children: dict[str, list[str]] = {}
    for place in places.values():
        if place.parent_code:
            children.setdefault(place.parent_code, []).append(place.code)
    return Knowledge(
        places=places,
        soes=soes,
        topics=vocabulary.topics(source),
        decoys=vocabulary.decoys(source),
        words=vocabulary.words(source),
        compounds=vocabulary.compounds(source, places),
        digest=source.digest(),
        children={code: tuple(codes) for code, codes in children.items()},
    )
