"""Chinese names in English text: pinyin surname and given name, in either order."""

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

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
_WORD = r"[A-ZÜ][a-züA-ZÜ]*(?:['’-](?!s\b)[A-Za-zü]+)?"
_PAIR = re.compile(rf"\b({_WORD}) (?=({_WORD}))")
_OPENING = (
    r"(?:^|\n|[.!?][”\"]? |-- |; |\b(?:and|but|[Bb]efore|after|[Ww]hen|[Ww]hile|that|[Ss]ince|"
    r"because|until) )"
    r"(?:Mr\.? |Ms\.? )?(?P<intro>(?:[A-Z][^,.;\n]{0,40}, |[A-Z][a-z]+ )??)"
)
_BEFORE_SURNAME = re.compile(
    r"(?:President|Premier|Governor|Mayor|Secretary|Minister|Mr|Ms|Mrs|Chairman|Comrade|But|And|As|"
    r"While|When|In|For|Later|Meanwhile)\.?"
)
_SPLIT = re.compile("['’-]")
_NO_WORD = frozenset(_TEXT_WORDS.split(" "))


@dataclass(frozen=True)
class NameEn:
    """A name span; ``surname`` and ``given`` as written, in whatever order the text has them."""

    start: int
    end: int
    surname: str
    given: str

    @cached_property
    def name(self) -> str:
        return f"{_cased(self.surname)} {_cased(self.given)}".strip()


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


def find_subjects(text: str, names: Sequence[NameEn]) -> Iterator[NameEn]:
    """Surnames and pronouns that begin a sentence and stand for one of ``names`` before them.

    A surname stands for the only name of the text that has it, a pronoun for the person who was
    the subject before.
    """
    bearers: dict[str, list[NameEn]] = {}
    for name in names:
        bearers.setdefault(name.name.split()[0], []).append(name)
    starts = [name.start for name in names]
    taken = {at for name in names for at in range(name.start, name.end)}
    begins = {name.start: name for name in names}
    words = "|".join(map(re.escape, sorted(bearers)))
    pattern = re.compile(rf"{_OPENING}(?P<word>[Hh]e|[Ss]he|{words})\b") if bearers else None
    subject: NameEn | None = None
    for found in pattern.finditer(text) if pattern else ():
        start, end = found.span("word")
        word = found["word"]
        if start in begins:
            subject = begins[start]
        elif word.lower() in ("he", "she"):
            ahead = bisect.bisect_left(starts, start)
            if subject is None and ahead:
                subject = names[ahead - 1]
            if subject is not None:
                yield NameEn(start, end, subject.surname, subject.given)
        elif start not in taken:
            only = _bearer(text, start, bearers[word])
            if only is not None:
                subject = only
                yield NameEn(start, end, only.surname, only.given)


def _bearer(text: str, start: int, namesakes: list[NameEn]) -> NameEn | None:
    """Whom a surname stands for: its only bearer, else the last one named in the paragraph."""
    if len({name.name for name in namesakes}) == 1:
        return namesakes[0]
    last = next((name for name in reversed(namesakes) if name.end <= start), None)
    return last if last and "\n" not in text[last.end : start] else None


def _pair(first: str, second: str) -> tuple[str, str] | None:
    one, two = plain_word(first), plain_word(second)
    if len(two) < 2 or len(one) < 2:
        return None
    if one in surnames_en() and is_given(two) and not (one in _NO_WORD and two in _NO_WORD):
        return first, second
    if two in surnames_en() and count_syllables(one) == 2:
        return second, first
    return None


def follows_capital(text: str, start: int) -> bool:
    """Whether a capitalised word that is no title stands right before (Lake Song, Yang Xi)."""
    before = re.search(r"([A-Z][\w]*\.?) $", text[max(0, start - 20) : start])
    if before is None:
        return False
    return not _BEFORE_SURNAME.fullmatch(before.group(1))
