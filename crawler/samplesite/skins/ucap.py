"""A UCAP-like portal: columns are JSON lists, articles are .shtml pages."""

import json
from collections.abc import Iterator

from crawler.samplesite.addresses import path_of
from crawler.samplesite.markup import (
    Page,
    body_of,
    byline,
    fill,
    html_page,
    related,
    slices,
)
from crawler.samplesite.outlets import Outlet
from crawler.samplesite.pieces import Piece, pieces
from crawler.samplesite.times import NEWEST

PER_PAGE = 7
CHANNEL = "9f3c1d6e52a84b0c87d4e1f2a6b35c90"


def render(outlet: Outlet, base_url: str, edition: int) -> Iterator[Page]:
    """``/common/search/<channel>?...&page=N`` and the articles."""
    for piece in pieces(outlet.key):
        yield html_page(
            outlet, path_of(outlet, piece), _article(outlet, piece, edition), piece.moment
        )
    parts = slices(pieces(outlet.key), PER_PAGE)
    for number, part in enumerate(parts, 1):
        data = {
            "data": {
                "page": number,
                "rows": PER_PAGE,
                "total": len(pieces(outlet.key)),
                "results": [_item(outlet, piece) for piece in part],
            }
        }
        content = json.dumps(data, ensure_ascii=False).encode()
        path = f"/common/search/{CHANNEL}?page={number}"
        yield Page(path, content, "application/json; charset=utf-8", NEWEST)


def _item(outlet: Outlet, piece: Piece) -> dict[str, str]:
    return {
        "title": piece.title,
        "url": path_of(outlet, piece),
        "publishedTimeStr": f"{piece.moment:%Y-%m-%d %H:%M:%S}",
        "channelName": "要闻",
    }


def _article(outlet: Outlet, piece: Piece, edition: int) -> str:
    return fill(
        "ucap_article.html",
        charset=outlet.charset, site=outlet.name, title=piece.title,
        second=f"{piece.moment:%Y-%m-%d %H:%M:%S}", origin=piece.origin or outlet.name,
        byline=byline(piece, edition, "作者："),
        body=body_of(piece, edition), related=related(outlet, piece),
    )  # fmt: skip
