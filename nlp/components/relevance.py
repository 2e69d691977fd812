"""Is this text about the development of the Northeast? 0..1, with the reasons.

Terms of the topic table speak for themselves; otherwise the text must be about places or
enterprises of the region (their share among all places, the headline) and about economy or
governance rather than sport, weather, crime or accidents.
"""

import re

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind
from spacy.language import Language

from db.models import Language as Tongue
from nlp.knowledge import Knowledge, Topic
from nlp.scene import Scene
from nlp.steps import Step


class _Words:
    """Words joined by ``|``, found as a regular expression of them would: from the left, and of
    two that begin alike the one listed first."""

    def __init__(self, words: str) -> None:
        self._automaton = AhoCorasick(
            words.split("|"),
            matchkind=MatchKind.LeftmostFirst,
            implementation=Implementation.DFA,
        )

    def found(self, text: str) -> set[str]:
        return set(self._automaton.find_matches_as_strings(text))


_MATTERS_ZH = _Words(
    "经济|产业|投资|项目|企业|改革|开放|发展|振兴|建设|规划|工业|农业|粮食|制造|科技|创新|贸易|口岸|出口|就业"
    "|人口|财政|金融|能源|生态|旅游|民生|医疗保险|养老|教育|市委|省委|县委|市政府|省政府|调研|考察|座谈|人大|政协"
    "|市长|书记|任命|免职|任职|巡视|违纪|亿元|万吨|增长|转型|升级|营商|合作|园区|高质量|国企|国资|基础设施|铁路|机场"
    "|钢铁|煤炭|煤矿|石油|炼化|装备|机床|汽车|公司|集团|重组|股权|上市|亏损|债务|产能|产量|产值|搬迁|职工|下岗"
    "|农场|农垦|港口|物流|签署|协议|董事长|总经理|履职|监委|纪委|审查|受贿|省长|州长|盟长|旗长"
)
_MATTERS_EN = re.compile(
    r"\b(?:econom\w+|industr\w+|invest\w+|projects?|enterprises?|reforms?|growth|develop\w+|"
    r"revitali\w+|rejuvenat\w+|reviv\w+|trade|manufactur\w+|steel\w*|coal|crude|oilfields?|oil|"
    r"grain|corn|soybeans?|"
    r"agricultur\w+|export\w*|jobs|unemploy\w+|layoffs?|laid-off|pensions?|wages|"
    r"population|officials?|government|compan(?:y|ies)|business\w*|factor(?:y|ies)|output|"
    r"production|"
    r"produc(?:ed|er|ers|es|ing)|tonnes|tons|revenue|profits?|loss(?:es)?|restructur\w+|merg\w+|"
    r"acqui\w+|bankrupt\w+|"
    r"automobiles?|automakers?|carmakers?|vehicles?|equipment|shipbuild\w+|railways?|ports?|"
    r"energy|power|"
    r"governor|party (?:secretary|chief)|mayor|policy|policies|SOEs?|state-owned|cooperation|"
    r"opening[- ]up|free trade|high-quality|modernization|urban|fiscal|bonds?|"
    r"tourism|infrastructure|high-speed|[bm]illion|GDP|innovation|technology|debt)\b",
    re.IGNORECASE,
)
_PERSONNEL_EN = re.compile(
    r"\b(?:elected|appointed|appoints|named|resign\w*|acting|governor|mayor|legislature|lawmaker|"
    r"secretary|"
    r"congress|standing committee|party chief|provincial committee|municipal committee|discipline|"
    r"corruption|investigation|probe|CPC|cadres?)\b", re.IGNORECASE,
)  # fmt: skip
_PERSONNEL_ZH = _Words(
    "职务调整|主要负责同志|不再担任|同志任|当选|任前公示|审查调查|纪律审查|监察调查|政务处分|开除党籍|落马"
    "|严重违纪|严重违法|接受调查|辞去|履新|代省长|代市长|代理省长|人事任免"
)
_ELSE_ZH = _Words(
    "地震|震级|火灾|起火|车祸|遇难|杀害|嫌疑人|警方|盗窃|诈骗|判处|比赛|联赛|冠军|夺冠|金牌|球队|主教练|决赛|运动员"
    "|开幕式|运动会|奥运|亚冬会|选手|冬泳|电影|演出|演唱会|明星|气温|降雪|暴雨|预警|走失|婚礼|命案|故事|抗战|侵华|日军|战役|烈士"
    "|受灾|灾后|洪涝|防汛|灾情|遗骸|遗址|春运|赏花"
)
_REGION = frozenset(
    (
        "东北地区", "东三省", "northeast china", "northeastern china", "china's northeast",
        "three northeastern provinces",
    )
)  # fmt: skip
"""Terms that name the whole region; in a text without other places they stand for one."""
_ENOUGH = 20_000
"""Characters of a text whose English words are counted; more would count the same."""
_LATIN = re.compile("[A-Za-z]{4}")
_LETTERS = re.compile("[A-Za-z\u0130\u0131\u017f\u212a]{3}")
"""Without three of them (two may be letters that fold to i, s, k) there is no English word."""
_ELSE_EN = re.compile(
    r"\b(?:earthquake|magnitude|murder\w*|arrested|police|champion\w*|medals?|tournament|league|"
    r"match|coach|"
    r"athletes?|film|concert|snowfall|typhoon|blizzard|wartime|invasion|fire|blaze|killed|"
    r"deaths?|injur\w+|"
    r"victims?|crash\w*|explosion|flood(?:s|ing)?|rainstorm|temperatures?|tigers?|museums?|"
    r"sculptures?|"
    r"opera|singer|cuisine|dishes|wildlife|birds?|emperor|dynasty|soldiers?|troops|occupation)\b",
    re.IGNORECASE,
)


