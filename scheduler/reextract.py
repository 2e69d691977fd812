"""``dongbei reextract``: stored pages read again by a newer parser."""

import json
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict
from datetime import datetime
from fnmatch import fnmatchcase

import click
from sqlite_utils import Database

from crawler import reextract
from crawler.reextract import Scope
from crawler.source import load_sources
from db.errors import ConfigError
from db.settings import Settings
from db.store import runs
from db.store.database import open_crawl, open_news
from db.store.locks import lock
from scheduler.commands import clock_of

_SHOWN_LINES = 6
_WORDS = {
    "text": "another text", "fields": "another field", "same": "the same", "kept": "no article now",
    "found": "an article now", "none": "still no article", "postponed": "to be tried again",
    "failed": "could not be read again",
}  # fmt: skip


@click.command(short_help="History by a newer parser.")
@click.argument("sources", nargs=-1)
@click.option("--since", metavar="YYYY-MM-DD", type=click.DateTime(["%Y-%m-%d"]),
              help="Only pages fetched on this day or later.")  # fmt: skip
@click.option("--plan", is_flag=True, help="Only say how many, and show a sample; write nothing.")
@click.option("--sample", type=click.IntRange(0), default=20, show_default=True,
              help="With --plan: so many pages are read on trial.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def command(
    settings: Settings, sources: Sequence[str], since: datetime | None, plan: bool, sample: int,
    as_json: bool,
) -> None:  # fmt: skip
    """Read again the stored pages that an older parser read; nothing is fetched.

    A better reading is no revision and sends no alert. Killed anywhere, it goes on where it was.

    \b
    Example:
      dongbei reextract --plan
      dongbei reextract lnrb-epaper --since 2026-01-01
    """
    with (
        lock(settings.home, "stages"),
        closing(open_crawl(settings.crawl_db)) as crawl,
        closing(open_news(settings.news_db)) as news,
    ):
        scope = Scope(_chosen(news, sources), since.date().isoformat() if since else None)
        if plan:
            _show(settings, news, crawl, scope, sample, as_json)
        else:
            _apply(settings, news, crawl, scope, as_json)


def _chosen(news: Database, patterns: Sequence[str]) -> list[str]:
    """Sources with stored articles or pages that fit; raises ConfigError for a name without any."""
    known = [row[0] for row in news.execute("select id from sources order by id").fetchall()]
    for pattern in patterns:
        if not any(fnmatchcase(name, pattern) for name in known):
            hint = "see: dongbei sources list"
            raise ConfigError("no page of this source is stored", value=pattern, hint=hint)
    return [n for n in known if not patterns or any(fnmatchcase(n, p) for p in patterns)]


def _show(
    settings: Settings, news: Database, crawl: Database, scope: Scope, sample: int, as_json: bool
) -> None:
    sources, _ = load_sources(settings.home / "sources")
    found = reextract.plan(news, crawl, sources, scope, sample)
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2))
        return
    total = sum(found.stale.values())
    click.echo(f"{total} addresses were read by another parser than {found.parser}")
    for source, count in found.stale.items():
        click.echo(f"  {count:>7}  {source}")
    outcomes = Counter(_WORDS[change.outcome] for change in found.sample)
    told = ", ".join(f"{count} {word}" for word, count in outcomes.most_common())
    click.echo(f"{len(found.sample)} read on trial: {told}" if found.sample else "nothing to do")
    for change in found.sample:
        if not (change.fields or change.lines):
            continue
        click.echo(f"\n{change.url}  ({_WORDS[change.outcome]})")
        for name, (before, after) in change.fields.items():
            click.echo(f"  {name}: {before or '(none)'} -> {after or '(none)'}")
        for line in change.lines[:_SHOWN_LINES]:
            click.echo(f"  {line[:100]}")
        if len(change.lines) > _SHOWN_LINES:
            click.echo(f"  ... {len(change.lines) - _SHOWN_LINES} more lines")


def _apply(
    settings: Settings, news: Database, crawl: Database, scope: Scope, as_json: bool
) -> None:
    sources, _ = load_sources(settings.home / "sources")
    now = clock_of(settings)
    run_id = runs.begin(crawl, reextract.STAGE, runs.EVERY, now, now)

    def told(done: int, total: int) -> None:
        if done % 1_000 == 0 or done == total:
            click.echo(f"reextract: {done} of {total}", err=True)

    try:
        counts = reextract.reread(news, crawl, sources, scope, lambda: clock_of(settings), told)
    except BaseException as error:
        text = str(error) or type(error).__name__
        runs.finish(crawl, run_id, 1, clock_of(settings), text)
        raise
    runs.note(crawl, run_id, counts, None)
    runs.finish(crawl, run_id, 0, clock_of(settings))
    if as_json:
        click.echo(json.dumps(counts))
        return
    said = ", ".join(f"{count} {_WORDS[name]}" for name, count in counts.items())
    click.echo(f"reextract: {said or 'nothing to do'}")
    if counts.keys() & {"text", "found"}:
        click.echo("next: dongbei run --no-crawl (tags the new texts)")
