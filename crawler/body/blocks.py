"""A tree as the paragraphs a reader sees: blocks of text in document order."""

import re
from dataclasses import dataclass
from typing import Any

from lxml import etree

Element = Any

BLOCK_TAGS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "founder-content",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
LISTS = frozenset(("li", "dd", "dt"))
_SKIPPED = frozenset(
    [
        "script",
        "style",
        "template",
        "iframe",
        "object",
        "embed",
        "applet",
        "svg",
        "canvas",
        "video",
        "audio",
        "select",
        "option",
        "button",
        "input",
        "textarea",
        "head",
        "title",
        "map",
        "math",
    ]
)
_HIDDEN = re.compile(r"display\s{0,9}:\s{0,9}none", re.I)
_SPACE = re.compile(r"[\s\u00a0\u3000\u200b\ufeff]+")


@dataclass(slots=True)
class Block:
    """One paragraph: ``linked`` counts its characters inside links, ``owner`` is its block element.

    ``spaced`` is a short text with its inline pieces set apart (``<b>10-08</b><i>12:00</i>``).
    """

    text: str
    spaced: str
    linked: int
    owner: Element
    tag: str
    listed: bool
    bold: bool


@dataclass(slots=True)
class Outline:
    """All blocks of a tree; ``spans`` gives each container with its range of blocks."""

    blocks: list[Block]
    spans: list[tuple[Element, int, int]]


class _Walk:
    def __init__(self, root: Element, hidden: bool) -> None:
        self.blocks: list[Block] = []
        self.spans: list[tuple[Element, int, int]] = []
        self._pieces: list[str] = []
        self._linked = self._strong = 0
        self._owners: list[Element] = [root]
        self._starts: list[int] = []
        self._links = self._lists = self._bolds = 0
        self._hidden = hidden
        walker = etree.iterwalk(root, events=("start", "end"))
        skipped: Element | None = None
        for event, element in walker:
            if event == "start":
                if self._is_skipped(element) and element is not root:
                    skipped = element
                    walker.skip_subtree()
                else:
                    self._open(element)
            else:
                if element is skipped:
                    skipped = None
                else:
                    self._close(element)
                if element is not root and element.tail:
                    self._text(element.tail)
        self._flush()

    def _is_skipped(self, element: Element) -> bool:
        if element.tag in _SKIPPED:
            return True
        style = element.get("style")
        return bool(style and not self._hidden and _HIDDEN.search(style))

    def _open(self, element: Element) -> None:
        tag = element.tag
        if tag in BLOCK_TAGS:
            self._flush()
            self._owners.append(element)
            self._starts.append(len(self.blocks))
            self._lists += tag in LISTS
        elif tag == "a":
            self._links += 1
        elif tag in ("b", "strong"):
            self._bolds += 1
        if element.text:
            self._text(element.text)

    def _close(self, element: Element) -> None:
        tag = element.tag
        if tag in BLOCK_TAGS:
            self._flush()
            self._owners.pop()
            start = self._starts.pop()
            if tag != "br" and len(self.blocks) > start:
                self.spans.append((element, start, len(self.blocks)))
            self._lists -= tag in LISTS
        elif tag == "a":
            self._links -= 1
        elif tag in ("b", "strong"):
            self._bolds -= 1

    def _text(self, text: str) -> None:
        self._pieces.append(text)
        if self._links:
            self._linked += len(text.strip())
        if self._bolds:
            self._strong += len(text.strip())

    def _flush(self) -> None:
        if not self._pieces:
            return
        text = _SPACE.sub(" ", "".join(self._pieces)).strip()
        if text:
            owner = self._owners[-1]
            spaced = text
            if len(text) <= 200 and len(self._pieces) > 1:
                spaced = " ".join(" ".join(self._pieces).split())
            bold = self._strong >= 0.9 * len(text)
            self.blocks.append(
                Block(
                    text,
                    spaced,
                    min(self._linked, len(text)),
                    owner,
                    owner.tag,
                    self._lists > 0,
                    bold,
                )
            )
        self._pieces.clear()
        self._linked = self._strong = 0


def outline(root: Element, *, hidden: bool = False) -> Outline:
    """Blocks and containers under ``root``; ``hidden`` keeps what ``display:none`` hides."""
    walk = _Walk(root, hidden)
    return Outline(walk.blocks, walk.spans)


def text_lines(root: Element) -> list[str]:
    """The visible lines of one element, one per paragraph or line break."""
    return [block.text for block in outline(root).blocks]
