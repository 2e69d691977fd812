"""Reprints are one story; notices made from one form are not."""

from array import array
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from bench.near_duplicates import figures, stories_of, tag
from crawler.stories import cluster_waiting, fingerprints
from db.models import Article, Language
from db.store import articles, stories
from db.store.database import open_news
from tests.reprints import CHANGES, Piece, pieces
from tests.reprints_english import english_pieces

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


def put_all(news: Database, made: Iterable[Piece]) -> dict[str, tuple[int, str]]:
    truth: dict[str, tuple[int, str]] = {}
    for number, piece in enumerate(made):
        url = f"http://a.cn/{number}"
        truth[url] = (piece.story, piece.how)
        put(news, url, piece.title, piece.body, piece.day.isoformat())
    return truth


@pytest.mark.parametrize("made", [pieces, english_pieces])
def test_generated_reprints_are_found_and_look_alikes_kept_apart(
    news: Database, made: Callable[[int, int], Iterable[Piece]]
) -> None:
    truth = put_all(news, made(500, 11))
    tag(news)
    cluster_waiting(news, lambda: NOW)
    measured = figures(truth, stories_of(news))
    hows = Counter(how for _, how in truth.values())
    assert {"original", "look-alike", "edited", "truncated", "headline", "sourced"} <= set(hows)
    assert made is english_pieces or set(CHANGES) < set(hows)
    assert hows["look-alike"] > 50
    assert measured["recall"] >= 0.95
    assert measured["precision"] >= 0.98


def partition(news: Database) -> set[frozenset[str]]:
    found: dict[int, set[str]] = {}
    for url, story in stories_of(news).items():
        found.setdefault(story, set()).add(url)
    return {frozenset(urls) for urls in found.values()}


def test_the_size_of_a_batch_changes_nothing(tmp_path: Path) -> None:
    results = []
    for batch in (1, 7, 500):
        with closing(open_news(tmp_path / f"{batch}.db")) as db:
            articles.sync_sources(db, [articles.imported("s")])
            put_all(db, pieces(120, 5))
            cluster_waiting(db, lambda: NOW, batch)
            heads = db.execute("select key, head_article_id, size from stories").fetchall()
            noted = db.execute("select hash, articles from fingerprints order by 1").fetchall()
            results.append((partition(db), sorted(heads), noted))
    assert results[0] == results[1] == results[2]


def test_a_batch_that_dies_leaves_nothing_half_done(
    news: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_all(news, pieces(60, 5))
    real, calls = stories.telling, []

    def dying(*arguments: Any) -> dict[int, bytes]:
        calls.append(arguments)
        if len(calls) == 35:
            raise KeyboardInterrupt
        return real(*arguments)

    monkeypatch.setattr(stories, "telling", dying)
    with pytest.raises(KeyboardInterrupt):
        cluster_waiting(news, lambda: NOW, 20)
    assert len(stories_of(news)) == 20
    assert sum(cluster_waiting(news, lambda: NOW, 20).values()) + 20 == len(stories_of(news))
    sizes = news.execute("select sum(size), count(*) from stories").fetchone()
    assert sizes == (len(stories_of(news)), len(partition(news)))


def test_a_story_that_is_reprinted_everywhere_stays_one(news: Database) -> None:
    count = stories.COMMON + 30
    for number in range(count):
        put(news, f"http://a.cn/{number:03}", "甲", f"来源：第{number}报\n{TEXT}")
    cluster_waiting(news, lambda: NOW)
    assert partition(news) == {frozenset(stories_of(news))}
    assert news.execute("select size from stories").fetchone() == (count,)


def test_a_form_that_many_stories_share_makes_no_story(news: Database) -> None:
    form = "供水公司通知因管道检修停水请提前储水由此带来的不便敬请谅解咨询电话见网站"
    for number in range(stories.COMMON + 5):
        put(news, f"http://a.cn/{number:03}", "甲", f"{form}，户号{number}，日期{number + 500}。")
    cluster_waiting(news, lambda: NOW)
    assert len(partition(news)) == stories.COMMON + 5


def test_reprints_are_found_after_the_first_text_changed(news: Database) -> None:
    put(news, "http://a.cn/1", "甲", TEXT)
    put(news, "http://b.cn/1", "乙", "来源：甲报\n" + TEXT)
    cluster_waiting(news, lambda: NOW)
    put(news, "http://a.cn/1", "甲", "完全不同的新文本，讲的是别的事情，一个字也没有留下来。")
    cluster_waiting(news, lambda: NOW)
    put(news, "http://c.cn/1", "丙", TEXT)
    assert cluster_waiting(news, lambda: NOW) == {"joined": 1}
    assert len(partition(news)) == 1


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
    noted = news.execute("select hash, articles from fingerprints").fetchall()
    hashes = {value for value, ids in noted if 1 in array("I", ids)}
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
