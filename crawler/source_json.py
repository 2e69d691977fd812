"""Where the list of articles is in a JSON answer: dotted paths of list, address, title, date."""

import json
import re
from collections.abc import Iterator
from typing import Any

from crawler.dates import parse

MAX_DEPTH = 6
_ADDRESS = re.compile(r"(?:https?:/)?/[\w./%?=&-]{4,}$")


def list_in(body: bytes) -> dict[str, str] | None:
    """The keys of a ``json`` discovery rule for the longest list of items with an address.

    >>> list_in(b'{"data": {"rows": [{"link": "/a/1.html", "name": "One", "id": 5}]}}')
    {'items': 'data.rows', 'url': 'link', 'title': 'name'}
    """
    try:
        value = json.loads(body.decode("utf-8-sig", "replace"), strict=False)
    except (ValueError, RecursionError):
        return None
    best: dict[str, str] | None = None
    longest = 0
    for path, items in _lists(value, "", 0):
        keys = _keys(items[0]) if len(items) > longest else None
        if keys is not None:
            longest = len(items)
            best = ({"items": path} if path else {}) | keys
    return best


def _lists(value: Any, path: str, depth: int) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        if value and all(isinstance(item, dict) for item in value):
            yield path, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _lists(inner, f"{path}.{name}".lstrip("."), depth + 1)


def _keys(item: dict[str, Any]) -> dict[str, str] | None:
    """Address, title (the longest plain text), and date of one item, as far as it has them."""
    texts = {name: text for name, text in item.items() if isinstance(text, str) and text.strip()}
    addresses = [name for name, text in texts.items() if _ADDRESS.match(text)]
    if not addresses:
        return None
    named = [name for name in addresses if "url" in name.lower() or "link" in name.lower()]
    url = (named or addresses)[0]
    dated = [name for name, text in texts.items() if name not in addresses and len(text) < 40]
    dates = [name for name in dated if parse(texts[name]) is not None]
    plain = [name for name in texts if name not in addresses and name not in dates]
    found = {"url": url}
    if title := _title({name: texts[name] for name in plain}):
        found["title"] = title
    return found | ({"date": dates[0]} if dates else {})


def _title(texts: dict[str, str]) -> str:
    """The name of what calls itself a title, else of the longest short text without markup."""
    for name in texts:
        if "title" in name.lower():
            return name
    short = [name for name, text in texts.items() if len(text) < 200 and "<" not in text]
    return max(short, key=lambda name: len(texts[name]), default="")
