"""What is usual for a source, learned from its own days: volume, silence, fields, lengths.

Pure: rows in, a Profile out. Days without an answer, days on which our own network was down and
days inside incidents teach nothing. "Normal days" measure time: a weekend day of a source that
rests counts a few hundredths of one, a public holiday nothing, unless the source has worked then.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from statistics import median

from db.store.health_rows import SourceDay
from scheduler.health_rates import Rate, length, rates
from scheduler.holidays import is_quiet

WINDOW = 84
"""Days that teach volumes and fields; silences of small sources are learned from LONG_WINDOW."""
LONG_WINDOW = 364
SMALL = 1.5
"""Articles a normal day; below it silences are learned from the source's own gaps."""
USUAL = math.log(50)
"""An interval is the silence that 49 of 50 do not reach: its chance is 1 in e ** USUAL."""
RING, LEAST, UNKNOWN = 1.6, 1.4, 30.0
"""A silence rings after RING intervals and LEAST normal days; UNKNOWN while a source is learned."""
RAREST = 1 / 30
JUDGED = 8
"""Newest days with articles that are judged, not learned from; half as many of a small source."""
MIN_DAYS, MIN_ARTICLES, MIN_GAPS = 7, 8, 8
_PRIOR_DAYS = 3.0


@dataclass(frozen=True, slots=True)
class Profile:
    """``base``: articles a normal day; ``weekday``: factors, Monday first; ``holiday``: a factor.

    ``noise``: squared relative spread of days beyond chance, and ``memory`` how much of a day's
    deviation is left on the next; ``interval``: the silence that is still usual, in normal days,
    at least one; ``patience``: the one that rings; ``fresh``: whether only articles dated within
    FRESH_DAYS count; ``runs``: answered runs a day; ``chars``: natural logarithm of the usual body
    length, ``chars_spread`` that of single articles.
    """

    base: float
    weekday: tuple[float, ...]
    holiday: float
    noise: float
    memory: float
    interval: float
    days: int
    articles: int
    fresh: bool
    runs: float
    patience: float
    rates: Mapping[str, Rate]
    chars: float
    chars_spread: float

    @property
    def learning(self) -> bool:
        """Whether too little was seen to say what is usual."""
        return self.days < MIN_DAYS or self.articles < MIN_ARTICLES

    def weight(self, row: SourceDay) -> float:
        """How much of a normal day it is, on the low side; a working weekend is still a weekend."""
        weekday, quiet = calendar(row.day)
        factor = self.weekday[weekday]
        return min(factor, self.holiday) if quiet else factor

    def evidence(self, row: SourceDay) -> float:
        """How much of a normal day a row speaks for; less when fewer runs than usual are done."""
        good = row.runs - row.bad
        if good <= 0 or row.ours:
            return 0.0
        return self.weight(row) * min(1.0, good / self.runs)

    def scatter(self, days: float, expected: float) -> float:
        """Relative standard deviation of the total of so many normal days on end."""
        return math.sqrt(1 / expected + self.noise * _averaged(days, self.memory))

    def count(self, row: SourceDay) -> int:
        """The articles of a day that keep the source alive."""
        return row.fresh if self.fresh else row.new


def observed(row: SourceDay) -> bool:
    """Whether the source answered that day, so that its counts mean something."""
    return row.runs > row.bad and not row.ours


@lru_cache(maxsize=4096)
def calendar(day: str) -> tuple[int, bool]:
    """(weekday, Monday 0; whether a holiday keeps it quiet)."""
    moment = date.fromisoformat(day)
    return moment.weekday(), is_quiet(moment)


