"""``dongbei sources``: what is declared, what a source gives, and a first version of a new one."""

import json
import sys
from datetime import date, datetime
from zoneinfo import ZoneInfo

import click

from crawler.source import Source, load_sources, seeds
from crawler.source_mistakes import nearest
from crawler.source_new import new_source, today_in
from db.errors import SourceError
from db.settings import Settings

COLUMNS = ("id", "name_zh", "family", "state", "enabled", "region")


@click.group()
def sources() -> None:
    """The sites that are read, one TOML file each: packaged ones and those in HOME/sources.

    \b
    Example:
      dongbei sources list
      dongbei sources check lnrb-epaper
      dongbei sources new https://www.example.org/news/
    """


@sources.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON array instead of a table.")
@click.pass_obj
def list_sources(settings: Settings, as_json: bool) -> None:
    """Every source: id, name, template family, state, whether it is crawled, home place.

    State unverified: declared from evidence, never seen live. A file with a mistake is reported on
    standard error, exit code 1; the others are listed all the same.

    \b
    Example:
      dongbei sources list
      dongbei --home var sources list --json
    """
    found, problems = load_sources(settings.home / "sources")
    if as_json:
        rows = [_row(source) for source in found.values()]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        _print_table(list(found.values()))
    _report(problems)


@sources.command("check")
@click.argument("source_id", metavar="ID")
@click.option("--save", is_flag=True, help="Keep the pages under HOME/samples/ID.")
@click.option("--offline", is_flag=True, help="Only validate, and print the first pages of today.")
@click.pass_obj
def check_source(settings: Settings, source_id: str, save: bool, offline: bool) -> None:
    """Ask a source for its lists and three articles; show every field and the rule that won.

    As politely as a crawl: robots.txt and delays are obeyed. Nothing is stored in the databases.
    Exit code 1 when no article with title, time and text was read.

    \b
    Example:
      dongbei sources check jl-gov
      dongbei sources check jl-gov --save
      dongbei --home var sources check my-site --offline
    """
    source = _find(settings, source_id)
    today = today_in(settings, source.timezone)
    click.echo("\n".join(_report_lines(source)))
    if not offline:
        _check_live(settings, source, today, save)
        return
    click.echo("first pages today:")
    for seed in seeds(source, today):
        click.echo(f"  {seed.kind:8} {seed.url}")


sources.add_command(new_source)


def _check_live(settings: Settings, source: Source, today: date, save: bool) -> None:
    from crawler.polite import PoliteFetcher
    from crawler.source_check import check
    from crawler.source_samples import Samples

    samples = Samples(settings.home / "samples" / source.id) if save else None
    now = datetime.now(ZoneInfo(source.timezone))
    articles = complete = 0
    with PoliteFetcher(settings, source) as fetch:
        for step in check(source, today, now, fetch):
            click.echo("\n".join(step.lines))
            articles += step.lines[0].startswith("article ")
            complete += step.complete
            if samples and step.page is not None:
                samples.keep(step.kind, step.page)
    click.echo(f"{complete} of {articles} articles have title, time and text")
    if samples:
        click.echo(f"{samples.finish()} pages kept in {samples.folder}")
    if not complete:
        sys.exit(1)


def _find(settings: Settings, source_id: str) -> Source:
    found, problems = load_sources(settings.home / "sources")
    own = [problem for problem in problems if f"{source_id}.toml" in problem.where]
    if own:
        raise own[0]
    if source_id not in found:
        raise SourceError(
            "no source with this id", value=source_id,
            hint=f"your own files are read from HOME/sources; {nearest(source_id, found)}",
        )  # fmt: skip
    return found[source_id]


def _row(source: Source) -> dict[str, object]:
    row = source.model_dump(mode="json", include={*COLUMNS, "name_en", "language", "evidence"})
    return row | {"home": source.region}


def _print_table(found: list[Source]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    if not console.is_terminal:
        for source in found:
            click.echo("\t".join(str(value) for value in _cells(source)))
        return
    table = Table("id", "name", "family", "state", "enabled", "home")
    for source in found:
        table.add_row(*_cells(source))
    console.print(table)


def _cells(source: Source) -> list[str]:
    enabled = "yes" if source.enabled else "no"
    home = source.region or "-"
    return [source.id, source.name_zh, source.family, source.state, enabled, home]


def _report_lines(source: Source) -> list[str]:
    enabled = "yes" if source.enabled else "no"
    lines = [
        f"{source.id}: {source.name_zh} ({source.name_en})",
        f"state: {source.state}; enabled: {enabled}; family: {source.family}",
        f"home: {source.region or '-'}; language: {source.language}; time zone: {source.timezone}",
        f"delay: {source.delay:g} s; asked again after {_hours(source)} h",
        *(f"evidence: {item}" for item in source.evidence),
        *(f"allow: {pattern}" for pattern in source.allow),
        *(f"deny: {pattern}" for pattern in source.deny),
    ]
    chosen = source.selectors.model_dump(exclude_none=True)
    return lines + [f"selector {field}: {css}" for field, css in chosen.items()]


def _hours(source: Source) -> str:
    return ", ".join(f"{hours:g}" for hours in source.revisit_hours)


def _report(problems: list[SourceError]) -> None:
    for problem in problems:
        click.echo(str(problem), err=True)
    if problems:
        raise SystemExit(1)
