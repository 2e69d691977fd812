"""Mentions and matches in a text as safe HTML: everything is escaped first, then marked.

Mentions may nest (鞍山 in 鞍山钢铁) or cross, links in HTML may not: the text is cut at every
border and each piece links to its shortest mention, on the background of its widest one. A
mention that would get no piece of its own is linked by a small number behind it.
"""

import itertools
import re
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from db.snippet import END, START, spans
from web.sentences import Passage

_CLASSES = {"PROVINCE": "province", "CITY": "city", "SOE": "soe", "OFFICIAL": "official"}
_MATCH = re.compile(f"{START}([^{START}{END}]*){END}")
_A = Markup('<a class="{}" href="{}" title="{}">{}</a>')
_EXTRA = Markup('<sup class="also"><a href="{}" title="{}">+{}</a></sup>')


@dataclass(frozen=True, slots=True)
class Span:
    """A mention to be shown: code points of the text, its entity and what the tooltip says."""

    start: int
    end: int
    type: str
    entity_id: str
    title: str
    embedded: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text under the same mentions; ``outer`` and ``inner`` are None for plain text."""

    start: int
    end: int
    outer: Span | None = None
    inner: Span | None = None
    also: tuple[Span, ...] = ()


def type_class(entity_type: str) -> str:
    """CSS class of an entity type; a fixed set."""
    return _CLASSES.get(entity_type, "other")


def pieces(
    length: int,
    mentions: Iterable[Span],
    borders: Iterable[int] = (),
    hidden: Container[int] = frozenset(),
) -> list[Piece]:
    """The text ``0..length`` cut at every border, in order, without gaps.

    Spans outside the text are dropped; every other one is ``inner`` of some piece that is shown, or
    in ``also`` of some piece. ``hidden`` are the starts of pieces that are not (line breaks).
    """
    good = sorted(
        {span for span in mentions if 0 <= span.start < span.end <= length},
        key=lambda span: (span.start, span.end, span.entity_id),
    )
    cuts = {0, length} | {cut for cut in borders if 0 < cut < length}
    cuts |= {span.start for span in good} | {span.end for span in good}
    points = sorted(cuts)
    found, active, at = [], list[Span](), 0
    for start, end in itertools.pairwise(points):
        active = [span for span in active if span.end > start]
        while at < len(good) and good[at].start <= start:
            active.append(good[at])
            at += 1
        found.append(_piece(start, end, active))
    return _with_orphans(found, good, hidden)


def highlight(text: str, mentions: Iterable[Span], link: Callable[[str], str]) -> list[Markup]:
    """One Markup per line of the text, mentions linked by ``link(entity_id)``."""
    lines, current = [], Markup()
    breaks = [match.start() for match in re.finditer("\n", text)]
    ends = set(breaks)
    for piece in pieces(len(text), mentions, [*breaks, *(cut + 1 for cut in breaks)], ends):
        if piece.start in ends:
            lines.append(current)
            current = _also(piece, link)
        else:
            current += _html(text[piece.start : piece.end], piece, link)
    return [*lines, current]


def marked(snippet: str) -> Markup:
    """A snippet of db.snippet as HTML: escaped, its matches in ``<mark>``."""
    html = _MATCH.sub(r"<mark>\1</mark>", str(escape(snippet)))
    return Markup(html.replace(START, "").replace(END, ""))


def matched(text: str, query: str) -> Markup:
    """The whole text with a query's matches in ``<mark>``."""
    html, at = Markup(), 0
    for start, end in spans(text, query):
        html += Markup("{}<mark>{}</mark>").format(text[at:start], text[start:end])
        at = end
    return html + escape(text[at:])


def passage(found: Passage) -> Markup:
    """A sentence with the words it is shown for in ``<mark>``."""
    return Markup("{}<mark>{}</mark>{}").format(found.before, found.hit, found.after)


def _piece(start: int, end: int, active: Sequence[Span]) -> Piece:
    if not active:
        return Piece(start, end)
    outer = max(active, key=lambda span: (not span.embedded, span.end - span.start))
    inner = min(active, key=lambda span: (span.end - span.start, span.embedded))
    return Piece(start, end, outer, inner)


def _with_orphans(
    found: list[Piece], mentions: Sequence[Span], hidden: Container[int]
) -> list[Piece]:
    shown = {piece.inner for piece in found if piece.start not in hidden}
    at_end = {piece.end: i for i, piece in enumerate(found)}
    for span in mentions:
        if span not in shown:
            i = at_end[span.end]
            old = found[i]
            found[i] = Piece(old.start, old.end, old.outer, old.inner, (*old.also, span))
    return found


def _html(text: str, piece: Piece, link: Callable[[str], str]) -> Markup:
    inner, outer = piece.inner, piece.outer
    if inner is None or outer is None:
        return escape(text)
    classes = f"m {type_class(outer.type)}" + (" embedded" if outer.embedded else "")
    if inner.entity_id != outer.entity_id:
        classes += f" inside in-{type_class(inner.type)}"
    return _A.format(classes, link(inner.entity_id), inner.title, text) + _also(piece, link)


def _also(piece: Piece, link: Callable[[str], str]) -> Markup:
    html = Markup()
    for number, span in enumerate(piece.also, start=1):
        html += _EXTRA.format(link(span.entity_id), span.title, number)
    return html
