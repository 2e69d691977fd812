"""``dongbei backfill``: old issues of an e-paper by date, newest first, one crawl for each day.

The first pages of a day are queued like any others and taken by a crawl of the source, with its
spacing and robots.txt. What is done is read from what the crawls left: a call that was killed or
stopped goes on with the next one.
"""

import asyncio
import json
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import click

from crawler.source import PLACEHOLDER, Source, fill_date, load_sources
from db.errors import ConfigError, InputError
from db.models import Run
from db.settings import Settings
from db.store import issues, runs
from db.store.database import open_crawl, open_news
from db.store.issues import Progress
from scheduler import crawls

PATIENCE = 3
"""Days in a row that cannot be had before the call ends: the site is resting or out of reach."""

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Issue:
    """One day: ``pages`` of the paper (版) that were had, ``articles`` of that day in news.db."""

    day: str
    state: Progress
    pages: int
    articles: int
    urls: tuple[str, ...]


@click.command(short_help="Old issues of an e-paper, newest first.")
@click.argument("source")
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), required=True,
              metavar="YYYY-MM-DD", help="First day.")  # fmt: skip
@click.option("--to", "last", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD",
              help="Last day (default: today).")  # fmt: skip
@click.option("--limit", type=click.IntRange(1), help="At most so many days in this call.")
@click.option("--plan", is_flag=True, help="Only list the days and what is done; fetch nothing.")
@click.option("--no-process", is_flag=True, help="Only fetch; the next run works it off.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per day, or per run.")
@click.pass_obj
def command(
    settings: Settings,
    source: str,
    first: datetime,
    last: datetime | None,
    limit: int | None,
    plan: bool,
    no_process: bool,
    as_json: bool,
) -> None:
    """Fetch the issues of an e-paper from one day to another, then run the other stages.

    Days that are done are not asked for again: call it again to go on. Old articles alert nobody.

    \b
    Example:
      dongbei backfill lnrb-epaper --from 2026-01-01 --to 2026-03-31 --plan
      dongbei backfill lnrb-epaper --from 2026-01-01 --to 2026-03-31 --limit 10
    """
    from scheduler import jobs
    from scheduler.commands import clock_of, report

    def clock() -> datetime:
        return clock_of(settings)

    paper = find_epaper(settings, source)
    end = last.date() if last else today_of(settings, paper, clock)
    days = days_between(first.date(), end, today_of(settings, paper, clock))
    if plan:
        show(plan_of(settings, paper, days)[:limit], as_json)
        return
    done = fetch(settings, paper, days, limit, clock, lambda run: report([run], as_json))
    if not no_process:
        report(jobs.process(settings, clock), as_json)
    left = [i for i in plan_of(settings, paper, days) if i.state not in issues.SETTLED]
    if left and not as_json:
        click.echo(f"{len(left)} of {len(days)} days are left, the newest is {left[0].day}")
    if any(run.rc != 0 for run in done):
        sys.exit(1)


def find_epaper(settings: Settings, source_id: str) -> Source:
    """The source, if its issues have a date in their address; raises ConfigError."""
    from scheduler import jobs

    sources, _ = load_sources(settings.home / "sources")
    [chosen, *_] = jobs.chosen_sources(settings, [source_id])
    if not issue_urls(sources[chosen], date.min):
        papers = sorted(key for key, one in sources.items() if issue_urls(one, date.min))
        raise ConfigError(
            "not an e-paper with the date in its address", value=source_id,
            hint=f"one of: {', '.join(papers) or 'none is declared'}",
        )  # fmt: skip
    return sources[chosen]


def today_of(settings: Settings, source: Source, clock: Clock) -> date:
    """The present day where the paper is printed."""
    if settings.today:
        return date.fromisoformat(settings.today)
    return clock().astimezone(ZoneInfo(source.timezone)).date()


def days_between(first: date, last: date, today: date) -> list[date]:
    """The days, newest first; raises InputError for a range that cannot be."""
    if last > today:
        raise InputError(
            "this day has not come yet", where="--to", value=last, hint=f"today is {today}"
        )
    if first > last:
        raise InputError(
            f"later than --to {last}", where="--from", value=first, hint="swap the two"
        )
    return [last - timedelta(days=back) for back in range((last - first).days + 1)]


def issue_urls(source: Source, day: date) -> tuple[str, ...]:
    """First pages of the issue of ``day``; none where the source is no e-paper by date."""
    return tuple(
        fill_date(url, day)
        for rule in source.discovery
        if rule.kind == "epaper"
        for url in rule.urls
        if PLACEHOLDER.search(url)
    )


def plan_of(settings: Settings, source: Source, days: Sequence[date]) -> list[Issue]:
    """Each day with what is done of it, in the given order."""
    with closing(open_crawl(settings.crawl_db)) as crawl, closing(open_news(settings.news_db)) as n:
        stored = dict(
            n.execute(
                "select published_day, count(*) from articles where source = ? group by 1",
                [source.id],
            ).fetchall()
        )
        found = []
        for day in days:
            urls = issue_urls(source, day)
            state, pages = issues.progress(crawl, source.id, urls)
            found.append(Issue(str(day), state, pages, stored.get(str(day), 0), urls))
    return found


def fetch(
    settings: Settings,
    source: Source,
    days: Sequence[date],
    limit: int | None,
    clock: Clock,
    say: Callable[[Run], None],
) -> list[Run]:
    """Crawl the days that are not done, newest first; ends early where a crawl fails."""
    plan = plan_of(settings, source, days)
    undone = [issue for issue in plan if issue.state not in issues.SETTLED][:limit]
    if not undone and _articles_waiting(settings, source):
        return [_crawl(settings, source, (), clock, say)]
    found: list[Run] = []
    failures = 0
    for issue in undone:
        found.append(_crawl(settings, source, issue.urls, clock, say))
        [after] = plan_of(settings, source, [date.fromisoformat(issue.day)])
        failures = 0 if after.state in issues.SETTLED else failures + 1
        if found[-1].rc != 0 or failures >= PATIENCE:
            break
    return found


def _crawl(
    settings: Settings,
    source: Source,
    urls: Sequence[str],
    clock: Clock,
    say: Callable[[Run], None],
) -> Run:
    """Queue these pages and crawl all that waits at the source."""
    with closing(open_crawl(settings.crawl_db)) as crawl:
        issues.ask_for(crawl, source.id, urls, clock())
    run = asyncio.run(crawls.crawl_one(settings, source.id, clock(), clock, stage=runs.BACKFILL))
    assert run is not None, "its due time is this moment"
    say(run)
    return run


def show(plan: Sequence[Issue], as_json: bool) -> None:
    """The days as a list: day, state, pages and articles."""
    for issue in plan:
        if as_json:
            click.echo(json.dumps(asdict(issue), ensure_ascii=False))
        else:
            counts = f"pages={issue.pages} articles={issue.articles}"
            click.echo(f"{issue.day}  {issue.state:<8}  {counts}  {issue.urls[0]}")


def _articles_waiting(settings: Settings, source: Source) -> bool:
    with closing(open_crawl(settings.crawl_db)) as crawl:
        return issues.articles_waiting(crawl, source.id) > 0
