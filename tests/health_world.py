"""A made-up year of news sources, day by day: volumes, weekends, holidays, noise, injected deaths.

Seeded; nothing in it looks at the detector. Volumes are Poisson around a level that wanders by
itself, small sources are renewal processes; holidays follow the official table.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from db.store.health_rows import SourceDay
from scheduler.holidays import is_holiday, is_working_weekend

START = date(2025, 1, 6)
DAYS = 365
RATES = (1 / 7, 2 / 7, 0.5, 1, 2, 3, 5, 8, 12, 15, 20, 30, 40, 60, 80, 100, 130, 160, 180, 200)
DEATHS = ("frozen", "refused", "short", "field", "halved", "encoding", "none", "none")
QUANTILE = 0.98
STEADY = 1 / 6
MEMORY = 0.8
"""Share of a day's deviation that is left on the next."""


@dataclass(frozen=True)
class Simulated:
    """``rate``: articles a working day; ``wander``: spread of its level; ``shape``: regularity of
    a small source; shares of fields; ``death`` begins on ``dies``."""

    name: str
    rate: float
    weekend: float
    holiday: float
    wander: float
    shape: float
    minute: float
    author: float
    origin: float
    tagged: float
    chars: float
    death: str = "none"
    dies: date | None = None
    field: str = ""


def sources(seed: int, count: int = 40) -> list[Simulated]:
    """``count`` sources of all sizes; each death falls on sources of all sizes over the seeds."""
    random = Random(f"sources {seed}")
    deaths = [DEATHS[number % len(DEATHS)] for number in range(count)]
    random.shuffle(deaths)
    made = []
    for number, death in enumerate(deaths):
        rest = random.choice((0.02, 0.1, 0.4, 0.7, 0.9))
        source = Simulated(
            name=f"s{number}", rate=RATES[number % len(RATES)], weekend=rest,
            holiday=rest * random.uniform(0.2, 0.9), wander=random.uniform(0.06, 0.2),
            shape=random.choice((1.0, 4.0, 12.0)), minute=random.choice((0.0, 0.9, 0.99, 1.0)),
            author=random.choice((0.0, 0.4, 0.7, 0.95)), origin=random.choice((0.0, 0.8, 0.99)),
            tagged=random.uniform(0.6, 0.98), chars=random.uniform(400, 1500), death=death,
            dies=START + timedelta(days=random.randrange(130, 300)),
        )  # fmt: skip
        usual = {"minute": source.minute, "author": source.author, "origin": source.origin}
        names = ["date", *(name for name, share in usual.items() if share >= 0.7)]
        made.append(replace(source, field=random.choice(names)))
    return made


def days(source: Simulated, seed: int, length: int = DAYS) -> Iterator[SourceDay]:
    """One row per day with a run; a failed run's articles come with the next one."""
    random = Random(f"{seed} {source.name}")
    wander, waiting, due, failed = 0.0, 0, 0.0, False
    for number in range(length):
        day = START + timedelta(days=number)
        wander = MEMORY * wander + math.sqrt(1 - MEMORY**2) * random.gauss(0, source.wander)
        burst = 1.8 if 55 <= number % 180 <= 62 else 1.0
        level = source.rate * weight(source, day) * math.exp(wander - source.wander**2 / 2) * burst
        if source.rate < 1:
            count, due = _renewal(random, source, level, due)
        else:
            count = poisson(random, level)
        if source.dies and day >= source.dies:
            count = _hurt(random, source, count)
        luck = 1.0 if failed else random.random()
        failed = 0.005 <= luck < 0.015
        if luck < 0.005:
            waiting += count
        elif failed:
            waiting += count
            yield SourceDay(day.isoformat(), runs=1, bad=1, failed=3)
        else:
            yield _row(random, source, day, count + waiting)
            waiting = 0


def weight(source: Simulated, day: date) -> float:
    """The true share of a working day."""
    if is_holiday(day):
        return source.holiday
    resting = day.weekday() >= 5 and not is_working_weekend(day)
    return source.weekend if resting else 1.0


def interval(source: Simulated) -> float:
    """The silence that 49 of 50 of its own do not reach, at least one run; in working days."""
    calm = replace(source, dies=None)
    gaps, quiet = [], 0.0
    for row in days(calm, 10**6, 6 * 365 if source.rate < 2 else 365):
        quiet += weight(source, date.fromisoformat(row.day))
        if row.new:
            gaps.append(quiet)
            quiet = 0.0
    gaps.sort()
    return max(1.0, gaps[int(QUANTILE * (len(gaps) - 1))])


def steady(source: Simulated) -> float:
    """Working days whose total scatters by a sixth: a halving is 3 standard deviations then."""
    chance = 1 / source.rate
    for number in range(1, 1000):
        pairs = number + 2 * sum((number - gap) * MEMORY**gap for gap in range(1, min(number, 60)))
        if chance / number + source.wander**2 * pairs / number**2 <= STEADY**2:
            return float(number)
    return 1000.0


def poisson(random: Random, mean: float) -> int:
    if mean > 50:
        return max(0, round(random.gauss(mean, math.sqrt(mean))))
    count, left = 0, random.random()
    floor = math.exp(-mean)
    while left > floor:
        count, left = count + 1, left * random.random()
    return count


def _renewal(random: Random, source: Simulated, level: float, due: float) -> tuple[int, float]:
    """Articles whose spacing is a gamma distribution; ``due``: working time until the next."""
    due -= level
    count = 0
    while due <= 0:
        count, due = count + 1, due + random.gammavariate(source.shape, 1 / source.shape)
    return count, due


def _hurt(random: Random, source: Simulated, count: int) -> int:
    if source.death == "frozen":
        return 0
    return _some(random, count, 0.5, 0) if source.death == "halved" else count


def _row(random: Random, source: Simulated, day: date, count: int) -> SourceDay:
    death = source.death if source.dies and day >= source.dies else "none"
    pages = count + _some(random, count, 0.03, 0)
    if death == "refused":
        return SourceDay(day.isoformat(), runs=1, fetched=pages + 3, pages=pages, refused=pages)
    shares = {"date": 1.0, "minute": source.minute, "author": source.author}
    shares["origin"] = source.origin
    tagged = source.tagged
    if death == "field":
        shares[source.field] = 0.0
        if source.field == "date":
            shares["minute"] = 0.0
    if death == "encoding":
        shares["origin"], tagged = 0.0, 0.0
    have = {name: _some(random, count, share, 0.05) for name, share in shares.items()}
    size = source.chars * (0.25 if death == "short" else 1.0)
    typical = size * math.exp(random.gauss(0, 0.08 + 0.5 / math.sqrt(count))) if count else 0
    return SourceDay(
        day.isoformat(), runs=1, fetched=pages + 3, new=count, fresh=count, pages=pages,
        refused=pages - count, titled=count, dated=have["date"],
        timed=min(have["minute"], have["date"]), authored=have["author"], origins=have["origin"],
        readable=0 if death == "encoding" else count, tagged=_some(random, count, tagged, 0.05),
        mentions=3 * count, chars=round(typical),
        chars_low=round(typical * 0.71), chars_high=round(typical * 1.4), newest=f"{day}T08:00:00+08:00" if count else None,
    )  # fmt: skip


def _some(random: Random, count: int, share: float, wander: float) -> int:
    """How many of ``count``, each with a chance that wanders a little from day to day."""
    if 0 < share < 1:
        share = min(1.0, max(0.0, share + random.gauss(0, wander * (1 - share) * 4 * share)))
    return sum(random.random() < share for _ in range(count))
