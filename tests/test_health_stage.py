"""The health stage on a real site on loopback: freeze it, see the incident open; unfreeze, close."""

import asyncio
import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result
from site_home import rows
from test_crawl_web import home_for, html, listing
from tiny_articles import article
from tiny_web import TinyWeb

from db.errors import ConfigError
from db.settings import Settings, load
from db.store import articles, health, runs
from db.store.database import open_crawl, open_news, transaction
from db.store.health_rows import EVERY, Incident, Kind, SourceDay
from scheduler import crawls, jobs
from scheduler.cli import cli

CHINA = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 3, 16, 6, 30, tzinfo=CHINA)
SOURCE = "tiny-0"


class Site:
    """A listing that shows the articles published so far, and a home that crawls it."""

    def __init__(self, folder: Path, web: TinyWeb) -> None:
        self.web, self.home = web, home_for(folder, web)
        self.told = folder / "operator.jsonl"
        self.settings: Settings = load(self.home).model_copy(
            update={"health": load(self.home).health.model_copy(
                update={"to": (self.told.as_uri(),)}
            )}
        )  # fmt: skip
        self.day, self.shown = START, 0

    def publish(self, count: int, page: Callable[[int], str] = article) -> None:
        for number in range(self.shown + 1, self.shown + count + 1):
            self.web.answers[f"/a/{number}"] = html(page(number))
        self.shown += count
        paths = [f"/a/{number}" for number in range(max(1, self.shown - 9), self.shown + 1)]
        self.web.answers["/"] = listing(*reversed(paths))

    def run(self) -> dict[str, int]:
        """The next day's crawl, in its own process, then extraction and health."""
        self.day += timedelta(days=1)

        def clock() -> datetime:
            return self.day

        asyncio.run(crawls.crawl_many(self.settings, [SOURCE], self.day, clock))
        return jobs.process(self.settings, clock, ("extract", "health"))[-1].stats

    def remember(self, days: int) -> None:
        """The days before the first crawl, as earlier stages would have left them."""
        with closing(open_news(self.settings.news_db)) as news:
            articles.sync_sources(news, [replace(articles.imported(SOURCE), enabled=True)])
            with transaction(news):
                health.save_days(news, SOURCE, [self._good(back) for back in range(days, 0, -1)])

    def _good(self, back: int) -> SourceDay:
        day = str((START - timedelta(days=back - 1)).date())
        return SourceDay(
            day, runs=1, fetched=5, new=4, fresh=0, pages=4, titled=4, dated=4, timed=4,
            origins=4, readable=4, chars_low=180, chars=220, chars_high=260,
        )  # fmt: skip

    def lines(self) -> list[dict[str, str]]:
        if not self.told.exists():
            return []
        return [json.loads(line) for line in self.told.read_text("utf-8").splitlines()]

    def stage(self) -> None:
        """The stage alone, a second later."""
        self.day += timedelta(seconds=1)
        jobs.process(self.settings, lambda: self.day, ("health",))

    def incidents(self) -> list[Incident]:
        with closing(open_news(self.settings.news_db)) as news:
            return health.incidents(news)

    def command(self, *words: str) -> Result:
        return CliRunner().invoke(cli, ["--home", str(self.home), "health", *words])


@dataclass
class Life:
    """What was seen while a site was frozen, unfrozen, lost its dates and was switched off."""

    stats: list[dict[str, int]]
    frozen: list[Incident]
    again: list[Incident]
    days: tuple[list[tuple[object, ...]], list[tuple[object, ...]]]
    ill: tuple[Result, Result, Result]
    end: list[Incident]
    lines: list[dict[str, str]]
    url: str


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Life:
    query = "select * from source_days order by day"
    with TinyWeb({}) as web:
        site = Site(tmp_path_factory.mktemp("life"), web)
        site.remember(30)
        site.publish(4)
        stats = [site.run() for _ in range(3)]  # from the second on it answers with old articles
        frozen, days = site.incidents(), rows(site.settings.news_db, query)
        with closing(open_news(site.settings.news_db)) as news:
            news.execute("delete from source_states")  # as if killed before its mark
        site.stage()
        site.stage()
        again, same_days = site.incidents(), rows(site.settings.news_db, query)
        site.publish(3)
        stats.append(site.run())
        site.publish(4, lambda number: article(number).replace("2026年5月12日 08:30", ""))
        stats.append(site.run())
        ill = (site.command("--json"), site.command(SOURCE, "--fail"), site.command())
        path = site.home / "sources" / f"{SOURCE}.toml"
        off = path.read_text("utf-8").replace("[[disc", "enabled = false\n[[disc")
        path.write_text(off, "utf-8")
        site.stage()
        return Life(stats, frozen, again, (days, same_days), ill, site.incidents(), site.lines(),
                    web.url)  # fmt: skip


