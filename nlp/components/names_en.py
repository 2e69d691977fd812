"""Chinese names in English text: pinyin surname and given name, in either order."""

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from nlp.tables import Folder

_INITIAL = "(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])"
_SYLLABLE = re.compile(
    f"{_INITIAL}?(?:iang|iong|uang|ang|eng|ong|iao|ian|ing|uai|uan|ai|ei|ao|ou|an|en|er|ia|ie|iu|"
    "in|ua|uo|ui|un|ue|a|o|e|i|u)"
)
_IMPOSSIBLE = re.compile("[bpmfw](?:ong|ue|ua|uang|uan)|[iu].*")
_TEXT_WORDS = (
    "he she you men long can pan ban tang gang bang sang rang fan ran wan lie die tie pie man hen "
    "pin win sun sing song wing being tan den pen ten bin bus us an chairman women human"
)
_WORD = r"[A-ZÜ][a-züA-ZÜ]*(?:['’-][A-Za-zü]+)?"
_PAIR = re.compile(rf"\b({_WORD}) (?=({_WORD}))")
_SPLIT = re.compile("['’-]")
_NO_WORD = frozenset(_TEXT_WORDS.split(" "))


@dataclass(frozen=True, slots=True)
class NameEn:
    """A name span; ``surname`` and ``given`` as written, in whatever order the text has them."""

    start: int
    end: int
    surname: str
    given: str

    @property
    def name(self) -> str:
        return f"{_cased(self.surname)} {_cased(self.given)}"


def _cased(word: str) -> str:
    return word.capitalize() if word.isupper() else word


def _is_syllable(word: str) -> bool:
    return bool(_SYLLABLE.fullmatch(word)) and not _IMPOSSIBLE.fullmatch(word)


@cache
def surnames_en() -> frozenset[str]:
    """Pinyin of the known surnames, lower case, ü as u."""
    rows = Folder().rows("surnames.csv", ("surname", "pinyin", "kind"))
    return frozenset(row["pinyin"].replace("v", "u") for row in rows)


@cache
def count_syllables(word: str) -> int:
    """Pinyin syllables a word divides into (the fewest); 0 if it is not pinyin.

    >>> count_syllables("zemin"), count_syllables("run'er"), count_syllables("steel")
    (2, 2, 0)
    """
    total = 0
    for part in _SPLIT.split(plain_word(word)):
        best: list[int | None] = [0] + [None] * len(part)
        for end in range(1, len(part) + 1):
            for start in range(max(0, end - 6), end):
                before = best[start]
                if before is not None and _is_syllable(part[start:end]):
                    here = best[end]
                    best[end] = before + 1 if here is None else min(here, before + 1)
        if not part or best[-1] is None:
            return 0
        total += best[-1]
    return total


def plain_word(word: str) -> str:
    """Lower case, ü as u."""
    return word.lower().replace("ü", "u")


def is_given(word: str) -> bool:
    """Whether a word is one or two syllables of pinyin."""
    return 1 <= count_syllables(word) <= 2


def find_names(text: str, covered: Sequence[tuple[int, int]] = ()) -> Iterator[NameEn]:
    """Surname-given pairs (Xi Jinping, Jinping Xi, XI Jinping), left to right, no overlap.

    ``covered``: spans, in order, that no name may touch.
    """
    at = 0
    while pair := _PAIR.search(text, at):
        first, second = pair.group(1), pair.group(2)
        end = pair.end() + len(second)
        at = pair.end()
        found = _pair(first, second)
        near = bisect.bisect_right(covered, (pair.start(), len(text)))
        beside = covered[max(0, near - 2) : near + 2]
        touched = any(one < end and pair.start() < two for one, two in beside)
        if found is None or touched or re.match(r"[A-Za-z]", text[end : end + 1]):
            continue
        yield NameEn(pair.start(), end, *found)
        at = end


def _pair(first: str, second: str) -> tuple[str, str] | None:
    one, two = plain_word(first), plain_word(second)
    if len(two) < 2 or len(one) < 2:
        return None
    if one in surnames_en() and is_given(two) and not (one in _NO_WORD and two in _NO_WORD):
        return first, second
    if two in surnames_en() and count_syllables(one) == 2:
        return second, first
    return None
