"""What a family of pages is, and how its selectors are applied to one tree."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from lxml.cssselect import CSSSelector

from crawler.body.blocks import text_lines
from db.errors import ParseError

Element = Any
FIELDS = ("title", "kicker", "subtitle", "date", "origin", "author", "editor")


def patterns(*expressions: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(expression, re.I) for expression in expressions)


@dataclass(frozen=True, slots=True)
class Family:
    """``urls`` and ``markers`` recognise it; ``selectors`` maps a field to CSS, best first.

    ``drop`` is CSS of what is no text; ``epaper`` pages carry the day in the URL.
    """

    name: str
    urls: tuple[re.Pattern[str], ...] = ()
    markers: tuple[str, ...] = ()
    selectors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    drop: str = ""
    epaper: bool = False


@dataclass(frozen=True, slots=True)
class Selected:
    """What selectors found: text of the small fields, the element of the body, image addresses."""

    texts: Mapping[str, str]
    body: Element | None
    images: tuple[Element, ...] = ()

    def text(self, name: str) -> str:
        return self.texts.get(name, "")


def select(root: Element, selectors: Mapping[str, tuple[str, ...]], drop: str = "") -> Selected:
    """Apply ``selectors`` to ``root``, then remove ``drop`` from it. ParseError on bad CSS."""
    texts: dict[str, str] = {}
    for name in FIELDS:
        for expression in selectors.get(name, ()):
            if text := _first_text(_css(expression)(root)):
                texts[name] = text
                break
    for element in _css(drop)(root) if drop else ():
        _remove(element)
    body = _richest(root, selectors.get("body", ()))
    images = [e for expression in selectors.get("images", ()) for e in _css(expression)(root)]
    return Selected(texts, body, tuple(images))


@lru_cache(maxsize=1024)
def _css(expression: str) -> CSSSelector:
    try:
        return CSSSelector(expression, translator="html")
    except Exception as error:  # cssselect raises several unrelated classes
        raise ParseError("bad CSS selector", value=expression, hint=str(error)) from None


def _first_text(elements: list[Element]) -> str:
    """Text of the first element that has any; pieces set apart (``<em>05</em>/<em>10</em>``)."""
    for element in elements:
        text = " ".join(" ".join(element.itertext()).split())
        if text:
            return text[:2_000]
    return ""


def _richest(root: Element, expressions: tuple[str, ...]) -> Element | None:
    """The element with most text of the first expression that finds text at all."""
    for expression in expressions:
        sized = [
            (len("".join(element.itertext()).strip()), i, element)
            for i, element in enumerate(_css(expression)(root))
        ]
        size, _, element = max(sized, key=lambda item: (item[0], -item[1]), default=(0, 0, None))
        if size >= 20 and text_lines(element):
            return element
    return None


def _remove(element: Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)