def test_a_frozen_site_rings_in_its_second_silent_run(life: Life) -> None:
    assert [one.get("opened") for one in life.stats[:3]] == [0, 0, 1]
    (incident,) = life.frozen
    assert (incident.kind, incident.since) == (Kind.STALE, "2026-03-18")
    assert incident.before is not None and incident.before.url.startswith(f"{life.url}/a/")
    assert "nothing new since 2026-03-17" in incident.reason


def test_a_stage_that_is_killed_or_run_again_changes_nothing_more(life: Life) -> None:
    assert life.again == life.frozen
    assert life.days[0] == life.days[1] and len(life.days[0]) == 33


def test_it_closes_when_the_site_is_back(life: Life) -> None:
    assert life.stats[3]["closed"] == 1
    assert [one.outcome for one in life.end] == ["off", "recovered"]


def test_lost_fields_ring_in_the_first_run_with_a_sample(life: Life) -> None:
    assert life.stats[4]["opened"] == 1
    incident = life.end[0]
    assert (incident.kind, incident.detail) == (Kind.FIELDS, "date,minute")
    assert incident.before is not None and incident.before.value == "2026-05-12"
    assert incident.after is not None and incident.after.value == ""


def test_the_operator_is_told_of_each_opening_and_closing_once(life: Life) -> None:
    assert [line["subject"].split()[0] for line in life.lines] == [
        f"【采集健康】{event}" for event in ("opened", "closed", "opened", "closed")
    ]


def test_the_command_shows_what_is_wrong(life: Life) -> None:
    as_json, one, every = life.ill
    (incident,) = json.loads(as_json.output)["incidents"]
    assert incident["kind"] == "fields" and as_json.exit_code == 0
    assert one.exit_code == 1 and "date in 0% of 4" in one.output
    assert "field lost" in every.output and every.exit_code == 0


def test_many_sources_without_an_answer_are_one_incident_of_ours(tmp_path: Path) -> None:
    with TinyWeb({}) as web:
        settings = load(home_for(tmp_path, *[web] * 5))
    with closing(open_crawl(settings.crawl_db)) as crawl:
        for number in range(5):
            run = runs.begin(crawl, "crawl", f"tiny-{number}", START, START)
            runs.note(crawl, run, {"failed": 1}, None)
            runs.finish(crawl, run, 0, START, "no route to host")
    jobs.process(settings, lambda: START, ("extract", "health"))
    with closing(open_news(settings.news_db)) as news:
        (incident,) = health.incidents(news)
    assert (incident.source, incident.kind) == (EVERY, Kind.NETWORK)
    assert "5 of 5 sources gave no answer" in incident.reason
    assert set(rows(settings.news_db, "select ours from source_days")) == {(1,)}


def test_crawls_that_were_killed_say_nothing_of_our_network(tmp_path: Path) -> None:
    with TinyWeb({}) as web:
        settings = load(home_for(tmp_path, *[web] * 5))
    with (
        closing(open_crawl(settings.crawl_db)) as crawl,
        closing(open_news(settings.news_db)) as news,
    ):
        for day in (START, START + timedelta(days=1)):
            for number in range(5):
                run = runs.begin(crawl, "crawl", f"tiny-{number}", day, day)
                runs.finish(crawl, run, -9, day, "exit -9: no message")
            jobs.process(settings, lambda day=day: day, ("extract", "health"))
            if day == START:
                assert health.incidents(news) == []
        found = health.incidents(news)
    assert {(one.source, one.kind) for one in found} == {
        (f"tiny-{number}", Kind.ERRORS) for number in range(5)
    }, "on two days running each is told"
    assert "exit -9" in found[0].reason


def test_an_unknown_source_is_told_in_one_line(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["--home", str(tmp_path), "health", "nobody"])
    assert isinstance(result.exception, ConfigError)
    with pytest.raises(ConfigError, match="no crawl of this source"):
        raise result.exception
