"""English grammar of officials: titles before and after pinyin names, repeats by surname."""

import bisect
import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from itertools import pairwise

from db.models import PostStatus
from nlp.components.names_en import (
    NameEn,
    count_syllables,
    find_names,
    find_subjects,
    follows_capital,
    surnames_en,
)
from nlp.components.officials_cast import Cast, Office
from nlp.components.officials_en_bonds import REPLACING, are_joined, bond, names_next
from nlp.components.officials_en_where import SeatsEn
from nlp.components.titles_en import TitleEn, find_titles_en, judge_en
from nlp.components.titles_judge import Verdict
from nlp.knowledge import Knowledge
from nlp.offices import CENTRAL, Offices, plain_name
from nlp.scene import Scene

_REACH = 250
"""How far before a name its title can begin, in characters."""
_JOINED = re.compile(r"(?:[\w’'-]|[A-Z][a-z] )$")
_STOP = re.compile(r"[.!?](?=[\s”\"])")
_LIST = re.compile(r",? (?:and )?")
_BARE = frozenset(
    ("president", "vice president", "general manager", "deputy general manager", "chairman",
     "vice chairman", "chief engineer", "chief executive"),
)  # fmt: skip
_PRESIDENTS = ("president", "vice president")
_SINGLE_BEFORE = re.compile(r"\b(?P<name>[A-Z][a-z]{5,}), (?:the )?$")
_SINGLE = re.compile(r" (?P<name>[A-Z][a-z]{5,})\b(?!['’-]| [A-Z])")
_SENTENCE = re.compile(r"(?<!\b[A-Z])(?<!Mr)(?<!Ms)(?<!Dr)[.!?](?=[\s”\"]|$)|\n")
_HONOR = re.compile(
    r"\b(?P<title>President|Premier|Vice Premier|Governor|Mayor|Secretary|Minister|"
    r"Party Secretary|Party chief|Mr\.?|Ms\.?|Mrs\.?|Chairman) "
    r"(?P<surname>[A-Z][a-zü]+)\b(?! [A-Z][a-z]+)"
)
_SCHOLAR = re.compile(
    r"(?:Professor|Prof\.?|Dr\.?|Doctor|(?:^|\n)By|economist|researcher|Academician) $"
)


