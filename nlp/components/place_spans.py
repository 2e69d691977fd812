"""Which occurrences of Chinese place names to resolve: not swallowed, cut out or a river."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile

from nlp.components.context import (
    FREQUENT,
    is_given_name,
    is_other_thing,
    is_river,
    name_end,
    opens,
)
from nlp.lexicon import Entry, Form
from nlp.scene import Scene

_LONGEST = 100
_HARD = frozenset({"phrase", "cross", "nature", "person", "foreign"})
_FULL_END: Mapping[str, Mapping[str, str]] = {
    "区": {
        "域": "外", "间": "", "块": "", "别": "墅开出", "隔": "离壁江", "位": "于居列",
        "分": "局管别批为两三四五", "划": "定出拨归给到转",
    },
    "市": {"场": "", "值": "班守", "面": "向对积临貌", "井": "", "价": ""},
    "省": {
        "略": "", "钱": "", "力": "推争求促保", "时": "任", "油": "气田菜", "心": "", "察": "",
    },
    "旗": {"帜": "", "舰": ""},
    "盟": {"友": "好谊", "国": "", "约": ""},
}  # fmt: skip
"""Last character of a full name, the next one that makes a word with it, unless these follow."""


@dataclass(slots=True)
class Span:
    """A place name that may count; ``firm`` if some reading needs no evidence."""

    start: int
    end: int
    entry: Entry
    embedded: bool = False
    firm: bool = False


def place_spans(scene: Scene) -> list[Span]:
    """Place candidates that neither a longer name nor a decoy covers, by start."""
    shadows = _shadows(scene)
    begins = [first for first, _, _ in shadows]
    text = scene.simple
    spans: list[Span] = []
    reach = 0
    shade = ""
    waiting: list[Span] = []
    for start, end, entry in scene.hits:
        if not entry.local:
            continue
        if begins:
            near, first = bisect_left(begins, start - _LONGEST), bisect_right(begins, start)
            shade = _shade(shadows[near:first], start, end)
        if shade == "hard" or not _fits(text, start, end, entry):
            continue
        span = Span(start, end, entry, shade == "name", entry.firm)
        if not span.firm:
            waiting.append(span)
        elif start >= reach:
            if start != reach and _is_odd(text, span):
                continue
            reach = end
            spans.append(span)
    if waiting:
        taken = {position for span in spans for position in range(span.start, span.end)}
        spans += [span for span in waiting if taken.isdisjoint(range(span.start, span.end))]
        spans.sort(key=lambda span: (span.start, -span.end))
    _mark_embedded(scene, spans)
    return spans


def _mark_embedded(scene: Scene, spans: list[Span]) -> None:
    """Names at the head of a longer name, and whatever stands inside that one."""
    orgs = {org.start for org in scene.orgs}
    starts = {span.start for span in spans} | orgs
    reach = 0
    for number, span in enumerate(spans):
        if span.end <= reach:
            span.embedded = True
        elif not span.embedded and span.end not in starts:
            end = name_end(scene.simple, span.end, span.start)
            others = end and (
                not orgs.isdisjoint(range(span.end, end)) or _is_again(spans, number, end)
            )
            if not others:
                reach = max(reach, end)
            span.embedded = reach > span.end


def _is_again(spans: list[Span], number: int, end: int) -> bool:
    """Whether the same place is named before ``end``, so once more: 大连市支持|大连理工大学."""
    codes = {form.code for form in spans[number].entry.places}
    later = (spans[i] for i in range(number + 1, len(spans)))
    return any(
        codes & {form.code for form in span.entry.places}
        for span in takewhile(lambda span: span.start < end, later)
    )


def _shadows(scene: Scene) -> list[tuple[int, int, str]]:
    shadows = [(s, e, "hard" if entry.decoy in _HARD else "name") for s, e, entry in scene.hits
               if entry.decoy]  # fmt: skip
    shadows += [(org.start, org.end, "name") for org in scene.orgs]
    shadows += [(start, end, "name") for start, end in scene.firms]
    return sorted(shadows)


def _shade(shadows: list[tuple[int, int, str]], start: int, end: int) -> str:
    """``hard`` if a decoy covers the span, ``name`` if a longer name does, else nothing."""
    best = ""
    for first, last, kind in shadows:
        if last > start and (last >= end or first < start) and (first, last) != (start, end):
            if kind == "hard":
                return "hard"
            best = kind
    return best


def _fits(text: str, start: int, end: int, entry: Entry) -> bool:
    """Whether the characters after allow the name: 吉林市|场 and 黑龙江|流域 do not."""
    after = text[end : end + 1]
    if entry.places[0].kind == "full" and after:
        return not _is_other_word(text, end)
    if entry.text[-1] in "江河" and is_river(text, start, end):
        return False
    return not is_other_thing(text, end) or text[end : end + 2] in ("江苏", "江西", "湖北", "湖南")


def _is_other_word(text: str, end: int) -> bool:
    """Whether the last character of a full name is the first of another word: 吉林市|场."""
    words = _FULL_END.get(text[end - 1])
    unless = words.get(text[end : end + 1]) if words else None
    if unless is None:
        return False
    after = text[end + 1 : end + 2]
    return not after or after not in unless


def is_short_form(text: str, span: Span, form: Form) -> bool:
    """Whether the name is one character and its type, as people there write it: 哈市, 鄂旗."""
    typed = form.kind == "alias" and len(span.entry.text) == 2 and span.entry.text[1] in "市旗盟"
    if not typed or span.entry.text[0] in FREQUENT or not opens(text, span.start):
        return False
    return not _is_other_word(text, span.end) and text[span.end : span.end + 1] not in "民容长"


def neighbours(text: str, spans: list[Span]) -> list[tuple[Span, str]]:
    """Three doubtful names in a row, all of one prefecture, with their codes: 密山、虎林、鸡东."""
    found = []
    for row in zip(spans, spans[1:], spans[2:], strict=False):
        one, two, three = row
        if text[one.end : two.start] != "、" or text[two.end : three.start] not in ("、", "和"):
            continue
        codes = [[f.code for f in span.entry.places if f.grade != "never"] for span in row]
        shared = set.intersection(*({code[:4] for code in each} for each in codes))
        if len(shared) == 1:
            found += [
                (span, next(code for code in each if code[:4] in shared))
                for span, each in zip(row, codes, strict=True)
            ]
    return found


def _is_odd(text: str, span: Span) -> bool:
    """Whether two characters are a given name, or a county name (义县) cut out of other words."""
    if span.entry.text.endswith("山区"):
        return not opens(text, span.start)
    if len(span.entry.text) > 2:
        return False
    if span.entry.places[0].kind == "full":
        return not opens(text, span.start)
    return is_given_name(text, span.start, common=span.entry.given)
