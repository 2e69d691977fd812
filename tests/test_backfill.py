"""Old issues of an e-paper: by date, newest first, once, through the real command."""

import json
import os
import signal
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from site_home import dongbei, rows, start
from test_crawl_web import html
from tiny_web import Answer, TinyWeb

from alerts.match import OLD, match_articles
from db.errors import DongbeiError
from db.store import outbox, watches
from scheduler.cli import cli
from tests.alerts_world import FUSHUN, NOW, World, make_world

TODAY = date(2026, 5, 12)
NO_ISSUE = date(2026, 5, 9)
FIRST, LAST = "2026-05-08", "2026-05-11"
PROSE = "沈阳市今年安排重点项目，企业加快改造设备，产量比去年同期增加。" * 6


def issue(day: date) -> dict[str, Answer]:
    """Two pages (版) with two articles each."""
    folder = f"/{day:%Y%m/%d}"
    pages = {}
    for page in (1, 2):
        names = [f"content_{day:%d}{page}{n}.html" for n in (1, 2)]
        links = "".join(f"<a href='{name}'>稿件{name[8:-5]}</a>" for name in names)
        other = f"<a href='node_0{3 - page}.html'>第{3 - page}版</a>"
        pages[f"{folder}/node_0{page}.html"] = html(f"<html><body>{other}{links}</body></html>")
        for name in names:
            text = f"<h1>稿件{name[8:-5]}</h1><p>{day} 08:30 来源：试验报</p><p>{PROSE}</p>"
            pages[f"{folder}/{name}"] = html(f"<html><body>{text}</body></html>")
    return pages


def paper(robots: str = "") -> dict[str, Answer]:
    days = (TODAY - timedelta(days=back) for back in range(9))
    pages = {"/robots.txt": Answer(robots.encode())}
    for day in days:
        pages |= issue(day) if day != NO_ISSUE else {}
    return pages


def make_home(folder: Path, web: TinyWeb, **fields: object) -> Path:
    (folder / "sources").mkdir(parents=True)
    more = "\n".join(f"{name} = {json.dumps(value)}" for name, value in fields.items())
    head = 'name_zh = "试验报"\nname_en = "Tiny"\nlanguage = "zh"\n'
    (folder / "sources" / "tiny-paper.toml").write_text(
        f'id = "tiny-paper"\n{head}{more or "delay = 0"}\n[[discovery]]\nkind = "epaper"\n'
        f'days_back = 0\nurls = ["{web.url}/{{YYYYMM}}/{{DD}}/node_01.html"]\n',
        encoding="utf-8",
    )
    (folder / "sources" / "tiny-list.toml").write_text(
        f'id = "tiny-list"\n{head}allow = ["/a/"]\n[[discovery]]\nkind = "listing"\n'
        f'urls = ["{web.url}/"]\n',
        encoding="utf-8",
    )
    (folder / "dongbei.toml").write_text(
        f'sources = ["tiny-*"]\nallow_loopback = true\ntoday = "{TODAY}"\n', encoding="utf-8"
    )
    return folder


@pytest.fixture
def web() -> Iterator[TinyWeb]:
    with TinyWeb(paper()) as running:
        yield running


def backfill(home: Path, *options: str) -> Result:
    given = ("backfill", "tiny-paper", "--from", FIRST, "--to", LAST, "--no-process", *options)
    return CliRunner().invoke(cli, ["--home", str(home), *given])


def plan(home: Path) -> dict[str, str]:
    found = backfill(home, "--plan", "--json")
    days = [json.loads(line) for line in found.stdout.splitlines()]
    assert [row["day"] for row in days] == sorted((row["day"] for row in days), reverse=True)
    return {row["day"][-2:]: row["state"] for row in days}


def articles(home: Path) -> list[str]:
    sql = "select url from raw where kind = 'article' order by id"
    return [url.rpartition("_")[2][:4] for (url,) in rows(home / "crawl.db", sql)]


def test_days_are_done_newest_first_and_once(tmp_path: Path, web: TinyWeb) -> None:
    home = make_home(tmp_path, web)
    assert set(plan(home).values()) == {"undone"}
    assert web.paths() == [], "a plan fetches nothing"
    first = backfill(home, "--limit", "2")
    assert first.exit_code == 0, first.output
    assert "2 of 4 days are left, the newest is 2026-05-09" in first.stdout
    assert [url[:2] for url in articles(home)] == ["11"] * 4 + ["10"] * 4
    web.seen.clear()
    second = backfill(home)
    assert second.exit_code == 0, second.output
    assert plan(home) == dict.fromkeys(("11", "10", "08"), "done") | {"09": "no issue"}
    assert len(articles(home)) == len(set(articles(home))) == 3 * 4
    asked = {path.split("/")[2] for path in web.paths() if path != "/robots.txt"}
    assert asked == {"09", "08"}, "neither done days nor today's issue"
    web.seen.clear()
    assert backfill(home).exit_code == 0
    assert web.paths() == []
    stages = rows(home / "crawl.db", "select stage, rc from runs")
    assert set(stages) == {("backfill", 0)}


