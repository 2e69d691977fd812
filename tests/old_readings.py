"""A home whose articles were read by an older parser that took a footer for text."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from extract_pages import PROSE, article
from sqlite_utils import Database

from crawler.stage import extract_waiting
from crawler.stories import cluster_waiting
from db.store import articles
from db.store.articles import SourceRow, text_hash
from db.store.database import open_crawl, open_news
from db.store.frontier import NewTarget
from db.store.raw import add_page

FETCHED = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
NOW = datetime(2026, 5, 12, 8, 0, tzinfo=UTC)
FOOTER = "扫一扫在手机打开当前页"
BODY = "\n".join(PROSE)


def page_text(number: int, *, body: tuple[str, ...] = PROSE, title: str = "") -> str:
    """A page whose title and first paragraph differ from those of other numbers."""
    first = f"这是第{number}家机床厂的消息，{body[0]}"
    return article(title=title or f"第{number}家机床厂交付加工中心", body=(first, *body[1:]))


def address(number: int) -> str:
    return f"http://www.example.cn/yw/2026/0301/c9-{number}.html"


def store_page(home: Path, number: int, html: str, at: datetime = FETCHED) -> None:
    """Put a page into crawl.db as a crawl of source ``s`` would."""
    with closing(open_crawl(home / "crawl.db")) as crawl:
        target = NewTarget(address(number), "article")
        add_page(crawl, "s", target, "article", html.encode(), {}, at)


def extract_all(home: Path, at: datetime = FETCHED) -> dict[str, int]:
    """The extraction and clustering stages."""
    with (
        closing(open_news(home / "news.db")) as news,
        closing(open_crawl(home / "crawl.db")) as crawl,
    ):
        row = SourceRow("s", "源", "Source", "zh", "gb:210000", None, "verified", True)
        articles.sync_sources(news, [row])
        counts = extract_waiting(news, crawl, {}, lambda: at)
        cluster_waiting(news, lambda: at)
    return counts


def grow_old(home: Path) -> None:
    """As if parser 0 had read everything: each body ends with the footer, no author was known."""
    with closing(open_news(home / "news.db")) as news:
        for article_id, title, body in news.execute(
            "select a.id, a.title, t.body from articles a"
            " join article_text t on t.article_id = a.id"
        ).fetchall():
            body = f"{body}\n{FOOTER}"
            _set(news, article_id, title, body)
        for raw_id, title, body in news.execute(
            "select raw_id, title, body from revisions"
        ).fetchall():
            body = f"{body}\n{FOOTER}"
            news.execute(
                "update revisions set body = ?, text_hash = ? where raw_id = ?",
                [body, text_hash(title, body), raw_id],
            )
        news.execute("update extractions set parser = '0'")
        cluster_waiting(news, lambda: FETCHED)


def _set(news: Database, article_id: int, title: str, body: str) -> None:
    news.execute("update article_text set body = ? where article_id = ?", [body, article_id])
    news.execute(
        "update articles set text_hash = ?, origin = null where id = ?",
        [text_hash(title, body), article_id],
    )


def rows(home: Path, sql: str, name: str = "news.db") -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(f"file:{home / name}?mode=ro", uri=True, timeout=30)) as db:
        return db.execute(sql).fetchall()
