"""What discovery is given and what it finds; the one filter that every kind's links pass."""

import re
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from crawler.source import Discovery, Seed, Source
from crawler.twins import rewritten
from db.errors import ForbiddenAddress, ParseError
from db.urls import canonical_url

MAX_LINKS = 5000
MAX_SEEN = 40_000
MAX_BODY = 8 * 1024 * 1024
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Page:
    """The bytes of one listing page, where they came from, and the rule that asked for them."""

    body: bytes
    url: str
    source: Source
    rule: Discovery
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Link:
    """One article: canonical URL; what the listing says of it, as written there (may be empty).

    ``lastmod`` is when the page last changed (sitemaps), not when it was published.
    """

    url: str
    title: str = ""
    published_raw: str = ""
    lang_hint: str = ""
    lastmod: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Articles in the page's order without repeats; further pages; ``note``: what was odd."""

    articles: list[Link] = field(default_factory=list)
    more: list[Seed] = field(default_factory=list)
    note: str = ""


class Links:
    """Collects article links of one page: http(s) only, wanted by the source, each once.

    Links to other hosts are dropped unless one of the source's ``allow`` rules matches.
    """

    def __init__(self, page: Page, base: str | None = None) -> None:
        self.page, self.base = page, base or page.url
        self.seen = 0
        self._found: dict[str, Link] = {}

    def add(
        self,
        href: str,
        title: str = "",
        published_raw: str = "",
        lang_hint: str = "",
        lastmod: str = "",
    ) -> None:
        """Keeps the link if it is wanted; a repeat only fills in a title or date still missing."""
        self.seen += 1
        url = absolute(self.base, href) if self.seen <= MAX_SEEN else None
        if url and self._wanted(twin := rewritten(url, self.page.source.twin_rules)):
            url = twin
        if url is None or not self._wanted(url):
            return
        title, published_raw = one_line(title), one_line(published_raw)
        old = self._found.get(url)
        if old is not None:
            title, published_raw = old.title or title, old.published_raw or published_raw
            lang_hint, lastmod = old.lang_hint or lang_hint, old.lastmod or lastmod
        elif len(self._found) >= MAX_LINKS:
            return
        self._found[url] = Link(url, title, published_raw, lang_hint.strip(), lastmod.strip())

    def found(self, more: list[Seed] | None = None) -> Found:
        """All that was kept, and a note when nothing was or when the page is over the cap."""
        articles, further = list(self._found.values()), more or []
        note = ""
        if not articles and not further:
            note = f"no article among {self.seen} links; check allow, deny and the discovery rule"
        elif len(articles) >= MAX_LINKS or self.seen > MAX_SEEN:
            note = f"stopped at {len(articles)} articles of {self.seen} links"
        return Found(articles, further, note)

    def _wanted(self, url: str) -> bool:
        source = self.page.source
        return source.wants(url) and (bool(source.allow) or same_site(url, self.page.url))


def absolute(base: str, href: str) -> str | None:
    """``href`` as a canonical URL, or None when it is not a web address or leads nowhere."""
    href = href.strip()
    if not href or href.startswith("#"):
        return None
    try:
        return canonical_url(urljoin(base, href))
    except (ForbiddenAddress, ValueError):
        return None


def same_site(one: str, other: str) -> bool:
    """Same host and port; a leading ``www.`` does not count."""
    hosts = (urlsplit(url).netloc.lower().removeprefix("www.") for url in (one, other))
    return next(hosts) == next(hosts)


def one_line(text: str) -> str:
    """White space and control characters of any kind as single spaces, none at the ends."""
    return " ".join(_CONTROL.sub(" ", text).split())


def without_tags(text: str) -> str:
    """``text`` without HTML tags, for titles given as markup.

    >>> without_tags("全面<em>振兴</em> 1 < 2")
    '全面振兴 1 < 2'
    """
    return re.sub(r"</?[A-Za-z][^<>]*>", "", text)


def looks_like_html(body: bytes) -> bool:
    """Whether the first bytes are those of a web page rather than of data."""
    start = body[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    start = re.sub(rb"^(?:<\?xml[^>]*>|<!--.*?-->|\s)+", b"", start, flags=re.DOTALL)
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<div"))


def refuse(page: Page, expected: str) -> ParseError:
    """The error for bytes that are not ``expected``, saying what they look like instead."""
    if not page.body.strip():
        what, hint = f"empty page instead of {expected}", "the site may be down; try again later"
    elif looks_like_html(page.body):
        what = f"a web page (HTML) instead of {expected}"
        hint = "open the address in a browser: it may have moved, or be a notice or a login page"
    else:
        what, hint = f"not {expected}", "open the address in a browser and correct the source"
    shown = page.body[:60].decode("utf-8", errors="replace")
    return ParseError(what, where=f"{page.source.id}: {page.url}", value=repr(shown), hint=hint)
