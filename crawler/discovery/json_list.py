"""Lists of articles given as JSON: search interfaces of government portals and the like."""

import json
import re
from typing import Any

from crawler.discovery.found import Found, Links, Page, refuse, without_tags
from db.errors import ParseError


def from_json(page: Page) -> Found:
    """Items at the rule's dotted path; raises ParseError when there is no such list."""
    items = at_path(read_json(page), page.rule.items)
    if isinstance(items, dict):
        items = list(items.values())
    if not isinstance(items, list):
        raise ParseError(
            "the JSON has no list at this path", where=f"{page.source.id}: {page.url}",
            value=page.rule.items or "(top)", hint="correct items in the source's discovery",
        )  # fmt: skip
    links = Links(page)
    for item in items:
        links.add(
            _word(at_path(item, page.rule.url)),
            words_at(item, page.rule.title),
            _word(at_path(item, page.rule.date)) if page.rule.date else "",
        )
    return links.found()


def read_json(page: Page) -> Any:
    """The page's JSON; raises ParseError when it is something else or damaged."""
    text = page.body.decode("utf-8-sig", errors="replace")
    if text.lstrip()[:1] not in ("{", "["):
        raise refuse(page, "JSON")
    try:
        # control characters inside strings are let through, elsewhere they are dropped
        return json.loads(re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", " ", text), strict=False)
    except (ValueError, RecursionError) as error:
        raise ParseError(
            f"damaged JSON: {error}", where=f"{page.source.id}: {page.url}",
            hint="try again later; if it stays so, correct the source",
        ) from None  # fmt: skip


def at_path(value: Any, path: str) -> Any:
    """The value at a dotted path (``data.results.0``), None when there is none."""
    for step in filter(None, path.split(".")):
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def words_at(item: Any, path: str) -> str:
    """Text at a dotted path of an item, without tags; empty when there is none."""
    return without_tags(_word(at_path(item, path)))


def _word(value: Any) -> str:
    return str(value) if isinstance(value, str | int | float) else ""
