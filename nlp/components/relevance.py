"""Is this text about the development of the Northeast? 0..1, with the reasons.

Terms of the topic table speak for themselves; otherwise the text must be about places or
enterprises of the region (their share among all places, the headline) and about economy or
governance rather than sport, weather, crime or accidents.
"""

import re
from typing import Any

from spacy.language import Language

from nlp.knowledge import Knowledge, Topic
from nlp.scene import Scene

_MATTERS_ZH = re.compile(
    "经济|产业|投资|项目|企业|改革|开放|发展|振兴|建设|规划|工业|农业|粮食|制造|科技|创新|贸易|口岸|出口|就业"
    "|人口|财政|金融|能源|生态|旅游|民生|医疗保险|养老|教育|市委|省委|县委|市政府|省政府|调研|考察|座谈|人大|政协"
    "|市长|书记|任命|免职|任职|巡视|违纪|亿元|万吨|增长|转型|升级|营商|合作|园区|高质量|国企|国资|基础设施|铁路|机场"
)
_MATTERS_EN = re.compile(
    r"\b(?:econom\w+|industr\w+|invest\w+|projects?|enterprises?|reforms?|growth|develop\w+|"
    r"revitali\w+|trade|manufactur\w+|steel|coal|oil|grain|agricultur\w+|export\w*|jobs|unemploy\w+|"
    r"population|officials?|government|"
    r"governor|party secretary|mayor|policy|policies|SOEs?|state-owned|"
    r"tourism|infrastructure|high-speed|billion|GDP|innovation|technology|debt)\b",
    re.IGNORECASE,
)
_PERSONNEL_ZH = re.compile(
    "职务调整|主要负责同志|不再担任|同志任|当选|任前公示|审查调查|纪律审查|监察调查|政务处分|开除党籍|落马"
)
_ELSE_ZH = re.compile(
    "地震|震级|火灾|起火|车祸|遇难|杀害|嫌疑人|警方|盗窃|诈骗|判处|比赛|联赛|冠军|夺冠|金牌|球队|主教练|决赛|运动员"
    "|开幕式|运动会|奥运|亚冬会|选手|冬泳|电影|演出|演唱会|明星|气温|降雪|暴雨|预警|走失|婚礼|命案|故事|抗战|侵华|日军|战役|烈士"
)
_LATIN = re.compile("[A-Za-z]{4}")
_ELSE_EN = re.compile(
    r"\b(?:earthquake|magnitude|murder\w*|arrested|police|champion\w*|medals?|tournament|league|match|coach|"
    r"athletes?|film|concert|snowfall|typhoon|blizzard|wartime|invasion)\b",
    re.IGNORECASE,
)


def judge(scene: Scene, knowledge: Knowledge) -> None:
    """Sets ``scene.relevance`` and ``scene.reasons``."""
    topics = _present(scene, knowledge.topics)
    masked = _mask(scene.simple, topics)
    share, count = _focus(scene, knowledge)
    owners = sorted({org.soe_id for org in scene.orgs if _is_regional(org.soe_id, knowledge)})
    terms, points = _terms(masked, topics, near=bool(count or owners))
    matters = _distinct(masked, _MATTERS_ZH, _MATTERS_EN)
    matters += 2 * len(set(_PERSONNEL_ZH.findall(masked)))
    other = _distinct(masked, _ELSE_ZH, _ELSE_EN)
    region = min(1.0, share + 0.15 * min(len(owners), 3))
    substance = min(1.0, matters / 5)
    strange = 0.06 * min(other, 5) + 0.15 * bool(_distinct(_headline(masked), _ELSE_ZH, _ELSE_EN))
    score = 0.12 * points + 0.75 * region * substance - strange
    if not count and not owners and points < 5:
        score = min(score, 0.3)
    scene.relevance = round(max(0.0, min(1.0, score)), 3)
    scene.reasons = [f"term:{term}" for term in terms[:8]]
    scene.reasons += [f"region:{share:.2f} of {count} place names"] if count else []
    scene.reasons += [f"soe:{soe_id}" for soe_id in owners[:4]]
    scene.reasons += [f"matters:{matters}"] if matters else []
    scene.reasons += [f"elsewhere:{other}"] if other else []


def _present(scene: Scene, topics: tuple[Topic, ...]) -> list[Topic]:
    """The topics whose words occur; those with a pattern of their own are searched for."""
    english = _LATIN.search(scene.simple) is not None
    return [
        topic
        for topic in topics
        if (topic.lang == "zh" and topic.literal in scene.folded)
        or (
            topic.lang == "en"
            and english
            and (topic.literal in scene.folded or topic.custom)
            and topic.pattern.search(scene.simple)
        )
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


def _is_regional(soe_id: str, knowledge: Knowledge) -> bool:
    soe = knowledge.soes.get(soe_id)
    return soe is not None and bool(soe.hq_code) and knowledge.in_region(soe.hq_code or "")


def _distinct(text: str, chinese: re.Pattern[str], english: re.Pattern[str]) -> int:
    found = set(chinese.findall(text)) | {word.lower() for word in english.findall(text)}
    return len(found)


@Language.factory("dongbei_relevance")
def create(nlp: Language, name: str) -> Any:
    from nlp.pipeline import resources

    knowledge = resources().knowledge

    def component(doc: Any) -> Any:
        judge(doc.user_data["scene"], knowledge)
        return doc

    return component
