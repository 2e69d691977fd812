"""Commands that conduct the stages."""

import json
import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from db.errors import InputError
from db.models import Run
from db.settings import Settings


def clock_of(settings: Settings) -> datetime:
    """The present moment in the schedule's time zone: read here and nowhere below."""
    return datetime.now(ZoneInfo(settings.schedule.timezone))


@click.command(short_help="Crawl, then all stages, once.")
@click.argument("sources", nargs=-1)
@click.option("--no-crawl", is_flag=True, help="Only the stages after the crawl.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per run.")
@click.pass_obj
def run(settings: Settings, sources: Sequence[str], no_crawl: bool, as_json: bool) -> None:
    """Crawl, then all stages; what was done before is not done again.

    \b
    Example:
      dongbei run
      dongbei run lnrb-epaper 'people-*'
    """
    from scheduler import jobs

    def clock() -> datetime:
        return clock_of(settings)

    if no_crawl:
        done = jobs.process(settings, clock)
    else:
        chosen = jobs.chosen_sources(settings, sources)
        _say_outside(settings, chosen)
        done = jobs.run_all(settings, chosen, clock)
    report(done, as_json)
    _exit(settings, done)


@click.command(short_help="Only fetch.")
@click.argument("sources", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per run.")
@click.pass_obj
def crawl(settings: Settings, sources: Sequence[str], as_json: bool) -> None:
    """Fetch what is due of these sources (all enabled ones by default) and store the bytes.

    \b
    Example:
      dongbei crawl lnrb-epaper
    """
    import asyncio

    from scheduler import crawls, jobs

    def clock() -> datetime:
        return clock_of(settings)

    chosen = jobs.chosen_sources(settings, sources)
    _say_outside(settings, chosen)
    done = asyncio.run(crawls.crawl_many(settings, chosen, clock(), clock))
    report(done, as_json)
    _exit(settings, done)


@click.command(short_help="Only tag.")
@click.option("--diff", is_flag=True, help="Only show what would change; write nothing.")
@click.option("--limit", type=click.IntRange(1), help="With --diff: the newest N articles.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per run, or per diff.")
@click.pass_obj
def tag(settings: Settings, diff: bool, limit: int | None, as_json: bool) -> None:
    """Tag the articles whose text this version of the tagger has not seen.

    \b
    Example:
      dongbei tag
      dongbei tag --diff --limit 500
    """
    if limit is not None and not diff:
        raise click.UsageError("--limit needs --diff")
    if diff:
        from scheduler.tag_diff import show

        show(settings, limit, as_json)
        return
    from scheduler import jobs

    report(jobs.process(settings, lambda: clock_of(settings), ("tag",)), as_json)


@click.command(short_help="Web site and schedule.")
@click.option("--host", help="Address to listen on (default 127.0.0.1).")
@click.option("--port", type=click.IntRange(0, 65535), help="Port (default 8001).")
@click.option("--no-schedule", is_flag=True, help="Only the web site.")
@click.pass_obj
def serve(settings: Settings, host: str | None, port: int | None, no_schedule: bool) -> None:
    """Serve the site and crawl daily until SIGTERM or Ctrl-C; a missed crawl is caught up.

    \b
    Example:
      dongbei serve --port 8001
    """
    from scheduler.serve import serve as serve_forever

    given = {k: v for k, v in (("host", host), ("port", port)) if v is not None}
    web = settings.web.model_copy(update=given)
    settings = settings.model_copy(update={"web": web})
    serve_forever(settings, lambda: clock_of(settings), schedule=not no_schedule)


@click.command("import", short_help="Take files.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--source", default="import", show_default=True, help="Id to file them under.")
@click.option("--no-process", is_flag=True, help="Only store; the next run works them off.")
@click.pass_obj
def import_files(settings: Settings, paths: Sequence[Path], source: str, no_process: bool) -> None:
    """Take pages (.html), articles (.jsonl) or texts (.txt); all are checked before any is stored.

    \b
    Example:
      dongbei import pages.jsonl clipping.html notes.txt
    """
    import re

    from crawler import importing
    from db.store import articles
    from db.store.database import open_crawl, open_news
    from scheduler import jobs

    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", source):
        raise InputError(
            "not a source id", where="--source", value=source, hint="use a-z, 0-9 and -"
        )
    items = [item for path in paths for item in importing.read_file(path, source)]
    with closing(open_news(settings.news_db)) as news:
        articles.sync_sources(news, [articles.imported(source)])
    with closing(open_crawl(settings.crawl_db)) as db:
        new = importing.store(db, source, items, clock_of(settings))
    click.echo(f"import: {len(items)} read, {new} new")
    if not no_process:
        report(jobs.process(settings, lambda: clock_of(settings)), as_json=False)


@click.command(short_help="Search.")
@click.argument("query")
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True,
              help="How many articles at the most.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="A JSON list of objects.")
@click.pass_obj
def search(settings: Settings, query: str, limit: int, as_json: bool) -> None:
    """Articles that match, newest first: words, "phrases", OR, -without, title:word, word*.

    \b
    Example:
      dongbei search '沈阳 -大连' --limit 5
    """
    from db.snippet import END, START
    from db.store.articles import find
    from db.store.database import open_news

    with closing(open_news(settings.news_db)) as news:
        found = find(news, query, limit)
    plain = str.maketrans(dict.fromkeys((START, END)))
    if as_json:
        rows = [row | {"snippet": str(row["snippet"]).translate(plain)} for row in found]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    shown = {
        START: click.style("\x00", bold=True).split("\x00")[0],
        END: click.style("", reset=True),
    }
    marks = str.maketrans(shown if sys.stdout.isatty() else dict.fromkeys((START, END)))
    for row in found:
        day = (row["published_at"] or "no date")[:10]
        click.echo(f"{day}  {row['title']}  [{row['source']}]")
        click.echo(f"    {str(row['snippet']).translate(marks)}\n    {row['url']}")
    if not found:
        click.echo("nothing found", err=True)


def report(done: Sequence[Run], as_json: bool) -> None:
    """One line per run on standard output; a failed crawl or an empty source is said aloud."""
    for item in done:
        failed = item.rc != 0
        if as_json:
            row = {"stage": item.stage, "source": item.source, "rc": item.rc}
            click.echo(json.dumps(row | {"stats": item.stats, "error": item.error}))
            continue
        counts = " ".join(f"{name}={value}" for name, value in sorted(item.stats.items()))
        word = "FAILED" if failed else "ok"
        click.echo(f"{item.stage:<8} {item.source:<20} {word} {counts or 'nothing to do'}")
        if item.error:
            click.echo(f"         {item.source}: {item.error}", err=True)


def _say_outside(settings: Settings, chosen: Sequence[str]) -> None:
    """Name the sources that are left out because their crawl window is closed."""
    from crawler.source import load_sources
    from scheduler.crawls import outside_window

    declared, _ = load_sources(settings.home / "sources")
    closed = outside_window([declared[name] for name in chosen], clock_of(settings))
    for name, window in closed.items():
        click.echo(f"dongbei: {name}: not crawled outside its window {window}", err=True)


def _exit(settings: Settings, done: Sequence[Run]) -> None:
    """Exit 1, after all the others were served, where a source is broken or unreadable."""
    from scheduler import jobs

    problems = jobs.source_problems(settings)
    for problem in problems:
        click.echo(f"dongbei: {problem}", err=True)
    if problems or any(run.rc != 0 or run.stats.get("unreadable") for run in done):
        sys.exit(1)
