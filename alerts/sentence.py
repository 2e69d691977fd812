"""The sentence around a span, in Chinese and English, short enough for an alert."""

import re

LIMIT = 300
"""Code points; a longer sentence is cut around the span."""

_END = re.compile(
    r"\n|[。！？!?…]+[”’」』）)\]\"']*|(?<![A-Z])(?<!\b[A-Z][a-z])(?<!\b[A-Z][a-z]{2})"
    r"\.[”’)\]\"']*(?=\s)|；"
)
_CLAUSE = re.compile(r"[，,、：:;\s]")


def sentence_at(text: str, start: int, end: int) -> tuple[int, int]:
    """Start and end (code points) of the sentence that holds ``text[start:end]``, trimmed.

    At most LIMIT long; a longer one is cut at clauses, or in mid-word where there are none.

    >>> text = "会议召开。鞍山市、抚顺市代表发言。散会。"
    >>> text[slice(*sentence_at(text, 9, 12))]
    '鞍山市、抚顺市代表发言。'
    """
    left, right = 0, len(text)
    for match in _END.finditer(text):
        if match.end() <= start:
            left = match.end()
        elif match.end() >= end:
            right = match.end()
            break
    if right - left > LIMIT:
        left, right = _window(text, left, right, start, end)
    while left < start and text[left].isspace():
        left += 1
    while right > end and text[right - 1].isspace():
        right -= 1
    return left, right


def _window(text: str, left: int, right: int, start: int, end: int) -> tuple[int, int]:
    """The span with as much before as after it, from the start of a clause to the end of one."""
    if end - start >= LIMIT:
        return start, start + LIMIT
    spare = LIMIT - (end - start)
    low = max(left, min(start - spare // 2, right - LIMIT))
    high = low + LIMIT
    if low > left and (cut := _CLAUSE.search(text, low, start)):
        low = cut.end()
    if high < right:
        cuts = [match.start() for match in _CLAUSE.finditer(text, end, high)]
        high = cuts[-1] if cuts else high
    return low, high
