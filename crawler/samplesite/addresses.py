"""Where each template family puts an article: its path on the outlet's host."""

from collections.abc import Callable, Mapping

from crawler.samplesite.outlets import Outlet
from crawler.samplesite.pieces import Piece

PEOPLE_NODE = "351793"
TRS_COLUMN = "xwdt"
UCAP_COLUMN = "c107856"


def path_of(outlet: Outlet, piece: Piece, page: int = 1) -> str:
    """The path of ``page`` (from 1) of the article; later pages are TRS' ``_2.html``, ``_3.html``.

    >>> from crawler.samplesite.outlets import OUTLETS
    >>> path_of(OUTLETS[0], Piece(7, "", ("",), published="2026-05-12"))
    '/pc/con/202605/12/content_7.html'
    """
    path = _PATHS[outlet.family](piece)
    return path if page == 1 else path.replace(".html", f"_{page}.html")


def _founder(piece: Piece) -> str:
    return f"/pc/con/{piece.moment:%Y%m/%d}/content_{piece.id}.html"


def _people(piece: Piece) -> str:
    return f"/n2/{piece.moment:%Y/%m%d}/c{piece.node or PEOPLE_NODE}-{piece.id}.html"


def _trs(piece: Piece) -> str:
    column = piece.column or TRS_COLUMN
    return f"/{column}/{piece.moment:%Y%m}/t{piece.moment:%Y%m%d}_{piece.id}.html"


def _system(piece: Piece) -> str:
    return f"/system/{piece.moment:%Y/%m/%d}/{piece.id:09d}.shtml"


def _wordpress(piece: Piece) -> str:
    return f"/{piece.moment:%Y/%m/%d}/{piece.slug}/"


def _plain(piece: Piece) -> str:
    return f"/news/{piece.id}.html"


def _ucap(piece: Piece) -> str:
    return f"/hlj/{piece.column or UCAP_COLUMN}/{piece.moment:%Y%m}/c00_{piece.id}.shtml"


_PATHS: Mapping[str, Callable[[Piece], str]] = {
    "founder_a1": _founder,
    "people": _people,
    "trs": _trs,
    "system_cms": _system,
    "wordpress": _wordpress,
    "generic": _plain,
    "ucap": _ucap,
}
