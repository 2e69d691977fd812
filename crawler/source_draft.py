"""A first version of a source from one of its pages: feed, sitemap, list, e-paper or article."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any
from urllib.parse import urljoin, urlsplit

from crawler.discovery import Found, discover
from crawler.discovery.found import absolute
from crawler.fetched import Fetch, Fetched
from crawler.page import Page, read_page
from crawler.source import Source, parse_source
from crawler.source_json import list_in
from crawler.source_shape import common_shape, shape_of, site_of
from crawler.source_toml import render
from crawler.text import is_chinese
from db.errors import DongbeiError, FetchError, InputError, ParseError

MAX_CANDIDATES = 3
_NO_KEYS: Mapping[str, str] = MappingProxyType({})
FEED_TYPES = re.compile(r"application/(?:rss|atom|rdf)\+xml|text/xml", re.I)
ISSUES = (
    (re.compile(r"/20\d{4}/\d{2}/(?=\w+\.s?html?$)", re.I), "/{YYYYMM}/{DD}/"),
    (re.compile(r"/20\d{2}-\d{2}/\d{2}/(?=\w+\.s?html?$)", re.I), "/{YYYY}-{MM}/{DD}/"),
    (re.compile(r"/20\d{6}/(?=(?:html/)?\w+\.s?html?$)", re.I), "/{YYYYMMDD}/"),
)
NODE = re.compile(r"/(?:node_\w+|szbz[A-Z]?\d{1,2}|index)\.s?html?$", re.I)


@dataclass(frozen=True, slots=True)
class Draft:
    """A source that validates, and what the operator should know of how it came about."""

    source: Source
    notes: tuple[str, ...]

    @property
    def toml(self) -> str:
        return render(self.source, self.notes)


@dataclass(slots=True)
class _Sketch:
    """What has been found so far; ``links`` are addresses of articles, or may be."""

    page: Fetched
    fetch: Fetch | None
    rules: list[dict[str, Any]]
    links: list[str]
    notes: list[str]
    title: str = ""
    sample: str = ""
    exact: bool = False


def draft(page: Fetched, fetch: Fetch | None, source_id: str, today: date) -> Draft:
    """A source that reads ``page``'s site; ``fetch`` (None: offline) looks at what it points to.

    Raises InputError when no article address can be made out.
    """
    sketch = _Sketch(page, fetch, [], [], [])
    if not (_feed(sketch) or _sitemap(sketch) or _json(sketch)):
        _web_page(sketch, read_page(page.body, page.url, page.charset))
    shape = common_shape(sketch.links, _site(sketch), least=1 if sketch.exact else 3)
    if shape is None:
        raise InputError(
            "no address of articles can be made out", where=page.url,
            value=f"{len(sketch.links)} links",
            hint="give a list of news, a feed, a sitemap or an article of the site",
        )  # fmt: skip
    sketch.notes.append(f"allow: the shape of {len(shape.urls)} of {len(sketch.links)} links")
    family, chinese = _looked_at(sketch, shape.urls[0])
    raw = {
        "id": source_id, "name_zh": sketch.title or site_of(page.url), "name_en": site_of(page.url),
        "language": "zh" if chinese else "en", "family": family, "state": "unverified",
        "evidence": [f"drafted from {page.url} on {today}", f"example {shape.urls[0]}"],
        "timezone": "Asia/Shanghai" if chinese else "UTC", "allow": [shape.regex],
        "discovery": sketch.rules,
    }  # fmt: skip
    todo = f"Drafted: see what it reads with: dongbei sources check {source_id}"
    rest = "Then correct the names, add region (gb:...), and widen or narrow allow."
    return Draft(parse_source(raw, page.url), (todo, rest, *sketch.notes))


def _site(sketch: _Sketch) -> str:
    """The site whose articles are listed: a feed or an interface may be on another host."""
    sites = Counter(site_of(url) for url in sketch.links)
    if not sketch.exact or not sites:
        return site_of(sketch.page.url)
    if len(sites) > 1:
        sketch.notes.append(f"the links lead to {len(sites)} sites; allow is for one of them")
    return sites.most_common(1)[0][0]


def id_for(url: str) -> str:
    """An id from the host: ``https://jldrc.jl.gov.cn/`` is ``jldrc-jl``."""
    labels = (urlsplit(url).hostname or "site").lower().split(".")
    common = {"www", "com", "cn", "gov", "net", "org", "edu", "news"}
    kept = [label for label in labels if label not in common] or labels
    return re.sub(r"[^a-z0-9]+", "-", "-".join(kept)).strip("-")[:60] or "site"


