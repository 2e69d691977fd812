"""Pages of stored articles that are gone, or back: what crawl.db knows, marked in news.db.

All questions are asked of news.db with crawl.db attached as ``crawl`` (db.store.pages). A page is
gone when it was asked for at least twice and is still not there: it answers 404 or 410, or its
newest bytes were read as a notice that the article is gone (outcome ``gone``).
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlite_utils import Database

from db.store.database import stamp, transaction
from db.store.frontier import GONE_TRIES

_LATER = "julianday({}) > julianday({})"
_NEWEST = "r.id = (select max(id) from crawl.raw where frontier_id = f.id)"
_NOTICED = (
    "extractions e cross join crawl.raw r on r.id = e.raw_id"
    " join crawl.frontier f on f.id = r.frontier_id"
    " join crawl.raw before on before.frontier_id = f.id"
    " join extractions b on b.raw_id = before.id join articles a on a.id = b.article_id"
    f" where e.outcome = 'gone' and {_NEWEST} and a.vanished_at is null"
)
_TWICE = (
    f"({_LATER.format('f.fetched_at', 'r.fetched_at')} or exists (select 1 from extractions x"
    " where x.outcome = 'gone' and x.raw_id = (select max(id) from crawl.raw"
    " where frontier_id = f.id and id < r.id)))"
)
Found = Mapping[int, str]
"""Article id to when its page was found gone, as stored."""


def answered_gone(news: Database) -> dict[int, str]:
    """Articles without a tombstone whose page answered 404 or 410 again.

    An article that was read from two addresses is there while its own is.
    """
    rows = news.execute(
        "select a.id, max(f.fetched_at) from sources s cross join crawl.frontier f"
        " on f.source = s.id and f.state in ('queued', 'leased', 'gone')"
        " join crawl.raw r on r.frontier_id = f.id join extractions e on e.raw_id = r.id"
        " join articles a on a.id = e.article_id"
        " where f.kind = 'article' and f.status in (404, 410) and f.tries >= ?"
        " and a.vanished_at is null and not exists (select 1 from crawl.frontier own"
        " where own.source = f.source and own.url = a.url and own.status in (200, 304))"
        " group by a.id",
        [GONE_TRIES],
    )
    return dict(rows.fetchall())


def said_gone(news: Database) -> dict[int, str]:
    """Articles without a tombstone whose page said twice that it is gone."""
    rows = news.execute(
        f"select a.id, max(f.fetched_at) from {_NOTICED} and {_TWICE} group by a.id"
    )
    return dict(rows.fetchall())


def doubtful(news: Database) -> list[int]:
    """Pages (frontier ids) that said once that they are gone and would not be asked for again."""
    rows = news.execute(
        f"select distinct f.id from {_NOTICED} and f.state = 'done' and not {_TWICE} order by 1"
    )
    return [row[0] for row in rows]


def returned(news: Database) -> list[int]:
    """Articles with a tombstone whose page was had since and reads as an article."""
    rows = news.execute(
        "select distinct a.id from articles a join extractions e on e.article_id = a.id"
        " join crawl.raw r on r.id = e.raw_id join crawl.frontier f on f.id = r.frontier_id"
        f" where a.vanished_at is not null and f.status in (200, 304) and {_NEWEST}"
        f" and {_LATER.format('f.fetched_at', 'a.vanished_at')} order by 1"
    )
    return [row[0] for row in rows]


def buried(news: Database, since: datetime) -> list[int]:
    """Pages (frontier ids) of tombstones newer than ``since`` that wait for nothing."""
    rows = news.execute(
        "select distinct f.id from articles a join extractions e on e.article_id = a.id"
        " join crawl.raw r on r.id = e.raw_id join crawl.frontier f on f.id = r.frontier_id"
        " where a.vanished_at is not null and f.state in ('gone', 'done')"
        f" and {_LATER.format('a.vanished_at', '?')} order by 1",
        [stamp(since)],
    )
    return [row[0] for row in rows]


def bury(news: Database, found: Found) -> int:
    """Set tombstones in one transaction; the texts stay. How many are new."""
    with transaction(news):
        cursor = news.conn.executemany(
            "update articles set vanished_at = ? where id = ? and vanished_at is null",
            [(at, article_id) for article_id, at in found.items()],
        )
    return max(0, cursor.rowcount)


def lift(news: Database, articles: Iterable[int]) -> int:
    """Take tombstones away in one transaction; how many."""
    with transaction(news):
        cursor = news.conn.executemany(
            "update articles set vanished_at = null where id = ?", [(one,) for one in articles]
        )
    return max(0, cursor.rowcount)


def ask_again(crawl: Database, pages: Iterable[tuple[int, timedelta]]) -> None:
    """Queue pages that wait for nothing, each so long after it was last asked for."""
    with transaction(crawl):
        for page, wait in pages:
            row = crawl.execute("select fetched_at from frontier where id = ?", [page]).fetchone()
            due = datetime.fromisoformat(row[0]) + wait
            crawl.execute(
                "update frontier set state = 'queued', due_at = ? where id = ?"
                " and state in ('gone', 'done')",
                [stamp(due), page],
            )