class ReaderEn:
    """Reads one English scene into a ``Cast``; names are keyed surname first."""

    def __init__(self, scene: Scene, knowledge: Knowledge, offices: Offices) -> None:
        self._scene, self._text = scene, scene.simple
        self._knowledge, self._offices = knowledge, offices
        self._seats = SeatsEn(scene, knowledge)
        self._settled: list[tuple[int, list[Office]]] = []
        self._named_to = 0
        self._apposed: set[int] = set()
        self._list: tuple[int, list[Office]] | None = None
        self.cast = Cast()

    def read(self) -> Cast:
        names = list(self._names())
        titles = list(find_titles_en(self._text, [(name.start, name.end) for name in names]))
        for index, name in enumerate(names):
            following = names[index + 1].start if index + 1 < len(names) else len(self._text)
            self._settle(name, titles, following)
        self._subjects(names, titles)
        self._lists_before(names, titles)
        if titles:
            self._titled_surnames()
        names.extend(self._single_names(titles))
        self._repeats(names)
        return self.cast

    def _names(self) -> Iterator[NameEn]:
        """Pinyin pairs, and the table's own names whatever their form; never inside a place."""
        covered = [(hit.start, hit.end) for hit in self._scene.places]
        yield from find_names(self._text, covered)

    def _settle(self, name: NameEn, titles: list[TitleEn], following: int) -> None:
        stop = _SENTENCE.search(self._text, name.end, following)
        limit = stop.start() if stop else following
        against = _SCHOLAR.search(self._text, max(0, name.start - 14), name.start) is not None
        first = bisect.bisect_left(titles, name.start - _REACH, key=lambda title: title.start)
        last = bisect.bisect_left(titles, limit, key=lambda title: title.start)
        attached = list(self._attached(name, titles[first:last], limit))
        seats = self._seats.shared([title for title, _ in attached])
        offices: list[Office] = []
        for (title, status), (firm, where) in zip(attached, seats, strict=True):
            if where is None and title.words.lower() in _BARE:
                where = self._bare_seat(name, title)
                firm = (where or "").startswith("soe:")
            verdict = judge_en(title, firm)
            against = against or verdict in (Verdict.OTHER, Verdict.FOREIGN)
            if verdict is Verdict.OFFICE and (where or title.head not in _PRESIDENTS):
                words = self._text[title.start : title.end]
                offices.append(Office(title.start, title.end, words, where, status))
                if title.plural and title.end < name.start:
                    self._list = (name.end, offices[-1:])
        offices.extend(self._taken_from(name))
        offices = offices or self._listed(name)
        if offices:
            self._settled.append((name.start, offices))
            self._named_to = name.end
            self.cast.add(name.name, name.start, name.end, "title-name", offices)
        elif against and name.name not in self.cast.officials:
            self.cast.others.add(name.name)

    def _bare_seat(self, name: NameEn, title: TitleEn) -> str | None:
        beside = self._settled and _LIST.fullmatch(self._text, self._named_to, title.start)
        if title.start > name.end or (beside and title.head not in _PRESIDENTS):
            return self._colleague(name)
        return CENTRAL if title.head in _PRESIDENTS else None

    def _colleague(self, name: NameEn) -> str | None:
        """The enterprise of the person named before in the sentence ("and Li Wei, president")."""
        for start, offices in self._settled[-1:]:
            if not _SENTENCE.search(self._text, start, name.start):
                firms = [o.jurisdiction for o in offices if (o.jurisdiction or "")[:4] == "soe:"]
                return firms[-1] if firms else None
        return None

    def _listed(self, name: NameEn) -> list[Office]:
        """The plural title before the first name of a list that this name goes on."""
        if self._list is None:
            return []
        end, offices = self._list
        if not _LIST.fullmatch(self._text, end, max(end, name.start)):
            return []
        self._list = (name.end, offices)
        return offices

    def _taken_from(self, name: NameEn) -> list[Office]:
        """The office that someone named before in the sentence took over from this person."""
        if not self._settled or not REPLACING.search(
            self._text, max(0, name.start - 30), name.start
        ):
            return []
        start, offices = self._settled[-1]
        if len(_STOP.findall(self._text[start : name.start])) > 1:
            return []
        before = [office for office in offices if office.start < name.start]
        last = max(before or offices, key=lambda office: office.start)
        return [replace(last, status=PostStatus.FORMER)]

    def _attached(
        self, name: NameEn, titles: Sequence[TitleEn], limit: int
    ) -> Iterator[tuple[TitleEn, PostStatus]]:
        """The titles that belong to a name, and those joined to them by "and"."""
        own = {
            title: status
            for title in titles
            if (status := self._bond(name, title, limit)) is not None
        }
        pairs = [pair for pair in pairwise(titles) if are_joined(self._text, *pair)]
        for one, two in pairs:
            if one in own and one.start > name.start and not names_next(self._text, two, limit):
                own.setdefault(two, two.status)
        for one, two in reversed(pairs):
            if two in own and two.start < name.start and one.start not in self._apposed:
                own.setdefault(one, one.status)
        for title in titles:
            if title in own:
                if title.start > name.end:
                    self._apposed.add(title.start)
                yield title, own[title]

    def _bond(self, name: NameEn, title: TitleEn, limit: int) -> PostStatus | None:
        free = title.start not in self._apposed
        return bond(self._text, name, title, limit, free=free)

    def _single_names(self, titles: list[TitleEn]) -> Iterator[NameEn]:
        """Mongol and other names of one word after a Party title or one with a Chinese place."""
        seen: set[str] = set()
        for title in titles:
            found = _SINGLE.match(self._text, title.end)
            if not found and self._seats.is_placed(title):
                found = _SINGLE_BEFORE.search(self._text, max(0, title.start - 30), title.start)
            if not found or judge_en(title, False) is not Verdict.OFFICE:
                continue
            word, (start, end) = found["name"], found.span("name")
            ((_, where),) = self._seats.shared([title])
            party = title.kind == "party" or "arty" in title.words
            if where is None or not (party or title.head in ("governor", "mayor", "chairman")):
                continue
            if count_syllables(word) in (1, 2) or not (party or self._seats.is_placed(title)):
                continue
            office = Office(title.start, title.end, title.words, where, title.status)
            self.cast.add(word, start, end, "title-name", [office])
            if word in seen:
                continue
            seen.add(word)
            for again in re.finditer(rf"\b{word}\b", self._text):
                yield NameEn(again.start(), again.end(), word, "")

    def _lists_before(self, names: list[NameEn], titles: list[TitleEn]) -> None:
        """A plural title after the list of its bearers: "Li Gang, Wu Bo, members of …"."""
        starts = [name.start for name in names]
        for title in titles:
            ahead = bisect.bisect_left(starts, title.start)
            before_name = ahead < len(starts) and starts[ahead] <= title.end + 2
            if not title.plural or before_name or judge_en(title, False) is not Verdict.OFFICE:
                continue
            ((_, where),) = self._seats.shared([title])
            words = self._text[title.start : title.end]
            office = Office(title.start, title.end, words, where, title.status)
            end = title.start
            for name in reversed(names[:ahead]):
                if not _LIST.fullmatch(self._text, name.end, end):
                    break
                self.cast.add(name.name, name.start, name.end, "title-name", [office])
                end = name.start

    def _subjects(self, names: list[NameEn], titles: list[TitleEn]) -> None:
        """Offices of sentences that begin with a surname or a pronoun: "Lu was elected …"."""
        starts = [name.start for name in names]
        for subject in find_subjects(self._text, names):
            ahead = bisect.bisect_right(starts, subject.start)
            following = starts[ahead] if ahead < len(starts) else len(self._text)
            self._settle(subject, titles, following)

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
        taken = {at for name in names for at in range(name.start, name.end)}
        taken |= {at for hit in self._scene.places for at in range(hit.start, hit.end)}
        for surname in {name.split()[0] for name in self.cast.officials}:
            self._by_surname(surname, taken)

    def _by_surname(self, surname: str, taken: set[int]) -> None:
        person = self._called(surname)
        if person is None or surname.lower() not in surnames_en() or len(surname) < 2:
            return
        bearer = self.cast.officials[person]
        first = min(bearer.spans)
        own = {at for start, (end, _) in bearer.spans.items() for at in range(start, end)}
        alone = re.compile(rf"{surname}\b(?!-)(?! [A-Z][a-z])")
        for found in alone.finditer(self._text, first):
            start, end = found.span()
            inside = _JOINED.search(self._text, max(0, start - 3), start)
            if inside or start in taken or start in own:
                continue
            if not follows_capital(self._text, start):
                bearer.spans[start] = (end, "repeat")


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
