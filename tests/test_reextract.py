"""``dongbei reextract``: a better parser reads history again, and nobody takes it for news."""

import json
import os
import shutil
import signal
import time
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from old_readings import (
    BODY,
    FETCHED,
    FOOTER,
    NOW,
    address,
    extract_all,
    grow_old,
    page_text,
    rows,
    store_page,
)
from site_home import dongbei, start

from alerts.match import match_articles
from crawler import reextract
from crawler.reextract import Scope
from crawler.stage import PARSER
from db.store import articles
from db.store.articles import Outcome
from db.store.database import open_crawl, open_news
from tests.alerts_world import FUSHUN, make_world
from tests.alerts_world import NOW as ALERTED

STATE = (
    "select a.id, a.url, a.title, t.body, a.origin, a.quality, a.text_hash, a.first_seen,"
    " a.updated_at, t.rules from articles a join article_text t on t.article_id = a.id order by 1"
)
MARKS = "select raw_id, article_id, outcome, error, parser, at from extractions order by 1"


def reread(home: Path, scope: Scope | None = None) -> dict[str, int]:
    with (
        closing(open_news(home / "news.db")) as news,
        closing(open_crawl(home / "crawl.db")) as crawl,
    ):
        return reextract.reread(
            news, crawl, {}, scope or Scope(["s"]), lambda: NOW,
            lambda done, total: None,
        )  # fmt: skip


def change(home: Path, sql: str, *values: object) -> None:
    with closing(open_news(home / "news.db")) as news:
        news.execute(sql, values)


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("three")
    for number in range(1, 4):
        store_page(home, number, page_text(number))
    assert extract_all(home) == {"stored": 3}
    return home


@pytest.fixture
def home(three: Path, tmp_path: Path) -> Path:
    """Three articles, extracted and clustered."""
    return Path(shutil.copytree(three, tmp_path / "home"))


def test_a_better_reading_is_no_revision_and_the_same_story(home: Path) -> None:
    fresh, stories = rows(home, STATE), rows(home, "select * from stories")
    members = "select article_id, story_id from story_articles order by 1"
    before = rows(home, members)
    grow_old(home)
    assert all(str(row[3]).endswith(FOOTER) for row in rows(home, STATE))
    marks = [(*row[:4], row[5]) for row in rows(home, MARKS)]
    assert reread(home) == {"text": 3}
    flagged = json.dumps(PARSER)
    again = [
        (*row[:9], str(row[9]).replace(f', "reread": {flagged}', "")) for row in rows(home, STATE)
    ]
    assert again == fresh
    assert all(f'"reread": {flagged}' in str(row[9]) for row in rows(home, STATE))
    assert rows(home, "select * from revisions") == []
    assert [(*row[:4], row[5]) for row in rows(home, MARKS)] == marks
    assert {row[4] for row in rows(home, MARKS)} == {PARSER}
    extract_all(home, NOW)
    assert (rows(home, "select * from stories"), rows(home, members)) == (stories, before)
    assert reread(home) == {}


def test_fields_alone_are_renewed_without_a_flag(home: Path) -> None:
    fresh = rows(home, STATE)
    change(home, "update articles set origin = null, quality = 0.2")
    change(home, "update extractions set parser = '0' where raw_id < 3")
    assert reread(home) == {"fields": 2}
    assert rows(home, STATE)[:2] == fresh[:2]


def test_only_the_sources_and_days_asked_for(home: Path) -> None:
    grow_old(home)
    assert reread(home, Scope(["t"])) == {}
    assert reread(home, Scope(["s"], since="2026-03-02")) == {}
    assert reread(home, Scope(["s"], since="2026-03-01")) == {"text": 3}


def test_an_article_that_is_none_any_more_stays_with_low_quality(home: Path) -> None:
    store_page(home, 4, "<html><body><ul><li><a href='/1'>首页</a></li></ul></body></html>")
    assert extract_all(home) == {"not_article": 1}
    raw_id = rows(home, "select max(raw_id) from extractions")[0][0]
    change(
        home,
        "update extractions set outcome = ?, article_id = 1, error = null where raw_id = ?",
        str(Outcome.REVISED), raw_id,
    )  # fmt: skip
    change(home, "update extractions set parser = '0' where raw_id = ?", raw_id)
    before = rows(home, STATE)[0]
    assert reread(home) == {"kept": 1}
    after = rows(home, STATE)[0]
    assert (after[:5], after[5]) == (before[:5], 0.1)
    assert "not an article" in str(rows(home, MARKS)[-1][3])


def test_an_article_that_the_older_parser_missed_is_first_seen_when_it_was_fetched(
    home: Path,
) -> None:
    store_page(home, 4, page_text(4))
    with closing(open_news(home / "news.db")) as news:
        articles.mark(news, [4], Outcome.NOT_ARTICLE, "not an article", "0", NOW)
    assert reread(home) == {"found": 1}
    found = rows(home, STATE)[-1]
    assert (found[1], found[4]) == (address(4), "沈阳日报")
    assert found[7] == found[8] == FETCHED.isoformat(timespec="microseconds")
    assert '"reread"' in str(found[9])
    assert rows(home, MARKS)[-1][:5] == (4, 4, "stored", None, PARSER)


