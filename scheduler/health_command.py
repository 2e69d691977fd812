"""``dongbei health``: what every source is expected to bring, what it brought, what is wrong."""

import json
import sys
from contextlib import closing
from dataclasses import asdict
from typing import Any

import click
from sqlite_utils import Database

from db.errors import ConfigError
from db.settings import Settings
from db.store import health as store
from db.store.database import open_news
from db.store.health_rows import EVERY, KIND_LABELS, OUTCOME_LABELS, Incident, SourceState

SHOWN_DAYS = 14


@click.command(short_help="Which sources are ill.")
@click.argument("source", required=False)
@click.option("--fail", is_flag=True, help="Exit 1 while an incident is open, for cron.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def health(settings: Settings, source: str | None, fail: bool, as_json: bool) -> None:
    """Every source that was crawled, ill ones first, with the reason; or one with its days.

    \b
    Example:
      dongbei health
      dongbei health lnrb-epaper
      dongbei health --fail || echo "look at the sources"
    """
    with closing(open_news(settings.news_db)) as news:
        states = store.states(news)
        if source is not None and source not in states:
            raise ConfigError(
                "no crawl of this source was judged yet", value=source,
                hint="see: dongbei health; the health stage of dongbei run judges it",
            )  # fmt: skip
        found = _one(news, states[source]) if source else _all(news, states)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    elif source:
        _print_one(found)
    else:
        _print_all(found)
    if fail and found["incidents"]:
        sys.exit(1)


def _all(news: Database, states: dict[str, SourceState]) -> dict[str, Any]:
    incidents = store.incidents(news, only_open=True)
    ill = {incident.source for incident in incidents}
    last, names = store.last_articles(news), store.names(news)
    rows = [
        {**asdict(state), "name": names.get(source, source), "last_article": last.get(source)}
        for source, state in sorted(states.items(), key=lambda pair: (pair[0] not in ill, pair))
    ]
    return {"sources": rows, "incidents": [_shown(incident) for incident in incidents]}


def _one(news: Database, state: SourceState) -> dict[str, Any]:
    told = store.incidents(news, source=state.source)
    return {
        **asdict(state),
        "name": store.names(news).get(state.source, state.source),
        "last_article": store.last_articles(news).get(state.source),
        "days": [asdict(day) for day in store.days_of(news, state.source)[-SHOWN_DAYS:]],
        "incidents": [_shown(one) for one in told if one.closed_at is None],
        "past": [_shown(one) for one in told if one.closed_at],
    }


def _shown(incident: Incident) -> dict[str, Any]:
    return {**asdict(incident), "evidence": dict(incident.evidence)}


def _print_all(found: dict[str, Any]) -> None:
    if not found["sources"]:
        click.echo("no source was judged yet; the health stage follows a crawl: dongbei run")
    for row in found["sources"]:
        click.echo(_line(row))
        for incident in found["incidents"]:
            if incident["source"] == row["source"]:
                _print_incident(incident)
    for incident in found["incidents"]:
        if incident["source"] == EVERY:
            click.echo("all sources")
            _print_incident(incident)


def _print_one(found: dict[str, Any]) -> None:
    click.echo(_line(found))
    for incident in found["incidents"]:
        _print_incident(incident)
    click.echo("day         runs  new  pages  refused  date  minute  author  origin  chars")
    for day in found["days"]:
        click.echo(
            "{day}  {runs:>4} {new:>4} {pages:>6} {refused:>8} {dated:>5} {timed:>7} {authored:>7}"
            " {origins:>7} {chars:>6}".format(**day)
        )
    for incident in found["past"]:
        click.echo(
            f"{incident['opened_at'][:10]} – {incident['closed_at'][:10]}"
            f"  {KIND_LABELS[incident['kind']]}  {OUTCOME_LABELS[incident['outcome']]}"
        )


def _line(row: dict[str, Any]) -> str:
    last = (row["last_article"] or "never")[:10]
    expected = "?" if row["state"] == "learning" else f"{row['expected']:.1f}"
    return (
        f"{row['source']:<24} {row['state']:<9} {row['seen']:>5} of {expected:>7}"
        f"  last {last}  {_plain(row['name'])}"
    )


def _print_incident(incident: dict[str, Any]) -> None:
    click.echo(f"    {KIND_LABELS[incident['kind']]}, since {incident['since']}")
    click.echo(f"    {_plain(incident['reason'])}")
    for word in ("before", "after"):
        sample = incident[word]
        if sample:
            shown = " | ".join(_plain(sample[part]) for part in ("title", "url", "value"))
            click.echo(f"    {word}: {shown}")


def _plain(text: str) -> str:
    """On one line, without what would steer a terminal."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
