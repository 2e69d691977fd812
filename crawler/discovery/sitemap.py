"""Sitemaps and sitemap indexes, with the news namespace, plain or gzipped."""

import zlib

from lxml import etree

from crawler.discovery.found import Found, Links, Page, absolute, refuse
from crawler.source import Seed
from db.errors import ParseError

MAX_UNPACKED = 16 * 1024 * 1024
MAX_DEPTH = 3


def from_sitemap(page: Page) -> Found:
    """Articles of a urlset, or the newest ``max_pages`` children of an index.

    Raises ParseError for what is no sitemap or unpacks to more than MAX_UNPACKED bytes.
    """
    root = _root(page)
    match etree.QName(root).localname:
        case "urlset":
            return _articles(page, root)
        case "sitemapindex":
            return _children(page, root)
    raise refuse(page, "a sitemap")


def _root(page: Page) -> etree._Element:
    body = page.body
    if body[:2] == b"\x1f\x8b":
        body = _unpack(page)
    if len(body) > MAX_UNPACKED:
        raise _too_large(page)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(body.strip(), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        raise refuse(page, "a sitemap")
    return root


def _unpack(page: Page) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        body = unpacker.decompress(page.body, MAX_UNPACKED + 1)
    except zlib.error as error:
        hint = "the file is damaged; try again later"
        where = f"{page.source.id}: {page.url}"
        raise ParseError(f"gzip cannot be unpacked: {error}", where=where, hint=hint) from None
    return body


def _too_large(page: Page) -> ParseError:
    return ParseError(
        "sitemap too large", where=f"{page.source.id}: {page.url}",
        hint=f"at most {MAX_UNPACKED} bytes are read; name a smaller child sitemap in the source",
    )  # fmt: skip


def _articles(page: Page, root: etree._Element) -> Found:
    links = Links(page)
    for entry in root.iterchildren("{*}url"):
        links.add(
            _text(entry, "loc"),
            _text(entry, "news/{*}title"),
            _text(entry, "news/{*}publication_date"),
            _text(entry, "news/{*}publication/{*}language"),
            _text(entry, "lastmod"),
        )
    return links.found()


def _children(page: Page, root: etree._Element) -> Found:
    if page.depth + 1 >= MAX_DEPTH:
        return Found(note=f"sitemap indexes nested deeper than {MAX_DEPTH} are not read")
    entries = [
        (_text(entry, "lastmod"), absolute(page.url, _text(entry, "loc")))
        for entry in root.iterchildren("{*}sitemap")
    ]
    newest_first = sorted(entries, key=lambda entry: entry[0], reverse=True)
    urls = dict.fromkeys(url for _, url in newest_first if url is not None and url != page.url)
    kept = list(urls)[: page.rule.max_pages]
    note = "" if len(kept) == len(urls) else f"{len(kept)} of {len(urls)} sitemaps (max_pages)"
    return Found([], [Seed(url, "sitemap", page.depth + 1) for url in kept], note)


def _text(entry: etree._Element, path: str) -> str:
    """Text at ``path``, whatever its namespace: ``loc`` of a sitemap or of its news extension."""
    return str(entry.findtext("{*}" + path, default="")).strip()
