"""The common shape of article addresses on a page, as a regular expression for ``allow``."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.dates import url_date

SECOND_LEVEL = frozenset({"com", "gov", "net", "org", "edu", "ac", "co"})
_HEX = re.compile(r"[0-9a-fA-F]{32}")
_SLUG = re.compile(r"[\w%]*[A-Za-z%][\w%]*(?:-[\w%]+){2,}")
_LISTS = re.compile(r"index|list|page|node|col\b|channel|tag|search|login", re.I)
_PIECE = re.compile(r"\d+|\D+")
_HASH = re.compile(r"(?=\w*[A-Za-z])[0-9A-Za-z]{12,}")
_MONTH = re.compile(r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec", re.I)
_DAY = re.compile(r"20\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_DIGITS = frozenset({"d", "id", "number"})
_CLASSES = {
    "hex": "[0-9a-fA-F]{32}", "slug": r"[\w%-]+", "hash": "[0-9A-Za-z]+", "month": "[A-Za-z]{3}",
    "any": "[^&]*",
}  # fmt: skip
Piece = tuple[str, str]
"""What a part of an address is (digits, a number, hex, slug, word, ...) and its text."""


@dataclass(frozen=True, slots=True)
class Shape:
    """``regex`` matches all of ``urls``, the links of one shape in the page's order."""

    regex: str
    urls: tuple[str, ...]


def site_of(url: str) -> str:
    """The part of a host name that a site's hosts share.

    >>> site_of("http://news.cnjiwang.com/a"), site_of("https://www.jl.gov.cn/")
    ('cnjiwang.com', 'jl.gov.cn')
    """
    labels = (urlsplit(url).hostname or "").split(".")
    if labels[-1].isdecimal() or len(labels) < 3:
        return ".".join(labels)
    return ".".join(labels[-3:] if labels[-2] in SECOND_LEVEL else labels[-2:])


def common_shape(urls: Iterable[str], site: str, least: int = 3) -> Shape | None:
    """The most common shape among the links of ``site`` that look like articles, None if rare.

    An address looks like an article's when it holds a date, a long number, a hash or a phrase; a
    date counts double. ``least``: links of that shape needed.
    """
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for url in dict.fromkeys(urls):
        if site_of(url) == site:
            pieces = _pieces(url)
            groups[tuple(text if kind == "=" else f"{kind}:" for kind, text in pieces)].append(url)
    ranked = sorted(
        ((_rank(found), -at, found) for at, found in enumerate(groups.values())), reverse=True
    )
    if not ranked or ranked[0][0] <= 0 or len(ranked[0][2]) < least:
        return None
    found = ranked[0][2]
    return Shape(shape_of(found), tuple(found))


def shape_of(urls: Sequence[str]) -> str:
    """One expression for addresses of the same shape: parts that differ become classes.

    >>> shape_of(["http://a.cn/x/202608/t1.html", "https://a.cn/y/202607/t12.html"])
    '^https?://a\\\\.cn/\\\\w+/20\\\\d{4}/t\\\\d+\\\\.html$'
    """
    hosts = {urlsplit(url).netloc for url in urls}
    site = site_of(urls[0])
    host = re.escape(hosts.pop()) if len(hosts) == 1 else rf"(?:[\w-]+\.)*{re.escape(site)}"
    columns = zip(*(_pieces(url) for url in urls), strict=True)
    return rf"^https?://{host}" + "".join(map(_class, columns)) + "$"


def _rank(urls: list[str]) -> float:
    pieces = _pieces(urls[0])
    longest = max((len(text) for kind, text in pieces if kind in _DIGITS), default=0)
    told = any(kind in ("hex", "slug", "hash") for kind, _ in pieces)
    if not told and longest < 4 and sum(kind in _DIGITS for kind, _ in pieces) < 2:
        return 0.0
    path = urlsplit(urls[0]).path.rsplit("/", 1)[-1]
    worth = 2.0 if url_date(urls[0]) else 1.0
    return len(urls) * worth * (0.2 if _LISTS.match(path) and not told else 1.0)


def _pieces(url: str) -> list[Piece]:
    parts = urlsplit(url)
    found: list[Piece] = []
    segments = parts.path.split("/")[1:]
    for at, segment in enumerate(segments):
        found.append(("=", "/"))
        stem, dot, ending = segment.rpartition(".")
        name = stem if dot and len(ending) <= 5 else segment
        found += _segment(name, last=at == len(segments) - 1)
        if name != segment:
            found.append(("=", dot + ending))
    for at, pair in enumerate(filter(None, parts.query.split("&"))):
        key, equals, value = pair.partition("=")
        found.append(("=", ("&" if at else "?") + key + equals))
        found += [("id", value)] if value.isdecimal() else [("any", value)] if value else []
    return found


def _segment(name: str, last: bool) -> list[Piece]:
    if not name:
        return []
    if _HEX.fullmatch(name):
        return [("hex", name)]
    if _SLUG.fullmatch(name):
        return [("slug", name)]
    if _HASH.fullmatch(name) and len(re.findall(r"\d+", name)) > 1:
        return [("hash", name)]
    if re.fullmatch(r"[A-Za-z_-]+", name) and not last:
        return [("month" if _MONTH.fullmatch(name) else "word", name)]
    pieces = _PIECE.findall(name)
    runs = sum(piece.isdecimal() for piece in pieces)
    found: list[Piece] = []
    for piece in pieces:
        runs -= piece.isdecimal()
        kind = "d" if not last else "id" if runs or len(found) < 2 else "number"
        found.append((kind if piece.isdecimal() else "=", piece))
    return found


def _class(column: tuple[Piece, ...]) -> str:
    kind, texts = column[0][0], {text for _, text in column}
    match kind:
        case "d" | "id" | "number":
            return _digits(texts, kind)
        case "word" if len(texts) > 1:
            return r"[\w-]+" if any("-" in text for text in texts) else r"\w+"
    known = _CLASSES.get(kind)
    return known or re.sub(r"\\([-&])", r"\1", re.escape(texts.pop()))


def _digits(texts: set[str], kind: str) -> str:
    """Digits as parts of a date where they can be; a page's number may grow, not become short."""
    if kind != "number" and all(_DAY.fullmatch(text) for text in texts):
        return r"20\d{6}"
    sizes = {len(text) for text in texts}
    if kind != "d":
        return r"\d{3,}" if min(sizes) >= 3 else r"\d+"
    size = sizes.pop() if len(sizes) == 1 else 0
    if size in (4, 6) and all(text.startswith("20") for text in texts):
        return rf"20\d{{{size - 2}}}"
    return rf"\d{{{size}}}" if size in (2, 4) else r"\d+"
