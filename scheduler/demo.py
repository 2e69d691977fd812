"""``dongbei demo``: the whole pipeline on the bundled news site, nothing from outside."""

import json
import shutil
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import click

from db.errors import StoreError
from db.settings import Settings, load
from scheduler.commands import clock_of, report

FIRST_PORT = 8911
WATCHED = ("gb:210400", "gb:220000", "gb:220200", "soe:ansteel", "soe:faw")
_MARKER = "samplesite.json"
_CONFIG = """# Written by dongbei demo: only the bundled news site, on loopback.
sources = ["sample-*"]
allow_loopback = true
today = "{today}"
"""


@click.command(short_help="Try everything.")
@click.option("--once", is_flag=True, help="Do not serve afterwards.")
@click.option("--fresh", is_flag=True, help="Forget earlier demos first.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port of the web site (8001).")
@click.option("--site-port", type=click.IntRange(1024, 65000), default=FIRST_PORT,
              show_default=True, help="First of the ports of the sample news site.")  # fmt: skip
@click.pass_obj
def demo(settings: Settings, once: bool, fresh: bool, port: int | None, site_port: int) -> None:
    """Crawl, tag, cluster, search and alert on seven small news sites, then open the web site.

    The second time the sites have changed a little: one article has a new text, the rest answers
    "not modified".

    \b
    Example:
      dongbei demo --once
    """
    from crawler.samplesite import OUTLETS, TODAY, SampleSite, source_files

    home = settings.home / "demo"
    if fresh:
        _forget(home)
    ports = tuple(range(site_port, site_port + len(OUTLETS)))
    edition = _edition(home, ports)
    with SampleSite(ports, edition) as site:
        source_files(site.base_urls, home / "sources")
        (home / "dongbei.toml").write_text(_CONFIG.format(today=TODAY), encoding="utf-8")
        here = load(home)
        click.echo(f"sample news site, edition {edition}, on 127.0.0.1:{ports[0]}-{ports[-1]}")
        _run(here)
        _remember(home, ports)
        stored = _summary(here)
        if not stored:
            raise StoreError(
                "the demo stored nothing", where=str(home), hint="see the lines above and its logs"
            )
        if not once:
            _serve(here, port)


def _run(settings: Settings) -> None:
    from scheduler import jobs

    _add_watches(settings)
    sources = jobs.chosen_sources(settings, ())
    report(jobs.run_all(settings, sources, lambda: clock_of(settings)), as_json=False)


def _add_watches(settings: Settings) -> None:
    from db.store import watches
    from db.store.database import open_alerts, open_news
    from scheduler.jobs import sync_knowledge

    target = (settings.home / "alerts.jsonl").resolve().as_uri()
    with (
        closing(open_news(settings.news_db)) as news,
        closing(open_alerts(settings.alerts_db)) as alerts,
    ):
        sync_knowledge(news)
        for entity in WATCHED:
            name = news.execute("select name_zh from entities where id = ?", [entity]).fetchone()
            watches.add(alerts, entity, name[0], target, clock_of(settings))


def _summary(settings: Settings) -> int:
    """Say what is there now; the number of articles."""
    from db.store.articles import find
    from db.store.database import open_alerts, open_news

    with (
        closing(open_news(settings.news_db)) as news,
        closing(open_alerts(settings.alerts_db)) as alerts,
    ):
        counted = {
            name: news.execute(f"select count(*) from {name}").fetchone()[0]
            for name in ("articles", "revisions", "stories", "mentions")
        }
        sent = alerts.execute("select count(*) from outbox where state = 'sent'").fetchone()[0]
        shenyang = find(news, "沈阳", 3)
    click.echo(" ".join(f"{name}={count}" for name, count in counted.items()) + f" alerts={sent}")
    for row in shenyang:
        click.echo(f"  沈阳: {(row['published_at'] or '')[:10]} {row['title']}")
    click.echo(f"alerts are in {settings.home / 'alerts.jsonl'}")
    click.echo(f"their Atom feeds in {settings.home / 'feeds'}")
    return int(counted["articles"])


def _serve(settings: Settings, port: int | None) -> None:
    from scheduler.serve import serve

    if port is not None:
        settings = settings.model_copy(
            update={"web": settings.web.model_copy(update={"port": port})}
        )
    serve(settings, lambda: clock_of(settings), schedule=False)


def _edition(home: Path, ports: Sequence[int]) -> int:
    """1 for a first demo, 2 afterwards; addresses must be the same to be recognised."""
    marker = home / _MARKER
    if not marker.is_file():
        home.mkdir(parents=True, exist_ok=True)
        return 1
    before = json.loads(marker.read_text(encoding="utf-8"))["ports"]
    if before != list(ports):
        raise StoreError(
            "the earlier demo used other ports", where=str(marker), value=before,
            hint=f"use --site-port {before[0]}, or start again with --fresh",
        )  # fmt: skip
    return 2


def _remember(home: Path, ports: Sequence[int]) -> None:
    (home / _MARKER).write_text(json.dumps({"ports": list(ports)}), encoding="utf-8")


def _forget(home: Path) -> None:
    """Remove an earlier demo's folder, and only that."""
    if not home.exists():
        return
    if not ((home / _MARKER).is_file() or (home / "dongbei.toml").is_file()):
        raise StoreError("not a folder of the demo", where=str(home), hint="remove it yourself")
    shutil.rmtree(home)
