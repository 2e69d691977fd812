"""Which unit each Chinese place name means: longest first, then chains, lists and votes.

Rules, as they appear in ``PlaceHit.rule``: ``place:full`` an official name only one unit bears;
``place:short`` a short name that is safe alone; ``place:chain`` the parent stands right before;
``place:list`` one of a list of names; ``place:votes`` the rest of the text decides;
``place:compound`` an abbreviation among others (黑吉辽).
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from spacy.language import Language

from nlp.components.context import closes, is_given_name, opens, precedes_county
from nlp.components.place_relative import letter_lists, relative_places
from nlp.components.place_spans import Span, is_short_form, neighbours, place_spans
from nlp.knowledge import Knowledge
from nlp.lexicon import Form
from nlp.scene import PlaceHit, Scene
from nlp.steps import Step

_BIGGEST = {"铁西区": "210106"}
_COUNTED = re.compile(
    "(?P<names>(?:[\u4e00-\u9fff]{2,4}?[、和与及])+[\u4e00-\u9fff]{2,4}?)"
    "(?:等)?[两二三四五六七八九十]个?(?P<type>[县区市旗]+)"
)
_COUNT = re.compile("[两二三四五六七八九十]个?[县区市旗]")
_JOINT = re.compile("[、和与及]|$")
_NOT_AFTER_PROVINCE = frozenset({"富裕", "友谊"})
_LISTED_CITY = re.compile(
    "(?:、[\u4e00-\u9fff]{2,4}){0,8}?(?:等)?[两二三四五六七八九十]+(?:个|座)?(?:城市|市(?!场|委|政府))"
)
_RAIL = frozenset(["高铁", "高速", "铁路", "公路", "客专", "城际", "航线", "大湾", "协同", "新区"])
_ZONE = re.compile("(?:[\u4e00-\u9fff]{0,4}(?:示范区|先导区|走廊|新区|新城))")


@dataclass(slots=True)
class _Reading:
    """The work on one document."""

    scene: Scene
    knowledge: Knowledge
    found: dict[int, PlaceHit] = field(default_factory=dict)
    """Accepted hits by start."""
    ends: dict[int, PlaceHit] = field(default_factory=dict)
    home: str | None = None
    counted: dict[int, str] = field(default_factory=dict)
    """Ends of names in a list that ends in its count and type (三县), to that type."""
    _uncounted: list[PlaceHit] = field(default_factory=list)
    _votes: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))

    def accept(self, span: Span, code: str, confidence: float, rule: str) -> None:
        level = self.knowledge.places[code].level
        hit = PlaceHit(span.start, span.end, code, level, confidence, rule, span.embedded)
        self.found[span.start] = self.ends[span.end] = hit
        self._uncounted.append(hit)

    @property
    def votes(self) -> defaultdict[str, int]:
        """How often the text names each unit or one in it, embedded names counted half."""
        for hit in self._uncounted:
            weight = 1 if hit.embedded else 2
            self._votes[hit.code] += weight
            for above in self.knowledge.parents(hit.code):
                self._votes[above] += weight
        self._uncounted.clear()
        return self._votes

    def parent_before(self, span: Span) -> PlaceHit | None:
        """The hit that ends where ``span`` starts, as in 吉林|舒兰 or 吉林省的|舒兰市."""
        start = span.start
        before = self.ends.get(start)
        if before is None and start > 1 and self.scene.simple[start - 1] == "的":
            return self.ends.get(start - 1)
        return before

    def is_above(self, code: str, other: str) -> bool:
        return code in self.knowledge.parents(other)


def find_places(scene: Scene, knowledge: Knowledge) -> None:
    """Appends the resolved Chinese place names of ``scene.hits`` to ``scene.places``."""
    reading = _Reading(scene, knowledge, home=scene.home)
    for found in _COUNTED.finditer(scene.simple) if _COUNT.search(scene.simple) else ():
        for joint in _JOINT.finditer(found["names"]):
            reading.counted[found.start() + joint.start()] = found["type"]
    spans = place_spans(scene)
    listed = [span for span in spans if span.firm and span.end in reading.counted]
    doubtful = [span for span in spans if not span.firm]
    open_spans = [
        span for span in spans
        if span.firm and span.end not in reading.counted and not _settle(reading, span)
    ]  # fmt: skip
    listed = [span for span in listed if not _settle_counted(reading, span)]
    open_spans += [span for span in listed if not _settle(reading, span)]
    doubtful = [span for span in doubtful if not _settle_counted(reading, span)]
    for span, code in neighbours(scene.simple, doubtful):
        if span.start not in reading.found:
            reading.accept(span, code, 0.85, "place:list")
    for _ in range(2):
        open_spans = [span for span in open_spans if not _settle_by_votes(reading, span)]
        doubtful = [span for span in doubtful if not _settle_doubtful(reading, span)]
    scene.places.extend(hit for _, hit in sorted(reading.found.items()))
    scene.ambiguous.extend(_undecided(reading, span) for span in open_spans)
    others = relative_places(scene, knowledge)
    letters = letter_lists(scene, [*scene.places, *others])
    taken = {hit.start for hit in letters}
    others += [hit for hit in _compounds(scene) if hit.start not in taken]
    others += letters
    if others:
        scene.places.extend(others)
        scene.places.sort(key=lambda hit: (hit.start, hit.end))


def _settle(reading: _Reading, span: Span) -> bool:
    """Settles spans that need no more than what stands right before them."""
    entry, forms = span.entry, span.entry.readings
    before = reading.parent_before(span)
    chained = [f for f in entry.places if reading.is_above(before.code, f.code)] if before else []
    if len(chained) == 1 and chained[0].kind == "full":
        reading.accept(span, chained[0].code, 0.98, "place:chain")
        return True
    if forms[0].kind == "full":
        if len(forms) == 1 and not entry.rivals:
            reading.accept(span, forms[0].code, 0.97, "place:full")
            return True
        return before is not None and _is_rival(before, entry.rivals)
    if entry.text == "吉林" and _LISTED_CITY.match(reading.scene.simple, span.end):
        reading.accept(span, "220200", 0.85, "place:list")
        return True
    strange = before is not None and not chained and before.level != "county"
    if strange and reading.knowledge.places[forms[0].code].level == "county":
        return len(entry.text) < 3
    chosen = chained[0] if len(chained) == 1 and forms[0].kind != "short" else forms[0]
    reading.accept(span, chosen.code, 0.95, f"place:{chosen.kind}")
    return True


def _is_rival(before: PlaceHit, rivals: frozenset[str]) -> bool:
    width = 2 if before.level == "province" else 4
    return any(code[:width] == before.code[:width] for code in rivals)


def _settle_by_votes(reading: _Reading, span: Span) -> bool:
    """A full name several units bear: the one whose parents the text speaks of."""
    codes = [form.code for form in span.entry.places]
    joined = reading.scene.simple[span.start - 1 : span.start] in ("、", "和", "及", "与")
    left = reading.ends.get(span.start - 1) if joined else None
    siblings = [code for code in codes if left and code[:4] == left.code[:4]]
    if left and left.level == "county" and len(siblings) == 1:
        reading.accept(span, siblings[0], 0.85, "place:list")
        return True
    rivals = span.entry.rivals
    scores = {code: _score(reading, code) for code in codes}
    against = max((_score(reading, code) for code in rivals), default=0)
    best = max(scores, key=lambda code: scores[code])
    top = [code for code in codes if scores[code] == scores[best]]
    if scores[best] > against and len(top) == 1:
        reading.accept(span, best, 0.85, "place:votes")
        return True
    prior = _BIGGEST.get(span.entry.text)
    if prior in top and scores[best] >= against:
        reading.accept(span, prior, 0.6, "place:votes")
        return True
    return False


def _undecided(reading: _Reading, span: Span) -> tuple[int, int, tuple[str, ...]]:
    """The units that a full name may mean, those that the text speaks of first."""
    codes = {form.code for form in span.entry.places} | span.entry.rivals
    ranked = sorted(codes, key=lambda code: (-_score(reading, code), code))
    return span.start, span.end, tuple(ranked)


def _settle_counted(reading: _Reading, span: Span) -> bool:
    """A name of a list that says what it lists: 依兰、木兰、巴彦三县."""
    kind = reading.counted.get(span.end)
    if kind is None or span.start in reading.found or _overlaps(reading, span):
        return False
    places = reading.knowledge.places
    names = {span.entry.text + each for each in kind}
    fits = [f.code for f in span.entry.places if places[f.code].name_zh in names]
    if len(fits) > 1:
        fits.sort(key=lambda code: -_score(reading, code))
        fits = fits[: _score(reading, fits[0]) > _score(reading, fits[1])]
    if fits:
        reading.accept(span, fits[0], 0.85, "place:list")
    return bool(fits)


def _score(reading: _Reading, code: str) -> int:
    prefecture, province = f"{code[:4]}00", f"{code[:2]}0000"
    score = 3 * reading.votes[prefecture] + reading.votes[province]
    if reading.home:
        score += 6 * (reading.home[:4] == code[:4]) + 2 * (reading.home[:2] == code[:2])
    return score


def _settle_doubtful(reading: _Reading, span: Span) -> bool:
    """A short name that is also a word: only with evidence."""
    text = reading.scene.simple
    if span.start in reading.found or _overlaps(reading, span):
        return True
    before = reading.parent_before(span)
    for form in span.entry.places:
        place = reading.knowledge.places[form.code]
        if before and _is_chained(reading, span, form, before):
            reading.accept(span, form.code, 0.9, "place:chain")
            return True
        if form.grade == "never":
            continue
        if before is None and is_given_name(text, span.start, common=True):
            continue
        if is_short_form(text, span, form):
            reading.accept(span, form.code, 0.85, "place:short")
            return True
        if _in_list(reading, span, form):
            reading.accept(span, form.code, 0.85, "place:list")
            return True
        tight = opens(text, span.start) and closes(text, span.end)
        loose = tight or (
            form.kind == "short" and (opens(text, span.start) or closes(text, span.end))
        )
        named = reading.votes[form.code] > 0
        parent = place.parent_code or ""
        known = reading.votes[parent] or reading.votes[parent[:2] + "0000"]
        known = known or (place.level == "prefecture" and precedes_county(text, span.end))
        tight = tight or (opens(text, span.start) and precedes_county(text, span.end))
        at_home = reading.home is not None and reading.home[:4] == parent[:4]
        if (named and loose) or ((known or at_home) and tight):
            reading.accept(span, form.code, 0.8 if named else 0.7, "place:votes")
            return True
    return False


def _is_chained(reading: _Reading, span: Span, form: Form, before: PlaceHit) -> bool:
    """Whether the parent right before makes a word the unit's name: 辽源龙山, 黑龙江木兰."""
    place = reading.knowledge.places[form.code]
    if before.end != span.start or not reading.is_above(before.code, form.code):
        return False
    if form.grade == "weak":
        return True
    county = place.name_zh[-1] in "县市" and place.short_zh not in _NOT_AFTER_PROVINCE
    near = county or "prefecture" in (before.level, place.level)
    return near and closes(reading.scene.simple, span.end)


