"""Fields that a page states for machines: CMS markers, JSON-LD, meta tags."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from crawler.dates import Stamp, parse
from crawler.fields import clean_origin, clean_title
from crawler.page import Page, read_json, unescape

_ENP = re.compile(r"<(date|author|title|subtitle|introtitle|sourcename)>([^<]{0,500})</\1>", re.I)
_ARTICLES = {
    "newsarticle",
    "article",
    "reportagenewsarticle",
    "blogposting",
    "webpage",
    "analysisnewsarticle",
}
_WECHAT = re.compile(r"""\bvar\s{1,3}ct\s{0,3}=\s{0,3}["'](\d{10})["']""")
_DATE_NAMES = (
    "article:published_time", "og:article:published_time", "pubdate", "firstpublishedtime",
    "publishdate", "publish_time", "publishtime", "publish-date", "publication_date",
    "datepublished", "apub:time", "og:release_date", "og:time", "date", "dc.date.issued",
    "dc.date", "parsely-pub-date", "sailthru.date", "weibo:article:create_at", "bt:pubdate",
    "article.published", "cxenseparse:recs:publishtime",
)  # fmt: skip
_ORIGIN_NAMES = ("contentsource", "source", "originalsource", "article:source")


@dataclass(slots=True)
class Stated:
    """What one page says of itself; each list is ``(rule, value)``, most trusted first."""

    titles: list[tuple[str, str]] = field(default_factory=list)
    dates: list[tuple[str, Stamp]] = field(default_factory=list)
    origins: list[tuple[str, str]] = field(default_factory=list)
    authors: list[tuple[str, str]] = field(default_factory=list)
    bodies: list[tuple[str, str]] = field(default_factory=list)
    kicker: str = ""
    subtitle: str = ""


def stated(page: Page) -> Stated:
    """All machine-readable statements of ``page``."""
    found = Stated()
    _enp(page, found)
    if text := _next_data(page.source):
        found.bodies.append(("next-data", text))
    for item in page.linked_data:
        _linked(item, found)
    _meta(page, found)
    if wechat := _WECHAT.search(page.source):
        _date(found, "script-ct", wechat[1])
    return found


def _enp(page: Page, found: Stated) -> None:
    """Founder's ``enpproperty`` comment; its ``<author>`` is the editor online, so unused."""
    block = between(page.source, "<!--enpproperty", "/enpproperty-->")
    if not block:
        return
    for name, value in _ENP.findall(block):
        text = unescape(value)
        if not text:
            continue
        match name.lower():
            case "title":
                found.titles.append(("enpproperty", text))
            case "date":
                _date(found, "enpproperty", text)
            case "sourcename":
                found.origins.append(("enpproperty", text))
            case "subtitle":
                found.subtitle = text
            case "introtitle":
                found.kicker = text


def _meta(page: Page, found: Stated) -> None:
    meta = page.meta
    if title := meta.get("articletitle"):
        found.titles.append(("meta:articletitle", unescape(title)))
    for name in ("og:title", "twitter:title"):
        if name in meta:
            found.titles.append((f"meta:{name}", unescape(meta[name])))
    for name in _DATE_NAMES:
        _date(found, f"meta:{name}", meta.get(name, ""))
    for name in _ORIGIN_NAMES:
        if (origin := clean_origin(unescape(meta.get(name, "")))) and not origin.isdigit():
            found.origins.append((f"meta:{name}", origin))
    for name in (
        "author",
        "article:author",
        "parsely-author",
        "byl",
        "sailthru.author",
        "dc.creator",
    ):
        if name in meta and "://" not in meta[name]:
            found.authors.append((f"meta:{name}", unescape(meta[name])))


def _linked(item: dict[str, Any], found: Stated) -> None:
    kinds = item.get("@type")
    names = {str(kind).lower() for kind in (kinds if isinstance(kinds, list) else [kinds])}
    cambrian = "pubDate" in item and "title" in item
    if not (names & _ARTICLES or cambrian):
        return
    for name in ("headline", "title") if cambrian else ("headline",):
        if isinstance(value := item.get(name), str) and value.strip():
            found.titles.append(("json-ld", clean_title(unescape(value))))
    for name in ("datePublished", "pubDate"):
        _date(found, "json-ld", str(item.get(name) or ""))
    for author in _people(item.get("author")):
        found.authors.append(("json-ld", author))
    if isinstance(body := item.get("articleBody"), str) and len(body) > 300:
        found.bodies.append(("json-ld", body))


def _next_data(source: str) -> str:
    """Paragraphs of an article that a Next.js page carries as data (SCMP's shape of it)."""
    script = between(source, '<script id="__NEXT_DATA__"', "</script>")
    value = read_json(script.partition(">")[2]) if script else None
    for name in ("props", "pageProps", "payload", "data", "article", "body", "json"):
        value = value.get(name) if isinstance(value, dict) else None
    nodes = value if isinstance(value, list) else []
    lines = (" ".join("".join(_leaves(node)).split()) for node in nodes)
    return "\n".join(line for line in lines if line)


def _leaves(node: Any, depth: int = 0) -> Iterator[str]:
    if not isinstance(node, dict) or depth > 12:
        return
    if node.get("type") == "text" and isinstance(node.get("data"), str):
        yield node["data"]
    children = node.get("children")
    for child in children if isinstance(children, list) else ():
        yield from _leaves(child, depth + 1)


def _people(value: Any) -> Iterator[str]:
    for person in value[:20] if isinstance(value, list) else [value]:
        name = person.get("name") if isinstance(person, dict) else person
        if isinstance(person, dict) and str(person.get("@type", "")).lower() == "organization":
            continue
        for text in name if isinstance(name, list) else [name]:
            if isinstance(text, str) and text.strip() and "://" not in text:
                yield unescape(text)


def _date(found: Stated, rule: str, text: str) -> None:
    if text and (stamp := parse(text)):
        found.dates.append((rule, stamp))


def between(source: str, opening: str, closing: str) -> str:
    """The part of ``source`` between two markers, empty when one is missing."""
    start = source.find(opening)
    end = source.find(closing, start + len(opening)) if start >= 0 else -1
    return source[start + len(opening) : end] if end >= 0 else ""
