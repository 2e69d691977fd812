"""Which occurrences of Chinese place names to resolve: not swallowed, cut out or a river."""

from bisect import bisect_left
from dataclasses import dataclass

from nlp.components.context import (
    is_among_rivers,
    is_given_name,
    is_other_thing,
    name_end,
    opens,
)
from nlp.lexicon import Entry
from nlp.scene import Scene

_LONGEST = 100
_HARD = frozenset({"phrase", "cross", "nature", "person", "foreign"})
_FULL_END = {
    "区": "域间块别隔位分划",
    "市": "场值面井价",
    "县": "",
    "省": "略钱力时油心察",
    "州": "",
    "旗": "帜舰",
    "盟": "友国约",
}


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
    spans: list[Span] = []
    reach = 0
    waiting: list[Span] = []
    for start, end, entry in scene.hits:
        if not entry.places or entry.latin:
            continue
        shade = _shade(shadows, start, end)
        if shade == "hard" or not _fits(scene.simple, start, end, entry):
            continue
        span = Span(start, end, entry, embedded=shade == "name")
        span.firm = any(form.grade in ("strong", "given") for form in entry.places)
        if not span.firm:
            waiting.append(span)
        elif start >= reach:
            if start != reach and _is_odd(scene.simple, span):
                continue
            reach = end
            spans.append(span)
    taken = {position for span in spans for position in range(span.start, span.end)}
    for span in waiting:
        if not taken & set(range(span.start, span.end)):
            spans.append(span)
    spans.sort(key=lambda span: (span.start, -span.end))
    _mark_embedded(scene, spans)
    return spans


def _mark_embedded(scene: Scene, spans: list[Span]) -> None:
    """Names at the head of a longer name, and whatever stands inside that one."""
    starts = {span.start for span in spans} | {org.start for org in scene.orgs}
    reach = 0
    for span in spans:
        if span.end <= reach:
            span.embedded = True
        elif not span.embedded and span.end not in starts:
            reach = max(reach, name_end(scene.simple, span.end))
            span.embedded = reach > span.end


def _shadows(scene: Scene) -> list[tuple[int, int, str]]:
    shadows = [(s, e, "hard" if entry.decoy in _HARD else "name") for s, e, entry in scene.hits
               if entry.decoy]  # fmt: skip
    shadows += [(org.start, org.end, "name") for org in scene.orgs]
    shadows += [(start, end, "name") for start, end in scene.firms]
    return sorted(shadows)


def _shade(shadows: list[tuple[int, int, str]], start: int, end: int) -> str:
    """``hard`` if a decoy covers the span, ``name`` if a longer name does, else nothing."""
    best = ""
    near = bisect_left(shadows, start - _LONGEST, key=lambda shadow: shadow[0])
    for first, last, kind in shadows[near:]:
        if first > start:
            break
        if last > start and (last >= end or first < start) and (first, last) != (start, end):
            if kind == "hard":
                return "hard"
            best = kind
    return best


def _fits(text: str, start: int, end: int, entry: Entry) -> bool:
    """Whether the characters after allow the name: 吉林市|场 and 黑龙江|流域 do not."""
    after = text[end : end + 1]
    if entry.places[0].kind == "full" and after:
        return after not in _FULL_END.get(entry.text[-1], "")
    if entry.text[-1] in "江河" and is_among_rivers(text, start, end):
        return False
    return not is_other_thing(text, end) or text[end : end + 2] in ("江苏", "江西", "湖北", "湖南")


def _is_odd(text: str, span: Span) -> bool:
    """Whether two characters are a given name, or a county name (义县) cut out of other words."""
    if span.entry.text.endswith("山区"):
        return not opens(text, span.start)
    if len(span.entry.text) > 2:
        return False
    if span.entry.places[0].kind == "full":
        return not opens(text, span.start)
    given = any(form.grade == "given" for form in span.entry.places)
    return is_given_name(text, span.start, common=given)