def test_another_skin_of_an_article_does_not_become_one(home: Path) -> None:
    store_page(home, 4, page_text(4))
    with closing(open_news(home / "news.db")) as news:
        articles.mark(news, [4], Outcome.SUPERSEDED, "another skin", "0", NOW)
    before = rows(home, STATE)
    assert reread(home) == {"same": 1}
    assert (rows(home, STATE), rows(home, MARKS)[-1][4]) == (before, PARSER)


def test_what_kills_its_reader_twice_is_left_as_it_was(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    grow_old(home)
    before = [row[:6] for row in rows(home, STATE)]
    monkeypatch.setattr(reextract, "SECONDS", 0.0)
    assert reread(home) == {"postponed": 3}
    assert {row[4] for row in rows(home, MARKS)} == {"0"}
    assert reread(home) == {"failed": 3}
    assert [row[:6] for row in rows(home, STATE)] == before
    assert "failed 2 times" in str(rows(home, MARKS)[0][3])


def test_revisions_are_read_anew_and_those_of_noise_go(home: Path) -> None:
    store_page(home, 1, page_text(1).replace("<!DOCTYPE", "<!-- 2 --><!DOCTYPE"), NOW)
    store_page(home, 2, page_text(2).replace("一百台", "一百零一台"), NOW)
    assert extract_all(home, NOW) == {"revised": 1, "unchanged": 1}
    genuine = rows(home, "select * from revisions")
    grow_old(home)
    newest = "(select max(raw_id) from extractions where article_id = 1)"
    change(home, f"update extractions set outcome = 'revised' where raw_id = {newest}")
    change(home, "insert into revisions select id, (select max(raw_id) from extractions where"
                 " article_id = 1), 'x', title, '广告', first_seen from articles where id = 1")  # fmt: skip
    assert reread(home) == {"text": 3}
    assert rows(home, "select * from revisions") == genuine
    assert FOOTER not in str(genuine)


def test_a_plan_counts_shows_differences_and_writes_nothing(home: Path) -> None:
    grow_old(home)
    before = rows(home, STATE) + rows(home, MARKS)
    shown = dongbei(home, "reextract", "--plan", "--sample", "2")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "3 addresses were read by another parser" in shown.stdout
    assert "2 read on trial: 2 another text" in shown.stdout
    assert f"  -{FOOTER}" in shown.stdout
    told = json.loads(dongbei(home, "reextract", "s", "--plan", "--json").stdout)
    assert (told["parser"], told["stale"]) == (PARSER, {"s": 3})
    assert {row["url"] for row in told["sample"]} == {address(n) for n in (1, 2, 3)}
    assert rows(home, STATE) + rows(home, MARKS) == before


def test_wrong_names_and_days_are_said_in_one_line(home: Path) -> None:
    wrong = dongbei(home, "reextract", "nowhere")
    assert wrong.returncode == 1
    assert "no page of this source is stored (got nowhere)" in wrong.stderr
    assert dongbei(home, "reextract", "--since", "yesterday").returncode == 2


def test_killed_in_the_middle_it_goes_on(tmp_path: Path) -> None:
    for number in range(1, 21):
        store_page(tmp_path, number, page_text(number))
    extract_all(tmp_path)
    fresh = [row[:7] for row in rows(tmp_path, STATE)]
    grow_old(tmp_path)
    done = "select count(*) from extractions where parser != '0'"
    process = start(tmp_path, "reextract")
    wait_until(lambda: bool(rows(tmp_path, done)[0][0]) or process.poll() is not None)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    halfway = rows(tmp_path, done)[0][0]
    finished = dongbei(tmp_path, "reextract", "--json")
    assert json.loads(finished.stdout) == {"text": 20 - int(str(halfway))}
    assert [row[:7] for row in rows(tmp_path, STATE)] == fresh
    assert rows(tmp_path, "select * from attempts") == []
    assert BODY.split("\n")[1] in str(fresh[0][3])


def wait_until(happened: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.005)


@pytest.mark.parametrize(
    ("flag", "days", "state"),
    [("", 60, "due"), ("2", 60, "quiet"), ("2", 3, "due")],
    ids=["first reading", "old page read again", "young page read again"],
)
def test_an_old_page_read_again_alerts_nobody(
    tmp_path: Path, flag: str, days: int, state: str
) -> None:
    world = make_world(tmp_path)
    with closing(world.news), closing(world.alerts):
        world.watch(FUSHUN, "file:///nowhere/a.jsonl")
        world.article("https://p.example/1", "题", "记者走进抚顺市。", names=((FUSHUN, "抚顺市"),))
        if flag:
            rules = json.dumps({"reread": flag})
            world.news.execute("update article_text set rules = ?", [rules])
        match_articles(world.news, world.alerts, ALERTED + timedelta(days=days))
        assert list(world.outbox().values()) == [state]
