"""Raw pages that wait for extraction: what crawl.db holds and news.db has no mark for."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Waiting:
    """An article's newest raw pages in reading order, and all raw ids that this settles.

    ``title`` and ``published`` are what the list that led here said.
    """

    url: str
    source: str
    kind: str
    title: str | None
    published: str | None
    pages: tuple[int, ...]
    settles: tuple[int, ...]


def attach_crawl(news: Database, crawl_db: Path) -> None:
    """Let one connection of news.db read crawl.db as ``crawl``."""
    news.execute("attach database ? as crawl", [str(crawl_db)])


def waiting(news: Database) -> list[Waiting]:
    """Articles with a raw page that has no mark, all of whose pages have been asked for.

    In a stable order: by source, then URL.
    """
    rows = news.execute(
        "select distinct coalesce(f.parent_id, f.id) from crawl.raw r"
        " join crawl.frontier f on f.id = r.frontier_id"
        " left join extractions e on e.raw_id = r.id"
        " where e.raw_id is null and r.kind in ('article', 'part', 'text')"
    ).fetchall()
    found = [_assemble(news, row[0]) for row in rows]
    return sorted((w for w in found if w is not None), key=lambda w: (w.source, w.url))


def _assemble(news: Database, article: int) -> Waiting | None:
    """None while a further page is still to be fetched or links are still to be looked for."""
    members = news.execute(
        "select f.id, f.state, f.fetched_at, f.depth from crawl.frontier f"
        " where f.id = :a or (f.parent_id = :a and f.kind = 'part') order by f.depth",
        {"a": article},
    ).fetchall()
    pages: list[int] = []
    settles: list[int] = []
    for frontier_id, state, fetched_at, depth in members:
        if fetched_at is None and state in ("queued", "leased"):
            return None
        raws = news.execute(
            "select r.id, e.raw_id is not null, d.raw_id is not null from crawl.raw r"
            " left join extractions e on e.raw_id = r.id"
            " left join crawl.discoveries d on d.raw_id = r.id"
            " where r.frontier_id = ? order by r.id",
            [frontier_id],
        ).fetchall()
        if not raws and depth == 0:
            return None
        if any(not looked for _, _, looked in raws):
            return None
        if raws:
            pages.append(raws[-1][0])
            settles += [raw_id for raw_id, done, _ in raws if not done]
    return _describe(news, article, pages, settles) if pages and settles else None


def _describe(
    news: Database, article: int, pages: Sequence[int], settles: Sequence[int]
) -> Waiting:
    url, source, kind, title, published = news.execute(
        "select f.url, f.source, r.kind, f.title, f.published from crawl.frontier f"
        " join crawl.raw r on r.id = ? where f.id = ?",
        [pages[0], article],
    ).fetchone()
    return Waiting(url, source, kind, title, published, tuple(pages), tuple(settles))
