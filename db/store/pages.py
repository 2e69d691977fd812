"""Raw pages that wait for extraction: what crawl.db holds and news.db has no mark for."""

from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from sqlite_utils import Database


class Waiting(NamedTuple):
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


@contextmanager
def reading_news(crawl: Database, news: Database) -> Iterator[None]:
    """Let ``crawl``, a connection of crawl.db, read what ``news`` has committed.

    Who writes news.db by another connection locks nobody out of crawl.db.
    """
    path = news.execute("select file from pragma_database_list where name = 'main'").fetchone()[0]
    crawl.execute("attach database ? as news", [path])
    try:
        yield
    finally:
        crawl.execute("detach database news")


def waiting(db: Database) -> Iterator[Waiting]:
    """Articles with a raw page that has no mark, all of whose pages have been asked for.

    In a stable order: by source, then URL. ``db`` reads both crawl.db and news.db. Each article is
    read when its turn comes; what is kept of the others is a number.
    """
    rows = db.execute(
        "select id from frontier where id in (select coalesce(f.parent_id, f.id) from raw r"
        " join frontier f on f.id = r.frontier_id where f.kind in ('article', 'part')"
        " and not exists (select 1 from extractions e where e.raw_id = r.id)) order by source, url"
    )
    for article in array("q", (row[0] for row in rows)):
        item = _assemble(db, article)
        if item is not None:
            yield item


def _assemble(db: Database, article: int) -> Waiting | None:
    """None while a further page is still to be fetched or links are still to be looked for."""
    rows = db.execute(
        "select f.id, f.state, f.fetched_at, f.depth, r.id, e.raw_id is not null,"
        " d.raw_id is not null, r.kind, f.url, f.source, f.title, f.published from frontier f"
        " left join raw r on r.frontier_id = f.id left join extractions e on e.raw_id = r.id"
        " left join discoveries d on d.raw_id = r.id"
        " where f.id = :a or (f.parent_id = :a and f.kind = 'part') order by f.depth, r.id",
        {"a": article},
    ).fetchall()
    newest: dict[int, int] = {}
    settles: list[int] = []
    for frontier_id, state, fetched_at, depth, raw_id, done, looked, *_ in rows:
        if fetched_at is None and state in ("queued", "leased"):
            return None
        if raw_id is None and depth == 0:
            return None
        if raw_id is None:
            continue
        if not looked:
            return None
        newest[frontier_id] = raw_id
        if not done:
            settles.append(raw_id)
    if not settles:
        return None
    _, _, _, _, _, _, _, kind, url, source, title, published = rows[0]
    pages = tuple(newest.values())
    return Waiting(url, source, kind, title, published, pages, tuple(settles))
