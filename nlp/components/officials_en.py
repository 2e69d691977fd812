"""English grammar of officials: titles before and after pinyin names, repeats by surname."""

import bisect
import re
from collections.abc import Iterator, Sequence, Set
from itertools import pairwise

from db.models import PostStatus
from nlp.components.names_en import NameEn, find_names, surnames_en
from nlp.components.officials_cast import Cast, Office
from nlp.components.titles_en import TitleEn, find_titles_en, judge_en
from nlp.components.titles_judge import Verdict
from nlp.knowledge import Knowledge
from nlp.offices import CENTRAL, Offices, plain_name
from nlp.scene import Scene

_REACH = 250
"""How far before a name its title can begin, in characters."""
_TO_NAME = re.compile(r",? (?:Comrade )?$")
_APPOSED = re.compile(
    r"(?:,| \(| [—–-]{1,2}|,? who is|,? who was|,? is|,? was)"
    r"(?: (?:the|a|its|then|now|currently|also|been))* ?$"
)
_VERB = re.compile(
    r"\b(?P<verb>appointed|named|elected|re-elected|promoted|became|becomes|serves?|served|"
    r"serving|works?|worked|nominated|"
    r"took (?:office|over)|take over|transferred|resigned|stepped down|removed|dismissed|replaced|"
    r"succeeded|sworn in|designated)"
    r"(?: in \d{4})?(?: (?:as|to|from|to be|the|be|its|an?|position|post|role|of|both))* ?$"
)
_AND = re.compile(r",? and (?:the |its |concurrently )?|, (?:the )?")
_NEW = re.compile(
    "appointed|named|elected|promoted|bec|nominated|took|take|sworn|transferred|designated"
)
_PAST = re.compile("served|worked")
_OUT = re.compile("resigned|stepped|removed|dismissed")
_NATIONAL = re.compile(r"\b(?:State Council|Central Committee|Ministry|National|Central)\b")
_RELATIVE = re.compile(r"\b(?:provincial|province|municipal|city|county|district)\b")
_LEVEL_OF = {"county": "county", "district": "county"}
_SENTENCE = re.compile(r"(?<!\b[A-Z])(?<!Mr)(?<!Ms)(?<!Dr)[.!?](?=[\s”\"]|$)|\n")
_HONOR = re.compile(
    r"\b(?P<title>President|Premier|Vice Premier|Governor|Mayor|Secretary|Minister|"
    r"Party Secretary|Party chief|Mr\.?|Ms\.?|Mrs\.?|Chairman) "
    r"(?P<surname>[A-Z][a-zü]+)\b(?! [A-Z][a-z]+)"
)
_BEFORE_SURNAME = re.compile(
    r"(?:President|Premier|Governor|Mayor|Secretary|Minister|Mr|Ms|Mrs|Chairman|Comrade|But|And|As|"
    r"While|When|In|For|Later|Meanwhile)\.?"
)
_SCHOLAR = re.compile(
    r"(?:Professor|Prof\.?|Dr\.?|Doctor|(?:^|\n)By|economist|researcher|Academician) $"
)


