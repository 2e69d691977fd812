"""The day a sentence names: explicit, relative to the day of publication, or left open."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from nlp.components.events_words import pattern

_AHEAD = timedelta(days=31)
_ZH = re.compile(
    r"(?=[\d去今昨前上本周星礼])(?:"
    r"(?:(?P<year>(?:19|20)\d\d)年|(?P<lastyear>去年)|(?P<thisyear>今年))?"
    r"(?:(?P<month>1[0-2]|0?[1-9])月)(?P<day>3[01]|[12]\d|0?[1-9])(?:日|号)?"
    r"|(?<![\d月])(?P<only>3[01]|[12]\d|[1-9])日(?![均本韩前内起])"
    r"|(?P<word>今天|今日|昨天|昨日|前天|前日)"
    r"|(?P<past>上)?(?:本)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])"
    r"|(?P<iso>20\d\d[-/.](?:1[0-2]|0?[1-9])[-/.](?:3[01]|[12]\d|0?[1-9]))(?!\d)"
    r"|(?P<part>(?:(?:19|20)\d\d年)?(?:1[0-2]|[1-9])月(?![\d份])|(?:19|20)\d\d年(?!\d)))"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    "Jan(?:uary|\\.)?|Feb(?:ruary|\\.)?|Mar(?:ch|\\.)?|Apr(?:il|\\.)?|May|June?|July?|"
    "Aug(?:ust|\\.)?|Sept?(?:ember|\\.)?|Oct(?:ober|\\.)?|Nov(?:ember|\\.)?|Dec(?:ember|\\.)?"
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_EN = re.compile(
    rf"\b(?P<month>{_MONTH}) (?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?!\d)"
    rf"(?:,? (?P<year>20\d\d))?"
    rf"|\b(?P<day2>3[01]|[12]\d|0?[1-9]) (?P<month2>{_MONTH})(?:,? (?P<year2>20\d\d))?"
    rf"|\b(?P<weekday>{'|'.join(_DAYS)})\b|\b(?P<word>(?i:today|yesterday))\b"
    rf"|\b(?P<part>(?:in|since|from|until|by) (?:(?:{_MONTH}) )?(?:19|20)\d\d)\b"
)
_RANGE = re.compile("\\s*(?:至|到|-|—|–|~|to)\\s*")
_AGO = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2, "前日": 2, "today": 0,
        "yesterday": 1}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Day:
    """A date expression: where it stands, and the day as ``YYYY-MM-DD`` if it can be told."""

    start: int
    end: int
    value: str | None


def days(text: str, lang: str, published: str | None) -> list[Day]:
    """All date expressions of ``text`` in order; ``published``: ``YYYY-MM-DD`` or None."""
    base = date.fromisoformat(published) if published else None
    read = _chinese if lang == "zh" else _english
    matcher = _ZH if lang == "zh" else _EN
    found = [
        Day(m.start(), m.end(), value.isoformat() if (value := read(m, base)) else None)
        for m in matcher.finditer(text)
    ]
    found = [
        day for one, day in zip([None, *found], found, strict=False)
        if one is None or not _RANGE.fullmatch(text, one.end, day.start)
    ]  # fmt: skip
    vague = pattern(lang, "vague_day").finditer(text)
    found += [
        Day(m.start(), m.end(), None)
        for m in vague
        if all(m.end() <= day.start or m.start() >= day.end for day in found)
    ]
    return sorted(found, key=lambda day: day.start)


class Calendar:
    """The date expressions of one text, read when first asked for."""

    def __init__(self, text: str, lang: str, published: str | None) -> None:
        self._source = (text, lang, published)

    @cached_property
    def _days(self) -> list[Day]:
        return days(*self._source)

    @cached_property
    def _starts(self) -> list[int]:
        return [day.start for day in self._days]

    def within(self, start: int, end: int) -> list[Day]:
        """Those that begin in ``start:end``."""
        return self._days[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def last_before(self, at: int) -> Day | None:
        """The last that begins before ``at``."""
        number = bisect_left(self._starts, at)
        return self._days[number - 1] if number else None


def _chinese(match: re.Match[str], base: date | None) -> date | None:
    if match["iso"]:
        return _made(*map(int, re.split(r"[-/.]", match["iso"])))
    if match["month"]:
        year = int(match["year"]) if match["year"] else None
        if base and (match["lastyear"] or match["thisyear"]):
            year = base.year - bool(match["lastyear"])
        return _near(year, int(match["month"]), int(match["day"]), base)
    if match["only"]:
        return _of_month(int(match["only"]), base)
    if match["word"]:
        return base and base - timedelta(days=_AGO[match["word"]])
    if match["weekday"] and not match["past"]:
        number = "一二三四五六日".find(match["weekday"].replace("天", "日"))
        return _weekday(number, base)
    return None


def _english(match: re.Match[str], base: date | None) -> date | None:
    month = match["month"] or match["month2"]
    if month:
        year = match["year"] or match["year2"]
        number = _MONTHS.index(month[:3].lower()) + 1
        day = int(match["day"] or match["day2"])
        return _near(int(year) if year else None, number, day, base)
    if match["weekday"]:
        return _weekday(_DAYS.index(match["weekday"]), base)
    if match["word"]:
        return base and base - timedelta(days=_AGO[match["word"].lower()])
    return None


def _near(year: int | None, month: int, day: int, base: date | None) -> date | None:
    """Without a year the latest such day that is not more than a month after publication."""
    if year is not None:
        return _made(year, month, day)
    if base is None:
        return None
    found = _made(base.year, month, day)
    if found and found - base > _AHEAD:
        return _made(base.year - 1, month, day)
    return found


def _of_month(day: int, base: date | None) -> date | None:
    if base is None:
        return None
    if day <= base.day:
        return _made(base.year, base.month, day)
    last = base.replace(day=1) - timedelta(days=1)
    return _made(last.year, last.month, day)


def _weekday(number: int, base: date | None) -> date | None:
    return base and base - timedelta(days=(base.weekday() - number) % 7)


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
