"""``dongbei watch`` and ``dongbei alerts``. The context's object is the home's Settings."""

import json
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

import click
from sqlite_utils import Database

from alerts.channels import FORMS, open_channel, redact
from alerts.deliver import deliver_due
from alerts.entities import resolve
from alerts.feed import feed_path, remove_feed, write_feed
from db.models import Watch
from db.settings import Settings
from db.store import outbox, watches
from db.store.database import open_alerts, open_news


@click.group()
def watch() -> None:
    """Who wants to hear of what.

    \b
    Example:
      dongbei watch add --entity 抚顺市 --to mailto:name@example.org
    """


@watch.command("add")
@click.option("--entity", required=True, metavar="NAME|ID", help="抚顺市, Fushun or gb:210400.")
@click.option("--to", required=True, metavar="URL", help=f"{FORMS}; - reads it from stdin.")
@click.pass_obj
def add(settings: Settings, entity: str, to: str) -> None:
    """Watch an entity: new articles that name it become alerts.

    \b
    Example:
      dongbei watch add --entity 抚顺市 --to file:///var/lib/dongbei/fushun.jsonl
      dongbei watch add --entity gb:210400 --to - < secret-webhook-url.txt
    """
    to = (sys.stdin.readline() if to == "-" else to).strip()
    open_channel(to, settings)
    with closing(open_news(settings.news_db)) as news:
        found = resolve(news, entity)
    name = found.name_zh or found.name_en or found.id
    with _alerts(settings) as db:
        made = watches.add(db, found.id, name, to, _now())
        feed = write_feed(db, made, settings.home / "feeds", settings.mail.base_url)
    click.echo(f"watch {made.id}: {name} ({found.id}) -> {redact(to)}")
    click.echo(f"feed: {feed}")


@watch.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON array.")
@click.pass_obj
def list_(settings: Settings, as_json: bool) -> None:
    """List the watches; secrets in their channels are not shown.

    \b
    Example:
      dongbei watch list --json
    """
    with _alerts(settings) as db:
        names, totals = watches.names(db), outbox.counts(db)
        rows = [
            _row(settings, item, names[item.id], totals.get(item.id, 0))
            for item in watches.list_watches(db)
        ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo("{id}\t{entity_name}\t{entity_id}\t{to}\t{alerts} alerts".format(**row))
    if not rows:
        click.echo("no watches; add one with: dongbei watch add --entity 抚顺市 --to URL")


@watch.command("remove")
@click.argument("watch_id", metavar="ID", type=int)
@click.pass_obj
def remove(settings: Settings, watch_id: int) -> None:
    """End a watch: what is not sent yet is not sent, and its feed goes.

    \b
    Example:
      dongbei watch remove 1
    """
    with _alerts(settings) as db:
        gone = watches.remove(db, watch_id)
    remove_feed(settings.home / "feeds", gone)
    click.echo(f"watch {gone.id} removed")


@click.group()
def alerts() -> None:
    """Alerts and their delivery.

    \b
    Example:
      dongbei alerts send
    """


@alerts.command("send")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def send(settings: Settings, as_json: bool) -> None:
    """Send what is due now, and write the feeds.

    \b
    Example:
      dongbei alerts send
    """
    with _alerts(settings) as db:
        counts = deliver_due(db, settings, _now())
    if as_json:
        click.echo(json.dumps(counts))
    else:
        click.echo(", ".join(f"{number} {name}" for name, number in counts.items()))


def _row(settings: Settings, item: Watch, name: str, total: int) -> dict[str, object]:
    return {
        "id": item.id,
        "entity_id": item.entity_id,
        "entity_name": name,
        "to": redact(item.to),
        "created_at": item.created_at,
        "alerts": total,
        "feed": str(feed_path(settings.home / "feeds", item)),
    }


@contextmanager
def _alerts(settings: Settings) -> Iterator[Database]:
    with closing(open_alerts(settings.alerts_db)) as db:
        yield db


def _now() -> datetime:
    return datetime.now(ZoneInfo("Asia/Shanghai"))
