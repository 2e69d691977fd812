"""State-owned enterprises by their known names, with the plants named after their groups.

Rules in ``OrgHit.rule``: ``soe:name`` a name that is safe alone; ``soe:context`` a short form that
is also a word, with evidence beside it or in the text; ``soe:unit`` a plant named after its group
(its own id if it is known, else the group's); ``soe:class`` see ``soe_classes``.
"""

import re

from spacy.language import Language

from db.models import Language as Tongue
from nlp.components.context import closes, opens
from nlp.knowledge import Knowledge
from nlp.lexicon import Entry
from nlp.scene import OrgHit, Scene
from nlp.steps import Step

_STOP = (
    "的了在和与及对将为等到从向把被让给有是以其并又也还已曾就这那该某各多两家个名说称去赴来由于会同要求应"
    "，。、；：！？,.;:!?\\s“”‘’《》（）"
)
_CORPORATE = re.compile(
    r"(?:\((?![^()]{0,5}族\)|[男女]\)|\d)[^()\s]{1,6}\))?(?:集团|控股|股份|有限责任|有限|总公司|公司)*"
    r"(?:\((?![^()]{0,5}族\)|[男女]\)|\d)[^()\s]{1,6}\))?(?:集团|控股|股份|有限责任|有限|总公司|公司)*"
)
_UNIT = re.compile(
    rf"(?:[^{_STOP}]|有(?=[色限])){{0,12}}?(?:分公司|子公司|有限责任公司|有限公司|股份公司|集团公司|公司|热电厂|发电厂|电厂|总厂|炼油厂"
    r"|采油(?:一|二|三|四|五|六|七|八|九|十)?厂|化工厂|钢厂|机械厂|锅炉厂|电机厂|造船厂|露天矿|煤矿|铁矿|油田|采油队"
    r"|机务段|车务段|工务段|研究总?院|研究所|设计院|(?:销售|采购|营销|运营|物资)中心|集团)"
)
_TRADE = re.compile(
    r"(?:新能源|矿业|钢铁|石化|炼化|电力|能源|重工|物流|置业|汽车|航空|化工|机械|建设|装备|车辆|煤业|热电|燃气|港口)"
    r"(?=[\s，。、；：！？,.;:!?的在和与及等将把（(“”]|项目|基地|园区|产业园|车间|$)"
)
_LATIN_TAIL = re.compile(
    r"(?: Group| Corporation| Corp\.?| Company| Co\.?,? ?(?:Ltd\.?|Limited)?| Ltd\.?)*"
)
_LATIN_UNIT = re.compile(r" (?:Bureau|Branch|Group|Company|Railway Bureau|Power Plant|Refinery)\b")
_LATIN_OTHER = re.compile(
    r"(?:[’']s)? (?:Street|Road|Avenue|Boulevard|Town|Village|District|County|Square|River|"
    r"Mountain|"
    r"University|Institute of|Academy|Hospital|School|Museum|Cup|Open|Festival|FC|Spirit|spirit|"
    r"missiles?|Dynasty|dynasty|rocket|satellite)\b|-\d"
)
_BUSINESS = re.compile(
    r"\b(?:shares?|stakes?|revenues?|(?:net )?profits?|loss|listed|trading|acquir\w+|merge[rd]?|"
    r"absorb\w*|"
    r"bonds?|restructur\w+|fil(?:ed|ing)|subsidiary|company|operators?|shareholders?|chairman|"
    r"investors?)\b",
    re.IGNORECASE,
)
_VAGUE = re.compile("全资|所属|旗下|下属|直属|二级|三级|多家|一家|联合|合资|参股|竞争|民营|其他")
_BODY = re.compile("[\u4e00-\u9fff]{0,6}?(?:协会|学会|联合会|大学|博物馆|精神|奖学金|杯(?!子))")
_GENERIC = re.compile(
    "中国(?:石油|石化|化学|黄金|铝业|建材|船舶|节能|移动|电信|烟草|林业|建筑|电子|铁路|邮政|稀土|兵器)"
)
_SUBJECT = re.compile(
    "[的]?(?:进口|出口|需求|消费|储备|产量|行业|产业|市场|价格|资源|安全|减排|互联网|支付|领域|事业|工业|技术|标准"
    "|企业|产品|制造|装备|天然气(?!集团|股份)|和|通信(?!集团)|发展|运输|建设|历史|文化|科技|设计|艺术)"
)
_NOTE = re.compile(r"\((?:[^()]{1,5}族|[男女])\)")
_TITLES = {"书记", "市长", "省长", "主席", "主任", "局长", "部长", "厅长", "县长", "区长", "旗长"}
_LEADERS = re.compile(
    r"(?:党委|党组|董事|总经理|副总|总裁|书记|工会|职工|员工|工人|厂区|负责人|有关负责|老总|高管|技术|领导|车间|主业"
    r"|、?等(?:中央企业|央企|国企|企业|公司|集团)|旗下|所属|下属|子公司|总部|在[辽吉黑]|是[^。,;]{0,20}(?:集团|企业|央企|公司)"
    r"|、?[一二两三四五六七八九十]+(?:大|家)(?:中央企业|央企|国企|企业))"
)
_GROUPED = re.compile(r"(?:央企|国企|企业|公司|集团|中央企业|入主|重组|[、与和])$")


