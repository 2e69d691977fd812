"""When a source is crawled next: daily at least, more often while crawls bring much, in its window.

Everything follows from the run ledger, the settings and the moment: the same question at the same
moment has the same answer, also after a stop.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from apscheduler.triggers.cron import CronTrigger

from crawler.source import Source
from crawler.window import opening
from db.models import Run
from db.settings import ScheduleSettings

LOOK_BACK = timedelta(days=32)
MEMORY = timedelta(days=7)
"""Crawls older than this do not count for how often a source is asked."""

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Plan:
    """The next crawl: when it is ``due``, which the ledger knows it by, and when to ``start``."""

    due: datetime
    start: datetime


def last_due(rule: CronTrigger, now: datetime) -> datetime | None:
    """The newest moment not after ``now`` at which the rule fires; None if long ago or never."""
    due, at = None, now - timedelta(hours=1)
    while due is None and now - at < LOOK_BACK:
        fire = rule.get_next_fire_time(None, at)
        while fire is not None and fire <= now:
            due, fire = fire, rule.get_next_fire_time(fire, fire + timedelta(seconds=1))
        at -= now - at
    return due


def step(history: Sequence[Run], schedule: ScheduleSettings) -> timedelta:
    """How long after a crawl the next one: halved by each that brought much, doubled by nothing.

    ``history``: crawls that ended well, oldest first. Between ``poll_min`` and a day.
    """
    least = min(timedelta(minutes=schedule.poll_min), DAY)
    found = DAY
    for run in history:
        new = run.stats.get("new", 0)
        if new >= schedule.poll_many:
            found = max(found / 2, least)
        elif new == 0 and not run.stats.get("deferred"):
            found = min(found * 2, DAY)
    return found


def plan(
    rule: CronTrigger,
    schedule: ScheduleSettings,
    source: Source,
    history: Sequence[Run],
    now: datetime,
    tried: datetime | None = None,
) -> Plan | None:
    """The next crawl of ``source``; None where the schedule never fires.

    ``history``: its crawls that ended well, oldest first. ``tried``: the due time that was last
    tried, well or not, so that what fails is not tried again before the next due time.
    """
    served = [datetime.fromisoformat(run.due_at) for run in history]
    last = max([*served, *([tried] if tried else [])], default=None)
    floor = last_due(rule, now)
    if last is None or (floor is not None and last < floor):
        due = floor or rule.get_next_fire_time(None, now)
    else:
        after = last + timedelta(seconds=1)
        known = [rule.get_next_fire_time(None, after), _poll(history, schedule, last, now)]
        known.append(_resumed(history, schedule, last))
        due = min((moment for moment in known if moment), default=None)
    if due is None:
        return None
    return Plan(due, opening(source.window, source.timezone, max(due, now)))


def _poll(
    history: Sequence[Run], schedule: ScheduleSettings, last: datetime, now: datetime
) -> datetime:
    """The first due time of the grid that the newest crawl did not cover; the newest of several."""
    every = step([run for run in history if _at(run.due_at) > now - MEMORY], schedule)
    began = max((_at(run.started_at) for run in history), default=last)
    first = last + every * (max(0, (began - last) // every) + 1)
    return first + every * max(0, (now - first) // every)


def _resumed(history: Sequence[Run], schedule: ScheduleSettings, last: datetime) -> datetime | None:
    """When the pages that the newest crawl had to put off, if any, may be asked for again."""
    if not history or _at(history[-1].due_at) != last:
        return None
    if not (until := history[-1].stats.get("deferred_until")):
        return None
    least = _at(history[-1].started_at) + timedelta(minutes=schedule.poll_min)
    return max(datetime.fromtimestamp(until, UTC), least).astimezone(last.tzinfo)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)
