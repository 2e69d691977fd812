"""What our templates call: each page's content, read when the template asks for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from web import article, cards, entity, home, listing
from web.article import ArticlePage
from web.cards import Card, Chip
from web.entity import EntityPage
from web.home import Home
from web.listing import Filter
from web.site import china_day, read, site_of


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around the list: filters in force, entities named like the search words."""

    filters: tuple[Filter, ...]
    named: tuple[Chip, ...]


class Pages:
    """The pages of one request; ``request`` is None while Datasette renders none."""

    def __init__(self, datasette: Any, request: Any) -> None:
        self.datasette = datasette
        self.site = site_of(datasette)
        query = request.query_string if request else ""
        self.pairs: list[tuple[str, str]] = parse_qsl(query, keep_blank_values=True)
        self.words = dict(self.pairs).get("_search", "")

    def variables(self) -> dict[str, Any]:
        """Names for the templates."""
        return {
            "front_page": self.front_page,
            "article_page": self.article_page,
            "entity_page": self.entity_page,
            "article_cards": self.article_cards,
            "around_list": self.around_list,
            "form_pairs": listing.hidden(self.pairs),
            "newest_first": listing.ordered(self.pairs, self.site, oldest_first=False),
            "oldest_first": listing.ordered(self.pairs, self.site, oldest_first=True),
            "search_words": self.words,
        }

    async def front_page(self) -> Home:
        return await read(self.datasette, lambda conn: home.load(conn, self.site, china_day()))

    async def article_page(self, article_id: int) -> ArticlePage:
        return await read(self.datasette, lambda conn: article.load(conn, article_id, self.site))

    async def entity_page(self, entity_id: str) -> EntityPage:
        return await read(self.datasette, lambda conn: entity.load(conn, entity_id, self.site))

    async def article_cards(self, ids: Sequence[Any]) -> list[Card]:
        """Cards of a page of the list; ``ids`` as Datasette's rows give them."""
        numbers = [int(number) for number in ids]
        passage = cards.matching(self.words) if self.words else cards.lead
        return await read(
            self.datasette,
            lambda conn: cards.load(conn, numbers, self.site, passage, self.words),
        )

    async def around_list(self) -> Around:
        return await read(
            self.datasette,
            lambda conn: Around(
                tuple(listing.filters(conn, self.pairs, self.site)),
                tuple(listing.named(conn, self.words, self.site)),
            ),
        )