def find_soes(scene: Scene, knowledge: Knowledge) -> None:
    """Appends known enterprises to ``scene.orgs`` and private namesakes to ``scene.firms``."""
    named = {
        soe_id
        for start, end, entry in scene.hits
        for soe_id, grade in entry.soes
        if grade == "strong"
    }
    reach = 0
    for start, end, entry in scene.hits:
        if start < reach:
            continue
        if entry.decoy:
            reach = max(reach, end)
        elif entry.soes:
            reach = max(reach, _read(scene, knowledge, (start, end, entry), named))
    scene.orgs.sort(key=lambda hit: (hit.start, -hit.end))


def _read(scene: Scene, knowledge: Knowledge, hit: tuple[int, int, Entry], named: set[str]) -> int:
    """Judges one occurrence; returns how far the text is taken (``start`` if not at all)."""
    start, end, entry = hit
    if len(entry.text) == 2 and _is_person(scene.simple, start, end):
        return start
    if _is_cut_out(scene, start, end) or _BODY.match(scene.simple, end):
        return start
    if entry.latin and _LATIN_OTHER.match(scene.simple, end):
        return start
    if _GENERIC.fullmatch(entry.text) and _SUBJECT.match(scene.simple, end):
        return start
    reach, unit = _extend(scene, knowledge, hit)
    owned = [pair for pair in entry.soes if knowledge.soes[pair[0]].state_owned(scene.date)]
    if not owned:
        scene.firms.append((start, reach))
        return reach
    soe_id, grade = owned[0]
    rule = "soe:name" if grade == "strong" else "soe:context"
    if grade != "strong" and not _is_evident(scene, hit, reach, named):
        return start
    confidence = 0.95 if grade == "strong" else 0.8
    if unit:
        inner = _known_unit(scene, knowledge, end, reach)
        scene.orgs.append(OrgHit(start, end, soe_id, 0.6, rule, embedded=True))
        soe_id, rule, confidence = inner or soe_id, "soe:unit", 0.85
    scene.orgs.append(OrgHit(start, reach, soe_id, confidence, rule))
    return reach


def _is_evident(scene: Scene, hit: tuple[int, int, Entry], reach: int, named: set[str]) -> bool:
    """Whether a form that is also a word stands for the enterprise here."""
    start, end, entry = hit
    if reach > end and (entry.latin or len(entry.text) > 2 or opens(scene.simple, start)):
        return True
    return _in_context(scene, hit, named)


def _is_person(text: str, start: int, end: int) -> bool:
    """Whether a title before or a note after shows a person of that name (书记包钢)."""
    titled = text[max(0, start - 2) : start] in _TITLES
    return titled or _NOTE.match(text, end) is not None


