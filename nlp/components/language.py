"""Names the language of a text: simplified or traditional Chinese, English, other."""

import re
from array import array
from functools import cache

from spacy.language import Language as Pipeline

from db.fold import CJK_CLASS, simplify
from db.models import Language
from nlp.scene import Scene
from nlp.steps import Step

_CJK = re.compile(f"[{CJK_CLASS}]")
_OTHERS = (("K", 0x3040, 0x30FF), ("K", 0xAC00, 0xD7AF), ("L", 0x41, 0x5A), ("L", 0x61, 0x7A))
"""Kana, hangul, and Latin letters: kind, first and last."""
_ENGLISH = re.compile(
    r"\b(?:the|of|and|to|in|is|for|on|that|with|as|by|was|are|from|at|has|have|its|will|said)\b",
    re.IGNORECASE,
)
_OPEN_END = re.compile(r"[A-Za-z0-9,’'-]$")
_BREAK = re.compile(r"(?<=[A-Za-z0-9,’'-])\n(?=[A-Za-z0-9“\"$(])")
_SAMPLE = 20_000


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


@cache
def _kinds() -> "array[int]":
    """Each code point's kind: T traditional Chinese, C other Chinese, K kana or hangul, L Latin."""
    kinds = array("I", [ord(" ")]) * 0x40000
    chinese = _CJK.findall("".join(map(chr, range(len(kinds)))))
    for char, simple in zip(chinese, simplify("".join(chinese)), strict=True):
        kinds[ord(char)] = ord("C" if char == simple else "T")
    for kind, first, last in _OTHERS:
        for code in range(first, last + 1):
            kinds[code] = ord(kind)
    return kinds


def _language(text: str) -> Language:
    kinds = text.translate(_kinds())
    traditional, latin = kinds.count("T"), kinds.count("L")
    chinese = kinds.count("C") + traditional
    if kinds.count("K") > 0.2 * (chinese + 1):
        return Language.OTHER
    if chinese * 4 >= latin and chinese:
        return Language.HANT if traditional > 0.1 * chinese else Language.HANS
    words = len(text.split())
    if latin and len(_ENGLISH.findall(text)) >= min(3, max(1, words // 12)):
        return Language.EN
    return Language.EN if latin and words < 12 and text.isascii() else Language.OTHER


@Pipeline.factory("dongbei_language")
def create(nlp: Pipeline, name: str) -> Step:
    return Step(name_language)
