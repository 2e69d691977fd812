"""Where an English title rules: the enterprise or place in its words, or the one they imply."""

import re
from bisect import bisect_left
from collections import Counter

from nlp.components.officials_en_bonds import are_joined
from nlp.components.titles_en import TitleEn
from nlp.knowledge import Knowledge
from nlp.offices import CENTRAL
from nlp.scene import OrgHit, PlaceHit, Scene

_NATIONAL = re.compile(
    r"\b(?:State Council|[Ss]tate (?!-)[A-Z]?\w+ (?:[Aa]dministration|[Cc]ommission|Bureau|Office)|"
    r"General Administration|Central (?:Committee|Commission|Military)|Ministry|National|SCIO|"
    r"NDRC|MIIT|"
    r"SASAC of the State|Supreme People[’']s)\b"
)
_CENTRAL = re.compile(
    r"\b(?:CPC Central|SASAC|State-owned Assets|National|State Council|Central|China|Chinese)\b"
)
_RELATIVE = re.compile(r"\b(?:provincial|province|municipal|city|county|district)\b", re.I)
_UNKNOWN = re.compile(
    r"\b(?!(?:CPC|Party|Communist|Deputy|Standing|The|Vice|Acting|Executive|Former|Assistant|"
    r"China)\b)[A-Z]\w+ "
    r"(?:District|County|City|Municipal|Prefectural)\b"
)
_ITS_BODY = re.compile(r"\b(?:bureau|commission|committee|department|administration)[’']s\b", re.I)
_ITS_FIRM = re.compile(
    r"\b(?:[Ii]ts|(?:[Cc]ompany|[Gg]roup|firm|\w+maker|enterprise|producer)(?:[’']s)?)"
    r"(?: (?:vice|deputy|former|then|executive))* $"
)
_LEVELS = {
    "provincial": "province", "province": "province", "county": "county", "district": "county",
}  # fmt: skip
_IMPLIED = {"governor": "province", "mayor": "prefecture"}


def _firm_id(org: OrgHit) -> str:
    return org.soe_id if ":" in org.soe_id else f"soe:{org.soe_id}"


