"""The desk between spider and store: answers are committed in turns, and a kill costs only a turn."""

import itertools
import os
import re
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from site_home import dongbei, rows, start
from sqlite_utils import Database
from test_crawl_web import ARTICLE, home_for, html, listing
from tiny_web import Answer, TinyWeb

from crawler.desk import BATCH, Desk, find_links, may_have_parts
from crawler.source import Source
from db.errors import StoreError
from db.store import frontier
from db.store.database import open_crawl, transaction
from db.store.frontier import ARTICLE as PAGE
from db.store.frontier import NewTarget, Target

NOW = datetime(2026, 5, 12, 8, 0, tzinfo=UTC)
SOURCE = Source.model_validate(
    {
        "id": "s", "name_zh": "源", "name_en": "Source", "language": "zh", "allow": ["/a/"],
        "revisit_hours": [2], "discovery": [{"kind": "listing", "urls": ["http://a.cn/"]}],
    }
)  # fmt: skip


@pytest.fixture
def crawl(tmp_path: Path) -> Iterator[Database]:
    with closing(open_crawl(tmp_path / "crawl.db")) as db:
        yield db


class Clock:
    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now


def desk_of(db: Database, clock: Clock) -> Desk:
    return Desk(db, SOURCE, clock, date(2026, 5, 12))


def answer(desk: Desk, target: Target, links: int = 0) -> None:
    """The page of ``target``; a list leads to ``links`` articles."""
    kept = desk.keep(target, 200, {"etag": '"1"'}, target.url.encode(), target.url)
    if kept is not None:
        desk.links(kept, [NewTarget(f"http://a.cn/a/{n}", "article") for n in range(links)], None)


def stored(db: Database) -> Counter[str]:
    return Counter(row[0] for row in db.execute("select url from raw").fetchall())


def test_what_is_noted_is_committed_by_the_next_turn(crawl: Database) -> None:
    desk = desk_of(crawl, Clock())
    (top,) = desk.turn(64)
    answer(desk, top, links=3)
    assert stored(crawl) == {}
    articles = desk.turn(64)
    assert stored(crawl) == {"http://a.cn/": 1}
    assert [target.url for target in articles] == [f"http://a.cn/a/{n}" for n in range(3)]
    assert not desk.noted
    assert desk.turn(64) == []


def test_lists_that_lists_lead_to_go_before_articles(crawl: Database) -> None:
    desk = desk_of(crawl, Clock())
    (top,) = desk.turn(1)
    kept = desk.keep(top, 200, {}, b"x", top.url)
    assert kept is not None
    found = [NewTarget(f"http://a.cn/a/{n}", "article") for n in range(5)]
    found += [NewTarget(f"http://a.cn/p/{n}", "listing", 1, top.id) for n in range(3)]
    desk.links(kept, found, None)
    taken = [desk.turn(2), desk.turn(2), desk.turn(9)]
    assert [[t.kind for t in some] for some in taken] == [
        ["listing"] * 2, ["listing", "article"], ["article"] * 4,
    ]  # fmt: skip


def test_lists_under_an_unchanged_list_are_asked_for_again(crawl: Database) -> None:
    clock = Clock()
    desk = desk_of(crawl, clock)
    (top,) = desk.turn(9)
    kept = desk.keep(top, 200, {}, b"x", top.url)
    assert kept is not None
    desk.links(kept, [NewTarget("http://a.cn/p/2", "listing", 1, top.id)], None)
    (second,) = desk.turn(9)
    answer(desk, second)
    assert desk.turn(9) == []
    clock.now += timedelta(hours=1)
    later = desk_of(crawl, clock)
    (top,) = later.turn(9)
    later.unchanged(top, {})
    assert [target.url for target in later.turn(9)] == ["http://a.cn/p/2"]


def test_many_answers_or_many_bytes_are_worth_a_turn(crawl: Database) -> None:
    desk = desk_of(crawl, Clock())
    (top,) = desk.turn(1)
    answer(desk, top, links=2 * BATCH)
    for target in desk.turn(BATCH)[:-1]:
        assert not desk.full
        answer(desk, target)
    for target in desk.turn(2):
        desk.keep(target, 200, {}, os.urandom(3_000_000), target.url)
    assert desk.full


def test_a_turn_that_cannot_be_written_loses_nothing(crawl: Database) -> None:
    desk = desk_of(crawl, Clock())
    (top,) = desk.turn(9)
    answer(desk, top, links=4)
    crawl.execute("pragma query_only = 1")
    with pytest.raises(StoreError, match=r"crawl\.db.*goes on from here"):
        desk.turn(9)
    crawl.execute("pragma query_only = 0")
    assert len(desk.turn(9)) == 4
    assert stored(crawl) == {"http://a.cn/": 1}


