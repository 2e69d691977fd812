"""Crawl windows and adaptive polling: due times that follow from the ledger, each served once."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from site_home import dongbei, rows
from test_crawl_web import ARTICLE, home_for, html, listing
from tiny_web import TinyWeb

from crawler.crawl import limits
from crawler.source import Source, parse_source
from crawler.window import closing, opening
from db.errors import ConfigError, SourceError
from db.models import Run
from db.settings import ScheduleSettings, Settings
from db.store.database import stamp
from scheduler.polling import Plan, plan, step
from scheduler.schedule import trigger

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 5, 12, 9, 0, tzinfo=ZONE)
DAILY = datetime(2026, 5, 12, 6, 30, tzinfo=ZONE)
HOUR = timedelta(hours=1)
RULES = ScheduleSettings()


def source(**fields: object) -> Source:
    """A source as its TOML gives it."""
    values = {
        "id": "a", "name_zh": "甲", "name_en": "A", "language": "zh", "allow": ["/a/"],
        "discovery": [{"kind": "feed", "urls": ["http://a.cn/feed"]}],
    }  # fmt: skip
    return parse_source(values | fields, "a.toml")


def ran(due: datetime, began: datetime | None = None, **stats: int) -> Run:
    start = began or due
    done = stamp(start + timedelta(minutes=5))
    return Run(1, "crawl", "a", stamp(due), stamp(start), done, 0, stats)


def planned(now: datetime, *history: Run, of: Source | None = None, **tried: datetime) -> Plan:
    found = plan(trigger(Settings()), RULES, of or source(), history, now, **tried)
    assert found is not None
    return found


def test_a_source_that_was_never_crawled_is_due_at_once() -> None:
    assert planned(NOW) == Plan(DAILY, NOW)


def test_the_daily_crawl_is_the_floor() -> None:
    quiet = [ran(DAILY - timedelta(days=n), new=0) for n in (3, 2, 1, 0)]
    assert planned(NOW, *quiet).due == DAILY + timedelta(days=1)
    assert planned(NOW + timedelta(days=3), *quiet).due == DAILY + timedelta(days=3)


def test_a_failed_crawl_waits_for_the_next_due_time() -> None:
    assert planned(NOW, tried=DAILY).due == DAILY + timedelta(days=1)
    assert planned(NOW, ran(DAILY - timedelta(days=1)), tried=DAILY).due > NOW


@pytest.mark.parametrize(
    ("new", "hours"),
    [([], 24), ([500], 12), ([500, 40], 6), ([50] * 9, 1), ([5] * 9, 24), ([50, 50, 5, 5], 6),
     ([50, 50, 50, 0], 6), ([50] * 9 + [0] * 9, 24), ([9, 10], 12)],
)  # fmt: skip
def test_much_halves_the_time_to_the_next_crawl_and_nothing_doubles_it(
    new: list[int], hours: int
) -> None:
    assert step([ran(DAILY, new=count) for count in new], RULES) == hours * HOUR


def test_a_busy_source_is_asked_again_before_the_next_day() -> None:
    busy = [ran(DAILY - timedelta(days=n), new=80) for n in (2, 1, 0)]
    first = planned(NOW, *busy)
    assert first == Plan(DAILY + 3 * HOUR, DAILY + 3 * HOUR)
    assert planned(NOW, *busy) == first, "the same question has the same answer"
    late = DAILY + 20 * HOUR
    assert planned(late, *busy) == Plan(DAILY + 18 * HOUR, late), "missed ones are one crawl"
    after = [*busy, ran(DAILY + 18 * HOUR, began=late, new=0)]
    assert planned(late, *after).due == DAILY + timedelta(days=1)


def test_a_crawl_that_began_late_covers_what_fell_due_before_it() -> None:
    busy = [ran(DAILY - timedelta(days=n), new=80) for n in (4, 3, 2, 1)]
    late = [*busy, ran(DAILY, began=DAILY + 5 * HOUR, new=80)]
    assert planned(DAILY + 5 * HOUR, *late).due == DAILY + 6 * HOUR


def test_pages_put_off_are_asked_for_when_their_host_said() -> None:
    until = DAILY + 4 * HOUR
    put_off = ran(DAILY, new=0, deferred=3, deferred_until=int(until.timestamp()))
    assert planned(NOW, put_off).due == until
    soon = ran(DAILY, new=0, deferred=1, deferred_until=int(DAILY.timestamp()) + 61)
    assert planned(DAILY, soon).due == DAILY + HOUR, "not sooner than poll_min"
    assert planned(NOW, put_off, ran(until, new=0)).due == DAILY + timedelta(days=1)


@given(
    news=st.lists(st.integers(0, 30), max_size=60),
    lateness=st.lists(st.integers(0, 3000), min_size=1, max_size=60),
    window=st.sampled_from(["", "22:00-06:00", "09:00-17:30"]),
)
def test_due_times_only_grow_and_no_day_is_left_out(
    news: list[int], lateness: list[int], window: str
) -> None:
    """Whatever crawls bring and however late they are: later dues, in the window, daily."""
    of, history, now = source(window=window), [], NOW
    for number, new in enumerate(news):
        next_one = planned(now, *history, of=of)
        assert next_one.start >= now
        assert opening(window, of.timezone, next_one.start) == next_one.start
        if history:
            last = datetime.fromisoformat(history[-1].due_at)
            assert next_one.due > last
            assert next_one.due <= max(now, last + timedelta(days=1))
            assert next_one.due - last >= timedelta(minutes=30)
        now = next_one.start + timedelta(minutes=lateness[number % len(lateness)])
        history.append(ran(next_one.due, began=next_one.start, new=new))
        now = max(now, next_one.start + timedelta(minutes=5))


@pytest.mark.parametrize(
    ("at", "closes", "opens"),
    [((12, 23, 0), (13, 6, 0), (12, 23, 0)), ((13, 5, 59), (13, 6, 0), (13, 5, 59)),
     ((13, 6, 0), None, (13, 22, 0)), ((13, 21, 59), None, (13, 22, 0)),
     ((13, 22, 0), (14, 6, 0), (13, 22, 0))],
)  # fmt: skip
def test_a_window_over_midnight(
    at: tuple[int, int, int], closes: tuple[int, int, int] | None, opens: tuple[int, int, int]
) -> None:
    def moment(day: int, hour: int, minute: int) -> datetime:
        return datetime(2026, 5, day, hour, minute, tzinfo=ZONE)

    window = ("22:00-06:00", "Asia/Shanghai", moment(*at).astimezone(UTC))
    assert closing(*window) == (moment(*closes) if closes else None)
    assert opening(*window) == moment(*opens)


def test_a_window_is_in_the_sources_own_zone_and_a_due_crawl_waits_for_it() -> None:
    far = source(window="01:00-03:00", timezone="America/New_York")
    found = planned(NOW, of=far)
    assert found.due == DAILY, "the ledger knows it by the time it was due"
    assert found.start == datetime(2026, 5, 12, 13, 0, tzinfo=ZONE)
    assert planned(found.start, of=far).start == found.start


@pytest.mark.parametrize("window", ["22-06", "22:00", "24:00-06:00", "9:00-17:00", "07:00-07:00"])
def test_a_bad_window_is_explained(window: str) -> None:
    with pytest.raises(SourceError, match=r"a\.toml: window.*22:00-06:00"):
        source(window=window)


def test_nothing_is_asked_outside_the_window(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    window = "-".join(f"{now + hours * HOUR:%H:%M}" for hours in (1, 2))
    with TinyWeb({"/": listing("/a/1")}) as web, TinyWeb({"/": listing()}) as other:
        home = home_for(tmp_path, web, other, timezone="UTC")
        path = home / "sources" / "tiny-0.toml"
        text = path.read_text(encoding="utf-8")
        path.write_text(f'window = "{window}"\n{text}', encoding="utf-8")
        done = dongbei(home, "crawl")
        assert web.seen == []
        assert other.paths()
    assert f"tiny-0: not crawled outside its window {window} UTC" in done.stderr
    assert rows(home / "crawl.db", "select source from runs") == [("tiny-1",)]


def test_a_crawl_is_told_when_its_window_ends() -> None:
    settings = Settings(schedule=ScheduleSettings(crawl_timeout=3600))
    of, now = source(window="22:00-23:30"), datetime(2026, 5, 12, 23, 0, tzinfo=ZONE)
    assert limits(settings, source(), now)["DONGBEI_ENDS"] == now + HOUR
    ends = now + HOUR / 2
    assert limits(settings, of, now) == {"CLOSESPIDER_TIMEOUT": 1800, "DONGBEI_ENDS": ends}
    assert limits(settings, of, now - HOUR)["DONGBEI_ENDS"] == now
    with pytest.raises(ConfigError, match="outside its crawl window"):
        limits(settings, of, now + HOUR)


def test_a_crawl_that_is_cut_goes_on_in_the_next(tmp_path: Path) -> None:
    pages = {f"/a/{n}": html(ARTICLE.format(n=n)) for n in range(8)}
    with TinyWeb({"/": listing(*pages), **pages}) as web:
        home = home_for(tmp_path, web, delay=0.5, revisit_hours=[])
        settings = home / "dongbei.toml"
        text = settings.read_text(encoding="utf-8")
        settings.write_text(f"{text}[schedule]\ncrawl_timeout = 2\n", encoding="utf-8")
        dongbei(home, "crawl")
        assert sum(path in pages for path in web.paths()) < 8
        settings.write_text(text, encoding="utf-8")
        dongbei(home, "crawl")
        assert all(web.paths().count(path) == 1 for path in pages), "nothing lost, nothing twice"
    cut = rows(home / "crawl.db", "select json_extract(stats, '$.cut') from runs order by id")
    assert cut == [(1,), (0,)]
