"""The hours of the day in which a source may be crawled, in the source's own time zone."""

import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

_WINDOW = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


def hours(window: str) -> tuple[time, time]:
    """Its first minute and the minute it ends before; raises ValueError saying what is wrong.

    >>> hours("22:00-06:00")
    (datetime.time(22, 0), datetime.time(6, 0))
    """
    found = _WINDOW.fullmatch(window)
    if found is None:
        raise ValueError("not a crawl window")
    first, last, *_ = (time(int(found[n]), int(found[n + 1])) for n in (1, 3))
    if first == last:
        raise ValueError("a crawl window that ends when it begins")
    return first, last


def closing(window: str, zone: str, now: datetime) -> datetime | None:
    """When the window that is open at ``now`` ends, in UTC; None while it is closed."""
    return next((end for start, end in _around(window, zone, now) if start <= now < end), None)


def opening(window: str, zone: str, now: datetime) -> datetime:
    """``now`` while the window is open or where there is none, else when it opens next, in UTC."""
    if not window or closing(window, zone, now) is not None:
        return now
    return min(start for start, _ in _around(window, zone, now) if start > now)


def _around(window: str, zone: str, now: datetime) -> list[tuple[datetime, datetime]]:
    """The windows of the days about ``now`` as (start, end) in UTC."""
    first, last = hours(window)
    place = ZoneInfo(zone)
    today = now.astimezone(place).date()
    found = []
    for days in (-1, 0, 1, 2):
        day = today + timedelta(days=days)
        end = day if first < last else day + timedelta(days=1)
        moments = (datetime.combine(day, first, place), datetime.combine(end, last, place))
        found.append((moments[0].astimezone(UTC), moments[1].astimezone(UTC)))
    return found