@given(st.lists(st.sampled_from(["answer", "answer", "lose", "turn", "kill"]), max_size=30))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_kills_between_turns_lose_and_repeat_nothing(tmp_path: Path, steps: list[str]) -> None:
    path = tmp_path / "any.db"
    for old in tmp_path.glob("any.db*"):
        old.unlink()
    clock = Clock()
    with closing(open_crawl(path)) as db:
        desk, open_ = desk_of(db, clock), list[Target]()
        for step in [*steps, "kill"]:
            if step == "turn":
                open_ += desk.turn(4)
            elif step == "kill":
                clock.now += timedelta(seconds=1)
                desk, open_ = desk_of(db, clock), []
            elif open_ and step == "answer":
                answer(desk, open_.pop(), links=7)
            elif open_:
                desk.lost(open_.pop(), "failed", None, "lost")
        for _ in range(60):
            clock.now += timedelta(days=2)
            desk = desk_of(db, clock)
            for kept in desk.unlooked():
                desk.links(
                    kept, [NewTarget(f"http://a.cn/a/{n}", "article") for n in range(7)], None
                )
            for target in desk.turn(64):
                answer(desk, target, links=7)
            desk.turn(0)
        assert stored(db) == Counter(["http://a.cn/", *(f"http://a.cn/a/{n}" for n in range(7))])


def test_a_transaction_in_another_is_undone_with_it(crawl: Database) -> None:
    with pytest.raises(sqlite3.IntegrityError), transaction(crawl):
        with transaction(crawl):
            crawl.execute("insert into hosts (host) values ('a')")
        crawl.execute("insert into hosts (host) values ('a')")
    assert crawl.execute("select count(*) from hosts").fetchone()[0] == 0


OLD_HINT = re.compile(rb"[_-][2-9]\.s?html?|\xcf\xc2\xd2\xbb\xd2\xb3|" + "下一页".encode())


@given(st.lists(st.sampled_from([b"_2", b"-9", b"_1", b".htm", b".s", b"html", b".", "下一页".encode(), "下一页".encode("gbk"), b" "])))  # fmt: skip
def test_pages_that_may_have_parts_are_seen(pieces: list[bytes]) -> None:
    body = b"".join(pieces)
    assert may_have_parts(body) == bool(OLD_HINT.search(body))


def test_a_killed_crawl_asks_again_for_less_than_a_turn(tmp_path: Path) -> None:
    paths = [f"/a/{n}" for n in range(150)]
    answers = {path: html(ARTICLE.format(n=path[3:])) for path in paths}
    reached = threading.Event()

    def last_breath(stream: object) -> None:
        reached.set()
        threading.Event().wait(30)

    with TinyWeb({"/": listing(*paths), **answers, "/a/100": Answer(last_breath)}) as web:
        home = home_for(tmp_path, web, revisit_hours=[])
        process = start(home, "crawl")
        assert reached.wait(60)
        process.kill()
        process.communicate()
        web.answers["/a/100"] = html(ARTICLE.format(n=100))
        assert dongbei(home, "crawl").returncode == 0
        asked = Counter(path for path in web.paths() if path.startswith("/a/"))
    found = rows(
        home / "crawl.db", "select url, count(*) from raw where kind = 'article' group by 1"
    )
    assert dict(found) == {f"{web.url}{path}": 1 for path in paths}
    assert sum(asked.values()) - len(asked) <= BATCH + 1


def test_an_answer_waits_a_moment_for_others_not_for_the_next_page(tmp_path: Path) -> None:
    home = tmp_path / "home"
    committed: list[int] = []

    def look(stream: object) -> None:
        found = rows(home / "crawl.db", "select count(*) from raw where kind = 'article'")
        committed.append(found[0][0])

    pages = {"/a/1": html(ARTICLE.format(n=1)), "/a/2": Answer(look)}
    with TinyWeb({"/": listing(*pages), **pages}) as web:
        dongbei(home_for(home, web, delay=2), "crawl")
    assert committed[0] == 1


def test_a_very_long_address_is_no_reason_to_wait(tmp_path: Path) -> None:
    path = "/a/" + "x" * 3000
    with TinyWeb({"/": listing(path, "/a/1"), path: html(ARTICLE.format(n=2))}) as web:
        home = home_for(tmp_path, web)
        assert dongbei(home, "crawl").returncode == 0
        assert path in web.paths()
    assert rows(home / "crawl.db", "select count(*) from raw where kind = 'article'") == [(1,)]


def test_the_worker_finds_links_without_the_extractor() -> None:
    page = b"<a href='/a/1'>\xe6\xb2\x88\xe9\x98\xb3\xe6\x96\xb0\xe9\x97\xbb</a>"
    found = find_links(("listing", page, "http://a.cn/", SOURCE, 0, 1))
    assert [(target.url, target.kind) for target in found] == [("http://a.cn/a/1", "article")]


def test_what_two_lists_say_of_a_page_does_not_depend_on_their_order(tmp_path: Path) -> None:
    url = "http://news.example.org/a/1.html"
    said = [("一", "2026-05-12T08:00:00+08:00"), ("二", "Tue, 12 May 2026"), (None, None)]
    kept = set()
    for number, order in enumerate(itertools.permutations(said)):
        with closing(open_crawl(tmp_path / f"{number}.db")) as db:
            targets = [NewTarget(url, PAGE, title=t, published=p) for t, p in order]
            assert frontier.queue(db, "tiny", targets, NOW, NOW) == 1
            kept.add(db.execute("select title, published from frontier").fetchone())
    assert kept == {("一", "2026-05-12T08:00:00+08:00")}