class SeatsEn:
    """Finds the jurisdiction of the titles of one English scene."""

    def __init__(self, scene: Scene, knowledge: Knowledge) -> None:
        self._scene, self._knowledge = scene, knowledge
        self._starts = [hit.start for hit in scene.places]
        self._firms = [org.start for org in scene.orgs]
        self._most: dict[str, str | None] = {}

    def firm(self, title: TitleEn) -> str | None:
        """``soe:…`` of the enterprise in the words of the title, or None."""
        for org in self._orgs(title.start, title.end):
            if not org.embedded:
                return _firm_id(org)
        before = self._scene.simple[max(0, title.start - 24) : title.head_start]
        if title.kind in ("firm", "chair") and _ITS_FIRM.search(before):
            near = self._orgs(title.start - 400, title.start)
            return _firm_id(near[-1]) if near else None
        return None

    def shared(self, titles: list[TitleEn]) -> list[tuple[bool, str | None]]:
        """Per title of one person: is it an enterprise's, and ``gb:…``, ``soe:…`` or None.

        Titles side by side share a place or enterprise that only one of them states.
        """
        stated = [self.firm(title) or self._stated(title) for title in titles]
        self._spread(titles, stated)
        firms = [(where or "").startswith(("soe:", "nil:")) for where in stated]
        places = [
            where or self._implied(title) for title, where in zip(titles, stated, strict=True)
        ]
        self._spread(titles, places)
        known = [None if (where or "").startswith("nil:") else where for where in places]
        return list(zip(firms, known, strict=True))

    def _spread(self, titles: list[TitleEn], places: list[str | None]) -> None:
        """Hands each place on to the titles beside it that have none, backward first."""
        count = len(titles)
        steps = [(i, i + 1) for i in reversed(range(count - 1))]
        steps += [(i, i - 1) for i in range(1, count)]
        for one, two in steps:
            if places[one] is None and places[two] and self._beside(titles, one, two):
                places[one] = self._fitting(titles[one], places[two])

    def is_placed(self, title: TitleEn) -> bool:
        """Whether the title's own words name a place."""
        return bool(self._places(title.start, title.end))

    def _places(self, start: int, end: int) -> list[PlaceHit]:
        """The places that begin between two offsets."""
        first = bisect_left(self._starts, start)
        return self._scene.places[first : bisect_left(self._starts, end, lo=first)]

    def _orgs(self, start: int, end: int) -> list[OrgHit]:
        first = bisect_left(self._firms, start)
        return self._scene.orgs[first : bisect_left(self._firms, end, lo=first)]

    def _beside(self, titles: list[TitleEn], one: int, two: int) -> bool:
        first, last = titles[min(one, two)], titles[max(one, two)]
        return are_joined(self._scene.simple, first, last)

    def _fitting(self, title: TitleEn, where: str | None) -> str | None:
        """``where`` unless the title rules over another level of place (a mayor, a province)."""
        level = _IMPLIED.get(title.head)
        relative = _RELATIVE.search(title.words)
        if relative:
            level = _LEVELS.get(relative.group().lower(), "prefecture")
        if not level or not where or not where.startswith("gb:"):
            return where if not level else None
        place = self._knowledge.places.get(where.removeprefix("gb:"))
        if place and place.kind == "municipality" and level == "prefecture":
            return where
        return where if place and place.level == level else None

    def _stated(self, title: TitleEn) -> str | None:
        """What the words of the title name; ``gb:100000`` for central bodies."""
        if title.words.lower().removeprefix("vice ") == "president":
            return None
        if title.kind in ("central", "envoy") or _NATIONAL.search(title.words):
            return CENTRAL
        places = self._places(title.start, title.end)
        after = [h for h in places if h.start >= title.head_end]
        if after:
            return f"gb:{self._narrowest(after)}"
        if places:
            return f"gb:{self._narrowest(places)}"
        if _CENTRAL.search(title.words):
            return CENTRAL
        return None

    def _narrowest(self, places: list[PlaceHit]) -> str:
        """The first place, or one inside it that follows (Harbin's Daoli District)."""
        code = places[0].code
        for hit in places[1:]:
            if code in self._knowledge.parents(hit.code):
                code = hit.code
        return code

    def _implied(self, title: TitleEn) -> str | None:
        """The province or city meant by "the provincial Party chief", "the mayor", "Governor "
        "Li"."""
        if _ITS_BODY.search(title.words):
            near = self._places(title.start - 300, title.start)
            return f"gb:{near[-1].code}" if near else None
        wanted = _RELATIVE.search(title.words)
        if wanted is not None and _UNKNOWN.search(title.words):
            return None
        if wanted is None:
            level = _IMPLIED.get(title.head)
            return self._common(level) if level and not self._abroad(title) else None
        level = _LEVELS.get(wanted.group().lower(), "prefecture")
        before = self._places(title.start - 4000, title.start)
        if level == "province" and before:
            return f"gb:{self._knowledge.province_of(before[-1].code)}"
        fitting = [hit for hit in before if hit.level == level]
        return f"gb:{fitting[-1].code}" if fitting else self._common(level)

    def _abroad(self, title: TitleEn) -> bool:
        return bool(re.match(r" of [A-Z]", self._scene.simple[title.end : title.end + 6]))

    def _common(self, level: str) -> str | None:
        """The place of a level that the text names most, the earliest of equals."""
        if level not in self._most:
            self._most[level] = self._count(level)
        return self._most[level]

    def _count(self, level: str) -> str | None:
        votes: Counter[str] = Counter()
        for hit in self._scene.places:
            if level == "province":
                votes[self._knowledge.province_of(hit.code)] += 1
            elif hit.level == level:
                votes[hit.code] += 1
        best = votes.most_common(1)
        return f"gb:{best[0][0]}" if best else None
