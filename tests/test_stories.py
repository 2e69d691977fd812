"""Reprints are one story; notices made from one form are not."""

from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from bench.near_duplicates import figures, tag
from crawler.stories import cluster_waiting, fingerprints
from db.models import Article, Language
from db.store import articles
from db.store.database import open_news
from tests.reprints import CHANGES, pieces

NOW = datetime(2026, 5, 12, tzinfo=UTC)


def put(db: Database, url: str, title: str, body: str, day: str | None = "2026-05-10") -> None:
    articles.save(
        db, Article(url, "s", title, body, Language.HANS, day), [abs(hash(url))], "1", NOW
    )


@pytest.fixture
def news(tmp_path: Path) -> Database:
    db = open_news(tmp_path / "news.db")
    articles.sync_sources(db, [articles.imported("s")])
    return db


def stories_of(db: Database) -> dict[str, int]:
    return dict(
        db.execute(
            "select a.url, s.story_id from articles a join story_articles s on s.article_id = a.id"
        ).fetchall()
    )


def test_generated_reprints_are_found_and_look_alikes_kept_apart(news: Database) -> None:
    truth: dict[str, tuple[int, str]] = {}
    for number, piece in enumerate(pieces(500, seed=11)):
        url = f"http://a.cn/{number}"
        truth[url] = (piece.story, piece.how)
        put(news, url, piece.title, piece.body, piece.day.isoformat())
    tag(news)
    cluster_waiting(news, lambda: NOW)
    measured = figures(truth, stories_of(news))
    assert set(CHANGES) | {"original", "look-alike"} == {how for _, how in truth.values()}
    assert Counter(how for _, how in truth.values())["look-alike"] > 50
    assert measured["recall"] >= 0.95
    assert measured["precision"] >= 0.98


TEXT = "".join(f"沈阳第{n}台机床今天交付给客户，工人们庆祝了一番。" for n in range(1, 9))


def test_the_same_text_a_year_later_is_a_new_story(news: Database) -> None:
    put(news, "http://a.cn/1", "甲", TEXT, "2025-05-10")
    put(news, "http://a.cn/2", "甲", TEXT, "2026-05-10")
    put(news, "http://a.cn/3", "甲", TEXT, "2026-05-20")
    cluster_waiting(news, lambda: NOW)
    found = stories_of(news)
    assert found["http://a.cn/1"] != found["http://a.cn/2"] == found["http://a.cn/3"]


def test_clustering_again_changes_nothing_and_a_revision_stays(news: Database) -> None:
    put(news, "http://a.cn/1", "甲", TEXT)
    put(news, "http://b.cn/1", "乙", "来源：甲报\n" + TEXT)
    assert cluster_waiting(news, lambda: NOW) == {"joined": 1, "new": 1}
    assert cluster_waiting(news, lambda: NOW) == {}
    put(news, "http://a.cn/1", "甲", "完全不同的新文本，讲的是别的事情，一个字也没有留下来。")
    assert cluster_waiting(news, lambda: NOW) == {"kept": 1}
    assert len(set(stories_of(news).values())) == 1
    hashes = {row[0] for row in news.execute("select hash from fingerprints where article_id = 1")}
    assert hashes == set(fingerprints("完全不同的新文本，讲的是别的事情，一个字也没有留下来。"))


def test_the_earliest_article_is_the_head(news: Database) -> None:
    put(news, "http://b.cn/1", "乙", TEXT, "2026-05-11")
    cluster_waiting(news, lambda: NOW)
    put(news, "http://a.cn/1", "甲", TEXT, "2026-05-10")
    cluster_waiting(news, lambda: NOW)
    row = news.execute(
        "select a.url, s.size from stories s join articles a on a.id = s.head_article_id"
    ).fetchall()
    assert row == [("http://a.cn/1", 2)]


@given(st.text(max_size=300))
def test_any_text_has_fingerprints_that_ignore_script_and_space(text: str) -> None:
    prints = fingerprints(text)
    assert prints == sorted(set(prints))
    assert all(0 <= value < 2**63 for value in prints)
    assert fingerprints("  ".join(text.split(" "))) == prints


def test_closing_leaves_nothing_open(tmp_path: Path) -> None:
    with closing(open_news(tmp_path / "news.db")) as db:
        assert cluster_waiting(db, lambda: NOW) == {}