def _overlaps(reading: _Reading, span: Span) -> bool:
    return any(
        hit.start < span.end and span.start < hit.end
        for start in range(span.start - 12, span.end)
        if (hit := reading.found.get(start))
    )


def _in_list(reading: _Reading, span: Span, form: Form) -> bool:
    """Whether an accepted name of the same province is the neighbour in a list: 海伦、望奎."""
    text = reading.scene.simple
    left = reading.ends.get(span.start - 1) if text[span.start - 1 : span.start] == "、" else None
    right = reading.found.get(span.end + 1) if text[span.end : span.end + 1] == "、" else None
    return any(
        hit is not None and hit.level != "province" and hit.code[:2] == form.code[:2]
        for hit in (left, right)
    )


def _compounds(scene: Scene) -> list[PlaceHit]:
    """Abbreviations written together stand for each of their units."""
    hits: list[PlaceHit] = []
    reach = 0
    for start, end, entry in scene.hits:
        if start < reach:
            continue
        if entry.decoy:
            reach = end
        if not entry.codes or entry.decoy:
            continue
        after = scene.simple[end : end + 2]
        rail = after in _RAIL
        rail = rail or after[:1] in ("线", "大") or _ZONE.match(scene.simple, end) is not None
        reach = end
        hits.extend(
            PlaceHit(start, end, code, "province" if code.endswith("0000") else "prefecture",
                     0.85, "place:compound", rail)
            for code in entry.codes
        )  # fmt: skip
    return hits


@Language.factory("dongbei_places")
def create(nlp: Language, name: str) -> Step:
    from nlp.pipeline import resources

    knowledge = resources().knowledge
    return Step(lambda scene: find_places(scene, knowledge))