def test_killed_in_the_middle_goes_on_and_repeats_little(tmp_path: Path, web: TinyWeb) -> None:
    home = make_home(tmp_path, web, delay=0.05)
    process = start(home, "backfill", "tiny-paper", "--from", FIRST, "--to", LAST, "--no-process")
    while len(web.seen) < 14:
        time.sleep(0.01)
        assert process.poll() is None, process.communicate()
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    while (done := backfill(home)).exit_code:
        assert "busy with crawl" in done.output, "the killed crawl holds its lock for a moment"
    assert "undone" not in plan(home).values()
    assert len(articles(home)) == len(set(articles(home))) == 3 * 4
    waiting = "select count(*) from frontier where fetched_at is null or state = 'leased'"
    assert rows(home / "crawl.db", waiting) == [(0,)]
    again = len(web.paths()) - len(set(web.paths()))
    assert again <= 20, "lists and at most one uncommitted batch"


def test_what_robots_forbids_is_denied_and_never_asked_for(tmp_path: Path) -> None:
    with TinyWeb(paper("User-agent: *\nDisallow: /202605/11/\n")) as web:
        home = make_home(tmp_path, web)
        assert backfill(home, "--limit", "1").exit_code == 0
        assert plan(home)["11"] == "denied"
        assert not [path for path in web.paths() if "/11/" in path]


def test_a_site_that_fails_ends_the_call_and_says_what_is_left(tmp_path: Path) -> None:
    with TinyWeb({}) as web:
        pages = paper() | issue(NO_ISSUE)
        web.answers = dict.fromkeys(pages, Answer(b"", 500)) | {"/robots.txt": Answer()}
        home = make_home(tmp_path, web)
        found = backfill(home)
        assert "days are left, the newest is 2026-05-11" in found.stdout
        asked = {path.split("/")[2] for path in web.paths() if "node" in path}
        assert asked == {"11", "10", "09"}, "three days in a row that fail"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (("tiny-list", "--from", FIRST, "--to", LAST), "not an e-paper.*tiny-list.*tiny-paper"),
        (("tiny-paper", "--from", LAST, "--to", FIRST), "--from: later than --to 2026-05-08"),
        (("tiny-paper", "--from", FIRST, "--to", "2026-05-13"), "--to: .*today is 2026-05-12"),
        (("nobody", "--from", FIRST, "--to", LAST), "no such source"),
    ],
)
def test_mistakes_are_explained(
    tmp_path: Path, web: TinyWeb, given: tuple[str, ...], message: str
) -> None:
    home = make_home(tmp_path, web)
    done = CliRunner().invoke(cli, ["--home", str(home), "backfill", *given])
    assert isinstance(done.exception, DongbeiError)
    with pytest.raises(DongbeiError, match=message):
        raise done.exception
    assert web.paths() == []


def test_a_day_that_is_no_date_is_a_usage_error(tmp_path: Path, web: TinyWeb) -> None:
    home = make_home(tmp_path, web)
    assert dongbei(home, "backfill", "tiny-paper", "--from", "2026-5-x").returncode == 2


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = make_world(tmp_path)
    yield made
    made.news.close()
    made.alerts.close()


def put(world: World, name: str, age: timedelta) -> int:
    return world.article(
        f"https://p.example/{name}", name, "抚顺市。", story="s", names=((FUSHUN, "抚顺市"),),
        published_at=(NOW - age).isoformat(),
    )  # fmt: skip


def test_an_old_article_is_matched_and_alerts_nobody(world: World) -> None:
    watch = world.watch(FUSHUN, "file:///nowhere/alerts.jsonl")
    put(world, "old", OLD + timedelta(days=1))
    counts = match_articles(world.news, world.alerts, NOW)
    assert counts == {"articles": 1, "alerts": 0, "quiet": 1}
    assert list(world.outbox().values()) == ["quiet"]
    assert outbox.lease(world.alerts, NOW + timedelta(days=9), 60, 10) == []
    assert outbox.of_watch(world.alerts, watch.id, 9) == []
    assert outbox.counts(world.alerts) == {}
    assert match_articles(world.news, world.alerts, NOW) == {"articles": 0, "alerts": 0}


def test_a_fresh_article_of_the_story_is_heard_all_the_same(world: World) -> None:
    watch = world.watch(FUSHUN, "file:///nowhere/alerts.jsonl")
    put(world, "old", OLD + timedelta(days=1))
    match_articles(world.news, world.alerts, NOW)
    put(world, "fresh", timedelta(hours=1))
    assert match_articles(world.news, world.alerts, NOW) == {"articles": 1, "alerts": 1}
    assert [alert.title for alert in outbox.of_watch(world.alerts, watch.id, 9)] == ["fresh"]
    assert list(world.outbox().values()) == ["due"]
    put(world, "older still", OLD + timedelta(days=9))
    match_articles(world.news, world.alerts, NOW)
    assert [alert.title for alert in outbox.of_watch(world.alerts, watch.id, 9)] == ["fresh"]


@pytest.mark.parametrize("case", ["recent", "undated", "imported", "day fixed by the settings"])
def test_what_is_not_old_alerts(world: World, case: str) -> None:
    world.watch(FUSHUN, "file:///nowhere/alerts.jsonl")
    put(world, "one", OLD if case == "recent" else OLD + timedelta(days=1))
    if case == "undated":
        world.news.execute("update articles set published_at = null")
    if case == "imported":
        world.news.execute("update sources set state = 'imported'")
    today = (NOW - timedelta(days=3)).date() if case.startswith("day") else None
    assert match_articles(world.news, world.alerts, NOW, today)["alerts"] == 1
    assert [w.entity_id for w in watches.list_watches(world.alerts)] == [FUSHUN]
