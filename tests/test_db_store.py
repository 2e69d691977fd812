"""The store: saving twice changes nothing, and what is undone is asked for, not remembered."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from packages import modules
from sqlite_utils import Database

from db.errors import LockedError, NewerSchemaError, StoreError
from db.models import Article, EntityType, Language, Mention, Tags, text_of
from db.store import articles, frontier, pages, raw, runs, tags
from db.store.articles import Outcome, SourceRow
from db.store.database import open_alerts, open_crawl, open_news, transaction
from db.store.frontier import NewTarget
from db.store.locks import lock

NOW = datetime(2026, 5, 12, 8, 0, tzinfo=UTC)
SOURCE = SourceRow("s", "源", "Source", "zh", "gb:210000", None, "unverified", True)


@pytest.fixture
def news(tmp_path: Path) -> Iterator[Database]:
    with closing(open_news(tmp_path / "news.db")) as db:
        articles.sync_sources(db, [SOURCE])
        yield db


@pytest.fixture
def crawl(tmp_path: Path) -> Iterator[Database]:
    with closing(open_crawl(tmp_path / "crawl.db")) as db:
        yield db


def article(body: str, url: str = "http://a.cn/1") -> Article:
    return Article(url, "s", "标题", body, Language.HANS, "2026-05-12T08:00:00+08:00")


def dump(db: Database) -> list[str]:
    return [line for line in db.conn.iterdump() if "fts" not in line]


def test_saving_twice_changes_nothing(news: Database) -> None:
    assert articles.save(news, article("正文"), [1], "1", NOW) == Outcome.STORED
    before = dump(news)
    assert articles.save(news, article("正文"), [1], "1", NOW) == Outcome.UNCHANGED
    after = [line.replace("'unchanged'", "'stored'") for line in dump(news)]
    assert after == before


@given(st.lists(st.sampled_from(["甲", "乙", "丙"]), min_size=1, max_size=8))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_change_of_text_is_one_revision(news: Database, bodies: list[str]) -> None:
    url = f"http://a.cn/{'-'.join(map(str, map(ord, bodies)))}"
    for number, body in enumerate(bodies):
        articles.save(news, article(body, url), [hash((url, number)) % 10**9], "1", NOW)
    changes = sum(one != other for one, other in pairwise(bodies))
    row = news.execute(
        "select t.body, (select count(*) from revisions r where r.article_id = a.id)"
        " from articles a join article_text t on t.article_id = a.id where a.url = ?",
        [url],
    ).fetchone()
    assert row == (bodies[-1], changes)


def test_every_text_that_is_stored_is_indexed(news: Database) -> None:
    """Also where many are stored, revised and marked in one transaction."""
    with transaction(news):
        for number in range(40):
            one = article(f"第{number}号 沈阳", f"http://a.cn/{number % 25}")
            articles.save(news, one, [number, number + 100], "1", NOW)
    assert news.execute("select count(*) from revisions").fetchone() == (15,)
    assert articles.find(news, "20号", 50)[0]["url"] == "http://a.cn/20"
    check = "insert into articles_fts (articles_fts, rank) values ('integrity-check', 1)"
    news.execute(check)
    news.execute("insert into articles_fts (articles_fts, rowid) values ('delete', 7)")
    with pytest.raises(sqlite3.DatabaseError):
        news.execute(check)


def test_one_place_alone_writes_new_texts() -> None:
    """No trigger does it: who inserts a text must insert its row in the index."""
    inserts = re.compile(r"(insert|replace)\s+(or \w+ )?into article_text\b", re.IGNORECASE)
    found = [name for name, code in modules() for _ in inserts.finditer(code)]
    assert found == ["db/store/articles.py"]


def test_width_and_script_are_no_revision(news: Database) -> None:
    articles.save(news, article("沈阳 2026"), [1], "1", NOW)
    assert articles.save(news, article("瀋陽２０２６"), [2], "1", NOW) == Outcome.UNCHANGED


def test_tags_are_replaced_not_added(news: Database) -> None:
    articles.save(news, article("沈阳，沈阳"), [1], "1", NOW)
    (item,) = tags.untagged(news, "v1", 10)
    spans = [(3, 5), (6, 8)]
    mentions = tuple(
        Mention(a, b, "沈阳", EntityType.CITY, "gb:210100", "沈阳市", "Shenyang", 1.0, "r")
        for a, b in spans
    )
    assert all(item.text[m.start : m.end] == m.text for m in mentions)
    found = Tags(Language.HANS, 0.9, mentions, ())
    tags.save_tags(news, item, found, "v1", NOW)
    before = dump(news)
    tags.save_tags(news, item, found, "v1", NOW)
    assert dump(news) == before
    assert tags.untagged(news, "v1", 10) == []
    assert len(tags.untagged(news, "v2", 10)) == 1
    row = news.execute("select entity_id, mentions, first_start from article_entities").fetchall()
    assert row == [("gb:210100", 2, 3)]


def test_text_that_kills_twice_is_put_aside(news: Database) -> None:
    articles.save(news, article("毒"), [1], "1", NOW)
    (item,) = tags.untagged(news, "v1", 10)
    assert item.text == text_of("标题", "毒")
    key = f"{item.article_id}:{item.text_hash}:v1"
    assert articles.begin_attempt(news, "tag", key, NOW) == 1
    assert len(tags.untagged(news, "v1", 10)) == 1
    assert articles.begin_attempt(news, "tag", key, NOW) == 2
    assert tags.untagged(news, "v1", 10) == []
    assert len(tags.untagged(news, "v2", 10)) == 1, "a better tagger tries again"
    articles.end_attempt(news, "tag", key)
    assert len(tags.untagged(news, "v1", 10)) == 1


def page(
    crawl: Database, target: frontier.Target, body: bytes, *, hint: bool = False
) -> int | None:
    return frontier.store_page(
        crawl, target, status=200, headers={"etag": '"1"'}, body=body,
        body_hash=str(hash(body)), now=NOW, next_due=NOW + timedelta(hours=2), may_have_parts=hint,
    )  # fmt: skip


def test_a_lease_is_given_once_and_recovered(crawl: Database) -> None:
    urls = [NewTarget(f"http://a.cn/{n}", "article") for n in range(3)]
    assert frontier.queue(crawl, "s", urls, NOW, NOW) == 3
    assert frontier.queue(crawl, "s", urls, NOW, NOW) == 0
    assert len(frontier.lease(crawl, "s", NOW, NOW, 2)) == 2
    assert len(frontier.lease(crawl, "s", NOW, NOW, 9)) == 1
    assert frontier.lease(crawl, "s", NOW, NOW, 9) == []
    assert frontier.recover(crawl, "s") == 3
    assert len(frontier.lease(crawl, "s", NOW, NOW, 9)) == 3


def test_lists_are_due_in_each_crawl_articles_when_their_time_comes(crawl: Database) -> None:
    both = [NewTarget("http://a.cn/", "listing"), NewTarget("http://a.cn/1", "article")]
    frontier.queue(crawl, "s", both, NOW, NOW)
    for target in frontier.lease(crawl, "s", NOW, NOW, 9):
        page(crawl, target, b"x")
    later = NOW + timedelta(minutes=5)
    frontier.queue(crawl, "s", both, later, later)
    assert [t.kind for t in frontier.lease(crawl, "s", later, later, 9)] == ["listing"]
    evening = NOW + timedelta(hours=3)
    assert [t.kind for t in frontier.lease(crawl, "s", evening, evening, 9)] == ["article"]


def test_the_same_bytes_are_stored_once(crawl: Database) -> None:
    frontier.queue(crawl, "s", [NewTarget("http://a.cn/1", "article")], NOW, NOW)
    (target,) = frontier.lease(crawl, "s", NOW, NOW, 9)
    assert page(crawl, target, b"one") is not None
    assert page(crawl, target, b"one") is None
    assert page(crawl, target, b"two") is not None
    assert crawl.execute("select count(*) from raw").fetchone()[0] == 2


def test_failures_back_off_and_end(crawl: Database) -> None:
    frontier.queue(crawl, "s", [NewTarget("http://a.cn/1", "article")], NOW, NOW)
    at = NOW
    for _ in range(frontier.MAX_TRIES):
        (target,) = frontier.lease(crawl, "s", at, at, 9)
        frontier.failed(crawl, target, state="failed", status=500, error="HTTP 500", now=at)
        assert frontier.lease(crawl, "s", at, at, 9) == []
        at += timedelta(days=1)
    assert frontier.lease(crawl, "s", at, at, 9) == []
    state = crawl.execute("select state, tries from frontier").fetchone()
    assert state == ("failed", frontier.MAX_TRIES)


def test_an_article_waits_for_all_its_pages(
    tmp_path: Path, news: Database, crawl: Database
) -> None:
    frontier.queue(crawl, "s", [NewTarget("http://a.cn/1", "article")], NOW, NOW)
    (first,) = frontier.lease(crawl, "s", NOW, NOW, 9)
    raw_id = page(crawl, first, b"page 1", hint=True)
    assert raw_id is not None
    pages.attach_crawl(news, tmp_path / "crawl.db")
    assert list(pages.waiting(news)) == [], "nobody has looked for further pages yet"
    part = NewTarget("http://a.cn/1_2", "part", 2, first.id)
    raw.discovered(crawl, raw_id, [part], "s", None, NOW, NOW)
    assert list(pages.waiting(news)) == [], "page 2 is not fetched yet"
    (second,) = frontier.lease(crawl, "s", NOW, NOW, 9)
    other = page(crawl, second, b"page 2")
    (item,) = pages.waiting(news)
    assert (item.pages, item.settles) == ((raw_id, other), (raw_id, other))
    articles.save(news, article("正文"), item.settles, "1", NOW)
    assert list(pages.waiting(news)) == []


def test_a_due_time_is_served_once(crawl: Database) -> None:
    first = runs.begin(crawl, "crawl", "s", NOW, NOW)
    assert runs.begin(crawl, "crawl", "s", NOW, NOW) == first, "a crashed run is opened again"
    runs.finish(crawl, first, 1, NOW, "failed")
    assert runs.begin(crawl, "crawl", "s", NOW, NOW) == first, "a failed one too"
    runs.note(crawl, first, {"fetched": 3}, None)
    runs.finish(crawl, first, 0, NOW)
    assert runs.begin(crawl, "crawl", "s", NOW, NOW) == 0
    assert runs.latest(crawl)[0].stats == {"fetched": 3}


def test_a_newer_database_is_refused_untouched(tmp_path: Path) -> None:
    for opener, name in ((open_news, "news.db"), (open_crawl, "crawl.db"), (open_alerts, "a.db")):
        path = tmp_path / name
        db = opener(path)
        group = db.execute("select migration_set from _sqlite_migrations").fetchone()[0]
        db["_sqlite_migrations"].insert(
            {"migration_set": group, "name": "m999_future", "applied_at": "2030-01-01"}
        )
        before = db.execute("select name, sql from sqlite_master").fetchall()
        db.close()
        with pytest.raises(NewerSchemaError, match=r"newer version.*m999_future.*upgrade"):
            opener(path)
        with closing(Database(path, execute_plugins=False)) as again:
            assert again.execute("select name, sql from sqlite_master").fetchall() == before


def test_what_is_no_database_is_said(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    path.write_bytes(b"this is not a database, it is a long enough text to be looked at" * 20)
    with pytest.raises(StoreError, match=r"news\.db"):
        open_news(path)
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="--home"):
        open_news(tmp_path / "file" / "news.db")


def test_one_process_holds_a_lock(tmp_path: Path) -> None:
    with (
        lock(tmp_path, "stages"),
        pytest.raises(LockedError, match="busy with stages"),
        lock(tmp_path, "stages"),
    ):
        pass
    with lock(tmp_path, "stages"):
        pass


def test_what_is_private_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    open_alerts(tmp_path / "alerts.db").close()
    assert (tmp_path / "alerts.db").stat().st_mode & 0o077 == 0
