"""Sentences of Chinese and English text, and the one around a mention."""

import re
from dataclasses import dataclass

_END = re.compile(r"[。！？!?；]+[”’」』）)\"]*|\.(?=\s)|\n+")
_REACH = 400


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence cut in three around the words it is shown for; ``before + hit + after`` is it."""

    before: str
    hit: str
    after: str


def split(text: str) -> list[str]:
    """Sentences with their end marks, in order; joined they give the text again.

    >>> split("下雪了。路滑！Mr. 张 left. Then rain")
    ['下雪了。', '路滑！', 'Mr.', ' 张 left.', ' Then rain']
    """
    parts, at = [], 0
    for match in _END.finditer(text):
        parts.append(text[at : match.end()])
        at = match.end()
    return [*parts, text[at:]] if at < len(text) else parts


def around(text: str, start: int, end: int, limit: int) -> Passage:
    """The sentence that holds ``text[start:end]``, cut to about ``limit`` code points.

    ``…`` stands where the sentence was cut; line ends become spaces.
    """
    low = max(0, start - _REACH)
    ends = [match.end() for match in _END.finditer(text, low, start)]
    begin = ends[-1] if ends else low
    match = _END.search(text, end, end + _REACH)
    finish = match.end() if match else min(len(text), end + _REACH)
    hit = text[start:end][:limit]
    room = max(0, limit - len(hit) - 2)
    before, after = text[begin:start].lstrip(), text[end:finish].rstrip()
    keep = min(len(before), max(room // 2, room - len(after)))
    if keep < len(before):
        before = "…" + before[len(before) - keep :]
    rest = room - keep
    if rest < len(after):
        after = after[:rest] + "…"
    return Passage(before.replace("\n", " "), hit, after.replace("\n", " "))
