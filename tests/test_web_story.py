"""An article's page says where its story comes from and how many newsrooms carry it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlite_utils import Database

from db.functions import register
from db.migrations import news
from web.story import StoryLine, story_of


@pytest.fixture
def conn() -> Iterator[sqlite3.Connection]:
    """Five articles: 1, 2, 3 are one story at two sources, 4 stands alone, 5 and 6 name no origin."""
    with closing(sqlite3.connect(":memory:")) as db:
        database = Database(db)
        register(db)
        news.apply(database)
        db.executemany(
            "insert into sources (id, name_zh, language, state, enabled) values (?, ?, 'zh', 'unverified', 1)",
            [("one", "甲报"), ("two", "乙报")],
        )
        rows = [
            (1, "one", "新华社", "2026-05-01T08:00:00+08:00"),
            (2, "two", "新华社", "2026-05-01T09:00:00+08:00"),
            (3, "two", "乙报", "2026-05-01T10:00:00+08:00"),
            (4, "one", None, "2026-05-01T08:00:00+08:00"),
            (5, "two", None, "2026-05-02T08:00:00+08:00"),
            (6, "one", "", "2026-05-02T09:00:00+08:00"),
        ]
        db.executemany(
            "insert into articles (id, url, source, title, language, published_at, origin, quality,"
            " text_hash, first_seen, updated_at)"
            " values (?1, 'http://a.cn/' || ?1, ?2, 't', 'zh-Hans', ?4, ?3, 1, '', '', '')",
            rows,
        )
        db.executemany(
            "insert into stories (id, key, head_article_id, size) values (?, ?, ?, ?)",
            [(1, "a", 1, 3), (2, "b", 4, 1), (3, "c", 5, 2)],
        )
        db.executemany(
            "insert into story_articles (article_id, story_id, text_hash, at) values (?, ?, '', '')",
            [(1, 1), (2, 1), (3, 1), (4, 2), (5, 3), (6, 3)],
        )
        db.row_factory = sqlite3.Row
        yield db


def test_the_medium_most_of_them_name_and_each_newsroom_once(conn: sqlite3.Connection) -> None:
    assert story_of(conn, 3) == StoryLine("新华社", newsrooms=2, articles=3)


def test_a_text_without_reprints_has_no_story_line(conn: sqlite3.Connection) -> None:
    assert story_of(conn, 4) is None


def test_without_a_named_medium_the_first_source_is_the_origin(conn: sqlite3.Connection) -> None:
    assert story_of(conn, 6) == StoryLine("乙报", newsrooms=2, articles=2)
