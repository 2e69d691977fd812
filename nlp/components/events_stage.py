"""One scene laid out for the event grammar: sentences, clauses, who stands where."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from db.models import Event, EventKind, Language, Mention
from nlp.components.events_when import Calendar, Day
from nlp.components.events_words import pattern
from nlp.components.names import ORG, PLACE
from nlp.knowledge import Knowledge
from nlp.scene import OrgHit, PlaceHit, Scene, blank

QUOTED = "\ue002"
"""Stands for each character inside quotation marks and book title marks."""
_QUOTE = re.compile(r"“[^”\n]{1,400}”|《[^》\n]{1,80}》|「[^」\n]{1,400}」|『[^』\n]{1,400}』")
_END = {
    "zh": re.compile(r"[。!?\n]+[”’」』)]*"),
    "en": re.compile(r"(?<!\b[A-Z])(?<!Mr)(?<!Ms)(?<!Dr)(?<!Co)(?<!Ltd)[.!?]+[”\"’)]*(?=\s|$)|\n+"),
}
_ZH_BREAK = re.compile(r"[,;:\s　]+")
_REPORT = re.compile(r"本报讯|[\s(]讯[\s(]|本报[^,。\n]{0,6}电|[(]记者|\((?:Xinhua|AP|Reuters)\)")
_PAST = re.compile(r"(?:(?:19|20)\d\d年|去年|前年)(?:\d{1,2}月(?!\d)|(?!\d))")
_LEAD = 300
"""How far into a text its dateline may stand."""
_LEVELS = {"province": 0, "prefecture": 1, "county": 2}


class Piece(NamedTuple):
    """A stretch of the text: a sentence or a clause."""

    start: int
    end: int


@dataclass(slots=True)
class Stage:
    """What the readers of events look at; all offsets are those of the scene's text."""

    scene: Scene
    knowledge: Knowledge
    lang: str = "zh"
    plain: str = ""
    """The simplified text with quoted words blanked out."""
    masked: str = ""
    """``plain`` with places and enterprises blanked out too."""
    people: list[Mention] = field(default_factory=list)
    places: list[PlaceHit] = field(default_factory=list)
    sentences: list[Piece] = field(default_factory=list)
    meeting: Piece | None = None
    """The meeting named last."""
    _starts: list[int] = field(default_factory=list)
    _calendar: Calendar = field(init=False)

    def __post_init__(self) -> None:
        scene = self.scene
        self.lang = "en" if scene.language is Language.EN else "zh"
        self.plain = _QUOTE.sub(_blank, scene.simple)
        self.masked = blank(blank(self.plain, scene.places, PLACE), scene.orgs, ORG)
        self.people = _outermost(scene.officials)
        self._starts = [person.start for person in self.people]
        self.places = sorted(
            (hit for hit in scene.places if not hit.embedded or self._reached(hit)),
            key=lambda hit: (hit.start, hit.end),
        )
        self.sentences = list(self._cut())
        self._calendar = Calendar(self.plain, self.lang, scene.date)

    def past(self, start: int, end: int) -> bool:
        """Whether a year without its day stands in ``start:end``: 2015年7月, 去年9月."""
        return _PAST.search(self.plain, start, end) is not None

    def _reached(self, hit: PlaceHit) -> bool:
        """Whether someone is at or goes to a name that only looks like part of another."""
        return self.plain[hit.start - 1 : hit.start] in ("在", "到", "赴")

    def _cut(self) -> Iterator[Piece]:
        """Sentences with their end marks, blank ones left out; quotations are not cut."""
        at = 0
        for mark in _END[self.lang].finditer(self.plain):
            start, end = mark.span()
            if start > at and not self.plain[at].isspace():
                yield Piece(at, end)
            elif words := self.plain[at:start].lstrip():
                yield Piece(start - len(words), end)
            at = end
        words = self.plain[at:].lstrip()
        if words:
            yield Piece(len(self.plain) - len(words), len(self.plain))

    def clauses(self, sentence: Piece) -> list[Piece]:
        """The parts of a Chinese sentence between commas, colons and blanks."""
        found, at = [], sentence.start
        for mark in _ZH_BREAK.finditer(self.plain, sentence.start, sentence.end):
            if mark.start() > at:
                found.append(Piece(at, mark.start()))
            at = mark.end()
        end = sentence.end
        while end > at and self.plain[end - 1] in "。!?!?\n":
            end -= 1
        return [*found, Piece(at, end)] if end > at else found

    def people_in(self, start: int, end: int) -> list[Mention]:
        """The officials named in ``start:end``."""
        first = bisect_left(self._starts, start)
        return self.people[first : bisect_left(self._starts, end)]

    def places_in(self, start: int, end: int) -> list[PlaceHit]:
        """The places in ``start:end``, embedded ones left out."""
        return [hit for hit in self.places if start <= hit.start and hit.end <= end]

    def orgs_in(self, start: int, end: int) -> list[OrgHit]:
        """The enterprises in ``start:end``."""
        return [hit for hit in self.scene.orgs if start <= hit.start and hit.end <= end]

    def place_in(self, start: int, end: int) -> str | None:
        """``gb:…`` of the first place of ``start:end``, of a chain (沈阳市铁西区) its last."""
        hits = self.places_in(start, end)
        if not hits:
            return None
        best = hits[0]
        for hit in hits[1:]:
            if hit.start - best.end > self._gap() or not self._inside(hit, best):
                break
            best = hit
        return f"gb:{best.code}"

    def seat_in(self, start: int, end: int) -> str | None:
        """As ``place_in``; without a place the first enterprise, ``soe:…``."""
        orgs = self.orgs_in(start, end)
        return self.place_in(start, end) or (f"soe:{orgs[0].soe_id}" if orgs else None)

    def _gap(self) -> int:
        return 3 if self.lang == "zh" else 12

    def _inside(self, one: PlaceHit, other: PlaceHit) -> bool:
        return _LEVELS[one.level] > _LEVELS[other.level] and self.knowledge.province_of(
            one.code
        ) == self.knowledge.province_of(other.code)

    def has(self, start: int, end: int, *roles: str) -> bool:
        """Whether a word of these roles stands in ``start:end``, quotations apart."""
        return pattern(self.lang, *roles).search(self.plain, start, end) is not None

    def starts(self, *roles: str) -> list[int]:
        """Where the words of these roles begin, quotations apart."""
        return [m.start() for m in pattern(self.lang, *roles).finditer(self.plain)]

    def alleges(self, sentence: Piece, spared: Piece | None = None) -> bool:
        """Whether the sentence speaks of investigation, discipline or crime outside ``spared``."""
        found = pattern(self.lang, "allege").finditer(self.plain, sentence.start, sentence.end)
        return any(
            spared is None or not (spared.start <= m.start() and m.end() <= spared.end)
            for m in found
        )

    def day(self, sentence: Piece, at: int, what: Piece | None) -> str | None:
        """The day of an act at ``at``: the last one named before it, else after it, else today."""
        found = self.days(sentence)
        outside = [d for d in found if what is None or d.end <= what.start or d.start >= what.end]
        before = [d for d in outside if d.end <= at]
        if before:
            return before[-1].value if before[-1].value or len(before) == 1 else before[0].value
        return outside[0].value if outside else self._inherited(sentence)

    def _inherited(self, sentence: Piece) -> str | None:
        """The day where a sentence names none: of the last sentence before it that names one.

        A headline takes that of the sentence after it; with no day named, publication counts if
        the text opens as a report of the day (本报讯).
        """
        last = self._calendar.last_before(sentence.start)
        if last:
            home = next(s for s in reversed(self.sentences) if s.start <= last.start)
            return self.days(home)[0].value
        headline = sentence == self.sentences[0] and "\n" in self.printed(sentence)
        if headline and len(self.sentences) > 1 and (named := self.days(self.sentences[1])):
            return named[0].value
        return self.scene.date if _REPORT.search(self.plain[:_LEAD]) else None

    def days(self, sentence: Piece) -> list[Day]:
        """The sentence's date expressions, quotations apart."""
        return self._calendar.within(sentence.start, sentence.end)

    def printed(self, piece: Piece) -> str:
        return self.scene.text[piece.start : piece.end]

    def names(self, people: list[Mention]) -> tuple[str, ...]:
        """Their names as printed, each once."""
        return tuple(dict.fromkeys(self.scene.text[p.start : p.end] for p in people))

    def event(
        self, kind: EventKind, who: tuple[str, ...], what: Piece, where: str | None,
        sentence: Piece, at: int, rule: str, sure: float,
    ) -> Event:  # fmt: skip
        """An event of ``sentence`` whose verb stands at ``at``."""
        end = sentence.end
        while end > sentence.start and self.plain[end - 1].isspace():
            end -= 1
        home = f"gb:{self.scene.home}" if self.scene.home else None
        return Event(
            kind, who, self.printed(what), where or home, self.day(sentence, at, what),
            sentence.start, end, sure, rule,
        )  # fmt: skip


def trim(text: str, start: int, end: int, edge: str) -> Piece:
    """``start:end`` without characters of ``edge`` at either end."""
    while start < end and text[start] in edge:
        start += 1
    while end > start and text[end - 1] in edge:
        end -= 1
    return Piece(start, end)


def _blank(match: re.Match[str]) -> str:
    words = match.group()
    return words[0] + QUOTED * (len(words) - 2) + words[-1]


def _outermost(officials: list[Mention]) -> list[Mention]:
    found: list[Mention] = []
    for person in sorted(officials, key=lambda m: (m.start, -m.end)):
        if not found or person.start >= found[-1].end:
            found.append(person)
    return found
