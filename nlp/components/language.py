"""Names the language of a text: simplified or traditional Chinese, English, other."""

import re
from operator import eq

from spacy.language import Language as Pipeline

from db.fold import CJK_CLASS, simplify
from db.models import Language
from nlp.scene import Scene
from nlp.steps import Step

_CHINESE = re.compile(f"[{CJK_CLASS}]+")
_BMP = "".join(_CHINESE.findall("".join(map(chr, range(0x10000)))))
_TRADITIONAL = "".join(c for c, plain in zip(_BMP, simplify(_BMP), strict=True) if c != plain)
_KANA = "\u3040-\u30ff\uac00-\ud7af"
"""Hangul too."""
_BEYOND = "\U00020000-\U0003ffff"
_STRANGE = re.compile(f"[{_TRADITIONAL}{_KANA}{_BEYOND}]")
"""Those beyond U+FFFF may be, a few of them are traditional."""
_RARE = re.compile(f"[{_BEYOND}]")
_FOREIGN = re.compile(f"[{_KANA}]+")
_LATIN = re.compile("[A-Za-z]+")
_ENGLISH = re.compile(
    r"\b(?:the|of|and|to|in|is|for|on|that|with|as|by|was|are|from|at|has|have|its|will|said)\b",
    re.IGNORECASE,
)
_OPEN_END = re.compile(r"[A-Za-z0-9,’'-]$")
_BREAK = re.compile(r"(?<=[A-Za-z0-9,’'-])\n(?=[A-Za-z0-9“\"$(])")
_SAMPLE = 20_000
_GLANCE = 20
"""First characters that are counted, beside an eighth of the text: those of most Chinese texts
outnumber all that is foreign to them."""


def name_language(scene: Scene) -> None:
    """Sets ``scene.language`` from the first 20,000 characters."""
    scene.language = _language(scene.text[:_SAMPLE])
    if scene.language is Language.EN:
        scene.simple = unwrap(scene.simple)
        scene.folded = unwrap(scene.folded)


def unwrap(text: str) -> str:
    """An English text with the breaks inside its sentences made blanks; of the same length.

    Only where most lines are of a typewriter's width and end inside a sentence.
    """
    lines = [line for line in text[:_SAMPLE].split("\n") if line]
    broken = sum(1 for line in lines if 40 < len(line) < 100 and _OPEN_END.search(line))
    return _BREAK.sub(" ", text) if len(lines) > 4 and broken * 2 > len(lines) else text


def _language(text: str) -> Language:
    strange = "".join(_STRANGE.findall(text))
    least = _count(_CHINESE, text[: _GLANCE + len(text) // 8])
    if least >= max(1, 10 * len(strange)) and 4 * least >= len(text.encode("ascii", "ignore")):
        return Language.HANS
    chinese, foreign = _count(_CHINESE, text), _count(_FOREIGN, strange)
    if foreign > 0.2 * (chinese + 1):
        return Language.OTHER
    latin = _count(_LATIN, text)
    if chinese * 4 >= latin and chinese:
        rare = "".join(_RARE.findall(strange))
        same = sum(map(eq, rare, simplify(rare)))
        traditional = len(strange) - foreign - same
        return Language.HANT if traditional > 0.1 * chinese else Language.HANS
    words = len(text.split())
    if latin and len(_ENGLISH.findall(text)) >= min(3, max(1, words // 12)):
        return Language.EN
    return Language.EN if latin and words < 12 and text.isascii() else Language.OTHER


def _count(runs: re.Pattern[str], text: str) -> int:
    """Characters of ``text`` that lie in such runs."""
    return sum(map(len, runs.findall(text)))


@Pipeline.factory("dongbei_language")
def create(nlp: Pipeline, name: str) -> Step:
    return Step(name_language)
