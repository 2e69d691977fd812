"""Where things are on a page: headline, byline lines around it, prose, and containers of noise."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from crawler.body.blocks import HEADINGS, Block, Outline, outline
from crawler.text import key

Element = Any

_NOISE = re.compile(
    r"comment|(?:^|[\s_-])cmt|pinglun|liuyan|relat|recommend|tuijian|xiangguan|foot|copyright|sidebar|side_?bar|breadcrumb"
    r"|(?:^|[\s_-])(?:nav|menu|hot|rank|share|side|right|tags?|advert|ads?|links?|login|search|toolbar"
    r"|declare|statement|disclaimer|editor|page(?:r|list|num)s?|pagination|paging|pages|mzsm|crumbs?)"
    r"(?:$|[\s_-])",
    re.I,
)
_MARK = re.compile(r"[，。！？；：、,!?;…]|\.(?:\s|$)")
_LABELS = re.compile(
    r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]|(?:来源|來源|作者|编辑|責編|责编)\s?[:：]"
)
_LEGAL = re.compile(
    r"版权所有|copyright|all rights reserved|免责声明|郑重声明|举报电话|客服电话"
    r"|ICP备|公网安备|许可证[:：]",
    re.I,
)
_STOP = re.compile(r"[。！？!?…；]|\.(?:\s|$)")


@dataclass(frozen=True, slots=True)
class Layout:
    """Blocks with their values; ``anchor`` is the headline's block, ``described`` the one with the

    page's own description (-1: none), ``prose`` the first paragraph after the headline.
    """

    outline: Outline
    values: list[float]
    anchor: int
    described: int
    prose: int
    noisy: frozenset[int]

    @property
    def blocks(self) -> list[Block]:
        return self.outline.blocks

    def head(self) -> range:
        """Blocks around the headline down to the prose: where time, source and byline stand."""
        if self.anchor < 0:
            return range(max(0, self.prose - 12), self.prose)
        end = min(max(self.prose, self.anchor + 1), self.anchor + 25)
        return range(max(0, self.anchor - 4), end)


def lay_out(root: Element, title: str, description: str = "", *, hidden: bool = False) -> Layout:
    """The layout of a tree headed ``title``; ``hidden`` keeps what ``display:none`` hides."""
    page = outline(root, hidden=hidden)
    blocks = page.blocks
    values = [value_of(block) for block in blocks]
    anchor = headline_at(blocks, title)
    if sum(v for v in values[anchor + 1 :] if v > 0) < 0.2 * sum(v for v in values if v > 0):
        anchor = -1
    described = _described(blocks, description, anchor)
    noisy = _noisy(page, anchor, values, described)
    prose = next(
        (
            index
            for index in range(anchor + 1, len(blocks))
            if values[index] >= 35 and index not in noisy and _STOP.search(blocks[index].text)
        ),
        len(blocks),
    )
    return Layout(page, values, anchor, described, prose, noisy)


def value_of(block: Block) -> float:
    """What one block adds to its containers: characters of prose, or a cost for links."""
    length, linked = len(block.text), block.linked
    if linked > 0.5 * length or (linked > 0.3 * length and length < 40):
        return -8.0 - 0.2 * length
    marks = len(_MARK.findall(block.text))
    if length < 90 and not _STOP.search(block.text) and _LABELS.search(block.text):
        return -3.0
    if length < 300 and _LEGAL.search(block.text):
        return -6.0
    if not marks or length < 9:
        return -3.0 if length < 30 else 0.2 * length
    worth = length - 2.0 * linked
    if block.listed:
        worth *= 0.35 if _STOP.search(block.text[-3:]) else 0.1
    return worth


def headline_at(blocks: list[Block], title: str) -> int:
    """Index of the block that shows the headline, -1 if none does."""
    wanted = key(title)
    best, best_rank = -1, 0.0
    if len(wanted) < 4:
        return -1
    for index, block in enumerate(blocks):
        if len(block.text) > 2 * len(title) + 40:
            continue
        shown = key(block.text)
        if len(shown) < 4 or not (shown in wanted or wanted in shown):
            continue
        overlap = min(len(shown), len(wanted)) / max(len(shown), len(wanted))
        rank = overlap + {"h1": 0.6, "h2": 0.4, "h3": 0.3}.get(heading_of(block.owner), 0.0)
        rank -= 0.6 if 2 * block.linked > len(block.text) else 0.0
        if rank > best_rank + 0.01 and overlap >= 0.45:
            best, best_rank = index, rank
    return best


def heading_of(element: Element) -> str:
    """Tag of the heading that holds ``element`` (itself or up to two levels above), or empty."""
    for _ in range(3):
        if element is None:
            return ""
        if element.tag in HEADINGS:
            return str(element.tag)
        element = element.getparent()
    return ""


def running_sums(values: Iterable[float]) -> list[float]:
    """``sums[b] - sums[a]`` is the sum of ``values[a:b]``."""
    return [0.0, *accumulate(values)]


def _noisy(page: Outline, anchor: int, worth: list[float], described: int) -> frozenset[int]:
    """Blocks inside containers named as noise that hold neither headline nor much of the prose."""
    found: set[int] = set()
    prose = running_sums(max(0.0, value) for value in worth)
    for element, start, end in page.spans:
        name = f"{element.get('class') or ''} {element.get('id') or ''}"
        if element.tag in ("footer", "nav", "aside") or (len(name) > 1 and _NOISE.search(name)):
            held = prose[end] - prose[start]
            if held < 0.3 * (prose[-1] or 1.0) and not (
                start <= anchor < end or start <= described < end
            ):
                found.update(range(start, end))
    return frozenset(found)


def _described(blocks: list[Block], description: str, anchor: int) -> int:
    wanted = key(description)[:24]
    if len(wanted) < 12:
        return -1
    for index, block in enumerate(blocks):
        if index > anchor and len(block.text) >= 12 and wanted in key(block.text):
            return index
    return -1
