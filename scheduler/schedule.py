"""When crawls are due, and that each due time is served once, also after a stop or a crash.

APScheduler only rings; its store is in memory. What makes it durable is the run ledger with
UNIQUE(stage, source, due_at): the next crawl of a source is planned from its rows there, and a due
time that nobody served well is served at the next start, once.
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
from apscheduler.triggers.date import DateTrigger

from crawler.source import load_sources
from db.errors import ConfigError, DongbeiError
from db.settings import Settings
from db.store import runs
from db.store.database import open_crawl
from scheduler import crawls
from scheduler.polling import Plan, plan

Clock = Callable[[], datetime]
RETRY = timedelta(minutes=10)
"""When a schedule that could not be read is looked at again."""

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


class Conductor:
    """Rings for each source, crawls a few at a time, and works off the stages after crawls."""

    def __init__(self, settings: Settings, sources: list[str], clock: Clock) -> None:
        self._settings, self._clock = settings, clock
        declared, _ = load_sources(settings.home / "sources")
        self._sources = {name: declared[name] for name in sources}
        self._rule = trigger(settings)
        self._gate = asyncio.Semaphore(settings.schedule.parallel)
        self._crawled = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._tried: dict[str, datetime] = {}
        self._scheduler = AsyncIOScheduler(timezone=ZoneInfo(settings.schedule.timezone))

    def start(self) -> None:
        """Ring from now on, and serve at once what was missed."""
        self._scheduler.start()
        self._crawled.set()  # work that an earlier stop left undone
        self._spawn(self._process_after_crawls())
        for source in self._sources:
            self._await_next(source)

    async def stop(self) -> None:
        """No more rings; running crawls are asked to end and their rows are closed."""
        self._scheduler.shutdown(wait=False)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _await_next(self, source: str) -> None:
        try:
            planned = self._plan(source)
            start = planned.start if planned else None
        except DongbeiError as error:
            _log.error("schedule %s: %s", source, error)
            start = self._clock() + RETRY
        if start is not None:
            self._scheduler.add_job(
                self._ring,
                DateTrigger(start),
                args=[source],
                id=source,
                misfire_grace_time=None,
                replace_existing=True,
            )

    def _plan(self, source: str) -> Plan | None:
        with closing(open_crawl(self._settings.crawl_db)) as db:
            history = runs.ended_well(db, crawls.STAGE, source)
        declared, tried = self._sources[source], self._tried.get(source)
        return plan(self._rule, self._settings.schedule, declared, history, self._clock(), tried)

    async def _ring(self, source: str) -> None:
        self._spawn(self._serve(source))

    async def _serve(self, source: str) -> None:
        try:
            async with self._gate:
                await self._crawl(source)
        except DongbeiError as error:
            _log.error("crawl %s: %s", source, error)
        self._await_next(source)

    async def _crawl(self, source: str) -> None:
        planned = self._plan(source)
        if planned is None or planned.start > self._clock():
            return
        self._tried[source] = planned.due
        run = await crawls.crawl_one(self._settings, source, planned.due, self._clock)
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
