"""A /system/ CMS, found through a sitemap index and a gzipped news sitemap."""

import gzip
from collections.abc import Iterator
from html import escape

from crawler.samplesite.addresses import path_of
from crawler.samplesite.markup import (
    Page,
    body_of,
    byline,
    cut,
    fill,
    html_page,
    related,
)
from crawler.samplesite.outlets import Outlet
from crawler.samplesite.pieces import Piece, pieces
from crawler.samplesite.times import EDITION_2, NEWEST

XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def render(outlet: Outlet, base_url: str, edition: int) -> Iterator[Page]:
    """``/sitemap.xml`` names ``/news.xml.gz``, which names the articles."""
    for piece in pieces(outlet.key):
        modified = EDITION_2 if piece.changes_in(edition) else piece.moment
        markup = _article(outlet, piece, edition)
        yield html_page(outlet, path_of(outlet, piece), markup, modified)
    index = (
        f'{XML}<sitemapindex xmlns="{SITEMAPS}">\n<sitemap><loc>{base_url}/news.xml.gz</loc>'
        "<lastmod>2026-05-12</lastmod></sitemap>\n</sitemapindex>\n"
    )
    yield Page("/sitemap.xml", index.encode(), "application/xml", NEWEST)
    news = gzip.compress(_news(outlet, base_url).encode(), mtime=0)
    yield Page("/news.xml.gz", news, "application/x-gzip", NEWEST)


def _article(outlet: Outlet, piece: Piece, edition: int) -> str:
    if piece.kind == "empty":
        return ""
    first = piece.pages(edition)[0][0]
    markup = fill(
        "system_article.html",
        charset=outlet.charset, site=outlet.name, title=piece.title, summary=first[:60],
        second=f"{piece.moment:%Y-%m-%d %H:%M:%S}", origin=piece.origin or outlet.name,
        byline=byline(piece, edition, "作者："), editor=piece.editor,
        body=body_of(piece, edition), related=related(outlet, piece),
    )  # fmt: skip
    return cut(markup, piece, edition) if piece.kind == "broken" else markup


def _news(outlet: Outlet, base_url: str) -> str:
    entries = "\n".join(
        f"<url><loc>{base_url}{path_of(outlet, piece)}</loc><news:news><news:publication>"
        f"<news:name>{escape(outlet.name)}</news:name><news:language>zh-cn</news:language>"
        f"</news:publication><news:publication_date>{piece.published}</news:publication_date>"
        f"<news:title>{escape(piece.title)}</news:title></news:news></url>"
        for piece in pieces(outlet.key)
    )
    return f'{XML}<urlset xmlns="{SITEMAPS}" xmlns:news="{NEWS}">\n{entries}\n</urlset>\n'
