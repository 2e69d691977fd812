"""Is the whole article there? What a page shows where text was cut, what a source usually has.

A reason is kept as the rule ``partial`` of the article, and its quality is at most ``PARTIAL``.
"""

import re
from collections.abc import Iterator, Sequence
from statistics import median
from typing import TYPE_CHECKING

from crawler.body.layout import Layout

if TYPE_CHECKING:
    from crawler.extract import Extracted

PARTIAL = 0.5
"""The quality of an article known to be incomplete is at most this."""

LEAST_KNOWN, COMPARED = 20, 60
"""Articles of a source before its usual length is known, and how many of the newest count."""

LONG = 400
"""Characters: a longer body is never too short."""

SHORT = 0.15
"""Of the usual (median) length: a body below this share is far too short."""

_WALL = re.compile(
    r"(?:登录|登陆|注册|付费|订阅|购买|开通)[^。，]{0,14}"
    r"(?:全文|剩余|余下|完整内容|全部内容|更多内容)"
    r"|(?:全文|剩余[^。]{0,8}内容|完整内容|以下内容)[^。]{0,14}(?:登录|登陆|付费|订阅|购买|会员|开通)"
    r"|付费(?:内容|文章|阅读)|会员(?:专享|可见|可读)|试读(?:结束|部分)"
    r"|\b(?:subscri(?:be|ption)|sign in|log ?in|register)\b[^.]{0,40}\b(?:continue|read|unlock)\b"
    r"|\bto continue reading\b|\bsubscribers? only\b|\b(?:subscriber|member)-only\b"
    r"|\bfor (?:paid )?(?:subscribers|members)\b",
    re.I,
)
_MORE = re.compile(
    r"(?:展开|阅读|查看|显示|点击看?|扫码看?|下载|打开)[^。，]{0,4}(?:全文|剩余|余下|更多内容|完整)|余下全文|未完待续"
    r"|\A\W{0,3}(?:continue reading|read (?:the )?(?:full|rest|more)|full (?:story|article))",
    re.I,
)
_CUT = re.compile(r"(?:…|\.{3})\s{0,3}[\])】]?\s{0,3}\Z|\[(?:…|\.{3})\]")
_END = re.compile(r"[。！？!?.；”’\"'）)】》」』~]\s{0,3}\Z")
_CLOSED = re.compile(r"""["']isAccessibleForFree["']\s{0,3}:\s{0,3}["']?false""", re.I)
_STOP = re.compile(r"[。！？!?…；]|\.(?:\s|\Z)")
_WINDOW = 6
_BEGINNING = 600
"""Characters: a page that calls itself closed and has fewer shows only the beginning."""


def quality_of(page: "Extracted") -> float:
    """How complete the article is: body 0.4, title 0.25, time 0.25, origin or writer 0.1."""
    end = page.body.rstrip()
    ends = bool(_STOP.search(end[-3:])) or end.endswith(("”", "）", ")", '"'))
    score = 0.3 * min(1.0, len(page.body) / 200) + (0.1 if ends else 0.03)
    if page.title:
        score += 0.15 if page.rules.get("title", "title") == "title" else 0.25
    if page.published_at:
        score += 0.25 if len(page.published_at) > 10 else 0.18
    score += 0.1 if page.origin or page.author else 0.0
    return round(min(1.0, score), 3)


def missing(layout: Layout, body: str, source: str, pages: int) -> str:
    """Why the body is not the whole article; empty where nothing says so.

    ``wall``: readers must pay or sign in. ``cut``: it breaks off where the page offers the rest.
    ``page 1 of 3``: the page links to further ones. ``source`` is the page's HTML.
    """
    last = body.rstrip().rpartition("\n")[2]
    broken = bool(_CUT.search(last)) or not _END.search(last)
    behind = list(_behind(layout, last))
    beginning = len(body) < _BEGINNING or bool(_CUT.search(last))
    if any(_WALL.search(line) for line in behind) or (beginning and _CLOSED.search(source)):
        return "wall"
    if _CUT.search(last) and last.endswith(("]", "】")):
        return "cut"
    if broken and any(_MORE.search(line) for line in [last[-20:], *behind]):
        return "cut"
    return f"page 1 of {pages}" if pages > 1 else ""


def _behind(layout: Layout, last: str) -> Iterator[str]:
    """The short lines that follow the body's last one."""
    blocks = layout.blocks
    at = next((i for i in range(len(blocks) - 1, -1, -1) if blocks[i].text == last), None)
    if at is not None:
        for block in blocks[at + 1 : at + 1 + _WINDOW]:
            if len(block.text) <= 80:
                yield block.text


def too_short(length: int, others: Sequence[int]) -> str:
    """Why a body of ``length`` characters is far too short for its source, or nothing.

    ``others``: lengths of the source's newest bodies.

    >>> too_short(700, [900] * 30), too_short(60, [900] * 30)
    ('', 'short: 60 of usually 900 characters')
    """
    usual = median(others) if len(others) >= LEAST_KNOWN else 0
    short = length < SHORT * usual
    return f"short: {length} of usually {usual:.0f} characters" if short else ""