def learn(rows: Sequence[SourceDay], declared: float | None) -> Profile:
    """``rows``: days that teach, in order, at most LONG_WINDOW; ``declared``: expected_per_day."""
    seen = [row for row in rows if observed(row)][1:]  # the first day brings a backlog
    recent = _settled(seen)
    fresh = 2 * sum(row.fresh for row in recent or rows) >= sum(row.new for row in recent or rows)
    counts = [row.fresh if fresh else row.new for row in recent]
    plain = [
        (calendar(row.day)[0], count)
        for row, count in zip(recent, counts, strict=True)
        if not calendar(row.day)[1]
    ]
    weekday, base = _week(plain, declared)
    noise, memory = _noise(plain, weekday, base)
    holiday = _holiday(seen, weekday, base, fresh)
    old = _before(seen, JUDGED // 2) if base < SMALL else _before(seen[-WINDOW:], JUDGED)
    draft = Profile(
        base, weekday, holiday, noise, memory, 1.0, len(plain), sum(counts), fresh,
        max(1.0, _mean([row.runs - row.bad for row in recent], 1.0)), 0.0,
        rates(old), *length(old),
    )  # fmt: skip
    return _with_interval(draft, seen)


def _settled(seen: Sequence[SourceDay]) -> Sequence[SourceDay]:
    """The window that teaches, without the newest days, so that a slow fall is no new rule."""
    recent = seen[-WINDOW:]
    small = sum(row.new for row in recent) < SMALL * len(recent)
    held = min(len(seen) // 3, 60 if small else 14)
    end = len(seen) - held
    return seen[max(0, end - (LONG_WINDOW if small else WINDOW)) : end]


def _before(rows: Sequence[SourceDay], left: int) -> Sequence[SourceDay]:
    """Without the newest days with articles: what is judged must not be its own measure."""
    for number in range(len(rows) - 1, -1, -1):
        left -= rows[number].new > 0 or rows[number].pages > 0
        if left == 0:
            return rows[:number]
    return ()


def _week(
    plain: Sequence[tuple[int, int]], declared: float | None
) -> tuple[tuple[float, ...], float]:
    """Weekday factors, 1 for a normal day, and the articles of a normal day."""
    days: list[list[float]] = [[] for _ in range(7)]
    for half in (range(5), range(5, 7)):
        mine = [(day, count) for day, count in plain if day in half]
        middle = median([count for _, count in mine]) if mine else 0.0
        cap = 1.4 * middle + 2 * math.sqrt(middle) + 3  # a burst is not the rule
        for day, count in mine:
            days[day].append(min(count, cap))
    halves = [[x for own in days[a:b] for x in own] for a, b in ((0, 5), (5, 7))]
    work = _mean(halves[0], 0.0)
    rest = _shrunk(halves[1], work, 0.5, 3)
    factors = [
        _shrunk(own, level, 2, 6) for own, level in zip(days, [work] * 5 + [rest] * 2, strict=True)
    ]
    top = work or max(factors)
    weekday = tuple(min(1.2, factor / top) if top else 1.0 for factor in factors)
    total = sum(sum(own) for own in days)
    weights = sum(factor * len(own) for factor, own in zip(weekday, days, strict=True))
    if declared is not None:
        total, weights = total + _PRIOR_DAYS * declared, weights + _PRIOR_DAYS
    return weekday, total / weights if weights else 0.0


def _shrunk(own: Sequence[float], level: float, days: float, articles: float) -> float:
    """Their mean, drawn to a level that counts as so many days or articles, whichever is more."""
    prior = max(days, articles / level) if level else days
    return (sum(own) + prior * level) / (len(own) + prior)


def _noise(
    plain: Sequence[tuple[int, int]], weekday: Sequence[float], base: float
) -> tuple[float, float]:
    """Noise of days and its memory, from what lies below the level: bursts excuse no silence."""
    means = [base * weekday[day] for day, _ in plain]
    ratios = sorted(
        count / mean for (_, count), mean in zip(plain, means, strict=True) if 2 * mean >= base > 0
    )
    if len(ratios) < MIN_DAYS:
        return 0.1, 0.5
    low = (median(ratios) - ratios[len(ratios) // 10]) / 1.28
    weekly = _weekly([count for _, count in plain], means)
    daily = min(1.0, max(0.01, low * low - 1 / base, weekly))
    memory = 0.9
    while memory > 0.3 and _averaged(7, memory) * daily > weekly:
        memory -= 0.05
    return daily, memory


def _weekly(counts: Sequence[int], means: Sequence[float]) -> float:
    """Squared relative spread of seven days' totals that chance alone does not explain."""
    low = squares = chance = 0.0
    for number in range(0, len(counts) - 6, 7):
        count, mean = sum(counts[number : number + 7]), sum(means[number : number + 7])
        low += 2 * max(0.0, mean - count) ** 2
        squares += mean * mean
        chance += mean
    return max(0.0, (low - chance) / squares) if squares else 0.1


def _averaged(days: float, memory: float) -> float:
    """Variance of the mean of so many days, for a day's variance of 1 and exponential memory."""
    if days <= 1:
        return 1.0
    left = memory * (1.0 - memory**days) / (days * (1 - memory))
    return float((1 + memory - 2 * left) / (1 - memory) / days)


def _holiday(
    seen: Sequence[SourceDay], weekday: Sequence[float], base: float, fresh: bool
) -> float:
    """Half the lowest share that the source kept on past holidays; 0 until it has shown some."""
    shares = []
    for row in seen:
        day, quiet = calendar(row.day)
        if quiet and (mean := base * weekday[day]) >= 1:
            shares.append((row.fresh if fresh else row.new) / mean)
    return min(1.0, min(shares) / 2) if len(shares) >= 5 else 0.0


def _with_interval(draft: Profile, seen: Sequence[SourceDay]) -> Profile:
    """From chance alone; a small source's own gaps say it better once there are some."""
    base = max(draft.base, RAREST)
    interval = USUAL * draft.noise / math.log1p(draft.noise * base)
    gaps = _gaps(draft, seen) if base < 2 * SMALL else []
    if len(gaps) >= MIN_GAPS:
        mean = sum(gaps) / len(gaps)
        spread = math.sqrt(sum((gap - mean) ** 2 for gap in gaps) / (len(gaps) - 1))
        own = mean + 2.6 * spread * (1 + 1 / math.sqrt(len(gaps)))
        interval = max(own, max(gaps) / 2)
    patience = max(LEAST, RING * interval)
    if draft.learning:
        patience = max(patience, UNKNOWN)
    return replace(draft, interval=max(1.0, interval), patience=patience)


def _gaps(draft: Profile, seen: Sequence[SourceDay]) -> list[float]:
    """Normal days from one day with an article to the next."""
    gaps: list[float] = []
    since = None
    for row in seen:
        if since is not None:
            since += draft.weight(row)
        if draft.count(row):
            if since is not None:
                gaps.append(since)
            since = 0.0
    return gaps


def _mean(values: Sequence[float], default: float) -> float:
    return sum(values) / len(values) if values else default
