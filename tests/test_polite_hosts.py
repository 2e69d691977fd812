"""Politeness as a server sees it: gaps, rests after 429 and 503, and what robots.txt ruled."""

import asyncio
import itertools
import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.crawler import Crawler
from scrapy.spiders import Spider
from scrapy.statscollectors import MemoryStatsCollector
from site_home import dongbei, rows, start
from test_crawl_web import ARTICLE, home_for, html, listing
from tiny_web import Answer, TinyWeb

from crawler.middlewares.gate import HostGate, HostResting, TimeOver, retry_after
from db.store import hosts
from db.store.database import open_crawl

NOW = datetime(2026, 5, 12, 1, tzinfo=UTC)
URL = "http://a.cn/x"


class Turns(dict[str, Answer]):
    """Answers of which some paths have several, one after another; the last one stays."""

    def __init__(self, answers: Mapping[str, Answer], turns: Mapping[str, Sequence[Answer]]):
        super().__init__(answers)
        self._turns = {path: list(several) for path, several in turns.items()}

    def get(self, path: str, default: Answer | None = None) -> Answer | None:  # type: ignore[override]
        several = self._turns.get(path)
        if several:
            return several.pop(0) if len(several) > 1 else several[0]
        return super().get(path, default)


def pages(*numbers: int) -> dict[str, Answer]:
    return {f"/a/{n}": html(ARTICLE.format(n=n)) for n in numbers}


def stats_of(home: Path, source: str = "tiny-0") -> dict[str, int]:
    """Counts of the newest crawl of a source."""
    sql = "select stats from runs where source = ? order by id desc limit 1"
    found: dict[str, int] = json.loads(rows(home / "crawl.db", sql, source)[0][0])
    return found


def write(home: Path, sql: str, *values: object) -> None:
    with closing(sqlite3.connect(home / "crawl.db", timeout=30)) as db, db:
        db.execute(sql, values)


def test_a_host_that_says_429_is_left_alone_and_nothing_is_lost(tmp_path: Path) -> None:
    full = Answer(b"", 429, {"Retry-After": "3600"})
    paths = ["/a/1", "/a/2", "/a/3"]
    with TinyWeb({}) as web, TinyWeb({"/": listing("/a/9"), **pages(9)}) as other:
        web.answers = {"/": listing(*paths), "/a/1": full, "/a/2": full, "/a/3": full}
        home = home_for(tmp_path, web, other)
        dongbei(home, "crawl")
        assert web.paths() == ["/robots.txt", "/", "/a/1"], "one refusal is enough"
        assert "/a/9" in other.paths(), "another host is not harmed"
        deferred = rows(
            home / "crawl.db",
            "select state, tries, fetched_at, unixepoch(due_at) > unixepoch() + 3500"
            " from frontier where source = 'tiny-0' and kind = 'article'",
        )
        assert deferred == [("queued", 0, None, 1)] * 3
        dongbei(home, "crawl")
        assert len(web.seen) == 3, "the next crawl knows it: not even robots.txt is asked for"
        web.answers |= pages(1, 2, 3)
        write(home, "update hosts set rest_until = '2026-01-01T00:00:00+00:00'")
        write(home, "update frontier set due_at = '2026-01-01T00:00:00+08:00'")
        dongbei(home, "crawl")
        assert set(paths) < set(web.paths()), "after the rest it is asked again"
    assert rows(home / "crawl.db", "select count(*) from raw where kind = 'article'") == [(4,)]
    assert rows(home / "crawl.db", "select sum(refusals) from hosts") == [(0,)]


def test_a_short_rest_is_waited_for_in_the_same_crawl(tmp_path: Path) -> None:
    busy = Answer(b"", 503, {"Retry-After": "1"})
    turns = {"/a/1": [busy, html(ARTICLE.format(n=1))], "/robots.txt": [busy, Answer(b"", 404)]}
    with TinyWeb({}) as web:
        web.answers = Turns({"/": listing("/a/1")}, turns)
        home = home_for(tmp_path, web)
        dongbei(home, "crawl")
        assert web.paths() == ["/robots.txt", "/robots.txt", "/", "/a/1", "/a/1"]
        gaps = [b.at - a.at for a, b in itertools.pairwise(web.seen) if a.path == b.path]
        assert min(gaps) >= 1.0
    assert stats_of(home)["pages"] == 1


