"""Crawls as subprocesses, one per source, each with a row in the run ledger."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from crawler.source import Source, load_sources
from crawler.window import closing
from db.models import Run
from db.settings import Settings
from db.store import runs
from db.store.database import open_crawl

Clock = Callable[[], datetime]
STAGE = "crawl"
HEARTBEAT = 30.0
GRACE = 10.0
"""Seconds between SIGTERM and SIGKILL for a crawl that must stop."""


async def crawl_many(
    settings: Settings, sources: Iterable[str], due_at: datetime, clock: Clock
) -> list[Run]:
    """Crawl sources side by side, ``schedule.parallel`` at a time; one row each, failures too.

    Those outside their crawl window are left out.
    """
    gate = asyncio.Semaphore(settings.schedule.parallel)
    declared, _ = load_sources(settings.home / "sources")

    async def one(source: str) -> Run | None:
        async with gate:
            if outside_window([declared[source]], clock()):
                return None
            return await crawl_one(settings, source, due_at, clock)

    found = await asyncio.gather(*(one(source) for source in sources))
    return [run for run in found if run is not None]


def outside_window(sources: Iterable[Source], now: datetime) -> dict[str, str]:
    """Those of the sources that must not be crawled now, with their window in words."""
    return {
        source.id: f"{source.window} {source.timezone}"
        for source in sources
        if source.window and closing(source.window, source.timezone, now) is None
    }


async def crawl_one(
    settings: Settings, source: str, due_at: datetime, clock: Clock, stage: str = STAGE
) -> Run | None:
    """Crawl one source for one due time; None where that was served before."""
    db = open_crawl(settings.crawl_db)
    try:
        run_id = runs.begin(db, stage, source, due_at, clock())
        if not run_id:
            return None
        log = settings.home / "logs" / f"crawl-{source}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        try:
            rc = await _child(settings, source, run_id, log, lambda: runs.beat(db, run_id, clock()))
        except asyncio.CancelledError:
            runs.finish(db, run_id, 143, clock(), "stopped")
            raise
        runs.finish(db, run_id, rc, clock(), _reason(rc, log))
        return runs.get(db, run_id)
    finally:
        db.close()


def environment(settings: Settings) -> dict[str, str]:
    """What a child process needs to come to the same settings."""
    extra = {
        "DONGBEI_ALLOW_LOOPBACK": "1" if settings.allow_loopback else "0",
        "DONGBEI_TODAY": settings.today,
    }
    return os.environ | extra


async def stop_child(process: asyncio.subprocess.Process) -> None:
    """SIGTERM, a moment of grace, then SIGKILL to all that the child started."""
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), GRACE)
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


async def _child(
    settings: Settings, source: str, run_id: int, log: Path, beat: Callable[[], None]
) -> int:
    command = [sys.executable, "-m", "crawler.crawl", str(settings.home), source, str(run_id)]
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            env=environment(settings),
        )
        deadline = asyncio.get_running_loop().time() + settings.schedule.crawl_timeout + 60
        try:
            while True:
                try:
                    return await asyncio.wait_for(asyncio.shield(process.wait()), HEARTBEAT)
                except TimeoutError:
                    beat()
                    if asyncio.get_running_loop().time() > deadline:
                        return 124
        finally:
            await stop_child(process)


def _reason(rc: int, log: Path) -> str | None:
    """The last line a failed crawl wrote."""
    if rc == 0:
        return None
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return f"exit {rc}: {lines[-1] if lines else 'no message'}"[:500]
