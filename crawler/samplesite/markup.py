"""Filling templates: everything is escaped unless it is already ``Html``."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from html import escape
from importlib.resources import files
from string import Template

from crawler.samplesite.addresses import path_of
from crawler.samplesite.outlets import Outlet
from crawler.samplesite.pieces import KEPT_OF_BROKEN, Piece, pieces


@dataclass(frozen=True, slots=True)
class Page:
    """What the server sends for one path."""

    path: str
    content: bytes
    content_type: str
    modified: datetime


class Html(str):
    """Text that is markup already."""

    __slots__ = ()


@cache
def _template(name: str) -> Template:
    path = files(__package__).joinpath("templates", name)
    return Template(path.read_text(encoding="utf-8"))


def fill(name: str, **values: str) -> str:
    """The template ``name`` with every value in its place, escaped unless it is Html."""
    return _template(name).substitute({key: escaped(value) for key, value in values.items()})


def escaped(value: str) -> str:
    return value if isinstance(value, Html) else escape(value)


def tags(name: str, lines: Iterable[str], indent: str = "") -> Html:
    """Each line in an element ``name``, one per line.

    >>> tags("p", ["a < b"])
    '<p>a &lt; b</p>'
    """
    return Html("\n".join(f"<{name}>{indent}{escaped(line)}</{name}>" for line in lines))


def link(href: str, label: str, more: str = "") -> Html:
    return Html(f'<a href="{escape(href)}"{more}>{escape(label)}</a>')


def body_of(piece: Piece, edition: int, page: int = 1, indent: str = "") -> Html:
    """One page of the article in paragraphs, with the lines that stand around the text."""
    numbered = piece.pages(edition)
    lines = list(numbered[page - 1])
    if page == 1:
        lines = [*piece.head_lines, *lines]
    if page == len(numbered):
        lines = [*lines, *piece.tail_lines]
    return tags("p", lines, indent)


def byline(piece: Piece, edition: int, before: str) -> str:
    """The writers after ``before``, unless the text names them itself."""
    text = piece.text(edition)
    names = [name for name in piece.author if name not in text]
    return f"{before}{' '.join(names)}" if names else ""


def related(outlet: Outlet, piece: Piece) -> Html:
    """Links to three other articles of the outlet, by title: names that are not this article's."""
    others = [one for one in pieces(outlet.key) if one.kind == "article" and one.id != piece.id]
    start = next((at for at, one in enumerate(others) if one.id > piece.id), 0)
    chosen = (others[start:] + others[:start])[:3]
    return tags("li", [link(path_of(outlet, one), one.title) for one in chosen])


def slices(items: tuple[Piece, ...], size: int) -> list[tuple[Piece, ...]]:
    """``items`` in order, ``size`` at a time."""
    return [items[start : start + size] for start in range(0, len(items), size)]


def html_page(outlet: Outlet, path: str, markup: str, modified: datetime) -> Page:
    content_type = f"text/html; charset={outlet.charset}"
    return Page(path, markup.encode(outlet.codec), content_type, modified)


def cut(markup: str, piece: Piece, edition: int) -> str:
    """``markup`` torn off inside the tag that opens the first paragraph that is lost."""
    lost = piece.pages(edition)[0][KEPT_OF_BROKEN]
    return markup[: markup.index(f"<p>{escape(lost)}") + len("<p")]