class Judge:
    """Judges texts with the topic table's automaton, built once."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._index = _TopicIndex(knowledge.topics)

    def __call__(self, scene: Scene) -> None:
        """Sets ``scene.relevance`` and ``scene.reasons``."""
        _judge(scene, self._knowledge, self._index.present(scene))


def _judge(scene: Scene, knowledge: Knowledge, topics: list[Topic]) -> None:
    masked = _mask(scene.simple, topics)
    share, count = _focus(scene, knowledge)
    named = _region_named(scene, topics)
    if named:
        share, count = 0.6, 1
    owners = sorted({org.soe_id for org in scene.orgs if _is_regional(org.soe_id, knowledge)})
    terms, points = _terms(masked, topics, near=bool(count or owners))
    latin = scene.latin and _LETTERS.search(masked) is not None
    matters = _distinct(masked, _MATTERS_ZH, _MATTERS_EN, latin=latin)
    matters += 2 * len(_PERSONNEL_ZH.found(masked))
    enough = min(5.0, max(2.0, len(masked) / 30))
    english = scene.language is Tongue.EN
    if english:
        matters += len({word.lower() for word in _PERSONNEL_EN.findall(masked[:_ENOUGH])})
        enough = min(9.0, max(3.0, len(masked) / 200))
    other = _distinct(masked, _ELSE_ZH, _ELSE_EN, latin=latin)
    firms = len({org.soe_id for org in scene.orgs})
    if owners and (all(h.embedded for h in scene.places) or 2 * len(owners) > max(firms, 3)):
        share = max(share, 0.6 * len(owners) / firms)
    region = min(1.0, (1.55 if english else 1.0) * share + 0.15 * min(len(owners), 3))
    substance = min(1.0, matters / enough)
    headlined = bool(_distinct(_headline(masked), _ELSE_ZH, _ELSE_EN, latin=latin))
    plain = english or not headlined
    governed = plain and share > 0.3 and _governs(scene, knowledge)
    strange = 0.06 * min(other, 5) + (0.3 if english else 0.15) * headlined
    score = 0.12 * points + 0.75 * region * substance - strange + 0.1 * governed
    if not count and not owners and points < 5:
        score = min(score, 0.3)
    scene.relevance = round(max(0.0, min(1.0, score)), 3)
    scene.reasons = [f"term:{term}" for term in terms[:8]]
    told = named or f"{share:.2f} of {count} place names"
    scene.reasons += [f"region:{told}"] if count else []
    scene.reasons += [f"soe:{soe_id}" for soe_id in owners[:4]]
    scene.reasons += [f"matters:{matters}"] if matters else []
    scene.reasons += [f"elsewhere:{other}"] if other else []


def _region_named(scene: Scene, topics: list[Topic]) -> str:
    """The term that names the whole region, in a text that names no place of its own."""
    if any(not hit.embedded for hit in scene.places):
        return ""
    found = (topic for topic in topics if topic.literal in _REGION)
    return next((topic.term for topic in found if topic.pattern.search(scene.simple)), "")


class _TopicIndex:
    """Which topics a text may hold, by one automaton over their words."""

    def __init__(self, topics: tuple[Topic, ...]) -> None:
        self._topics = topics
        self._numbers: dict[str, list[int]] = {}
        for number, topic in enumerate(topics):
            self._numbers.setdefault(topic.literal, []).append(number)
        self._custom = {n for n, topic in enumerate(topics) if topic.lang == "en" and topic.custom}
        self._automaton = AhoCorasick(list(self._numbers), implementation=Implementation.DFA)

    def present(self, scene: Scene) -> list[Topic]:
        """Those whose words occur; those with a pattern of their own are searched for."""
        words = set(self._automaton.find_matches_as_strings(scene.folded, overlapping=True))
        english = scene.latin and _LATIN.search(scene.simple) is not None
        numbers = {number for word in words for number in self._numbers[word]}
        numbers |= self._custom if english else set()
        return [
            topic
            for topic in map(self._topics.__getitem__, sorted(numbers))
            if topic.lang == "zh" or (english and topic.pattern.search(scene.simple))
        ]


def _mask(text: str, topics: list[Topic]) -> str:
    """``text`` with the terms blanked out that only look like ours (乡村振兴, 美国东北部)."""
    for topic in topics:
        if topic.role == "mask":
            text = topic.pattern.sub(lambda match: " " * len(match[0]), text)
    return text


def _terms(text: str, topics: list[Topic], *, near: bool) -> tuple[list[str], float]:
    """The terms that count, strongest first, and their points (5 and more suffice alone)."""
    points = 0.0
    found: list[tuple[float, str]] = []
    for topic in topics:
        if topic.role in ("mask", "neutral") or not topic.pattern.search(text):
            continue
        if topic.role == "off_topic":
            points -= 0.5
            continue
        value = {"sufficient": 5.0, "signal": topic.weight / 4, "weak": topic.weight / 10}[
            topic.role
        ]
        if not near and (topic.needs_context or topic.role == "weak"):
            continue
        found.append((value, topic.term))
    found.sort(reverse=True)
    points += sum(value / (rank + 1) for rank, (value, _) in enumerate(found))
    return [term for _, term in found], points


def _headline(text: str) -> str:
    """The first line if it is short enough to be one, else the first 60 characters."""
    line = text[:120].partition("\n")[0]
    return line if len(line) < 120 else text[:60]


def _focus(scene: Scene, knowledge: Knowledge) -> tuple[float, int]:
    """The region's share of the place names, the headline counted thrice, and their number."""
    headline = len(_headline(scene.simple))
    ours = total = 0.0
    for hit in scene.places:
        if hit.embedded:
            continue
        weight = 3.0 if hit.start < headline else 1.0
        total += weight
        if knowledge.in_region(hit.code) or hit.code == "150000":
            ours += weight
    return (ours / total if total else 0.0), int(ours)


def _governs(scene: Scene, knowledge: Knowledge) -> bool:
    """Whether the text gives someone an office of the region."""
    codes = {(post.jurisdiction or "").removeprefix("gb:") for post in scene.posts}
    return any(code in knowledge.places and knowledge.in_region(code) for code in codes)


def _is_regional(soe_id: str, knowledge: Knowledge) -> bool:
    soe = knowledge.soes.get(soe_id)
    return soe is not None and bool(soe.hq_code) and knowledge.in_region(soe.hq_code or "")


def _distinct(text: str, chinese: _Words, english: re.Pattern[str], *, latin: bool) -> int:
    """How many different words of both lists; ``latin``: whether there may be English ones."""
    found = chinese.found(text)
    if latin:
        found |= {word.lower() for word in english.findall(text[:_ENOUGH])}
    return len(found)


@Language.factory("dongbei_relevance")
def create(nlp: Language, name: str) -> Step:
    from nlp.pipeline import resources

    return Step(Judge(resources().knowledge))
