"""Dates as listings write them: full, without year, relative; and which zone they mean.

Explicit offsets are kept. ``CST`` and a missing zone mean the source's own zone, because general
parsers read them as US Central and UTC (14 and 8 hours off).
"""

import re
import unicodedata
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from crawler.dates import parse

LATEST = timedelta(minutes=10)
MAX_LENGTH = 100
FIRST_YEAR = 1990
LOCAL_ZONE = re.compile(r"\bCST\b|\bBJT\b|北京时间")
CLOCK = r"(?:\D{0,3}?(?P<h>\d{1,2})\s*[:时点]\s*(?P<mi>\d{1,2}))?"
YEARLESS = re.compile(
    r"(?<![\d/-])(?P<mo>\d{1,2})(?:\s*月\s*|[-/])(?P<d>\d{1,2})(?![\d/-])日?" + CLOCK
)
DAY_WORD = re.compile(r"(?P<word>今天|昨天|前天|today|yesterday)" + CLOCK, re.IGNORECASE)
JUST_NOW = re.compile(r"刚刚|剛剛|just now", re.IGNORECASE)
AGO = re.compile(
    r"(?P<n>\d{1,5})\s*个?(?P<unit>秒|分|小时|時|小時|天|日|sec|min|hour|day)\w*\s*(?:前|ago)", re.I
)
UNITS = {"秒": 1, "分": 60, "小时": 3600, "時": 3600, "小時": 3600, "天": 86400, "日": 86400,
         "sec": 1, "min": 60, "hour": 3600, "day": 86400}  # fmt: skip
DAYS_BACK = {"今天": 0, "today": 0, "昨天": 1, "yesterday": 1, "前天": 2}

Parsed = tuple[datetime, bool]
"""A moment and whether its time of day is known."""


def parse_date(raw: str, tz: str, now: datetime) -> str | None:
    """``raw`` as ISO 8601 with offset, or as ``YYYY-MM-DD`` when it gives no time of day.

    ``tz`` is the source's time zone, ``now`` (aware) the time of the fetch; nothing is dated more
    than ten minutes after it. None when there is no date in ``raw`` (or one before 1990).

    >>> from datetime import UTC
    >>> at = datetime(2026, 8, 25, 4, 0, tzinfo=UTC)
    >>> parse_date("Mon, 24 Aug 2026 08:00:00 CST", "Asia/Shanghai", at)
    '2026-08-24T08:00:00+08:00'
    >>> parse_date("8月24日", "Asia/Shanghai", at)
    '2026-08-24'
    """
    text = LOCAL_ZONE.sub("", unicodedata.normalize("NFKC", raw[:MAX_LENGTH])).strip()
    here = now.astimezone(ZoneInfo(tz)).replace(microsecond=0)
    try:
        parsed = _full(text, here) or _relative(text, here) or _yearless(text, here)
    except (ValueError, OverflowError):
        return None
    if parsed is None or parsed[0].year < FIRST_YEAR:
        return None
    moment, has_clock = parsed
    if moment > here + LATEST:
        moment = here + LATEST if has_clock else here
    return moment.isoformat() if has_clock else moment.date().isoformat()


def _full(text: str, here: datetime) -> Parsed | None:
    stamp = parse(text)
    if stamp is None:
        return None
    moment = stamp.moment
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=here.tzinfo)
    return moment, stamp.minute


def _relative(text: str, here: datetime) -> Parsed | None:
    if JUST_NOW.fullmatch(text):
        return here, True
    if match := AGO.search(text):
        seconds = int(match["n"]) * UNITS[match["unit"].lower()]
        return here - timedelta(seconds=seconds), seconds < 86400
    if match := DAY_WORD.search(text):
        day = here - timedelta(days=DAYS_BACK[match["word"].lower()])
        return _at(match, day)
    return None


def _yearless(text: str, here: datetime) -> Parsed | None:
    """The last such day that has come."""
    match = YEARLESS.search(text)
    if match is None:
        return None
    day = here.replace(month=int(match["mo"]), day=int(match["d"]))
    if day.date() > (here + LATEST).date():
        day = day.replace(year=here.year - 1)
    return _at(match, day)


def _at(match: re.Match[str], day: datetime) -> Parsed:
    if match["h"] is None:
        return day.replace(hour=0, minute=0, second=0), False
    return day.replace(hour=int(match["h"]), minute=int(match["mi"]), second=0), True
