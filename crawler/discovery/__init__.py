"""Article links out of a page that lists them: pure functions on bytes, no network, no clock.

>>> from crawler.source import parse_source
>>> rule = {"kind": "json", "urls": ["http://a.cn/list"], "items": "data"}
>>> names = {"id": "a", "name_zh": "甲", "name_en": "A", "language": "zh"}
>>> source = parse_source(names | {"discovery": [rule]}, "a.toml")
>>> body = '{"data": [{"url": "/1.html", "title": "新松"}]}'.encode()
>>> discover("json", body, "http://a.cn/list", source, source.discovery[0]).articles[0].title
'新松'
"""

from collections.abc import Callable, Mapping

from crawler.discovery.datasource import from_datasource
from crawler.discovery.dates import parse_date
from crawler.discovery.epaper import from_epaper
from crawler.discovery.feed import from_feed
from crawler.discovery.found import Found, Link, Page
from crawler.discovery.jpage import from_jpage
from crawler.discovery.json_list import from_json
from crawler.discovery.listing import from_listing
from crawler.discovery.sitemap import from_sitemap
from crawler.source import Discovery, Source

__all__ = ["Found", "Link", "discover", "parse_date"]

READERS: Mapping[str, Callable[[Page], Found]] = {
    "feed": from_feed,
    "sitemap": from_sitemap,
    "listing": from_listing,
    "epaper": from_epaper,
    "json": from_json,
    "jpage": from_jpage,
    "datasource": from_datasource,
}


def discover(
    kind: str, body: bytes, url: str, source: Source, discovery: Discovery, depth: int = 0
) -> Found:
    """Articles and further list pages named in ``body``, the answer to a seed of ``kind``.

    ``depth`` is the seed's; further pages are one deeper and end at the rule's bounds. Raises
    ParseError when the bytes are not what the kind says (a feed that is HTML).
    """
    return READERS[kind](Page(body, url, source, discovery, depth))
