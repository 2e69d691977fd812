"""RSS, RDF and Atom, read by feedparser from bytes: no network, no entities, damage tolerated."""

from io import BytesIO
from typing import Any

import feedparser

from crawler.discovery.found import MAX_BODY, Found, Links, Page, refuse, without_tags
from crawler.discovery.wrapped import unwrap
from db.errors import ParseError


def from_feed(page: Page) -> Found:
    """Entries of a feed in its order; raises ParseError when it is HTML, empty or too large."""
    if len(page.body) > MAX_BODY:
        raise ParseError(
            "feed too large", where=f"{page.source.id}: {page.url}",
            value=f"{len(page.body)} bytes", hint=f"at most {MAX_BODY} are read",
        )  # fmt: skip
    # a stream, because feedparser takes a string for an address or a file name
    feed = feedparser.parse(BytesIO(page.body), response_headers={"content-location": page.url})
    if not feed.get("version"):
        raise refuse(page, "a feed")
    links = Links(page, _base(feed, page.url))
    language = str(feed.feed.get("language", ""))
    for entry in feed.entries:
        links.add(
            unwrap(_address(entry)),
            _title(entry),
            str(entry.get("published") or entry.get("updated") or ""),
            str(entry.get("language", "")) or language,
        )
    return links.found()


def _address(entry: Any) -> str:
    """The article's address: the original one behind a proxy, the link, else an id that is one."""
    given = entry.get("feedburner_origlink") or entry.get("link") or ""
    identity = str(entry.get("id", ""))
    return str(given) or (identity if identity.startswith(("http://", "https://")) else "")


def _title(entry: Any) -> str:
    """Without the medium that search feeds append: ``title - Medium``, ``<source>Medium``."""
    title = without_tags(str(entry.get("title", "")))
    medium = str((entry.get("source") or {}).get("title") or "").strip()
    return title.removesuffix(f" - {medium}") if medium else title


def _base(feed: Any, url: str) -> str:
    """Relative links count from the channel's own link when that is absolute, as readers do."""
    home = str(feed.feed.get("link", ""))
    return home if home.startswith(("http://", "https://")) else url
