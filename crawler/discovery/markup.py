"""HTML listing pages as a tree, and the links in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urljoin

from lxml import etree, html

from crawler.decode import decode
from crawler.discovery.found import Page, one_line, refuse

MAX_CHILDREN = 12
"""A box with more children than this holds more than one entry of a list."""

DATE = re.compile(
    r"(?<!\d)(?:\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]|\d{1,2}\s?[-/月])\s?\d{1,2}日?"
    r"(?:\s{0,3}\d{1,2}:\d{2}(?::\d{2})?)?(?!\d)"
)


@dataclass(frozen=True, slots=True)
class Tree:
    """A parsed page; ``base`` is what its relative links count from."""

    root: html.HtmlElement
    base: str
    text: str


def tree_of(page: Page) -> Tree:
    """The page as a tree; raises ParseError when it holds no element."""
    text = decode(page.body, page.source.charset or None)
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        raise refuse(page, "a web page") from None
    href = root.xpath("string(//base/@href)")
    return Tree(root, urljoin(page.url, href) if href else page.url, text)


def anchors(root: html.HtmlElement, css: str | None = None) -> Iterator[html.HtmlElement]:
    """Elements with a link: those ``css`` selects or that lie inside them; without it, all."""
    if css is None:
        yield from root.iter("a", "area")
        return
    for element in root.cssselect(css):
        if element.get("href"):
            yield element
        else:
            yield from element.iter("a")


def title_of(anchor: html.HtmlElement) -> str:
    """The link's text, or its title attribute where the text is absent or cut short."""
    text, full = one_line(anchor.text_content()), one_line(anchor.get("title") or "")
    cut = not text or text.endswith(("…", "..."))
    return full if full and cut else text


def date_beside(anchor: html.HtmlElement) -> str:
    """The date printed next to the link: in the smallest box around it that holds no other."""
    box = anchor.getparent()
    for _ in range(3):
        if box is None or box.tag in ("body", "ul", "table"):
            return ""
        if next(islice(box.iterchildren(), MAX_CHILDREN, None), None) is not None:
            return ""
        if any(one.get("href") != anchor.get("href") for one in box.iter("a")):
            return ""
        text = "".join(box.itertext()).replace("".join(anchor.itertext()), " ", 1)
        match = DATE.search(text[:500])
        if match:
            return match[0]
        box = box.getparent()
    return ""