def test_no_gap_is_shorter_than_the_delay(tmp_path: Path) -> None:
    """robots.txt, a redirect, a second try, a gone page, a 304: each waits, as the server sees."""
    page = html(ARTICLE.format(n=3))
    answers = {
        "/": listing("/a/1", "/a/2", "/a/3", "/a/gone"),
        "/a/1": Answer(b"", 301, {"Location": "/a/3"}),
        "/a/2": Answer(b"", 304),
        "/a/3": page,
    }
    slow = {"/robots.txt": Answer(b"User-agent: *\nCrawl-delay: 0.3\n")}
    turns = {
        "/a/2": [Answer(b"", 500), Answer(page.body, headers={"ETag": '"2"'}), Answer(b"", 304)]
    }
    with TinyWeb({}) as web, TinyWeb({}) as slower, TinyWeb({}) as shared:
        web.answers, slower.answers = Turns(answers, turns), Turns(answers | slow, turns)
        shared.answers = answers
        home = home_for(tmp_path, web, slower, shared, delay=0.2)
        text = (home / "sources" / "tiny-2.toml").read_text().replace("tiny-2", "tiny-3")
        (home / "sources" / "tiny-3.toml").write_text(text, encoding="utf-8")
        for _ in range(2):
            dongbei(home, "crawl")
    for server, least in ((web, 0.2), (slower, 0.3)):
        assert server.paths().count("/a/2") == 3
        gaps = [b.at - a.at for a, b in itertools.pairwise(server.seen)]
        assert min(gaps) >= least, "not a microsecond less"
    gaps = [b.at - a.at for a, b in itertools.pairwise(shared.seen)]
    assert len(gaps) >= 18
    assert min(gaps) >= 0.15, "two crawls of one host take turns"
    found = [stats_of(home, f"tiny-{number}") for number in range(4)]
    assert [stats["spacing_violations"] for stats in found] == [0] * 4
    assert all(stats["spacing_min_ms"] >= 200 for stats in found)


def test_the_ruling_of_robots_txt_is_kept_with_each_fetch(tmp_path: Path) -> None:
    rules = Answer(b"User-agent: *\nDisallow: /a/2\n")
    moved = Answer(b"", 301, {"Location": "/rules"})
    dead = {"/": listing("/a/9"), "/robots.txt": Answer(b"", 503)}
    web_answers = {"/": listing("/a/1", "/a/2"), "/robots.txt": moved, "/rules": rules, **pages(1)}
    with TinyWeb(web_answers) as web, TinyWeb(dead) as other:
        home = home_for(tmp_path, web, other)
        dongbei(home, "crawl")
        assert "/a/2" not in web.paths(), "rules behind a redirect hold"
        assert set(other.paths()) == {"/robots.txt"}
    rulings = rows(
        home / "crawl.db",
        "select f.url, f.robots, r.root, r.status, r.rules like '%/a/2%', f.tries"
        " from frontier f left join robots r on r.id = f.robots_id order by f.id",
    )
    ours = [(f"{web.url}{path}", ruling, web.url, 200, 1, tries)
            for path, ruling, tries in (("/", "allowed", 0), ("/a/1", "allowed", 0),
                                        ("/a/2", "denied", 1))]  # fmt: skip
    assert sorted(rulings) == sorted([*ours, (f"{other.url}/", "unknown", other.url, 503, 0, 0)])


def test_a_killed_crawl_leaves_the_rest_of_a_host_behind(tmp_path: Path) -> None:
    full, slow = Answer(b"", 429, {"Retry-After": "900"}), Answer(b"", wait=60)
    with TinyWeb({"/": listing("/a/1"), "/a/1": full}) as web, TinyWeb({}) as other:
        other.answers = {"/": listing("/a/2"), "/a/2": slow}
        home = home_for(tmp_path, web)
        path = home / "sources" / "tiny-0.toml"
        text = path.read_text().replace(f'["{web.url}/"]', f'["{web.url}/", "{other.url}/"]')
        path.write_text(text, encoding="utf-8")
        process = start(home, "crawl")
        for _ in range(300):
            if "/a/1" in web.paths() and (home / "crawl.db").exists() and rests(home):
                break
            try:
                process.wait(0.1)
            except Exception:
                continue
        process.kill()
        process.communicate()
    assert rests(home), "noted at once, not at the end"


def rests(home: Path) -> list[tuple[object, ...]]:
    return rows(home / "crawl.db", "select host from hosts where refusals = 1")


