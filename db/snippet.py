"""The passage of a text that a query asks for, with its matches marked."""

import re

from db.fold import CJK_CLASS, fold
from db.search import Term, terms

START, END = "\ue000", "\ue001"
"""Private-use characters around a match; whoever shows the snippet escapes first, then marks."""

MAX_MATCHES = 400
_BEFORE = f"(?:(?<=[{CJK_CLASS}])|(?<![^\\W_]))"
_AFTER = f"(?:(?=[{CJK_CLASS}])|(?![^\\W_]))"
_SENTENCE_END = re.compile(r"[。！？!?\n]|\.\s")
_RUN = re.compile(f"[{CJK_CLASS}]+")
_MARKERS = str.maketrans(dict.fromkeys((START, END), "\ufffd"))


def spans(text: str, query: str) -> list[tuple[int, int]]:
    """Where the query's phrases stand in the text: sorted, not overlapping, code points."""
    pattern = "|".join(_pattern(term) for term in terms(query))
    if not pattern:
        return []
    found = []
    for match in re.finditer(pattern, fold(text)):
        found.append(match.span())
        if len(found) == MAX_MATCHES:
            break
    return found


def snippet(text: str | None, query: str | None, width: int = 80) -> str:
    """About ``width`` code points of the text around its densest matches, marked START..END.

    >>> snippet("昨天，瀋陽下雪。", "沈阳", 20).replace(START, "[").replace(END, "]")
    '昨天，[瀋陽]下雪。'
    """
    text = (text or "").translate(_MARKERS)
    width = max(10, int(width or 80))
    marks = spans(text, query or "")
    start = _window(text, marks, width)
    end = min(len(text), start + width)
    parts, at = [], start
    for left, right in marks:
        if left >= start and right <= end:
            parts += [text[at:left], START, text[left:right], END]
            at = right
    parts.append(text[at:end])
    lead, tail = "…" if start else "", "…" if end < len(text) else ""
    return lead + " ".join("".join(parts).split()) + tail


def _pattern(term: Term) -> str:
    words = []
    for i, piece in enumerate(term.pieces):
        word = re.escape(piece)
        if not _RUN.fullmatch(piece):
            open_end = term.prefix and i == len(term.pieces) - 1
            word = _BEFORE + word + ("" if open_end else _AFTER)
        words.append(word)
    return r"[\W_]*".join(words)


def _window(text: str, marks: list[tuple[int, int]], width: int) -> int:
    """Start of the window with most matches, moved back to a sentence start where one is near."""
    if not marks:
        return 0
    best, most, right = marks[0][0], 0, 0
    for left, (begin, _) in enumerate(marks):
        right = max(right, left)
        while right < len(marks) and marks[right][1] <= begin + width:
            right += 1
        if right - left > most:
            best, most = begin, right - left
    low = max(0, best - width // 3)
    ends = [match.end() for match in _SENTENCE_END.finditer(text, low, best)]
    return ends[-1] if ends else (0 if low == 0 else low)