def _is_cut_out(scene: Scene, start: int, end: int) -> bool:
    """Whether a place name reaches into the form from before: 湖北|汽车 is not 北汽."""
    return any(
        start < last < end and any(form.grade == "strong" for form in entry.places)
        for _, last, entry in scene.hits_from(max(0, start - 8), start)
    )


def _extend(scene: Scene, knowledge: Knowledge, hit: tuple[int, int, Entry]) -> tuple[int, bool]:
    """Where the name ends that begins with a known one, and whether a unit's name was added."""
    _, end, entry = hit
    text = scene.simple
    if entry.latin:
        tail = _LATIN_TAIL.match(text, end)
        reach = end + len(tail[0].rstrip(", ")) if tail else end
        unit = _LATIN_UNIT.match(text, _place_at(scene, reach + 1) or len(text))
        return (unit.end(), True) if unit else (reach, False)
    tail = _CORPORATE.match(text, end)
    reach = tail.end() if tail else end
    unit = _UNIT.match(text, reach)
    if unit and not _VAGUE.search(unit[0]):
        owner = entry.soes[0][0]
        if _names_another(scene, knowledge, owner, (reach, unit.end())):
            return reach, False
        rest = _CORPORATE.match(text, unit.end())
        return (rest.end() if rest else unit.end()), True
    place = _place_at(scene, reach)
    if place:
        trade = _TRADE.match(text, place)
        if trade:
            return trade.end(), True
    return reach, False


def _place_at(scene: Scene, start: int) -> int:
    """The end of the longest place name that begins at ``start``, or 0."""
    found = scene.hits_from(start, start + 1)
    return max((end for _, end, entry in found if entry.places), default=0)


def _names_another(scene: Scene, knowledge: Knowledge, soe_id: str, span: tuple[int, int]) -> bool:
    """Whether a firm begins in the span that is no part of the enterprise named before it."""
    for _, last, entry in scene.hits_from(*span):
        if entry.decoy in ("firm", "school", "brand"):
            return True
        sure = [other for other, grade in entry.soes if grade == "strong"]
        if sure and last <= span[1] and not any(_is_part(knowledge, o, soe_id) for o in sure):
            return True
    return False


def _is_part(knowledge: Knowledge, soe_id: str | None, group: str) -> bool:
    while soe_id and soe_id != group:
        soe_id = knowledge.soes[soe_id].parent_id
    return soe_id == group


def _known_unit(scene: Scene, knowledge: Knowledge, start: int, end: int) -> str | None:
    for _, last, entry in scene.hits_from(start, end):
        if last <= end and entry.soes and len(entry.text) > 2:
            soe_id: str = entry.soes[0][0]
            if knowledge.soes[soe_id].state_owned(scene.date):
                return soe_id
    return None


def _in_context(scene: Scene, hit: tuple[int, int, Entry], named: set[str]) -> bool:
    start, end, entry = hit
    text = scene.simple
    if _LEADERS.match(text, end):
        return True
    if entry.latin:
        if _BUSINESS.search(text[max(0, start - 70) : end + 60]):
            return True
        return any(soe_id in named for soe_id, _ in entry.soes if len(entry.text) < 12)
    bounded = opens(text, start) and closes(text, end)
    if any(soe_id in named for soe_id, _ in entry.soes) and bounded:
        return True
    return (
        bounded
        and _GROUPED.search(text[max(0, start - 4) : start]) is not None
        and any(
            last == start - 1 and other.soes
            for _, last, other in scene.hits_from(max(0, start - 30), start)
        )
    )


@Language.factory("dongbei_soes")
def create(nlp: Language, name: str) -> Step:
    from nlp.components.soe_classes import find_classes
    from nlp.components.soe_classes_en import find_english_classes
    from nlp.pipeline import resources

    knowledge = resources().knowledge

    def read(scene: Scene) -> None:
        find_soes(scene, knowledge)
        find_classes(scene, knowledge)
        if scene.language is Tongue.EN:
            find_english_classes(scene)

    return Step(read)
