"""Days on which Chinese offices and newsrooms rest: they bring less news, and nobody should ring.

The years in ``OFFICIAL`` follow the State Council's yearly notice, working weekends included. Other
years are reckoned: fixed days, and feasts of the moon from the mean new moon, a day wider at both
ends because the true moon may be a day off.
"""

from datetime import date, timedelta
from functools import lru_cache

_DAY = timedelta(days=1)
_NEW_MOON = 730_126.09
"""A mean new moon, 2000-01-07 02:14 in China, as a proleptic ordinal with its fraction of a day."""
_MONTH = 29.530588853

# Per year: days off as (first, last), then weekend days on which people work, all MM-DD.
OFFICIAL: dict[int, tuple[tuple[tuple[str, str], ...], tuple[str, ...]]] = {
    2024: (
        (("01-01", "01-01"), ("02-10", "02-17"), ("04-04", "04-06"), ("05-01", "05-05"),
         ("06-08", "06-10"), ("09-15", "09-17"), ("10-01", "10-07")),
        ("02-04", "02-18", "04-07", "04-28", "05-11", "09-14", "09-29", "10-12"),
    ),
    2025: (
        (("01-01", "01-01"), ("01-28", "02-04"), ("04-04", "04-06"), ("05-01", "05-05"),
         ("05-31", "06-02"), ("10-01", "10-08")),
        ("01-26", "02-08", "04-27", "09-28", "10-11"),
    ),
    2026: (
        (("01-01", "01-03"), ("02-15", "02-23"), ("04-04", "04-06"), ("05-01", "05-05"),
         ("06-19", "06-21"), ("09-25", "09-27"), ("10-01", "10-07")),
        ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10"),
    ),
}  # fmt: skip


def is_holiday(day: date) -> bool:
    """Whether most people are off for a public holiday."""
    return day in _days(day.year)[0]


def is_working_weekend(day: date) -> bool:
    """Whether it is a Saturday or Sunday on which people work; unknown years have none."""
    return day in _days(day.year)[1]


def is_quiet(day: date) -> bool:
    """Whether what a morning's crawl finds may be a holiday's news: the day or the one before."""
    return is_holiday(day) or is_holiday(day - _DAY)


def spring_festival(year: int) -> date:
    """New Year's Day of the lunar calendar, right to a day: the new moon of 21 Jan to 20 Feb."""
    first = date(year, 1, 21).toordinal()
    months = -((_NEW_MOON - first) // _MONTH)
    return date.fromordinal(int(_NEW_MOON + months * _MONTH))


@lru_cache(maxsize=64)
def _days(year: int) -> tuple[frozenset[date], frozenset[date]]:
    if year not in OFFICIAL:
        return frozenset(_reckoned(year)), frozenset()
    spans, working = OFFICIAL[year]
    off = {
        day
        for first, last in spans
        for day in _span(
            date.fromisoformat(f"{year}-{first}"), date.fromisoformat(f"{year}-{last}")
        )
    }
    return frozenset(off), frozenset(_at(year, day) for day in working)


def _reckoned(year: int) -> set[date]:
    spring = spring_festival(year)
    dragon = spring + timedelta(days=122)
    if dragon < date(year, 5, 27):  # a leap month lies between
        dragon += timedelta(days=30)
    autumn = spring + timedelta(days=221)
    if autumn < date(year, 9, 7):
        autumn += timedelta(days=29)
    spans = (
        (date(year, 1, 1), date(year, 1, 3)),
        (spring - 3 * _DAY, spring + 8 * _DAY),
        (date(year, 4, 3), date(year, 4, 6)),
        (date(year, 5, 1), date(year, 5, 5)),
        (dragon - 2 * _DAY, dragon + 3 * _DAY),
        (autumn - 2 * _DAY, autumn + 3 * _DAY),
        (date(year, 10, 1), date(year, 10, 8)),
    )
    return {day for first, last in spans for day in _span(first, last)}


def _at(year: int, day: str) -> date:
    return date.fromisoformat(f"{year}-{day}")


def _span(first: date, last: date) -> list[date]:
    return [first + number * _DAY for number in range((last - first).days + 1)]
