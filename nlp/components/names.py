"""Chinese personal names: where a name that starts here ends, judged by surname and boundaries.

All text is simplified (``Scene.simple``); every figure below was chosen for news prose.
"""

import re
from collections.abc import Iterable
from functools import cache

from nlp.tables import Folder

PLACE, ORG = "\ue000", "\ue001"
"""Stand-ins for characters of a resolved place or enterprise in a masked text."""

_NEVER_GIVEN = frozenset("的了在是与及或对向被把说到等就也还都没不此您你我他她它们则但而")
_TOWARDS = re.compile("向(?=[阳东荣前军明南红群华春民辉平宇党飞])")
"""The one particle of ``_NEVER_GIVEN`` that common given names begin with: 高向阳."""
_BOTH = frozenset("正全力连先明进立达成兴学通深新启")
"""Characters that end a given name as often as they begin an adverb or a verb: 正, 全, 明."""
_MOVES = frozenset("在到赴来去")
_HONORIFIC = re.compile(
    r"先生|女士|同志|书记|主任|某|总(?=[，。、表说])|老师|师傅|大爷|大妈|教授|院士"
)
_JOINS = re.compile("及|和|与|等|以及|暨")
_DOTS = frozenset("·•・‧")
_DOTTED = re.compile(r"[一-鿿]{1,8}(?:[·•・‧][一-鿿]{1,8}){1,2}")
_STRONG, _VERB, _PARTICLE = 3, 2, 1
_LEAST = {"plain": 0, "word": _PARTICLE, "rare": _VERB}


@cache
def words(role: str) -> frozenset[str]:
    rows = Folder().rows("name_words.csv", ("word", "role"))
    return frozenset(row["word"] for row in rows if row["role"] == role)


@cache
def _sizes(role: str) -> tuple[int, ...]:
    """Lengths of the words of a role, longest first."""
    return tuple(sorted({len(word) for word in words(role)}, reverse=True))


def _word_at(role: str, text: str, at: int) -> int:
    """Length of the longest word of a role that begins at ``at``, or 0."""
    listed = words(role)
    for size in _sizes(role):
        if (word := text[at : at + size]) in listed:
            return len(word)
    return 0


@cache
def _elements() -> re.Pattern[str]:
    elements = sorted(words("element"), key=lambda word: (-len(word), word))
    return re.compile(f"(?:{'|'.join(elements)}){{1,3}}")


@cache
def _first_characters() -> frozenset[str]:
    """Whatever a surname or the element of a name begins with."""
    return frozenset(name[0] for name in (*surnames(), *words("element")))


@cache
def surnames() -> dict[str, str]:
    """Surname to kind: ``plain``, ``compound``, and those that are words too and need a
    border after the name: ``word``, and a firmer one ``rare``."""
    rows = Folder().rows("surnames.csv", ("surname", "pinyin", "kind"))
    return {row["surname"]: row["kind"] for row in rows}


def is_han(char: str) -> bool:
    return "一" <= char <= "鿿" or char == "〇"


