"""The headline: a marker, a selector, or the heading that the page's <title> begins with."""

import re
from collections.abc import Iterator, Sequence

from crawler.body.blocks import HEADINGS
from crawler.body.layout import Layout, heading_of
from crawler.dates import stamps
from crawler.fields import clean_title, without_site
from crawler.page import Element, Page
from crawler.text import key

_TRUSTED = ("enpproperty", "founder-title", "meta:articletitle")
_WORD = re.compile(r"\w+")
_ABOVE = re.compile(
    r"yin_?ti|jian_?ti|kicker|(?:pre|intro|up|shoulder)-?_?tit|eyebrow|surtitle", re.I
)
_BELOW = re.compile(r"fu_?(?:biao_?)?ti|sub-?_?(?:tit|head)|stand-?first|\bde[ck]k?\b", re.I)
_DASHED = re.compile(r"(?:——|--)\s{0,3}\w")


def headline(page: Page, stated: Sequence[tuple[str, str]], selected: str) -> tuple[str, str]:
    """Rule and headline, both empty when the page names nothing."""
    for rule, title in stated:
        if rule in _TRUSTED and len(key(title)) >= 2:
            return rule, clean_title(title)
    if selected:
        return "selector", clean_title(selected)
    window = clean_title(_text(page.root.find(".//title")))
    named = [title for rule, title in stated if rule.startswith("meta:")]
    if heading := _heading(page.root, [*named, window]):
        return "heading", heading
    linked = [title for rule, title in stated if rule == "json-ld"]
    if linked:
        return "json-ld", linked[0]
    site = page.meta.get("og:site_name", "")
    for rule, title in [
        *((rule, t) for rule, t in stated if rule.startswith("meta:")),
        ("title", window),
    ]:
        if key(title):
            return rule, without_site(title, site)
    first = next((text for tag, text in _headings(page.root) if tag == "h1"), "")
    return ("heading", first) if first else ("", "")


def beside_time(layout: Layout) -> str:
    """The heading above the time of publication, for a <title> that names only a section."""
    for index, block in enumerate(layout.blocks[:400]):
        if len(block.text) > 120 or not any(stamps(block.spaced)):
            continue
        for above in reversed(layout.blocks[max(0, index - 4) : index]):
            name = f"{above.owner.get('class') or ''} {above.owner.get('id') or ''}".lower()
            headed = heading_of(above.owner) or above.bold or "title" in name
            if headed and not above.linked and 7 < len(above.text) < 80:
                return clean_title(above.text)
    return ""


def above_and_below(layout: Layout) -> tuple[str, str]:
    """Kicker (引题, 肩题) above the headline and subtitle (副题) below it, by their classes.

    A line below it that begins with a dash is a subtitle too.
    """
    found = ["", ""]
    for index in range(max(0, layout.anchor - 3), min(len(layout.blocks), layout.anchor + 4)):
        block = layout.blocks[index]
        if layout.anchor < 0 or index == layout.anchor or block.linked or len(block.text) > 120:
            continue
        name = f"{block.owner.get('class') or ''} {block.owner.get('id') or ''}"
        below = index > layout.anchor
        dashed = index == layout.anchor + 1 and bool(_DASHED.match(block.text))
        if ((_BELOW if below else _ABOVE).search(name) or dashed) and not any(stamps(block.text)):
            found[below] = found[below] or clean_title(block.text)
    return found[0], found[1]


def _heading(root: Element, names: Sequence[str]) -> str:
    """The heading whose words the page repeats in its own title, the closest one."""
    best, best_rank = "", 0.0
    for tag, text in _headings(root):
        rank = max((_likeness(text, name) for name in names if name), default=0.0)
        rank += {"h1": 0.1, "h2": 0.05}.get(tag, 0.0) if rank else 0.0
        if rank > best_rank + 0.01:
            best, best_rank = text, rank
    return best if best_rank >= 0.55 else ""


def _likeness(text: str, name: str) -> float:
    """1 for a heading that the name begins with, less for part of the words."""
    shown, wanted = key(text), key(name)
    if len(shown) < 4 or not wanted:
        return 0.0
    bare = key(without_site(name))
    if bare.startswith(shown) or shown == wanted:
        return len(shown) / len(bare) if len(shown) <= len(bare) else 1.0
    if wanted.startswith(shown):
        return 0.9
    if shown.startswith(bare) and len(bare) > 5:
        return 0.8 * len(bare) / len(shown) + 0.15
    first, second = set(_WORD.findall(text.lower())), set(_WORD.findall(name.lower()))
    shared = len(first & second)
    return 0.8 * shared / max(len(first), 1) if shared >= 4 else 0.0


def _headings(root: Element) -> Iterator[tuple[str, str]]:
    seen = 0
    for element in root.iter(
        "h1", "h2", "h3", "h4", "h5", "div", "p", "td", "span", "strong", "founder-title"
    ):
        name = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
        if (
            element.tag in HEADINGS
            or element.tag == "founder-title"
            or "title" in name
            or "bt" in name
        ):
            if len(element) > 12 or (seen := seen + 1) > 500:
                continue
            text = clean_title(_text(element))
            if 3 < len(text) < 240:
                yield str(element.tag), text


def _text(element: Element | None) -> str:
    if element is None:
        return ""
    return " ".join("".join(element.itertext()).split())