def _feed(sketch: _Sketch) -> bool:
    found = _discovered(sketch.page, "feed")
    if found is None:
        return False
    _take(sketch, "feed", found)
    return True


def _sitemap(sketch: _Sketch) -> bool:
    found = _discovered(sketch.page, "sitemap")
    if found is None:
        return False
    if found.more and sketch.fetch is not None:
        for seed in found.more[:MAX_CANDIDATES]:
            with suppress(FetchError):
                child = _discovered(sketch.fetch(seed.url), "sitemap")
                found = Found([*found.articles, *(child.articles if child else ())], found.more)
    _take(sketch, "sitemap", found)
    return True


def _json(sketch: _Sketch) -> bool:
    if sketch.page.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"["):
        return False
    keys = list_in(sketch.page.body)
    found = None if keys is None else _discovered(sketch.page, "json", keys)
    if keys is None or found is None:
        raise InputError(
            "no list of articles in the JSON", where=sketch.page.url,
            hint="write a json discovery by hand, see docs/sources.md",
        )  # fmt: skip
    _take(sketch, "json", found, keys)
    return True


def _take(sketch: _Sketch, kind: str, found: Found, keys: Mapping[str, str] = _NO_KEYS) -> None:
    sketch.rules.append({"kind": kind, "urls": [sketch.page.url]} | dict(keys))
    sketch.links = [link.url for link in found.articles]
    sketch.sample = " ".join(link.title for link in found.articles[:20])
    sketch.exact = True
    sketch.notes.append(f"{kind}: {len(found.articles)} links")


def _web_page(sketch: _Sketch, tree: Page) -> None:
    """Links of a list, an issue or an article; feeds and sitemaps that its site names."""
    page = sketch.page
    sketch.title = _site_name(tree)
    anchors = list(tree.root.iter("a", "area"))
    sketch.sample = " ".join("".join(anchor.itertext()) for anchor in anchors)[:5000]
    hrefs = (anchor.get("href") or "" for anchor in anchors)
    sketch.links = [url for url in (absolute(page.url, href) for href in hrefs) if url]
    for pattern, filled in ISSUES:
        if NODE.search(page.url) and pattern.search(page.url):
            return _issue(sketch, pattern.sub(filled, page.url))
    for url, found in _named(sketch, "feed", _feeds(tree, page.url)):
        sketch.rules.append({"kind": "feed", "urls": [url]})
        sketch.notes.append(f"feed {url}: {len(found.articles)} links")
        sketch.links += [link.url for link in found.articles]
    if not sketch.rules:
        for url, found in _named(sketch, "sitemap", _sitemaps(sketch)):
            sketch.notes.append(f"sitemap in robots.txt: {url} ({len(found.articles)} links)")
            if "news" in url:
                sketch.rules.append({"kind": "sitemap", "urls": [url]})
    if _is_article(tree, page.url):
        parts = urlsplit(page.url)
        sketch.links, sketch.exact = [page.url], True
        sketch.notes.append("the page is an article; the front page as a list is a guess")
        sketch.rules.append({"kind": "listing", "urls": [f"{parts.scheme}://{parts.netloc}/"]})
    else:
        _list(sketch, tree)
    return None


def _list(sketch: _Sketch, tree: Page) -> None:
    """The page as a list: by interface where it names one, else by its links."""
    page = sketch.page
    kind = "listing"
    if "datasource:" in tree.source:
        kind = "datasource"
    elif re.search(r"/col/col\d+/", page.url) and "unitid" in tree.source:
        kind = "jpage"
    if kind != "listing" and (found := _discovered(page, kind)) is not None:
        sketch.links += [link.url for link in found.articles]
        sketch.sample += " ".join(link.title for link in found.articles)
    bounds = {} if kind == "datasource" else {"max_pages": 2}
    sketch.rules.append({"kind": kind, "urls": [page.url]} | bounds)


