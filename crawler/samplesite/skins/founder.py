"""Founder e-paper A1: a node page per section and day, articles in <founder-content>."""

from collections.abc import Iterator
from itertools import groupby

from crawler.samplesite.addresses import path_of
from crawler.samplesite.markup import (
    Html,
    Page,
    body_of,
    fill,
    html_page,
    link,
    related,
    tags,
)
from crawler.samplesite.outlets import Outlet
from crawler.samplesite.pieces import Piece, pieces


def render(outlet: Outlet, base_url: str, edition: int) -> Iterator[Page]:
    """Node pages ``/pc/layout/YYYYMM/DD/node_NN.html`` and the articles they list."""
    for piece in pieces(outlet.key):
        yield html_page(
            outlet, path_of(outlet, piece), _article(outlet, piece, edition), piece.moment
        )
    by_day = sorted(pieces(outlet.key), key=lambda piece: piece.moment)
    for _, issue in groupby(by_day, key=lambda piece: piece.moment):
        yield from _nodes(outlet, list(issue))


def _article(outlet: Outlet, piece: Piece, edition: int) -> str:
    day = piece.moment
    return fill(
        "founder_article.html",
        charset=outlet.charset, site=outlet.name, id=str(piece.id), title=piece.title,
        subtitle=piece.subtitle, kicker=piece.kicker, author=" ".join(piece.author),
        byline=f"本报记者 {' '.join(piece.author)}" if piece.author else "",
        origin=piece.origin or outlet.name, section=piece.section, 
        date=f"{day:%Y-%m-%d}", imported=f"{day:%Y-%m-%d} 02:25:36:0",
        month=f"{day:%Y%m}", day=f"{day:%d}", day_words=f"{day:%Y}年{day:%m}月{day:%d}日",
        body=body_of(piece, edition), related=related(outlet, piece),
    )  # fmt: skip


def _nodes(outlet: Outlet, issue: list[Piece]) -> Iterator[Page]:
    day = issue[0].moment
    sections = sorted({piece.section for piece in issue})
    names = [link(f"node_{section}.html", f"第{section}版") for section in sections]
    for section in sections:
        listed = [piece for piece in issue if piece.section == section]
        links = [link(f"../../..{_below_pc(outlet, piece)}", piece.title) for piece in listed]
        markup = fill(
            "founder_node.html",
            charset=outlet.charset, site=outlet.name, section=section, date=f"{day:%Y-%m-%d}",
            day_words=f"{day:%Y}年{day:%m}月{day:%d}日", nodes=tags("li", names),
            articles=Html(tags("li", links)),
        )  # fmt: skip
        yield html_page(outlet, f"/pc/layout/{day:%Y%m/%d}/node_{section}.html", markup, day)


def _below_pc(outlet: Outlet, piece: Piece) -> str:
    return path_of(outlet, piece).removeprefix("/pc")
