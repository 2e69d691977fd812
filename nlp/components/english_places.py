"""English place names: type by suffix, parent to the right or left, then the document's votes.

Rules in ``PlaceHit.rule``: ``place:en`` a name only one unit bears; ``place:type`` decided by City,
County, District or Province; ``place:parent`` decided by the province or prefecture beside it;
``place:votes`` by the rest of the text.
"""

import re
from bisect import bisect_left
from collections import Counter

from spacy.language import Language

from nlp.knowledge import Knowledge
from nlp.lexicon import Entry, Form
from nlp.scene import PlaceHit, Scene
from nlp.steps import Step

_TYPE = re.compile(
    r"(?:[’']s)?[ -](?:Autonomous )?(Province|province|City|city|Municipality|municipality|"
    r"County|county|District|district|League|league|Banner|banner|Prefecture|prefecture|region|"
    r"Region)\b"
)
_CITY_OF = re.compile(r"\b(?:[Cc]ity|[Mm]unicipality|[Tt]own|[Mm]ayors?|[Pp]ort city) of $")
_CAPITAL_OF = re.compile(r"\bcapital city of $")
_PROVINCE_OF = re.compile(r"\b[Pp]rovince of $")
_KINDS = {
    "province": {"province"},
    "municipality": {"municipality", "sub-provincial city", "prefecture-level city"},
    "city": {
        "prefecture-level city", "sub-provincial city", "county-level city", "municipality",
    },
    "county": {"county", "autonomous county"},
    "district": {"municipal district"},
    "banner": {"banner", "autonomous banner"},
    "league": {"league"},
    "prefecture": {"autonomous prefecture", "prefecture (diqu)"},
}  # fmt: skip
_OTHER = re.compile(
    r" (?:River|Mountains?|Lake|Sea|Bay|Islands?|Peninsula|Strait|Road|Street|Avenue|Plains?|Basin|"
    r"Grasslands?|Plateau|Canal|Desert|[Rr]ange|Valley|Gulf|[Rr]iver)\b"
)
_NAMED = re.compile(
    r"(?: (?:[A-Z][\w&’'.-]*|of|and|&)){0,4}? (?:University|Institute|Group|"
    r"Corporation|Corp|Company|Co\b|Ltd|Inc|Bank|Airport|Airlines|Hospital|Hotel|Park|Stadium|"
    r"Museum|Daily|Times|News|Railway Station|Station|FC|School|College|Press|Holdings|Heavy|"
    r"Machine|Steel|Pharmaceutical)\b"
)
_BODY = re.compile(
    r"(?:[’']s)? (?:Provincial|Municipal|Party|Communist|CPC|People[’']s|Customs|"
    r"Government|Committee)\b"
)
_GOVERNS = re.compile(
    r"[’']s (?!\w+ [Dd]istrict|city|municipal)|,? (?:also |now )*(?:has|have|had|is|was|will|would|"
    r"wants?|wanted|said|says|sees?|hopes?|may|might|could|can|must|needs?|should|plans?|aims?|"
    r"seeks?|sought|"
    r"tried|tries|announced|launched|began|decided|believes?|considers?|faces?)\b"
)
_LOCATIVE = re.compile(r"\b(?:in|from|to|at|near|around|outside|between|via|reach|left|visit) $")
_BETTER_KNOWN = frozenset({"320500", "350100"})  # Suzhou, Fuzhou
_WITHIN = re.compile(",? (?:in|of) ")
_SURNAME = re.compile(
    r"\b(?:Li|Wang|Zhang|Liu|Chen|Yang|Zhao|Huang|Zhou|Wu|Xu|Sun|Hu|Zhu|Gao|Lin|He|Guo|Ma|Luo|"
    r"Liang|Song|"
    r"Zheng|Xie|Han|Tang|Feng|Yu|Dong|Xiao|Cheng|Cao|Yuan|Deng|Fu|Shen|Zeng|Peng|Lu|Su|Jiang|Cai|"
    r"Jia|"
    r"Ding|Wei|Xue|Ye|Yan|Pan|Du|Dai|Xia|Zhong|Tian|Ren|Fan|Fang|Shi|Yao|Tan|Liao|Zou|Xiong|Jin|"
    r"Hao|"
    r"Yi|Wen|Ge|Lei|Nie|Qi|Hong|Yue|Xing|Bi|Mo|Zhuang|Ni|Chu|Pang|Guan|Zuo|Tong|Ji|Yin|Rao|Kong|Bai|Cui|Kang|Mao|Qiu|Qin|Gu|Hou|Shao|Meng|Long|Wan|Duan|Qian|Tao|"
    r"(?:Mr|Ms|Mrs|Dr)\.?|Comrade) $"
)
_LEFT = re.compile(r"(?: [Pp]rovince| [Cc]ity)?[’']s(?: \w+){0,2} ")
_RIGHT = re.compile(
    r"(?:, (?:an?|the) (?:[\w-]+ ){0,5}(?:city|county|town|district|port|hub|base))?"
    r",? (?:in |of )?(?:the )?(?:(?:north|south|east|west|central)\w* )?(?:China[’']s )?$"
)


