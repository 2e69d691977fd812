"""Chinese body by text density: the container with the greatest sum of paragraph values.

A paragraph is worth its unlinked characters, a menu entry or teaser costs; so nothing has to be
known of tags or classes. The headline anchors the start, noise names (``related``, ``comment``)
weigh down, and the description that a page gives of itself marks the container that holds it.
"""

import re
from typing import Any

from crawler.body.blocks import Block, Outline, outline
from crawler.body.layout import Layout, running_sums
from crawler.body.trim import trim_lines

Element = Any
Span = tuple[Element, int, int]
_STOP = re.compile(r"[。！？!?…；]|\.(?:\s|$)")
_ASIDE = re.compile(
    r"caption|credit|gallery|slideshow|carousel|newsletter|subscri|sign-?up|promo|social|related"
    r"|recirc|tooltip|player|cookie|modal|popup|byline|author|contributor|timestamp|dateline",
    re.I,
)


def density_lines(
    layout: Layout, title: str = "", *, latin: bool = False
) -> tuple[list[str], Element | None]:
    """Paragraphs of the article in ``layout`` and their container; ([], None) without prose.

    ``latin``: leave out captions, bylines and offers, which English pages name in their classes.
    """
    left_out = layout.noisy | _asides(layout) if latin else layout.noisy
    values = [
        -6.0
        if index in left_out
        else 0.15 * worth
        if index < layout.anchor and worth > 0
        else worth
        for index, worth in enumerate(layout.values)
    ]
    found = _best_span(layout.outline, values, layout.anchor, layout.described)
    if found is None:
        return [], None
    element, start, end = found
    if start <= layout.anchor < end:
        start = layout.anchor + 1
    kept = [
        layout.blocks[index]
        for index in range(start, end)
        if index not in left_out and not is_teaser(layout.blocks[index])
    ]
    return trim_lines(kept, title), element


def _asides(layout: Layout) -> set[int]:
    """Blocks of captions, bylines and offers; a container with much of the prose is none."""
    prose = running_sums(max(0.0, worth) for worth in layout.values)
    found: set[int] = set()
    for element, start, end in layout.outline.spans:
        name = f"{element.get('class') or ''} {element.get('id') or ''}"
        if element.tag in ("figcaption", "figure") or (len(name) > 1 and _ASIDE.search(name)):
            small = prose[end] - prose[start] < 0.3 * prose[-1]
            if small and not start <= layout.anchor < end:
                found.update(range(start, end))
    return found


def prose_lines(element: Element, title: str = "") -> list[str]:
    """Lines of an element named as the body, without teasers and credits."""
    return trim_lines([block for block in outline(element).blocks if not is_teaser(block)], title)


def is_teaser(block: Block) -> bool:
    """A line of links that is no sentence; the blanks between a pager's numbers do not count."""
    bare = block.text.replace(" ", "")
    length = len(bare) if bare.isdecimal() else len(block.text)
    return block.linked > 0.6 * length and not _STOP.search(block.text[-2:])


def _best_span(page: Outline, values: list[float], anchor: int, described: int) -> Span | None:
    sums = running_sums(values)
    best, best_score = None, 0.0
    for element, start, end in page.spans:
        if end <= anchor:
            continue
        score = sums[end] - sums[start]
        if start <= described < end:
            score = score * 1.3 + 40.0
        if score > best_score:
            best, best_score = (element, start, end), score
    return _tightened(page, values, best, anchor) if best else None


def _tightened(page: Outline, values: list[float], best: Span, anchor: int) -> Span:
    """The inner container that holds nearly all prose, or most of it before a run of links."""
    _, low, high = best
    prose = running_sums(max(0.0, worth) for worth in values)
    costs = running_sums(max(0.0, -worth) for worth in values)
    first = max(low, anchor + 1)
    total = prose[high] - prose[first]
    chosen = best
    for element, start, end in page.spans:
        if not (low <= start and end <= high and end - start < chosen[2] - chosen[1]):
            continue
        held = prose[end] - prose[start]
        before = prose[start] - prose[min(first, start)]
        links = costs[high] - costs[end]
        if before <= 0.02 * total and (
            held >= 0.93 * total or (held >= 0.6 * total and links > 60)
        ):
            chosen = (element, start, end)
    return chosen
