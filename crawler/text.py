"""Small text measures shared by the extraction: comparison keys, script shares, language."""

import re
import unicodedata

from db.fold import CJK_CLASS, simplify
from db.models import Language

_WORD = re.compile(r"[\W_]+")
_CJK = re.compile(f"[{CJK_CLASS}]")
_KANA = re.compile(r"[\u3041-\u30ff\uac00-\ud7a3]")
_LATIN = re.compile(r"[A-Za-z]+")
_ENGLISH = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "in",
        "a",
        "is",
        "that",
        "for",
        "it",
        "was",
        "on",
        "as",
        "with",
        "be",
        "by",
        "at",
        "from",
        "this",
        "have",
        "are",
        "not",
        "has",
        "an",
        "its",
    ]
)


def key(text: str) -> str:
    """Letters and digits only, width and case folded: equal keys read as the same headline."""
    return _WORD.sub("", unicodedata.normalize("NFKC", text).casefold())


def is_chinese(text: str) -> bool:
    """True when Chinese characters outweigh words of the Latin script."""
    return len(_CJK.findall(text)) > 1.5 * len(_LATIN.findall(text))


def language_of(text: str) -> Language:
    """Language by script share; traditional when folding changes over 8 % of the characters.

    >>> language_of("瀋陽的經濟發展").value
    'zh-Hant'
    """
    sample = text[:20_000]
    chinese = _CJK.findall(sample)
    if len(_KANA.findall(sample)) > 0.1 * len(chinese) + 2:
        return Language.OTHER
    words = _LATIN.findall(sample)
    if chinese and len(chinese) > 1.5 * len(words):
        joined = "".join(chinese)
        changed = sum(old != new for old, new in zip(joined, simplify(joined), strict=True))
        return Language.HANT if changed > 0.08 * len(joined) else Language.HANS
    hits = sum(word.lower() in _ENGLISH for word in words)
    return Language.EN if words and hits >= 0.08 * len(words) else Language.OTHER
