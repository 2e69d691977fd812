"""What the components pass along for one document: its text in folded forms and the hits so far.

All three texts have the same length, so one offset serves them all.
"""

import re
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from db.fold import fold, simplify
from db.models import Event, Language, Mention, Post

_BEYOND = re.compile("[\U00010000-\U0010ffff]")
_LONE = re.compile("[\ud800-\udfff]")
"""Half a pair of surrogates: no character, and nothing that could be written as UTF-8."""
_EVERY = "".join(map(chr, range(0x10000)))
_PLAIN = _LONE.sub("\ufffd", simplify(_EVERY))
_SIMPLE = array("I", map(ord, _PLAIN))
"""By code point; ``str.translate`` reads it faster than a dict, which raises for what it lacks."""
_CHANGED = (c for c, plain in zip(_EVERY, _PLAIN, strict=True) if c != plain)
_OTHER = re.compile(f"[{''.join(_CHANGED)}{_BEYOND.pattern[1:]}")
"""What simplification may change."""
_LETTER = re.compile(b"[A-Za-z]")
_MARKS = tuple(zip("，：；（）！？\u3000", ",:;()!? ", strict=True))
"""Those of them that simplified Chinese is printed with."""
_CASES = zip(_EVERY, _PLAIN, fold(_EVERY), strict=True)
_SMALL = {char: low for char, plain, low in _CASES if char == plain and char != low}
_CAPITAL = re.compile(f"[{''.join(_SMALL)}{_BEYOND.pattern[1:]}")


@dataclass(slots=True)
class PlaceHit:
    """A resolved place span. ``code``: GB/T 2260, six digits.

    ``level``: province, prefecture or county.
    """

    start: int
    end: int
    code: str
    level: str
    confidence: float
    rule: str
    embedded: bool = False


@dataclass(slots=True)
class OrgHit:
    """A resolved SOE span; ``soe_id`` without the ``soe:`` prefix."""

    start: int
    end: int
    soe_id: str
    confidence: float
    rule: str
    embedded: bool = False


def _begin(hit: tuple[int, int, Any]) -> int:
    return hit[0]


@dataclass(slots=True)
class Scene:
    """One text on its way through the pipeline; ``date`` is ``YYYY-MM-DD`` or None.

    ``home``: GB/T 2260 code of the source's home place, for relative names (我市), or None.
    """

    text: str
    date: str | None = None
    home: str | None = None
    language: Language = Language.OTHER
    simple: str = ""
    """``text`` with width and script folded, case kept."""
    folded: str = ""
    """``text`` with width, script and case folded."""
    places: list[PlaceHit] = field(default_factory=list)
    orgs: list[OrgHit] = field(default_factory=list)
    officials: list[Mention] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    hits: list[tuple[int, int, Any]] = field(default_factory=list)
    """What the gazetteer found, overlaps included, by start: start, end, lexicon entry."""
    firms: list[tuple[int, int]] = field(default_factory=list)
    """Spans of company names that are not state-owned on the date of the text."""
    relevance: float = 0.0
    reasons: list[str] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    """By score, highest first."""
    ambiguous: list[tuple[int, int, tuple[str, ...]]] = field(default_factory=list)
    """Names that stay undecided: start, end, GB/T 2260 codes, the likeliest first."""
    latin: bool = field(init=False)
    """Whether any Latin letter stands in ``simple``."""

    def hits_from(self, start: int, end: int) -> list[tuple[int, int, Any]]:
        """The gazetteer's hits that begin in ``start:end``."""
        first = bisect_left(self.hits, start, key=_begin)
        return self.hits[first : bisect_left(self.hits, end, lo=first, key=_begin)]

    def __post_init__(self) -> None:
        self.simple = _simplified(self.text)
        self.folded = _CAPITAL.sub(_small, self.simple)
        self.latin = _LETTER.search(self.simple.encode("ascii", "ignore")) is not None


def _simplified(text: str) -> str:
    for mark, plain in _MARKS:
        text = text.replace(mark, plain)
    if not _OTHER.search(text):
        return text
    return (
        text.translate(_SIMPLE) if not _BEYOND.search(text) else _LONE.sub("\ufffd", simplify(text))
    )


def _small(capital: re.Match[str]) -> str:
    return _SMALL.get(capital[0]) or fold(capital[0])


def blank(text: str, hits: Sequence[PlaceHit | OrgHit], stand_in: str) -> str:
    """``text`` with each character of ``hits``, which are in order, replaced by ``stand_in``."""
    if not hits:
        return text
    parts: list[str] = []
    at = 0
    for hit in hits:
        start, end = hit.start, hit.end
        if start < at:
            start = at
        if end > start:
            parts += (text[at:start], stand_in * (end - start))
            at = end
    parts.append(text[at:])
    return "".join(parts)
