"""When crawls are due, and that each due time is served once, also after a stop or a crash.

APScheduler only rings; its store is in memory. What makes it durable is the run ledger with
UNIQUE(stage, source, due_at): at start each source's newest due time is looked up there, and one
that nobody served well is served now, once.
"""

import asyncio
import logging
import sys
from collections.abc import Callable, Coroutine
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from db.errors import ConfigError
from db.settings import Settings
from db.store import runs
from db.store.database import open_crawl, stamp
from scheduler import crawls

Clock = Callable[[], datetime]
LOOK_BACK = timedelta(days=32)
_log = logging.getLogger(__name__)


def trigger(settings: Settings) -> CronTrigger:
    """The configured cron line; raises ConfigError where it is none."""
    try:
        return CronTrigger.from_crontab(
            settings.schedule.crawl, timezone=ZoneInfo(settings.schedule.timezone)
        )
    except (ValueError, KeyError) as error:
        raise ConfigError(
            f"not a schedule: {error}",
            where=f"{settings.home / 'dongbei.toml'}: schedule",
            value=f"{settings.schedule.crawl} {settings.schedule.timezone}",
            hint="write five cron fields and a time zone, such as '30 6 * * *' Asia/Shanghai",
        ) from None


def last_due(rule: CronTrigger, now: datetime) -> datetime | None:
    """The newest moment not after ``now`` at which the rule fires; None if long ago or never."""
    due, at = None, now - timedelta(hours=1)
    while due is None and now - at < LOOK_BACK:
        fire = rule.get_next_fire_time(None, at)
        while fire is not None and fire <= now:
            due, fire = fire, rule.get_next_fire_time(fire, fire + timedelta(seconds=1))
        at -= now - at
    return due


def overdue(settings: Settings, sources: list[str], now: datetime) -> dict[str, datetime]:
    """Sources whose newest due time nobody served, with that time."""
    due = last_due(trigger(settings), now)
    if due is None:
        return {}
    with closing(open_crawl(settings.crawl_db)) as db:
        served = {source: runs.last_served(db, crawls.STAGE, source) for source in sources}
    return {source: due for source, last in served.items() if not last or last < stamp(due)}


class Conductor:
    """Rings for each source, crawls a few at a time, and works off the stages after crawls."""

    def __init__(self, settings: Settings, sources: list[str], clock: Clock) -> None:
        self._settings, self._sources, self._clock = settings, sources, clock
        self._rule = trigger(settings)
        self._gate = asyncio.Semaphore(settings.schedule.parallel)
        self._crawled = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._scheduler = AsyncIOScheduler(timezone=ZoneInfo(settings.schedule.timezone))

    def start(self) -> None:
        """Ring from now on, and serve at once what was missed."""
        for source in self._sources:
            self._scheduler.add_job(
                self._ring,
                self._rule,
                args=[source],
                id=source,
                misfire_grace_time=None,
                coalesce=True,
                max_instances=1,
            )
        self._scheduler.start()
        self._crawled.set()  # work that an earlier stop left undone
        self._spawn(self._process_after_crawls())
        for source, due in overdue(self._settings, self._sources, self._clock()).items():
            self._spawn(self._serve(source, due))

    async def stop(self) -> None:
        """No more rings; running crawls are asked to end and their rows are closed."""
        self._scheduler.shutdown(wait=False)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _ring(self, source: str) -> None:
        due = last_due(self._rule, self._clock())
        if due is not None:
            await self._serve(source, due)

    async def _serve(self, source: str, due: datetime) -> None:
        async with self._gate:
            run = await crawls.crawl_one(self._settings, source, due, self._clock)
        if run is not None:
            _log.warning("crawl %s: rc %s %s %s", source, run.rc, run.stats, run.error or "")
            self._crawled.set()

    async def _process_after_crawls(self) -> None:
        """Stages run in a process of their own, so that the web site stays quick."""
        while True:
            await self._crawled.wait()
            self._crawled.clear()
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "scheduler.cli", "--home", str(self._settings.home),
                "run", "--no-crawl", env=crawls.environment(self._settings),
                start_new_session=True,
            )  # fmt: skip
            try:
                await process.wait()
            finally:
                await crawls.stop_child(process)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
