"""The articles as data: one TOML file per outlet, read once into frozen pieces."""

import tomllib
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

PAGE_BREAK = "======"
KEPT_OF_BROKEN = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """One article of an outlet; ``kind``: article, broken, empty, gone or disallowed.

    ``published`` is an ISO time with offset, a day, or None. ``bodies`` has the text of edition 1
    and, where it changes, of edition 2: paragraphs by line, pages parted by PAGE_BREAK.
    ``head_lines`` and ``tail_lines`` stand in the page's body but are not part of the text.
    """

    id: int
    title: str
    bodies: tuple[str, ...]
    kind: str = "article"
    published: str | None = None
    subtitle: str = ""
    kicker: str = ""
    origin: str | None = None
    author: tuple[str, ...] = ()
    editor: str = ""
    story: str = ""
    section: str = ""
    slug: str = ""
    node: str = ""
    column: str = ""
    like: str = ""
    head_lines: tuple[str, ...] = ()
    tail_lines: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()

    @property
    def moment(self) -> datetime:
        """The time of publication, midnight when only the day is known; needs ``published``."""
        if self.published is None:
            raise ValueError(f"article {self.id} has no date")
        stamp = self.published if "T" in self.published else f"{self.published}T00:00:00+08:00"
        return datetime.fromisoformat(stamp)

    def changes_in(self, edition: int) -> bool:
        return edition > 1 and len(self.bodies) > 1

    def pages(self, edition: int) -> tuple[tuple[str, ...], ...]:
        """Paragraphs of each page of the article as it stands in ``edition``."""
        body = self.bodies[1 if self.changes_in(edition) else 0]
        return tuple(
            tuple(line.strip() for line in page.split("\n") if line.strip())
            for page in body.split(PAGE_BREAK)
        )

    def text(self, edition: int) -> str:
        """What a reader sees of the article: paragraphs joined by newlines, all pages."""
        lines = [line for page in self.pages(edition) for line in page]
        return "\n".join(lines[:KEPT_OF_BROKEN] if self.kind == "broken" else lines)


@cache
def pieces(outlet: str) -> tuple[Piece, ...]:
    """All articles of an outlet (by its key), in the order of its file, newest day first."""
    path = files(__package__).joinpath("articles", f"{outlet}.toml")
    tables = tomllib.loads(path.read_text(encoding="utf-8"))["article"]
    return tuple(_piece(table) for table in tables)


def _piece(table: dict[str, Any]) -> Piece:
    fields: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in table.items()
        if key not in ("body", "body_2")
    }
    bodies = tuple(table[key].strip("\n") for key in ("body", "body_2") if key in table)
    piece = Piece(bodies=bodies, **fields)
    if not piece.like:
        return piece
    outlet, _, number = piece.like.partition(":")
    original = next(other for other in pieces(outlet) if other.id == int(number))
    return replace(piece, bodies=original.bodies)
