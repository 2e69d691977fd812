"""TRS government site: meta tags say it all, lists are paged by script, one article in parts."""

from collections.abc import Iterator

from crawler.samplesite.addresses import TRS_COLUMN, path_of
from crawler.samplesite.markup import (
    Html,
    Page,
    body_of,
    byline,
    fill,
    html_page,
    link,
    related,
    slices,
    tags,
)
from crawler.samplesite.outlets import Outlet
from crawler.samplesite.pieces import Piece, pieces
from crawler.samplesite.times import NEWEST

PER_PAGE = 4


def render(outlet: Outlet, base_url: str, edition: int) -> Iterator[Page]:
    """The list ``/xwdt/index.html``, ``index_1.html`` ... and every page of every article."""
    for piece in pieces(outlet.key):
        for number in range(1, len(piece.pages(edition)) + 1):
            markup = _article(outlet, piece, edition, number)
            yield html_page(outlet, path_of(outlet, piece, number), markup, piece.moment)
    parts = slices(pieces(outlet.key), PER_PAGE)
    for number, part in enumerate(parts):
        file = f"index_{number}.html" if number else "index.html"
        markup = _list(outlet, part, number, len(parts))
        yield html_page(outlet, f"/{TRS_COLUMN}/{file}", markup, NEWEST)


def _article(outlet: Outlet, piece: Piece, edition: int, number: int) -> str:
    return fill(
        "trs_article.html",
        charset=outlet.charset, site=outlet.name, title=piece.title,
        minute=f"{piece.moment:%Y-%m-%d %H:%M}", origin=piece.origin or outlet.name,
        author=" ".join(piece.author),
        byline=byline(piece, edition, "作者："),
        body=body_of(piece, edition, number),
        pager=_pager(outlet, piece, edition, number), related=related(outlet, piece),
    )  # fmt: skip


def _pager(outlet: Outlet, piece: Piece, edition: int, number: int) -> Html:
    total = len(piece.pages(edition))
    if total == 1:
        return Html()
    files = [path_of(outlet, piece, page).rsplit("/", 1)[1] for page in range(1, total + 1)]
    links = [link(file, str(page)) for page, file in enumerate(files, 1)]
    links[number - 1] = Html(f"<span>{number}</span>")
    if number < total:
        links.append(link(files[number], "下一页"))
    return Html(" ".join(links))


def _list(outlet: Outlet, part: tuple[Piece, ...], number: int, total: int) -> str:
    items = [
        Html(f"{link(_relative(outlet, one), one.title)}<span>{one.moment:%Y-%m-%d}</span>")
        for one in part
    ]
    return fill(
        "trs_list.html",
        charset=outlet.charset, site=outlet.name, items=tags("li", items),
        total=str(total), current=str(number),
    )  # fmt: skip


def _relative(outlet: Outlet, piece: Piece) -> str:
    path = path_of(outlet, piece)
    here = f"/{TRS_COLUMN}/"
    return f"./{path.removeprefix(here)}" if path.startswith(here) else f"..{path}"
