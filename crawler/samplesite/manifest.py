"""The site's own list: what a crawl must store, with what fields, and what never to ask for."""

from dataclasses import dataclass

from crawler.samplesite.addresses import path_of
from crawler.samplesite.outlets import OUTLETS, Outlet
from crawler.samplesite.pieces import Piece, pieces
from db.models import Language


@dataclass(frozen=True, slots=True)
class Expected:
    """One linked article address.

    ``url_path`` is on the host of the outlet ``source``; ``more_paths`` are its further pages.
    ``body`` is the text a reader sees, all pages, paragraphs joined by newlines, without the lines
    that only name source or editor. ``published_at`` is ISO with offset, a day, or None. Articles
    with the same ``story`` are the same text. ``entities`` are ids the text names beyond doubt
    (not all it names). ``why_not`` says why an article is not to be stored, else it is empty.
    """

    source: str
    url_path: str
    more_paths: tuple[str, ...]
    title: str
    body: str
    author: tuple[str, ...]
    origin: str | None
    published_at: str | None
    language: Language
    story: str
    entities: tuple[str, ...]
    should_store: bool
    why_not: str


@dataclass(frozen=True, slots=True)
class Change:
    """An article whose text differs between edition 1 and edition 2."""

    source: str
    url_path: str
    before: str
    after: str


def manifest(edition: int = 1) -> list[Expected]:
    """Every article address the outlets link to, in the order of OUTLETS and their files."""
    return [_expected(outlet, one, edition) for outlet in OUTLETS for one in pieces(outlet.key)]


def disallowed_paths() -> list[tuple[str, str]]:
    """(source id, path) of every linked article that robots.txt forbids."""
    return [(one.source, one.url_path) for one in manifest() if one.why_not == "disallowed"]


def changed_articles() -> list[Change]:
    """The articles that change between the two editions, with both texts."""
    return [
        Change(outlet.source_id, path_of(outlet, one), one.text(1), one.text(2))
        for outlet in OUTLETS
        for one in pieces(outlet.key)
        if one.changes_in(2)
    ]


def _expected(outlet: Outlet, piece: Piece, edition: int) -> Expected:
    store = piece.kind in ("article", "broken")
    further = range(2, len(piece.pages(edition)) + 1)
    return Expected(
        source=outlet.source_id,
        url_path=path_of(outlet, piece),
        more_paths=tuple(path_of(outlet, piece, page) for page in further),
        title=" ".join(piece.title.split()),
        body=piece.text(edition) if store else "",
        author=piece.author,
        origin=piece.origin or (outlet.name if outlet.names_itself else None),
        published_at=piece.published,
        language=outlet.language,
        story=piece.story or f"{outlet.key}-{piece.id}",
        entities=piece.entities,
        should_store=store,
        why_not="" if store else piece.kind,
    )