class NameFinder:
    """Finds names in one text; ``known`` are names believed whatever their border looks like."""

    def __init__(self, text: str, masked: str, known: Iterable[str] = ()) -> None:
        self._text, self._masked = text, masked
        self._dotted = not _DOTS.isdisjoint(text)
        self._known: dict[str, list[str]] = {}
        for name in known:
            self.learn(name)

    def learn(self, name: str) -> None:
        same_start = self._known.setdefault(name[:2], [])
        if name not in same_start:
            same_start.append(name)
            same_start.sort(key=len, reverse=True)

    def border(self, at: int) -> int:
        """How surely a name can end before ``at``: 3 punctuation, 2 a verb, 1 a particle, 0 not."""
        if at >= len(self._text) or not is_han(self._text[at]):
            return _STRONG
        if self._masked[at] in (PLACE, ORG):
            return _PARTICLE
        follow = _word_at("follow", self._text, at)
        if not follow:
            return 0
        if self._masked[at + 1 : at + 2] in (PLACE, ORG) and _JOINS.match(self._text, at):
            return _VERB
        moves = self._text[at] in _MOVES and self._masked[at + 1 : at + 2] == PLACE
        return _VERB if follow > 1 or moves else _PARTICLE

    def end(self, start: int, least: int = 0) -> int | None:
        """End of the name starting at ``start``, or None; ``least``: the weakest border allowed."""
        text = self._text
        if start >= len(text) or not is_han(text[start]):
            return None
        if self._dotted and (dotted := _DOTTED.match(text, start)):
            return self._dotted_end(dotted)
        for name in self._known.get(text[start : start + 2], ()):
            at = start + len(name)
            longer = len(name) == 2 and at < len(text) and self._again(start, at)
            if text.startswith(name, start) and not longer and (self.border(at) or len(name) > 2):
                return at
        if text[start] not in _first_characters() or _word_at("no_name", text, start):
            return None
        ends = [self._surname_end(start, least), self._element_end(start)]
        return max((end for end in ends if end is not None), default=None)

    def item_end(self, start: int) -> int | None:
        """End of the name starting at ``start`` in a list; 及, 和 and 等 end one as 、 does."""
        end = self.end(start, least=_VERB)
        if end is not None:
            return end
        end = self.end(start, least=_PARTICLE)
        return end if end is not None and _JOINS.match(self._text, end) else None

    def _dotted_end(self, dotted: re.Match[str]) -> int:
        first = max(dotted.group().rfind(dot) for dot in _DOTS) + dotted.start() + 3
        for wanted in (_VERB, _PARTICLE):
            for at in range(first, dotted.end() + 1):
                if self.border(at) >= wanted:
                    return at + (at < dotted.end() and self.border(at + 1) >= _VERB)
        return dotted.end()

    def _element_end(self, start: int) -> int | None:
        found = _elements().match(self._text, start)
        if found is None or found.end() - start < 2 or not self.border(found.end()):
            return None
        return found.end()

    def _surname_end(self, start: int, least: int) -> int | None:
        text = self._text
        kind = surnames().get(text[start : start + 2])
        if kind == "compound":
            return self._choose(start, start + 3, max(least, _PARTICLE))
        kind = surnames().get(text[start])
        if kind is None or _HONORIFIC.match(text, start + 1):
            return None
        return self._choose(start, start + 2, max(least, _LEAST[kind]))

    def _choose(self, start: int, short: int, least: int) -> int | None:
        """The shorter or the longer reading (one given character or two), or neither."""
        low = self._reading(start, short)
        high = self._reading(start, short + 1)
        if low is not None and low == _STRONG:
            return short
        if low == _VERB and self._masked[short] not in (PLACE, ORG):
            return short + 1 if high is not None and self._again(start, short) else short
        if high is not None and high >= max(least, _VERB):
            return short + 1
        if low is not None and low >= max(least, _PARTICLE):
            return short
        if high is not None and high >= least:
            return short + 1
        return None

    def _reading(self, start: int, end: int) -> int | None:
        text = self._text
        given = text[start + 1 : end]
        if end > len(text) or not all(map(is_han, given)):
            return None
        if _NEVER_GIVEN & set(_TOWARDS.sub("", given)):
            return None
        if self._cut(start) or self._cut(end):
            return None
        return self.border(end)

    def _again(self, start: int, short: int) -> bool:
        """Whether the longer name stands elsewhere, before another word: 王君正在…, 王君正说."""
        if self._text[short] not in _BOTH:
            return False
        longer, word = self._text[start : short + 1], self._text[short : short + 2]
        at = self._text.find(longer)
        while at >= 0:
            end = at + len(longer)
            if at != start and self._text[end - 1 : end + 1] != word and self.border(end):
                return True
            at = self._text.find(longer, end)
        return False

    def _cut(self, at: int) -> bool:
        """Whether a resolved place or enterprise lies across ``at``."""
        around = self._masked[max(at - 1, 0) : at + 1]
        return len(around) == 2 and around[0] == around[1] and around[0] in (PLACE, ORG)
