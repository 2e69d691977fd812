"""What conditional requests save, and that servers which lie about change are found out."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from site_home import dongbei, rows
from test_crawl_web import ARTICLE, home_for, html, listing
from tiny_web import Answer, TinyWeb

from crawler.spider import DOUBT
from db.settings import load
from db.store import frontier
from db.store.database import open_crawl
from scheduler import jobs


def asked_with(web: TinyWeb, path: str) -> list[str | None]:
    return [seen.headers.get("If-None-Match") for seen in web.seen if seen.path == path]


def test_the_same_bytes_cost_nothing_and_a_304_for_ever_is_doubted(tmp_path: Path) -> None:
    tag = {"ETag": '"1"'}
    with TinyWeb({"/a/1": html(ARTICLE.format(n=1)), "/a/2": html(ARTICLE.format(n=2))}) as web:
        web.answers["/"] = Answer(listing("/a/1").body, headers=tag)
        home = home_for(tmp_path, web, revisit_hours=[0.0001, 0.0001])
        crawl_and_extract(home)
        before = work(home)
        web.answers["/"] = Answer(b"", 304, tag)
        crawl_and_extract(home)
        assert web.paths().count("/a/1") == 2, "it was asked for, and sent again in full"
        assert work(home) == before, "and neither stored nor read again"
        with closing(sqlite3.connect(home / "crawl.db", timeout=30)) as db, db:
            db.execute("update frontier set fetches = ? where kind = 'listing'", [DOUBT - 1])
        web.answers["/"] = Answer(listing("/a/1", "/a/2").body, headers=tag)
        dongbei(home, "crawl")
        assert asked_with(web, "/") == [None, '"1"', None]
        assert "/a/2" in web.paths()


def crawl_and_extract(home: Path) -> None:
    dongbei(home, "crawl")
    jobs.extract(load(home, {}), lambda: datetime.now(UTC))


def work(home: Path) -> list[tuple[object, ...]]:
    """The pages that are kept, and when each was read."""
    kept = rows(home / "crawl.db", "select id, url, fetched_at from raw order by id")
    return kept + rows(home / "news.db", "select raw_id, outcome, at from extractions order by 1")


def test_a_conditional_answer_does_not_forget_the_tag(tmp_path: Path) -> None:
    now = datetime(2026, 5, 12, tzinfo=UTC)
    with closing(open_crawl(tmp_path / "crawl.db")) as db:
        frontier.queue(db, "a", [frontier.NewTarget("http://a.cn/", "feed")], now, now)
        (target,) = frontier.lease(db, "a", now, now, 1)
        frontier.unchanged(db, target, {"etag": '"1"'}, now, None)
        frontier.unchanged(db, target, {}, now, None)
        assert db.execute("select etag, fetches, status from frontier").fetchall() == [
            ('"1"', 2, 304)
        ]
