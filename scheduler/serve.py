"""``dongbei serve``: the schedule and Datasette in one process, stopped cleanly by SIGTERM."""

import asyncio
import signal
from collections.abc import Callable
from datetime import datetime

import click

from db.settings import Settings
from db.store.database import open_alerts, open_crawl, open_news
from db.store.locks import lock
from scheduler.jobs import chosen_sources
from scheduler.schedule import Conductor


def serve(settings: Settings, clock: Callable[[], datetime], *, schedule: bool = True) -> None:
    """Serve until SIGTERM or SIGINT; raises LockedError when another process does already."""
    with lock(settings.home, "serve"):
        for opened in (
            open_news(settings.news_db),
            open_crawl(settings.crawl_db),
            open_alerts(settings.alerts_db),
        ):
            opened.close()
        asyncio.run(_serve(settings, clock, schedule))


async def _serve(settings: Settings, clock: Callable[[], datetime], schedule: bool) -> None:
    from web.serve import serve as serve_web

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    conductor = None
    if schedule:
        conductor = Conductor(settings, chosen_sources(settings, ()), clock)
        conductor.start()
    try:
        await serve_web(settings, stop, lambda url: click.echo(f"serving {url}"))
    finally:
        if conductor is not None:
            await conductor.stop()
