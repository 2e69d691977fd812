"""The schedule: each due time served once, a missed crawl caught up once, SIGTERM ends cleanly."""

import contextlib
import json
import signal
import subprocess
import urllib.request
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from site_home import dongbei, rows, start
from test_crawl_web import ARTICLE, home_for, html, listing
from tiny_web import TinyWeb

from crawler.source import load_sources
from db.errors import ConfigError
from db.settings import ScheduleSettings, Settings, load
from db.store import runs
from db.store.database import open_crawl, stamp
from scheduler.polling import last_due, plan
from scheduler.schedule import trigger

ZONE = ZoneInfo("Asia/Shanghai")
SOURCE = load_sources()[0]["people-jl"]
NOW = datetime(2026, 5, 12, 9, 0, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("cron", "now", "expected"),
    [
        ("30 6 * * *", NOW, datetime(2026, 5, 12, 6, 30, tzinfo=ZONE)),
        ("30 6 * * *", NOW.replace(hour=6, minute=30), NOW.replace(hour=6, minute=30)),
        ("30 6 * * *", NOW.replace(hour=6, minute=29), datetime(2026, 5, 11, 6, 30, tzinfo=ZONE)),
        ("0 12 1 * *", NOW, datetime(2026, 5, 1, 12, 0, tzinfo=ZONE)),
        ("*/10 * * * *", NOW, NOW),
        ("0 0 31 2 *", NOW, None),
    ],
)
def test_last_due_time(cron: str, now: datetime, expected: datetime | None) -> None:
    settings = Settings(schedule=ScheduleSettings(crawl=cron))
    assert last_due(trigger(settings), now) == expected


def test_days_of_stillness_give_one_crawl_and_then_none(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    due, day = datetime(2026, 5, 12, 6, 30, tzinfo=ZONE), timedelta(days=1)
    with closing(open_crawl(settings.crawl_db)) as db:

        def next_due() -> datetime:
            history = runs.ended_well(db, "crawl", "a")
            planned = plan(trigger(settings), settings.schedule, SOURCE, history, NOW)
            assert planned is not None
            return planned.due

        assert next_due() == due
        old = runs.begin(db, "crawl", "a", due - 3 * day, NOW - 3 * day)
        runs.finish(db, old, 0, NOW - 3 * day)
        assert next_due() == due, "three days missed: one crawl"
        crashed = runs.begin(db, "crawl", "a", due, NOW)
        assert next_due() == due, "a crashed run is no served run"
        assert runs.begin(db, "crawl", "a", due, NOW) == crashed
        runs.finish(db, crashed, 0, NOW)
        assert next_due() == due + day
        assert runs.begin(db, "crawl", "a", due, NOW) == 0


@pytest.mark.parametrize("cron", ["often", "61 * * * *", "* * *", ""])
def test_a_bad_schedule_is_explained(tmp_path: Path, cron: str) -> None:
    settings = Settings(home=tmp_path, schedule=ScheduleSettings(crawl=cron))
    with pytest.raises(ConfigError, match=r"dongbei\.toml.*five cron fields"):
        trigger(settings)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("alow_loopback = true\n", ["dongbei.toml: alow_loopback", "docs/settings.md"]),
        ("[schedule]\nparallel = 0\n", ["schedule.parallel", "0"]),
        ("[web]\nport = 99999\n", ["web.port", "99999"]),
        ("[schedule\n", ["dongbei.toml", "TOML", "line 1"]),
    ],
)
def test_bad_settings_are_explained(tmp_path: Path, text: str, words: list[str]) -> None:
    (tmp_path / "dongbei.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, {})
    assert all(word in str(caught.value) for word in words), str(caught.value)


def test_serve_catches_up_once_serves_and_ends_cleanly(tmp_path: Path) -> None:
    pages = {"/": listing("/a/1"), "/a/1": html(ARTICLE.format(n=1))}
    with TinyWeb(pages) as web:
        home = home_for(tmp_path / "home", web)
        served_once(home)
        assert web.paths().count("/a/1") == 1
        served_once(home)
        assert web.paths().count("/a/1") == 1, "the due time was served: no second crawl"
    crawls = rows(home / "crawl.db", "select due_at, rc from runs where stage = 'crawl'")
    assert len(crawls) == 1
    assert crawls[0][1] == 0
    assert crawls[0][0] < stamp(datetime.now(ZONE))


def served_once(home: Path) -> None:
    """Serve until the article is on the site, then SIGTERM: exit 0, nothing left running."""
    process = start(home, "serve", "--port", "0")
    try:
        assert process.stdout is not None
        address = next(line for line in process.stdout if "http://" in line)
        url = "http://" + address.split("http://")[1].split()[0].rstrip("/")
        for _ in range(600):
            with urllib.request.urlopen(f"{url}/news/articles.json?_shape=array") as answer:
                if json.load(answer):
                    break
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.1)
        else:
            raise AssertionError("the missed crawl was not caught up")
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=30)
        assert process.returncode == 0, err
        assert "Traceback" not in err
        assert rows(home / "crawl.db", "select * from runs where rc is null") == []
    finally:
        process.kill()
        process.wait()


def test_a_port_in_use_is_said(tmp_path: Path) -> None:
    with TinyWeb({}) as web:
        port = web.url.rsplit(":", 1)[1]
        (tmp_path / "dongbei.toml").write_text('sources = ["scmp"]\n', encoding="utf-8")
        done = dongbei(tmp_path, "serve", "--no-schedule", "--port", port, seconds=60)
    assert done.returncode == 1
    assert port in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1


def test_two_servers_of_one_home_are_refused(tmp_path: Path) -> None:
    from db.store.locks import lock

    with lock(tmp_path, "serve"):
        done = dongbei(tmp_path, "serve", "--no-schedule", "--port", "0", seconds=60)
    assert done.returncode == 1
    assert "busy with serve" in done.stderr
