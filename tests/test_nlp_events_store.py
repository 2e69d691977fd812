"""Events and topics in news.db: replaced with the other tags, and shown on the article's page."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlite_utils import Database

from db.models import Event, EventKind, Language, Tags
from db.store.database import open_news
from db.store.tags import Untagged, save_tags, untagged
from tests.web_html import page
from tests.web_world import make_home, serving

NOW = datetime(2024, 5, 12, 8, 0, tzinfo=timezone(timedelta(hours=8)))
EVENT = Event(
    EventKind.SIGNING, ("沈阳市政府", "鞍钢集团"), "协议", "gb:210100", "2024-05-11", 3, 20, 0.9,
    "signing:parties",
)  # fmt: skip


@pytest.fixture
def news(tmp_path: Path) -> Iterator[Database]:
    db = open_news(make_home(tmp_path) / "news.db")
    yield db
    db.close()


def first(news: Database) -> Untagged:
    return untagged(news, "1", 1)[0]


def stored(news: Database, table: str, article: int) -> list[tuple[object, ...]]:
    key = "rank" if table == "article_topics" else "start"
    sql = f"select * from {table} where article_id = ? order by {key}"
    found = news.execute(sql, [article]).fetchall()
    return [tuple(row) for row in found]


def test_events_and_topics_are_stored_with_the_tags(news: Database) -> None:
    item = first(news)
    tags = Tags(Language.HANS, 0.5, (), (), events=(EVENT,), topics=("trade", "industry"))
    save_tags(news, item, tags, "1", NOW)
    (row,) = stored(news, "events", item.article_id)
    assert row[1:4] == (3, 20, "signing")
    assert json.loads(str(row[4])) == ["沈阳市政府", "鞍钢集团"]
    assert row[5:] == ("协议", "gb:210100", "2024-05-11", 0.9, "signing:parties")
    assert stored(news, "article_topics", item.article_id) == [
        (item.article_id, "trade", 1), (item.article_id, "industry", 2),
    ]  # fmt: skip


def test_tagging_again_replaces_them(news: Database) -> None:
    item = first(news)
    save_tags(
        news, item, Tags(Language.HANS, 0.5, (), (), events=(EVENT,), topics=("trade",)), "1", NOW
    )
    save_tags(news, item, Tags(Language.HANS, 0.5, (), (), topics=("energy",)), "2", NOW)
    assert stored(news, "events", item.article_id) == []
    assert stored(news, "article_topics", item.article_id) == [(item.article_id, "energy", 1)]


def test_a_failed_save_leaves_the_old_ones(news: Database) -> None:
    item = first(news)
    save_tags(news, item, Tags(Language.HANS, 0.5, (), (), events=(EVENT,)), "1", NOW)
    twice = Tags(Language.HANS, 0.5, (), (), topics=("energy", "energy"))
    with pytest.raises(Exception, match="UNIQUE"):
        save_tags(news, item, twice, "2", NOW)
    assert len(stored(news, "events", item.article_id)) == 1


@pytest.mark.parametrize("shared", [False, True])
def test_the_article_page_shows_events_and_topics(tmp_path: Path, shared: bool) -> None:
    with serving(make_home(tmp_path), shared=shared) as address:
        told = page(address, "/news/articles/6").text
        assert "meeting 会见会议" in told and "2025-04-10" in told
        assert "policy 政策 · industry 产业" in told
        silent = page(address, "/news/articles/1").text
        assert "Events 事件" not in silent and "Topics 主题" not in silent
