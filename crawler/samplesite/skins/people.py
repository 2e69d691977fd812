"""People-like channel: a paged list, GB18030 bytes under the label gb2312."""

from collections.abc import Iterator

from crawler.samplesite.addresses import PEOPLE_NODE, path_of
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

PER_PAGE = 6


def render(outlet: Outlet, base_url: str, edition: int) -> Iterator[Page]:
    """The list ``/GB/351793/index.html``, ``index2.html`` ... and the articles."""
    for piece in pieces(outlet.key):
        yield html_page(
            outlet, path_of(outlet, piece), _article(outlet, piece, edition), piece.moment
        )
    parts = slices(pieces(outlet.key), PER_PAGE)
    for number, part in enumerate(parts, 1):
        path = f"/GB/{PEOPLE_NODE}/{_file(number)}"
        yield html_page(outlet, path, _list(outlet, part, number, len(parts)), NEWEST)


def _file(number: int) -> str:
    return "index.html" if number == 1 else f"index{number}.html"


def _article(outlet: Outlet, piece: Piece, edition: int) -> str:
    at = piece.moment
    return fill(
        "people_article.html",
        charset=outlet.charset, site=outlet.name, id=str(piece.id), title=piece.title,
        date=f"{at:%Y-%m-%d}", editor_id="104363", origin=piece.origin or outlet.name,
        time_words=f"{at:%Y}年{at:%m}月{at:%d}日{at:%H:%M}", editor=piece.editor,
        byline=byline(piece, edition, "本网记者 "),
        body=body_of(piece, edition, indent="　　"), related=related(outlet, piece),
    )  # fmt: skip


def _list(outlet: Outlet, part: tuple[Piece, ...], number: int, total: int) -> str:
    """Each article once with its date, the first one a second time as a picture to its comments."""
    items = [
        Html(f"{link(path_of(outlet, one), one.title)} <em>{one.moment:%Y-%m-%d}</em>")
        for one in part
    ]
    picture = Html(f'<a href="{path_of(outlet, part[0])}#comments"><img src="/i.jpg" alt=""></a>')
    pager = [link(_file(other), str(other)) for other in range(1, total + 1)]
    if number < total:
        pager.append(link(_file(number + 1), "下一页"))
    return fill(
        "people_list.html",
        charset=outlet.charset, site=outlet.name, items=tags("li", [picture, *items]),
        pager=Html(" ".join(pager)),
    )  # fmt: skip
