"""Officials named again, or without any title: repeats, leaders known to all, and company lists."""

import re
from collections.abc import Iterable, Sequence

from nlp.components.names import NameFinder, is_han, surnames
from nlp.components.officials_cast import Cast

FORMULA = re.compile(
    "新时代|(?:新时代)?(?:经济|生态文明|法治|强军|外交|文化|党建)?思想|理论|选集|文选|著作选|纪念馆|故居|旧居|诞辰"
)
"""What follows a leader's name that is part of a doctrine, a book or a museum."""
_CREDIT = re.compile(
    "(?:责编|编辑|审核|审校|终审|复审|初审|校对|监制|记者|通讯员|摄影|作者|视频|制图|主编|策划|统筹|文|图)"
    "[:/ ]{1,2}(?:[一-鿿]{2,3}[ 、]{1,2})*$"
)
"""What stands before the names of those who made a page."""
_COMPANY = re.compile(
    r"(?:等(?:领导同志|领导|同志)?)?(?:一同|一起|分别|也)?(?:陪同|参加|出席|列席)(?:了)?"
    r"(?:调研|会见|会谈|会议|活动|上述活动|座谈|座谈会|考察|签约|仪式|开幕式|检查|慰问|[一-鿿]{0,10})(?=[。;\n]|$)"
)
_ITEM = re.compile(r"[一-鿿]{2,3}(?=、)")
_PRESENT = re.compile("陪同|参加|出席|列席")


def is_credit(text: str, start: int) -> bool:
    """Whether the name at ``start`` is that of an editor or a reporter in a credit line."""
    return _CREDIT.search(text, max(0, start - 16), start) is not None


def find_repeats(text: str, finder: NameFinder, cast: Cast) -> None:
    """Add every other place where an official's name stands; short names need a border after."""
    for name, bearer in cast.officials.items():
        taken = set(bearer.spans)
        for found in re.finditer(re.escape(name), text):
            start, end = found.span()
            if (
                start in taken
                or FORMULA.match(text, end)
                or _inside_longer(text, start, end, finder, cast)
            ):
                continue
            bearer.spans[start] = (end, "repeat")


def _inside_longer(text: str, start: int, end: int, finder: NameFinder, cast: Cast) -> bool:
    for other in cast.officials.keys() | cast.others:
        at = other.find(text[start:end]) if len(other) > end - start else -1
        if at >= 0 and start >= at and text.startswith(other, start - at):
            return True
    if end - start > 2:
        return False
    return not finder.border(end)


def find_company(text: str, finder: NameFinder, cast: Cast) -> None:
    """Names of a sentence that only says who was there: 张三、李四陪同。 Needs other officials."""
    if not cast.officials:
        return
    done = -1
    for verb in _PRESENT.finditer(text):
        begin = max(text.rfind(mark, 0, verb.start()) for mark in "。;\n") + 1
        if begin <= done:
            continue
        done = begin
        names = list(_names_at(text, begin, finder))
        tail = _COMPANY.match(text, names[-1][1]) if names else None
        alone = len(names) == 1 and not text.startswith(("陪同", "等陪同"), names[0][1])
        if tail is None or alone:
            continue
        for start, end in names:
            if text[start:end] not in cast.others:
                cast.add(text[start:end], start, end, "company", ())


def _names_at(text: str, at: int, finder: NameFinder) -> Iterable[tuple[int, int]]:
    while at < len(text) and is_han(text[at]):
        end = finder.end(at, least=2)
        item = _ITEM.match(text, at)
        if end is None and item and text[at] in surnames():
            end = item.end()
        if end is None:
            return
        yield at, end
        if not text.startswith("、", end):
            return
        at = end + 1


def find_lists(
    text: str, finder: NameFinder, cast: Cast, leaders: Sequence[tuple[int, int]]
) -> None:
    """Long lists of names (、) led by national leaders: all of them hold or held office.

    ``leaders``: spans of leaders' names, in text order.
    """
    known = {text[start:end] for start, end in leaders}
    done = 0
    for start, end in leaders:
        if start < done or not text.startswith("、", end):
            continue
        names = list(_names_at(text, start, finder))
        done = names[-1][1] if names else end
        led = sum(text[one:two] in known for one, two in names)
        if len(names) >= 4 and (led >= 3 or led * 2 >= len(names)):
            for one, two in names:
                if text[one:two] not in cast.others:
                    cast.add(text[one:two], one, two, "leaders-list", ())