def _issue(sketch: _Sketch, template: str) -> None:
    """An e-paper's page: the date in its address is filled in each day."""
    node = NODE.search(sketch.page.url)
    others = [url for url in sketch.links if not NODE.search(url)]
    shape = common_shape(others, site_of(sketch.page.url))
    sketch.links = list(shape.urls) if shape else others
    rule: dict[str, Any] = {"kind": "epaper", "urls": [template]}
    if shape and node and not all("/content_" in url for url in shape.urls):
        rule["article"] = "/" + shape_of(list(shape.urls)).rsplit("/", 1)[1]
        rule["node"] = re.sub(r"\d+", r"\\w+", re.escape(node[0])) + "$"
    sketch.rules.append(rule)
    sketch.notes.append("an issue by date: the date in the address is filled in each day")


def _looked_at(sketch: _Sketch, url: str) -> tuple[str, bool]:
    """Family and language by one article, or by address and list where none can be had."""
    from crawler.extract import extract
    from crawler.families import detect

    template = detect(url, "")
    page = sketch.page if url == sketch.page.url else None
    if page is None and sketch.fetch is not None:
        try:
            page = sketch.fetch(url)
        except FetchError as error:
            sketch.notes.append(f"the example could not be read: {error.what}")
    if page is None:
        return (template.name if template else "generic"), is_chinese(sketch.sample)
    with suppress(ParseError):
        found = extract(page.body, url, charset=page.charset)
        family = found.rules.get("family", "generic")
        read = f"{len(found.body)} characters" if found.is_article else "NOT READ as an article"
        sketch.notes.append(f"example: {found.title or '(no title)'}; {read}; family {family}")
        return family, is_chinese(f"{found.title}\n{found.body}")
    sketch.notes.append("the example is not a web page")
    return "generic", is_chinese(sketch.sample)


def _named(sketch: _Sketch, kind: str, urls: Iterable[str]) -> Iterator[tuple[str, Found]]:
    """Addresses that hold articles of the kind, as far as they can be asked for."""
    if sketch.fetch is None:
        return
    for url in list(dict.fromkeys(urls))[:MAX_CANDIDATES]:
        with suppress(FetchError):
            found = _discovered(sketch.fetch(url), kind)
            if found is not None and (found.articles or found.more):
                yield url, found


def _feeds(tree: Page, base: str) -> Iterator[str]:
    for link in tree.root.iter("link"):
        if FEED_TYPES.search(link.get("type") or "") and "alternate" in (link.get("rel") or ""):
            yield urljoin(base, link.get("href") or "")
    for anchor in tree.root.iter("a"):
        href = anchor.get("href") or ""
        if re.search(r"(?:rss|feed|atom)\w*(?:\.xml)?/?$", href, re.I):
            yield urljoin(base, href)


def _sitemaps(sketch: _Sketch) -> list[str]:
    """Those that robots.txt names; none offline."""
    if sketch.fetch is not None:
        with suppress(FetchError):
            robots = sketch.fetch(urljoin(sketch.page.url, "/robots.txt"))
            text = robots.body.decode("utf-8", "replace")
            return re.findall(r"(?im)^sitemap:\s{0,9}(\S+)", text)
    return []


def _discovered(page: Fetched, kind: str, keys: Mapping[str, str] = _NO_KEYS) -> Found | None:
    """What a page of ``kind`` lists, every link wanted; None when it is no such page."""
    raw = {
        "id": "draft", "name_zh": "-", "name_en": "-", "language": "zh", "allow": ["."],
        "discovery": [{"kind": kind, "urls": ["http://draft.invalid/"]} | dict(keys)],
    }  # fmt: skip
    source = parse_source(raw, "draft")
    try:
        return discover(kind, page.body, page.url, source, source.discovery[0])
    except DongbeiError:
        return None


def _is_article(tree: Page, url: str) -> bool:
    """Whether the page itself is an article: its address is one's, and text outweighs links."""
    if common_shape([url], site_of(url), least=1) is None:
        return False
    linked = sum(len("".join(anchor.itertext())) for anchor in tree.root.iter("a"))
    texts = sum(len("".join(one.itertext())) for one in tree.root.iter("p"))
    return texts > 2 * linked


def _site_name(tree: Page) -> str:
    """What the page calls its site, or the last part of its <title> that is no issue's date."""
    title = " ".join((tree.root.findtext(".//title") or "").split())
    title = re.sub(r"20\d{2}[-年]\d{1,2}[-月]\d{1,2}日?|第\w{1,4}版.*", "", title).strip(" -：:")
    parts = [part.strip() for part in re.split(r"\s[-–|]\s|[_|｜]|--", title) if part.strip()]
    return tree.meta.get("og:site_name") or tree.meta.get("sitename") or (parts or [""])[-1]