class ReaderEn:
    """Reads one English scene into a ``Cast``; names are keyed surname first."""

    def __init__(self, scene: Scene, knowledge: Knowledge, offices: Offices) -> None:
        self._scene, self._text = scene, scene.simple
        self._knowledge, self._offices = knowledge, offices
        self.cast = Cast()

    def read(self) -> Cast:
        names = list(self._names())
        titles = list(find_titles_en(self._text, [name.start for name in names]))
        for index, name in enumerate(names):
            following = names[index + 1].start if index + 1 < len(names) else len(self._text)
            self._settle(name, titles, following)
        if titles:
            self._titled_surnames()
        self._repeats(names)
        return self.cast

    def _names(self) -> Iterator[NameEn]:
        """Pinyin pairs, and the table's own names whatever their form; never inside a place."""
        covered = [(hit.start, hit.end) for hit in self._scene.places]
        yield from find_names(self._text, covered)

    def _settle(self, name: NameEn, titles: list[TitleEn], following: int) -> None:
        stop = _SENTENCE.search(self._text, name.end, following)
        limit = stop.start() if stop else following
        offices: list[Office] = []
        against = _SCHOLAR.search(self._text, max(0, name.start - 14), name.start) is not None
        first = bisect.bisect_left(titles, name.start - _REACH, key=lambda title: title.start)
        last = bisect.bisect_left(titles, limit, key=lambda title: title.start)
        for title, status in self._attached(name, titles[first:last], limit):
            verdict = judge_en(title, self._firm(title) is not None)
            against = against or verdict in (Verdict.OTHER, Verdict.FOREIGN)
            if verdict is Verdict.OFFICE:
                offices.append(self._office(title, status))
        if offices:
            self.cast.add(name.name, name.start, name.end, "title-name", offices)
        elif against and name.name not in self.cast.officials:
            self.cast.others.add(name.name)

    def _attached(
        self, name: NameEn, titles: Sequence[TitleEn], limit: int
    ) -> Iterator[tuple[TitleEn, PostStatus]]:
        """The titles that belong to a name, and those joined to them by "and"."""
        own = {
            title: status
            for title in titles
            if (status := self._attaches(name, title, limit)) is not None
        }
        pairs = list(pairwise(titles))
        for one, two in pairs:
            if one in own and two not in own and one.start > name.start and self._joined(one, two):
                own[two] = two.status
        for one, two in reversed(pairs):
            if two in own and one not in own and two.start < name.start and self._joined(one, two):
                own[one] = one.status
        for title in titles:
            if title in own:
                yield title, own[title]

    def _joined(self, one: TitleEn, two: TitleEn) -> bool:
        return _AND.fullmatch(self._text, one.end, max(one.end, two.start)) is not None

    def _attaches(self, name: NameEn, title: TitleEn, limit: int) -> PostStatus | None:
        """How a title belongs to a name, or None: right before it, after a comma, after a verb."""
        if title.end <= name.start:
            gap = self._text[title.end : name.start]
            if (
                len(gap) < 14
                and _TO_NAME.fullmatch(gap)
                and ("," not in gap or title.end - title.start > title.head_end - title.head_start)
            ):
                return title.status
            return None
        if title.head_end <= name.start and _TO_NAME.fullmatch(
            self._text[title.head_end : name.start]
        ):
            return title.status
        if title.start < name.end or title.start >= limit:
            return None
        between = self._text[name.end : title.start]
        verb = _VERB.search(between)
        if verb:
            if _OUT.search(verb["verb"]):
                return PostStatus.LEFT
            if _PAST.match(verb["verb"]) and title.status is PostStatus.INCUMBENT:
                return PostStatus.FORMER
            new = _NEW.search(verb["verb"]) and title.status is PostStatus.INCUMBENT
            return PostStatus.APPOINTED if new else title.status
        if not _APPOSED.fullmatch(between):
            return None
        was = " was" in between and title.status is PostStatus.INCUMBENT
        return PostStatus.FORMER if was else title.status

    def _office(self, title: TitleEn, status: PostStatus) -> Office:
        end = title.end
        return Office(title.start, end, self._text[title.start : end], self._where(title), status)

    def _firm(self, title: TitleEn) -> str | None:
        inside = [o for o in self._scene.orgs if title.start <= o.start < title.end]
        return f"soe:{inside[0].soe_id}" if inside else None

    def _where(self, title: TitleEn) -> str | None:
        firm = self._firm(title)
        if firm:
            return firm
        places = [h for h in self._scene.places if title.start <= h.start < title.end]
        after = [h for h in places if h.start >= title.head_end]
        before = [h for h in places if h.start < title.head_end]
        if title.kind in ("central", "envoy") or _NATIONAL.search(title.words):
            return CENTRAL
        if after or before:
            return f"gb:{(after[0] if after else before[-1]).code}"
        if re.search(
            r"\b(?:CPC Central|National|State Council|Central|China|Chinese)\b", title.words
        ):
            return CENTRAL
        return self._nearby(title)

    def _nearby(self, title: TitleEn) -> str | None:
        """The province or city meant by "the provincial Party chief", "the city's mayor"."""
        wanted = _RELATIVE.search(title.words)
        before = [h for h in self._scene.places if h.end <= title.start]
        if wanted is None or not before:
            return None
        if wanted.group().startswith("provinc"):
            return f"gb:{self._knowledge.province_of(before[-1].code)}"
        cities = [hit for hit in before if hit.level == _LEVEL_OF.get(wanted.group(), "prefecture")]
        return f"gb:{cities[-1].code}" if cities else None

    def _titled_surnames(self) -> None:
        """President Xi, Governor Wang: the holder on that day, where the table knows one."""
        for found in _HONOR.finditer(self._text):
            person = self._called(found["surname"])
            if person is not None:
                self.cast.add(person, found.start("surname"), found.end(), "repeat", ())
            elif found["title"] in ("President", "Premier"):
                key = found["title"].lower()
                for holding in self._offices.holder(key, CENTRAL, self._scene.date):
                    if holding.name_en.split()[0] == found["surname"]:
                        office = Office(
                            found.start(),
                            found.end("title"),
                            found["title"],
                            CENTRAL,
                            PostStatus.INCUMBENT,
                        )
                        self.cast.add(
                            holding.name_en,
                            found.start("surname"),
                            found.end(),
                            "title-surname",
                            [office],
                        )
                        break

    def _called(self, surname: str) -> str | None:
        """The one person of the text with that surname; None if none, several, or no official."""
        names = {n for n in (*self.cast.officials, *self.cast.others) if n.split()[0] == surname}
        only = next(iter(names)) if len(names) == 1 else None
        return only if only in self.cast.officials else None

    def _repeats(self, names: list[NameEn]) -> None:
        for name in names:
            bearer = self.cast.officials.get(name.name)
            if bearer:
                bearer.spans.setdefault(name.start, (name.end, "repeat"))
        for surname in {name.split()[0] for name in self.cast.officials}:
            self._by_surname(surname, names)

    def _by_surname(self, surname: str, names: list[NameEn]) -> None:
        person = self._called(surname)
        if person is None or surname.lower() not in surnames_en() or len(surname) < 2:
            return
        bearer = self.cast.officials[person]
        first = min(bearer.spans)
        taken = {at for name in names for at in range(name.start, name.end)}
        taken |= {at for start, (end, _) in bearer.spans.items() for at in range(start, end)}
        taken |= {at for hit in self._scene.places for at in range(hit.start, hit.end)}
        alone = re.compile(rf"(?<![\w’'-])(?<![A-Z][a-z] )\b{surname}\b(?!-)(?! [A-Z][a-z])")
        for found in alone.finditer(self._text, first):
            start, end = found.span()
            if start not in taken and not _capital_before(self._text, start):
                bearer.spans[start] = (end, "repeat")


def _capital_before(text: str, start: int) -> bool:
    """Whether a capitalised word that is no title stands right before (Lake Song, Yang Xi)."""
    before = re.search(r"([A-Z][\w]*\.?) $", text[max(0, start - 20) : start])
    if before is None:
        return False
    return not _BEFORE_SURNAME.fullmatch(before.group(1))


def add_known(scene: Scene, cast: Cast, leaders: Set[str]) -> None:
    """National leaders named without any title; ``leaders``: plain English names."""
    for name in find_names(scene.simple):
        if plain_name(name.name) not in leaders or name.name in cast.others:
            continue
        bearer = cast.officials.get(name.name)
        if bearer is None:
            cast.add(name.name, name.start, name.end, "known", ())
        else:
            bearer.spans.setdefault(name.start, (name.end, "repeat"))
