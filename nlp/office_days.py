"""Dates known to the day, the month or the year: their first and last possible day."""

import calendar


def first_day(day: str) -> str:
    """Earliest day a date can mean.

    >>> first_day("2012-11")
    '2012-11-01'
    """
    return day + "-01-01"[len(day) - 4 :] if len(day) < 10 else day


def last_day(day: str) -> str:
    """Latest day a date can mean.

    >>> last_day("2012-02"), last_day("2012")
    ('2012-02-29', '2012-12-31')
    """
    if len(day) == 7:
        return f"{day}-{calendar.monthrange(int(day[:4]), int(day[5:]))[1]:02d}"
    return f"{day}-12-31" if len(day) == 4 else day
