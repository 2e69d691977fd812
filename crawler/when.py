"""The moment of publication: machine-readable dates, the time shown at the headline, the address.

A Chinese page shows the time its reader trusts; its meta tags often hold a re-publication. So a
minute shown beside the headline wins over meta of nearly the same day; a day stated first but
contradicted by two other sources loses.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from crawler.body.layout import Layout
from crawler.dates import Stamp, parse, relative, stamps, url_date, yearless

_LABEL = re.compile(
    r"(?:发布|发稿|发表|刊发|成文|印发)?(?:时间|日期)\s{0,2}[:：]?\s{0,2}\Z|发布于?\s{0,2}[:：]?\s{0,2}\Z"
)
_OTHER = re.compile(r"(?:更新|修改|打印|今天是|当前|截止|截至|有效期|生成|查看|注册)[^\d]{0,8}\Z")
_BESIDE = re.compile(r"来源|來源|稿源|作者|浏览|阅读|点击|字号|编辑|记者")
Dated = tuple[str, Stamp]


def published(
    stated: Sequence[Dated], shown: Stamp | None, layout: Layout, url: str, *,
    chinese: bool, zone: str, fetched_at: str | None,
) -> Dated | None:  # fmt: skip
    """Rule and moment; ``stated`` comes from markers, ``shown`` from a selector."""
    visible = _visible(layout)
    marked = [(rule, _local(stamp, visible, zone, chinese)) for rule, stamp in stated]
    claims: list[Dated] = [("selector", shown)] if shown else []
    if marked and marked[0][0] == "enpproperty":
        claims = marked[:1] + claims
    elif visible and visible[1] >= 6 and chinese and visible[0].minute and not shown:
        moment = _naive(visible[0], zone)
        if not marked or any(abs(_naive(s, zone) - moment) < timedelta(2) for _, s in marked):
            claims = [("visible", visible[0])]
    claims += marked
    if visible:
        claims.append(("visible", visible[0]))
    if address := url_date(url):
        claims.append(("url", address))
    if fetched_at:
        claims = _not_future(claims, fetched_at, zone) or _guessed(layout, fetched_at, zone)
    if not claims:
        return None
    rule, stamp = _outvoted(claims, zone)
    return _refined(rule, stamp, claims, layout, zone)


def _not_future(claims: list[Dated], fetched_at: str, zone: str) -> list[Dated]:
    """Claims of at most two days after the fetch: a page is not from the future."""
    now = parse(fetched_at)
    if now is None:
        return claims
    latest = _naive(now, zone) + timedelta(days=2)
    return [claim for claim in claims if _naive(claim[1], zone) <= latest]


def _outvoted(claims: list[Dated], zone: str) -> Dated:
    """The first claim, unless two others agree on another day and nobody on its own."""
    days = [_naive(stamp, zone).date() for _, stamp in claims]
    if len(claims) > 2 and days.count(days[0]) == 1:
        for index in range(1, len(claims)):
            kinds = {
                claims[at][0].split(":")[0] for at, day in enumerate(days) if day == days[index]
            }
            if len(kinds) > 1:
                return claims[index]
    return claims[0]


def _refined(rule: str, stamp: Stamp, claims: list[Dated], layout: Layout, zone: str) -> Dated:
    """A day-only answer takes the minute of a claim, or a year-less time, of the same day."""
    if stamp.minute:
        return rule, stamp
    for other, claim in claims:
        days = (claim.moment.date(), _naive(claim, zone).date())
        if claim.minute and stamp.moment.date() in days:
            return f"{rule}+{other}", claim
    for index in layout.head():
        for guess in yearless(layout.blocks[index].spaced):
            if (guess.moment.month, guess.moment.day) == (stamp.moment.month, stamp.moment.day):
                return f"{rule}+visible", replace(
                    guess, moment=guess.moment.replace(year=stamp.moment.year)
                )
    return rule, stamp


def _visible(layout: Layout) -> tuple[Stamp, float] | None:
    """The best time on the page with its score: near the headline, labelled, to the minute."""
    best: tuple[Stamp, float] | None = None
    low = max(0, layout.anchor - 8)
    high = min(len(layout.blocks), max(layout.prose + 1, layout.anchor + 26))
    for index in range(low, high):
        text = layout.blocks[index].spaced
        if len(text) > 160:
            text = text[:40] if index < layout.prose else ""
        for stamp, start, end in stamps(text):
            score = _score(layout, index, text, start, end) + (3.0 if stamp.minute else 0.0)
            if best is None or score > best[1] + 0.01:
                best = stamp, score
    if best is None or not best[0].minute:
        joined = " ".join(layout.blocks[index].spaced for index in layout.head())[:600]
        whole = next((stamp for stamp, _, _ in stamps(joined) if stamp.minute), None)
        if whole and (best is None or whole.moment.date() == best[0].moment.date()):
            return whole, 6.0
    return best if best and best[1] > 0 else None


def _score(layout: Layout, index: int, text: str, start: int, end: int) -> float:
    distance = index - layout.anchor if index >= layout.anchor else 2 * (layout.anchor - index)
    score = 6.0 - (0.35 * min(distance, 16) if layout.anchor >= 0 else 4.0)
    before = text[max(0, start - 12) : start]
    score += 3.0 if _LABEL.search(before) else 0.0
    score += 2.0 if _BESIDE.search(text[:start] + text[end:]) else 0.0
    score -= 4.0 if _OTHER.search(before) else 0.0
    score -= 2.0 if layout.blocks[index].listed and layout.blocks[index].linked else 0.0
    rest = len(text) - (end - start)
    return score - (3.0 if rest > 60 else 0.0) - (2.0 if index > layout.prose else 0.0)


def _local(stamp: Stamp, visible: tuple[Stamp, float] | None, zone: str, chinese: bool) -> Stamp:
    """On Chinese pages a zone-marked UTC time whose clock equals the shown one is local time."""
    moment = stamp.moment
    if not (chinese and moment.tzinfo and visible and moment.utcoffset() == timedelta(0)):
        return stamp
    bare = moment.replace(tzinfo=None)
    return (
        replace(stamp, moment=bare)
        if abs(bare - _naive(visible[0], zone)) < timedelta(minutes=2)
        else stamp
    )


def _guessed(layout: Layout, fetched_at: str, zone: str) -> list[Dated]:
    """Relative and year-less times, resolved by the moment of the fetch."""
    now = parse(fetched_at)
    if now is None:
        return []
    moment = now.moment if now.moment.tzinfo else now.moment.replace(tzinfo=UTC)
    local = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    text = " ".join(layout.blocks[index].spaced for index in layout.head())
    found: list[Dated] = []
    if stamp := relative(text, local):
        found.append(("visible-relative", stamp))
    for guess in yearless(text):
        found.append(("visible-yearless", replace(guess, moment=_latest(guess.moment, local))))
    return found


def _latest(yearless_moment: datetime, now: datetime) -> datetime:
    """The latest such day that is not in the future (29 February: of a leap year)."""
    for year in range(now.year, now.year - 8, -1):
        try:
            moment = yearless_moment.replace(year=year)
        except ValueError:
            continue
        if moment <= now + timedelta(days=1):
            return moment
    return yearless_moment


def _naive(stamp: Stamp, zone: str) -> datetime:
    moment = stamp.moment
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) if moment.tzinfo else moment
