"""An English WordPress blog with RSS and Atom feeds."""

import json
from collections.abc import Iterator
from datetime import UTC
from email.utils import format_datetime
from html import escape

from crawler.samplesite.addresses import path_of
from crawler.samplesite.feeds import Entry, atom, rss
from crawler.samplesite.markup import Html, Page, body_of, fill, html_page, related
from crawler.samplesite.outlets import Outlet
from crawler.samplesite.pieces import Piece, pieces
from crawler.samplesite.times import NEWEST


def render(outlet: Outlet, base_url: str, edition: int) -> Iterator[Page]:
    """``/feed/`` (RSS, links with campaign parameters), ``/feed/atom/`` and the posts."""
    for piece in pieces(outlet.key):
        if piece.kind != "gone":
            markup = _article(outlet, piece, base_url, edition)
            yield html_page(outlet, path_of(outlet, piece), markup, piece.moment)
    entries = [_entry(outlet, piece, base_url) for piece in pieces(outlet.key)]
    yield Page("/feed/", rss(outlet, base_url, entries), "application/rss+xml", NEWEST)
    yield Page("/feed/atom/", atom(outlet, base_url, entries), "application/atom+xml", NEWEST)


def _entry(outlet: Outlet, piece: Piece, base_url: str) -> Entry:
    campaign = "?utm_source=rss&utm_medium=feed" if piece.id % 2 else ""
    moment = piece.moment.astimezone(UTC)
    summary = f"<p>{escape(piece.text(1)[:120])} [&hellip;]</p>"
    return Entry(
        f"{base_url}{path_of(outlet, piece)}{campaign}", piece.title, format_datetime(moment),
        moment.isoformat(), summary,
    )  # fmt: skip


def _article(outlet: Outlet, piece: Piece, base_url: str, edition: int) -> str:
    at = piece.moment
    url = f"{base_url}{path_of(outlet, piece)}"
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": piece.title,
        "datePublished": at.isoformat(),
        "author": [{"@type": "Person", "name": name} for name in piece.author],
        "mainEntityOfPage": url,
    }
    return fill(
        "wordpress_article.html",
        charset=outlet.charset, site=outlet.name, title=piece.title, url=url,
        iso=at.isoformat(), author=", ".join(piece.author), day_words=f"{at:%B} {at.day}, {at:%Y}",
        json_ld=Html(json.dumps(data).replace("<", "\\u003c")),
        body=body_of(piece, edition), related=related(outlet, piece),
    )  # fmt: skip
