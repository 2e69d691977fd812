"""Times as news pages print them: Chinese, English, ISO, RFC 822, epoch, in a URL, relative."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Stamp:
    """A moment as printed: naive unless the text names a zone; ``minute``: known to the minute."""

    moment: datetime
    minute: bool

    @property
    def day(self) -> str:
        return self.moment.strftime("%Y-%m-%d")


_CLOCK = (
    r"(?P<half>上午|下午|凌晨|早上|中午|晚上|晚间)?\s{0,3}(?P<hour>[01]?\d|2[0-3])\s?(?:[:：]|时|點|点)"
    r"\s?(?P<minute>[0-5]\d)(?:\s?(?:[:：]|分)\s?(?P<second>[0-5]\d))?(?:\.\d{1,9})?"
    r"\s{0,2}(?P<ampm>[ap]\.?m\b\.?)?"
    r"(?:\s{0,2}\(?(?P<zone>Z\b|(?:UTC|GMT)?[+-]\d\d:?\d\d|UTC|GMT|E[SD]T|P[SD]T|C[SD]T|HKT|BJT|BST|JST)\)?)?"
)
_GAP = r"(?:日|号|號)?(?:\s|T|,|，|\||·|-|星期.|周.|\((?:星期|周).\)){0,8}?"
_NUMERIC = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)\s{0,2}(?:[-/.年|]|\s)\s{0,2}(?P<month>1[0-2]|0?[1-9])"
    rf"\s{{0,2}}[-/.月|]\s{{0,2}}(?P<day>3[01]|[12]\d|0?[1-9])(?!\d{{3}})(?:{_GAP}{_CLOCK})?",
    re.I,
)
_GLUED = re.compile(
    rf"(?<!\d)(?P<year>20\d\d)\s?(?P<month>\d\d)\s?/\s?(?P<day>\d\d)\s?{_CLOCK}", re.I
)
_COMPACT = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])"
    r"(?:T?(?P<hour>[01]\d|2[0-3]):?(?P<minute>[0-5]\d):?(?P<second>[0-5]\d))?(?:\d{3})?"
    r"(?P<zone>Z)?(?!\d)"
)
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_AFTER = rf"(?:(?:\s|,|\||-|–|at|T){{0,5}}{_CLOCK})?"
_SHORT = re.compile(
    rf"(?<![\d/.-])(?P<year>[0-3]\d)[-/](?P<month>1[0-2]|0[1-9])[-/](?P<day>3[01]|[12]\d|0[1-9])\s{{1,3}}{_CLOCK}",
    re.I,
)
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_ENGLISH = (
    re.compile(rf"\b{_MONTH}\s{{1,3}}{_DAY},?\s{{1,3}}{_YEAR}{_AFTER}", re.I),
    re.compile(rf"\b{_DAY}[\s-]{{1,3}}{_MONTH},?[\s-]{{1,3}}{_YEAR}{_AFTER}", re.I),
    re.compile(rf"\b(?P<month>0[1-9]|1[0-2])[ /](?P<day>[0-3]\d)[ /]{_YEAR}{_AFTER}", re.I),
)
_TO_DAY = (
    r"(?:\s{0,3}[A-Z]{2,4}\b)?(?:[\s,|·]|on\b|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?){1,8}"
)
_CLOCK_FIRST = (
    re.compile(rf"(?<![\d:.]){_CLOCK}{_TO_DAY}{_MONTH}\s{{1,3}}{_DAY},?\s{{1,3}}{_YEAR}", re.I),
    re.compile(
        rf"(?<![\d:.]){_CLOCK}{_TO_DAY}{_DAY}[\s-]{{1,3}}{_MONTH},?[\s-]{{1,3}}{_YEAR}", re.I
    ),
)
_YEARLESS = re.compile(
    rf"(?<![\d/-])(?P<month>1[0-2]|0?[1-9])[-/月](?P<day>3[01]|[12]\d|0?[1-9])日?\s{{0,3}}{_CLOCK}",
    re.I,
)
_CHINESE = re.compile(
    r"([〇零○一二三四五六七八九]{4})年([元一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
_AGO = re.compile(
    r"(\d{1,2})\s?(分钟|分鐘|小时|小時|天)前|(今天|昨天|前天)\s{0,3}(?:([01]?\d|2[0-3]):([0-5]\d))?"
)
_EPOCH = re.compile(r"\A(1\d{9})(?:\d{3})?\Z")
_Y, _M, _D = (
    r"(?P<year>20\d\d|19\d\d)",
    r"(?P<month>1[0-2]|0[1-9])",
    r"(?P<day>3[01]|[12]\d|0[1-9])",
)
_URL = (
    re.compile(rf"[/_-]{_Y}[/_-]?{_M}[/_-]?{_D}(?=[/_.-]|\d{{6,11}}/)"),
    re.compile(rf"/t{_Y}{_M}{_D}_"),
    re.compile(rf"/{_Y}[/-](?P<month>1[0-2]|[1-9])[/-](?P<day>3[01]|[12]\d|[1-9])/"),
    re.compile(rf"content_{_Y}{_M}{_D}\d{{3,8}}\."),
)
_ZONES = {
    "Z": 0, "UTC": 0, "GMT": 0, "BST": 60, "EST": -300, "EDT": -240, "CST": -360, "CDT": -300,
    "PST": -480, "PDT": -420, "HKT": 480, "BJT": 480, "JST": 540,
}  # fmt: skip
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DIGITS = "零一二三四五六七八九"


def stamps(text: str) -> Iterator[tuple[Stamp, int, int]]:
    """Every full date in ``text`` with its span, in order; width is folded, offsets are kept.

    >>> [s.moment.isoformat() for s, _, _ in stamps("２０２４年５月１日 下午3:05 来源")]
    ['2024-05-01T15:05:00']
    """
    folded = "".join(_narrow(char) for char in text[:20_000])
    taken = -1
    found = [
        (m.start(), -m.end(), m)
        for p in (_NUMERIC, _GLUED, _SHORT, *_ENGLISH, *_CLOCK_FIRST)
        for m in p.finditer(folded)
    ]
    for start, negative_end, match in sorted(found, key=lambda item: item[:2]):
        stamp = _from_match(match)
        if stamp and start >= taken:
            taken = -negative_end
            yield stamp, start, taken
    if taken < 0:
        for match in _CHINESE.finditer(folded):
            if spelled := _spelled(*match.groups()):
                yield spelled, *match.span()


def parse(text: str) -> Stamp | None:
    """One machine-written date (a meta tag, JSON-LD, a script): also compact and epoch."""
    text = re.sub(r"(?<=\d)-(?=\d\d:\d\d:\d\d)", " ", text.strip()[:80])
    if epoch := _EPOCH.match(text):
        return Stamp(datetime.fromtimestamp(int(epoch[1]), UTC), True)
    for stamp, _, _ in stamps(text):
        return stamp
    match = _COMPACT.search(text)
    return _from_match(match) if match else None


def url_date(url: str) -> Stamp | None:
    """The day in a news address (``/2024/0510/``, ``t20240510_``, ``/2024-05/13/`` ...)."""
    path = url.split("?")[0].split("//", 1)[-1][:400]
    for pattern in _URL:
        match = pattern.search(path)
        if match and (stamp := _from_match(match)):
            return Stamp(stamp.moment, False)
    return None


def yearless(text: str) -> list[Stamp]:
    """Dates without a year (``10-08 12:00``), given the year 1904; the caller knows the year."""
    folded = "".join(_narrow(char) for char in text[:2_000])
    found = (_from_match(match, "1904") for match in _YEARLESS.finditer(folded))
    return [stamp for stamp in found if stamp]


def relative(text: str, now: datetime) -> Stamp | None:
    """``3小时前``, ``昨天 08:30`` as seen at ``now``."""
    match = _AGO.search(text[:2_000])
    if not match:
        return None
    count, unit, day, hour, minute = match.groups()
    if count:
        step = {"分": timedelta(minutes=1), "小": timedelta(hours=1), "天": timedelta(days=1)}[
            unit[0]
        ]
        return Stamp(now - int(count) * step, False)
    then = now - timedelta(days="今昨前".index(day[0]))
    if not hour:
        return Stamp(then, False)
    return Stamp(then.replace(hour=int(hour), minute=int(minute), second=0, microsecond=0), True)


def iso(stamp: Stamp, zone_name: str, *, convert: bool) -> str:
    """ISO 8601 with offset when the minute is known, else the day; naive is in ``zone_name``."""
    zone = ZoneInfo(zone_name)
    moment = stamp.moment
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    elif convert:
        moment = moment.astimezone(zone)
    return moment.isoformat(timespec="seconds") if stamp.minute else moment.strftime("%Y-%m-%d")


def _narrow(char: str) -> str:
    if char < "\x7f" or "\u4e00" <= char <= "\u9fff":
        return char
    folded = unicodedata.normalize("NFKC", char)
    return folded if len(folded) == 1 else char


def _from_match(match: re.Match[str], year: str | None = None) -> Stamp | None:
    part = match.groupdict()
    month = part["month"].lower()[:3]
    number = _MONTHS.index(month) + 1 if month in _MONTHS else int(month)
    hour = int(part.get("hour") or 0)
    later = (part.get("half") or "") in ("下午", "晚上", "晚间", "中午")
    ampm = (part.get("ampm") or "").lower()
    if (later and hour < 11) or (ampm[:1] == "p" and hour < 12):
        hour += 12
    elif ampm[:1] == "a" and hour == 12:
        hour = 0
    try:
        moment = datetime(
            _full_year(year or part["year"]), number, int(part["day"]),
            hour, int(part.get("minute") or 0), int(part.get("second") or 0),
            tzinfo=_zone(part.get("zone")),
        )  # fmt: skip
    except (ValueError, OverflowError):
        return None
    return Stamp(moment, part.get("minute") is not None)


def _full_year(year: str) -> int:
    return int(year) + (2000 if len(year) == 2 else 0)


def _zone(name: str | None) -> tzinfo | None:
    if not name:
        return None
    name = name.upper()
    if name in _ZONES:
        return timezone(timedelta(minutes=_ZONES[name]))
    sign, digits = (-1 if "-" in name else 1), re.sub(r"\D", "", name)
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    return timezone(sign * timedelta(minutes=minutes)) if minutes < 1440 else None


def _spelled(year: str, month: str, day: str) -> Stamp | None:
    digits = year.replace("〇", "零").replace("○", "零")
    try:
        number = int("".join(str(_DIGITS.index(char)) for char in digits))
        return Stamp(datetime(number, _small(month), _small(day)), False)
    except ValueError:
        return None


def _small(text: str) -> int:
    if text == "元":
        return 1
    tens, found, ones = text.partition("十")
    if not found:
        return _DIGITS.index(tens)
    return (_DIGITS.index(tens) if tens else 1) * 10 + (_DIGITS.index(ones) if ones else 0)
