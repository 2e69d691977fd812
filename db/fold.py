"""One fold for search and tagging: width, case, traditional to simplified; length-preserving.

``len(fold(s)) == len(s)`` for every string, so an offset into the folded text is an offset into the
original. The character table is derived from OpenCC's t2s (Apache-2.0), one line per pair; a test
compares it with the installed OpenCC.
"""

import re
from collections.abc import Callable
from functools import cache, lru_cache
from importlib.resources import files

CJK_RANGES = (
    ("\u3005", "\u3005"),
    ("\u3007", "\u3007"),
    ("\u3400", "\u4dbf"),
    ("\u4e00", "\u9fff"),
    ("\uf900", "\ufaff"),
    ("\U00020000", "\U0003ffff"),
)
"""The first and the last of each range of Chinese characters."""
CJK_CLASS = "".join(f"{first}-{last}" for first, last in CJK_RANGES)
_MARKS = (*zip("，：；（）！？", ",:;()!?", strict=True), ("\u3000", " "))
"""What changes most often in a Chinese text, and into what."""


@cache
def _table() -> dict[int, str]:
    pairs = files("db").joinpath("data", "t2s.txt").read_text(encoding="utf-8").split("\n")
    table = {ord(pair[0]): pair[1] for pair in pairs if pair}
    table |= {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    table[0x3000] = " "
    return table


@cache
def _lower_table() -> dict[int, str]:
    capitals = (char for char in map(chr, range(0x41, 0x1E944)) if char.isupper())
    lowered = {ord(char): char.lower() for char in capitals if len(char.lower()) == 1}
    return lowered | {code: char.lower() for code, char in _table().items()}


def simplify(text: str) -> str:
    """Width and script folded, case kept; same length as ``text``.

    >>> simplify("瀋陽２０２４年ＧＤＰ")
    '沈阳2024年GDP'
    """
    return text.translate(_table())


@lru_cache(maxsize=8)
def fold(text: str) -> str:
    """Width, script and case folded; same length as ``text``.

    The last few are kept: an article that is stored is folded for its digest and for its index.

    >>> fold("瀋陽ＡＩ芯片")
    '沈阳ai芯片'
    """
    if text.isascii() or len(text.encode("utf-16-le", "surrogatepass")) > 2 * len(text):
        return text.translate(_lower_table())
    # a fifth of the time where few characters change but the usual marks, which is so for Chinese
    for wide, narrow in _MARKS:
        text = text.replace(wide, narrow)
    search, change = _finder()
    return search.sub(change, text)


@cache
def _finder() -> tuple[re.Pattern[str], Callable[[re.Match[str]], str]]:
    """Finds the characters that change, of those with one UTF-16 unit, and says how."""
    changes = {chr(code): char for code, char in _lower_table().items() if code <= 0xFFFF}
    pattern = "".join(re.escape(char) for char in changes)
    return re.compile(f"[{pattern}]"), lambda match: changes[match[0]]
