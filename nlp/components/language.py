"""Names the language of a text: simplified or traditional Chinese, English, other."""

import re
from typing import Any

from spacy.language import Language as Pipeline

from db.fold import CJK_CLASS
from db.models import Language
from nlp.scene import Scene

_CJK = re.compile(f"[{CJK_CLASS}]")
_KANA = re.compile("[\u3040-\u30ff\uac00-\ud7af]")
_LATIN = re.compile("[A-Za-z]")
_ENGLISH = re.compile(
    r"\b(?:the|of|and|to|in|is|for|on|that|with|as|by|was|are|from|at|has|have|its|will|said)\b",
    re.IGNORECASE,
)
_OPEN_END = re.compile(r"[A-Za-z0-9,’'-]$")
_BREAK = re.compile(r"(?<=[A-Za-z0-9,’'-])\n(?=[A-Za-z0-9“\"$(])")
_SAMPLE = 20_000


def name_language(scene: Scene) -> None:
    """Sets ``scene.language`` from the first 20,000 characters."""
    scene.language = _language(scene.text[:_SAMPLE], scene.simple[:_SAMPLE])
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


def _language(text: str, simple: str) -> Language:
    chinese = _CJK.findall(text)
    latin = len(_LATIN.findall(text))
    if len(_KANA.findall(text)) > 0.2 * (len(chinese) + 1):
        return Language.OTHER
    if len(chinese) * 4 >= latin and chinese:
        folded = sum(1 for a, b in zip(text, simple, strict=True) if a != b and _CJK.match(a))
        return Language.HANT if folded > 0.1 * len(chinese) else Language.HANS
    words = len(text.split())
    if latin and len(_ENGLISH.findall(text)) >= min(3, max(1, words // 12)):
        return Language.EN
    return Language.EN if latin and words < 12 and text.isascii() else Language.OTHER


@Pipeline.factory("dongbei_language")
def create(nlp: Pipeline, name: str) -> Any:
    def component(doc: Any) -> Any:
        name_language(doc.user_data["scene"])
        return doc

    return component
