"""A traditional-Chinese paper: Big5 pages found through RSS; one story has no date anywhere."""

from collections.abc import Iterator
from datetime import UTC
from email.utils import format_datetime

from crawler.samplesite.addresses import path_of
from crawler.samplesite.feeds import Entry, rss
from crawler.samplesite.markup import Page, body_of, byline, fill, html_page, related
from crawler.samplesite.outlets import Outlet
from crawler.samplesite.pieces import Piece, pieces
from crawler.samplesite.times import NEWEST


def render(outlet: Outlet, base_url: str, edition: int) -> Iterator[Page]:
    """``/rss.xml`` and the stories, but for the withdrawn one that the feed still names."""
    for piece in pieces(outlet.key):
        if piece.kind != "gone":
            modified = piece.moment if piece.published else NEWEST
            markup = _article(outlet, piece, edition)
            yield html_page(outlet, path_of(outlet, piece), markup, modified)
    entries = [_entry(outlet, piece, base_url) for piece in pieces(outlet.key)]
    yield Page("/rss.xml", rss(outlet, base_url, entries), "text/xml", NEWEST)


def _entry(outlet: Outlet, piece: Piece, base_url: str) -> Entry:
    published = format_datetime(piece.moment.astimezone(UTC)) if piece.published else ""
    return Entry(f"{base_url}{path_of(outlet, piece)}", piece.title, published)


def _article(outlet: Outlet, piece: Piece, edition: int) -> str:
    when = f"{piece.moment:%Y年%m月%d日 %H:%M} " if piece.published else ""
    return fill(
        "generic_article.html",
        charset=outlet.charset, site=outlet.name, title=piece.title, when=when,
        origin=f"來源：{piece.origin}" if piece.origin else "",
        byline=byline(piece, edition, "記者 "),
        body=body_of(piece, edition), related=related(outlet, piece),
    )  # fmt: skip