def find_english_places(scene: Scene, knowledge: Knowledge) -> None:
    """Appends English place names of ``scene.hits`` to ``scene.places``."""
    if not (spans := _spans(scene)):
        return
    votes: Counter[str] = Counter()
    for hit in scene.places:
        votes[hit.code] += 1
    waiting: list[tuple[int, int, Entry]] = []
    for span in spans:
        if not _place(scene, knowledge, span, spans, votes, final=False):
            waiting.append(span)
    for span in waiting:
        if not _place(scene, knowledge, span, spans, votes, final=True):
            scene.ambiguous.extend(_undecided(scene, knowledge, span, votes))
    scene.places.sort(key=lambda hit: (hit.start, hit.end))


def _spans(scene: Scene) -> list[tuple[int, int, Entry]]:
    """Longest names first, without those that decoys cover, are rivers or follow a surname."""
    spans: list[tuple[int, int, Entry]] = []
    reach = 0
    for start, end, entry in scene.hits:
        if not entry.latin or start < reach or not (entry.places or entry.decoy):
            continue
        reach = end
        text = scene.simple
        if (
            entry.decoy
            or _OTHER.match(text, end)
            or _SURNAME.search(text[max(0, start - 9) : start])
        ):
            continue
        spans.append((start, end, entry))
    return spans


def _place(
    scene: Scene,
    knowledge: Knowledge,
    span: tuple[int, int, Entry],
    spans: list[tuple[int, int, Entry]],
    votes: Counter[str],
    *,
    final: bool,
) -> bool:
    """Decides one span; True when there is nothing left to decide."""
    start, end, _ = span
    forms, reach, typed = _by_type(scene.simple, span, knowledge)
    if not forms:
        return True
    parents = _parents_beside(scene.simple, span, reach, spans)
    if parents:
        near = [f for f in forms if set(knowledge.parents(f.code)) & parents]
        if near:
            _accept(scene, knowledge, (start, end), near[0].code, "place:parent", votes)
            return True
        elsewhere = _is_within(scene.simple, start, reach) and _are_counties(forms, knowledge)
        if elsewhere or _is_elsewhere(forms, parents, knowledge):
            return True
    if not typed:
        forms = [form for form in forms if form.grade != "never"]
    code, rule = _choose(forms, knowledge, votes, typed=typed, final=final) if forms else ("", "")
    if code:
        _accept(scene, knowledge, (start, end), code, rule, votes)
    return bool(code)


def _undecided(
    scene: Scene, knowledge: Knowledge, span: tuple[int, int, Entry], votes: Counter[str]
) -> list[tuple[int, int, tuple[str, ...]]]:
    """The span with the codes of all units spelled so, if there are several."""
    forms, _, typed = _by_type(scene.simple, span, knowledge)
    codes = {form.code for form in forms if typed or form.grade != "never"}
    for place in [knowledge.places[code] for code in codes]:
        codes |= {r.code for r in place.rivals if r.kind == "pinyin" or r.name_zh == place.name_zh}
    ranked = sorted(codes, key=lambda code: (-votes[code], code))
    return [(span[0], span[1], tuple(ranked))] if len(ranked) > 1 else []


def _is_elsewhere(forms: list[Form], parents: set[str], knowledge: Knowledge) -> bool:
    """Whether the province beside a name that others share is not its own (Fushun, Sichuan)."""
    if any(knowledge.places[code].level != "province" for code in parents):
        return False
    return forms[0].code not in parents and all(
        knowledge.places[form.code].level == "county"
        or any(rival.kind == "pinyin" for rival in knowledge.places[form.code].rivals)
        for form in forms
    )


def _is_within(text: str, start: int, reach: int) -> bool:
    """Whether the words beside a name say what it lies in: Nanshan District in Shenzhen."""
    owned = text[max(0, start - 3) : start].replace("’", "'") == "'s "
    return owned or _WITHIN.match(text, reach) is not None


def _are_counties(forms: list[Form], knowledge: Knowledge) -> bool:
    return all(knowledge.places[form.code].level == "county" for form in forms)


def _by_type(
    text: str, span: tuple[int, int, Entry], knowledge: Knowledge
) -> tuple[list[Form], int, bool]:
    """The readings that the type word beside the name allows, and where that word ends."""
    start, end, entry = span
    before = text[max(0, start - 20) : start]
    match = _TYPE.match(text, end)
    word = match[1].lower() if match else ""
    if _CITY_OF.search(before) and not _CAPITAL_OF.search(before):
        word, match = "city", None
    elif _PROVINCE_OF.search(before):
        word, match = "province", None
    reach = match.end() if match else end
    allowed = _KINDS.get(word)
    if not allowed or (len(entry.text.split()) > 1 and entry.text.split()[-1].lower() in _KINDS):
        return list(entry.places), reach, False
    kept = [form for form in entry.places if knowledge.places[form.code].kind in allowed]
    if not kept and word in ("district", "county", "region", "city"):
        return list(entry.places), reach, False
    return kept, reach, True