def gate(db: object = None, delay: float = 0.0) -> tuple[HostGate, list[datetime]]:
    now = [NOW]
    stats = MemoryStatsCollector(Crawler(Spider))
    return HostGate(delay, db, stats, lambda: now[0]), now  # type: ignore[arg-type]


def test_refusals_without_a_time_double_up_to_a_day() -> None:
    tried, now = gate()
    waits = []
    for _ in range(14):
        until = tried.refused(URL, 429, None).until
        waits.append((until - now[0]).total_seconds())
        with pytest.raises(HostResting, match="HTTP 429"):
            tried.check(URL)
        now[0] = until
        tried.check(URL)
    assert waits[:4] == [60, 120, 240, 480]
    assert max(waits) == waits[-1] == 86400
    tried.welcomed(URL)
    assert tried.refused(URL, 429, None).until == now[0] + timedelta(seconds=60)


def test_hosts_are_remembered_by_the_next_crawl(tmp_path: Path) -> None:
    with closing(open_crawl(tmp_path / "crawl.db")) as db:
        gate(db)[0].refused(URL, 503, timedelta(hours=2))
        later, now = gate(db)
        with pytest.raises(HostResting):
            later.check("http://a.cn/other")
        later.check("http://b.cn/")
        now[0] += timedelta(hours=2)
        later.check(URL)
        assert hosts.rest_of(db, "a.cn") is not None
        later.welcomed(URL)
        assert hosts.rest_of(db, "a.cn") is None


def test_bookings_of_one_host_are_a_delay_apart_and_wrong_clocks_do_not_stop_it(
    tmp_path: Path,
) -> None:
    second = timedelta(seconds=1)
    with closing(open_crawl(tmp_path / "crawl.db")) as db:
        starts = [hosts.book(db, "a.cn", NOW, second)[0] for _ in range(5)]
        assert starts == [NOW + n * second for n in range(5)]
        assert hosts.book(db, "b.cn", NOW, second)[0] == NOW
        past = NOW - timedelta(days=3)
        assert hosts.book(db, "a.cn", past, second)[0] == past


def test_the_newest_crawl_delay_holds_from_the_first_request_of_the_next_crawl(
    tmp_path: Path,
) -> None:
    root, day = "http://a.cn", timedelta(days=1)
    with closing(open_crawl(tmp_path / "crawl.db")) as db:
        first = hosts.keep_robots(db, root, 200, "Crawl-delay: 3", 3.0, NOW)
        assert hosts.crawl_delay(db, "a.cn") == 3.0
        second = hosts.keep_robots(db, root, 200, "", None, NOW + day)
        assert hosts.crawl_delay(db, "a.cn") is None
        assert hosts.keep_robots(db, root, 200, "Crawl-delay: 3", 3.0, NOW + 2 * day) == first
        assert hosts.crawl_delay(db, "a.cn") == 3.0
        hosts.keep_robots(db, root, 503, "", None, NOW + 3 * day)
        assert hosts.crawl_delay(db, "a.cn") == 3.0, "no answer says nothing"
        assert hosts.crawl_delay(db, "b.cn") is None
        assert first != second


def test_nothing_passes_the_gate_when_the_time_of_a_crawl_is_over() -> None:
    tried, now = gate()
    tried.close(NOW + timedelta(minutes=1))
    tried.check(URL)
    now[0] += timedelta(minutes=1)
    with pytest.raises(TimeOver, match="time of this crawl is over"):
        asyncio.run(tried.turn(URL))


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("120", 120), (" 0 ", 0), ("999999999999999", 86400), ("-5", None), ("1.5", None), ("", None),
     (None, None), ("soon", None), (format_datetime(NOW + timedelta(minutes=5), usegmt=True), 300),
     (format_datetime(NOW - timedelta(days=5), usegmt=True), 0),
     ("Fri, 31 Dec 9999 23:59:59 GMT", 86400), ("Tue, 12 May 2026 09:02:00 +0800", 120)],
)  # fmt: skip
def test_retry_after(header: str | None, seconds: int | None) -> None:
    found = retry_after(header, NOW)
    assert found == (None if seconds is None else timedelta(seconds=seconds))


@given(st.text(max_size=40) | st.datetimes().map(lambda d: format_datetime(d)))
def test_any_retry_after_is_survived_and_bounded(header: str) -> None:
    found = retry_after(header, NOW)
    assert found is None or timedelta() <= found <= timedelta(days=1)
