"""Xinhua's channels: a page names ``datasource:<id>``, and ``/ds_<id>.json`` holds the channel."""

import re
from urllib.parse import urljoin

from crawler.discovery.found import Found, Links, Page
from crawler.discovery.json_list import at_path, read_json, words_at
from crawler.discovery.markup import anchors, date_beside, title_of, tree_of
from crawler.source import Seed

MAX_SOURCES = 20
_NAMED = re.compile(r"datasource:\s{0,3}(\w{6,64})")


def from_datasource(page: Page) -> Found:
    """Items of a ``ds_*.json``; of a channel page its own links and the lists that it names.

    Raises ParseError for bytes that are neither.
    """
    if page.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return _items(page)
    tree = tree_of(page)
    links = Links(page, tree.base)
    for anchor in anchors(tree.root):
        links.add(anchor.get("href") or "", title_of(anchor), date_beside(anchor))
    names = dict.fromkeys(_NAMED.findall(tree.text)) if page.depth == 0 else {}
    urls = [urljoin(page.url, f"/ds_{name}.json") for name in names][:MAX_SOURCES]
    return links.found([Seed(url, "datasource", page.depth + 1) for url in urls])


def _items(page: Page) -> Found:
    links = Links(page)
    items = at_path(read_json(page), "datasource")
    for item in items if isinstance(items, list) else ():
        address, title, date = (
            words_at(item, name) for name in ("publishUrl", "title", "publishTime")
        )
        links.add(address, title, date)
    return links.found()