def _parents_beside(
    text: str,
    span: tuple[int, int, Entry],
    reach: int,
    spans: list[tuple[int, int, Entry]],
) -> set[str]:
    """Codes of names right after (Jinzhou, Liaoning) or right before (Liaoning's Jinzhou)."""
    start, _, _ = span
    found: set[str] = set()
    begin = bisect_left(spans, start - 70, key=lambda other: other[0])
    for first, last, other in spans[begin : begin + 30]:
        if last <= start and start - last <= 30:
            between = text[last:start]
            if _LEFT.fullmatch(between):
                found |= {form.code for form in other.places}
        elif reach < first <= reach + 70 and _RIGHT.fullmatch(text[reach:first]):
            found |= {form.code for form in other.places}
    return found


def _choose(
    forms: list[Form], knowledge: Knowledge, votes: Counter[str], *, typed: bool, final: bool
) -> tuple[str, str]:
    """The reading to take without a parent beside the name, and the rule; empty if none yet."""
    codes = [form.code for form in forms]
    rank = {"province": 0, "prefecture": 1, "county": 2}
    best = min(rank[knowledge.places[code].level] for code in codes)
    top = [code for code in codes if rank[knowledge.places[code].level] == best]
    sure = [f.code for f in forms if f.code in top and f.grade == "strong"]
    if best == 0 and sure:
        return top[0], "place:en"
    doubtful = best == 2 and not _is_distinct(forms[0], knowledge)
    if doubtful and _is_foreign_to(codes[0], knowledge, votes):
        return "", ""
    if len(top) == 1 and (sure or (typed and best < 2)):
        return top[0], "place:type" if typed else "place:en"
    if not final:
        return "", ""
    if len(codes) == 1 and _is_distinct(forms[0], knowledge):
        return codes[0], "place:en"
    scores = {code: _score(knowledge, code, votes) for code in codes}
    ranked = sorted(codes, key=lambda code: (-scores[code], rank[knowledge.places[code].level]))
    if scores[ranked[0]] > 0 and (len(ranked) < 2 or scores[ranked[0]] > scores[ranked[1]]
                                  or knowledge.places[ranked[0]].level
                                  != knowledge.places[ranked[1]].level):  # fmt: skip
        return ranked[0], "place:votes"
    known = [code for code in codes if code in _BETTER_KNOWN]
    return (known[0], "place:votes") if known else ("", "")


def _is_foreign_to(code: str, knowledge: Knowledge, votes: Counter[str]) -> bool:
    """Whether the text is about other provinces only than that of a county's namesake."""
    return bool(votes) and not votes[knowledge.province_of(code)]


def _is_distinct(form: Form, knowledge: Knowledge) -> bool:
    """Whether a county's name is long and no other unit is spelled so (Suifenhe, Hunchun)."""
    place = knowledge.places[form.code]
    base = place.name_en.split(" ")[0]
    rivals = any(rival.kind == "pinyin" for rival in place.rivals)
    return form.grade == "weak" and len(base) >= 7 and not rivals


def _score(knowledge: Knowledge, code: str, votes: Counter[str]) -> int:
    above = knowledge.parents(code)
    return votes[code] * 2 + sum(votes[parent] for parent in above)


def _accept(
    scene: Scene,
    knowledge: Knowledge,
    span: tuple[int, int],
    code: str,
    rule: str,
    votes: Counter[str],
) -> None:
    start, end = span
    text = scene.simple
    near = bisect_left(scene.orgs, start - 100, key=lambda org: org.start)
    inside = any(
        org.start <= start and end <= org.end and (org.start, org.end) != span
        for org in scene.orgs[near : near + 60]
    )
    named = not _BODY.match(text, end) and _NAMED.match(text, end) is not None
    if code == "110000" and _GOVERNS.match(text, end):
        named = _LOCATIVE.search(text[max(0, start - 10) : start]) is None
    votes[code] += 1
    for parent in knowledge.parents(code):
        votes[parent] += 1
    confidence = {"place:en": 0.95, "place:type": 0.95, "place:parent": 0.97}.get(rule, 0.8)
    level = knowledge.places[code].level
    scene.places.append(PlaceHit(start, end, code, level, confidence, rule, inside or named))


@Language.factory("dongbei_english_places")
def create(nlp: Language, name: str) -> Step:
    from nlp.pipeline import resources

    knowledge = resources().knowledge
    return Step(lambda scene: find_english_places(scene, knowledge))
