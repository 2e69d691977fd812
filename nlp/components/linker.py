"""Where an office is held, and which known person holds it: links by office, place and date."""

import bisect
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from nlp.components.names import ORG, PLACE
from nlp.components.titles import Title
from nlp.knowledge import Knowledge
from nlp.office_days import first_day
from nlp.office_keys import office_keys
from nlp.offices import CENTRAL, Holding, Offices
from nlp.scene import PlaceHit, Scene

GRADES = {"high": 0.97, "medium": 0.85, "low": 0.7}
_CENTRAL = re.compile(
    "中共中央|党中央|中央|国务院|全国|国家|最高|中国|中华|政治局|党和国家|央行|证监会|银保监会|银监会|保监会"
)
_LEVELS = ("自治区", "自治州", "自治县", "地区", "省", "市", "区", "县", "旗", "盟", "州")
_RELATIVE = re.compile("|".join((*_LEVELS, "地委", "行署")))
_UNKNOWN_COUNTY = re.compile(
    r"[一-鿿](?:自治县|县|旗|(?<![发业新济范护作税度游港校])区|(?<![省城])市)(?!党工委|工委|管委|管理委|直|属|委|政府|人大|政协|纪委)"
)
_ZONE = re.compile(
    "(?:高新|开发|保税|综保|经开|自贸|示范|合作|度假|试验|工业园|产业园|新|园)区|[一-鿿]开区"
)
_OF_FIRM = re.compile("(?:(?:集团|公司)?(?:党委|党组|纪委|工会|公司|集团))+")
_FIRM = re.compile("公司|集团|股份|控股|(?<!国有)(?<!中央)企业|工厂|银行|协会|商会|大学|学院")
_MINISTRY = re.compile(r"(?<!组织)(?<!宣传)(?<!统战)(?<!武装)(?<!工作)部")
_WHOLE = re.compile("(?!组织|宣传|统战|社会工作|武装|人武)[一-鿿]{2,}$")


@dataclass(frozen=True, slots=True)
class Stated:
    """An office as a text states it, ready to be compared with the table."""

    words: str
    jurisdiction: str | None
    past: bool

    @property
    def keys(self) -> frozenset[str]:
        return office_keys(self.words)


@dataclass(frozen=True, slots=True)
class Link:
    """A person of the table and how sure the link is, 0..1."""

    holding: Holding
    confidence: float


def place_names(knowledge: Knowledge) -> dict[str, str]:
    """Names of three and more characters that only one place bears, to its code."""
    bearers: dict[str, set[str]] = defaultdict(set)
    for place in knowledge.places.values():
        for name in (place.name_zh, place.short_zh, *place.aliases):
            bearers[name].add(place.code)
    return {n: next(iter(c)) for n, c in bearers.items() if len(n) > 2 and len(c) == 1}


class Jurisdictions:
    """Resolves the place or enterprise of each title of one scene, in text order.

    ``names``: as of ``place_names``.
    """

    def __init__(self, scene: Scene, knowledge: Knowledge, names: Mapping[str, str]) -> None:
        self._scene, self._knowledge = scene, knowledge
        self._places = sorted(
            (hit for hit in scene.places if hit.code in knowledge.places),
            key=lambda hit: (hit.start, hit.end),
        )
        self._starts = [hit.start for hit in self._places]
        self._names = names
        self._settled: list[tuple[int, str]] = []
        self._heads: dict[str, tuple[int, str]] = {}

    def of(self, title: Title) -> str | None:
        """``gb:…``, ``soe:…`` or None; titles must be asked for in text order."""
        found = self._resolve(title)
        if found:
            self._settled.append((title.start, found))
            self._heads[title.head] = (title.start, found)
        return found

    def same_head(self, title: Title) -> str | None:
        """Where the last title with the same head belongs, if it stands in the same paragraph."""
        start, found = self._heads.get(title.head, (0, None))
        return None if "\n" in self._scene.simple[start : title.start] else found

    def employer(self, title: Title) -> str | None:
        """The enterprise named last before a bare title, if no other firm comes between."""
        begin = max(self._scene.simple.rfind(mark, 0, title.start) for mark in "。\n")
        orgs = [org for org in self._scene.orgs if begin < org.start and org.end <= title.start]
        if not orgs and re.search("公司|集团|厂", title.unit):
            orgs = [org for org in self._scene.orgs if org.end <= title.start]
        if not orgs:
            return None
        last = max(orgs, key=lambda org: (org.end, -org.start))
        between = self._scene.simple[max(last.end, begin + 1) : title.start]
        firms = any(last.end <= start < title.start for start, _ in self._scene.firms)
        return None if firms or _FIRM.search(between) else f"soe:{last.soe_id}"

    def _resolve(self, title: Title) -> str | None:
        if ORG in title.unit:
            orgs = [o for o in self._scene.orgs if title.start <= o.start < title.head_start]
            if orgs:
                return f"soe:{max(orgs, key=lambda o: (o.end, o.start)).soe_id}"
        if PLACE in title.unit:
            return self._stated(title)
        if title.kind == "central" or _CENTRAL.search(title.unit):
            return CENTRAL
        level = _RELATIVE.search(_ZONE.sub("市", title.unit) + title.head)
        if level and title.kind not in ("firm", "other"):
            named = self._leaning(title)
            return named or self._nearby(title.start, level.group())
        if _MINISTRY.search(title.unit) or (title.kind == "ministry" and _WHOLE.match(title.unit)):
            return CENTRAL
        return self.employer(title) if _OF_FIRM.fullmatch(title.unit) else None

    def _stated(self, title: Title) -> str | None:
        inside = [
            h for h in self._places if title.start <= h.start and h.end <= title.head_start + 1
        ]
        if not inside:
            inside = [h for h in self._places if h.start < title.head_start and h.end > title.start]
        if not inside:
            return None
        rest = title.unit.rsplit(PLACE, 1)[1]
        if _UNKNOWN_COUNTY.search(rest):
            return None
        return f"gb:{inside[-1].code}"

    def _leaning(self, title: Title) -> str | None:
        """The place whose name leans on a title though none was resolved there: 大兴安岭|地委."""
        for length in range(min(9, len(title.before)), 2, -1):
            code = self._names.get(title.before[-length:])
            if code:
                return f"gb:{code}"
        return None

    def at(self, start: int) -> str | None:
        """The place that begins at ``start``."""
        return next((f"gb:{hit.code}" for hit in self._places if hit.start == start), None)

    def last(self, start: int, end: int) -> str | None:
        """The last place between two offsets."""
        inside = [hit for hit in self._places if start <= hit.start and hit.end <= end]
        return f"gb:{inside[-1].code}" if inside else None

    def carry(self, title: Title, wanted: str = "") -> str | None:
        """The one last settled before ``title`` in its sentence; ``wanted``: its prefix."""
        for start, found in reversed(self._settled):
            gap = self._scene.simple[start : title.start]
            if "\n" in gap or "。" in gap:
                return None
            if found.startswith(wanted):
                self._settled.append((title.start, found))
                return found
        return None

    def carry_region(self, title: Title) -> str | None:
        """The autonomous region last settled before ``title`` in its sentence (its 副主席)."""
        found = self.carry(title, "gb:")
        place = self._knowledge.places.get((found or "").removeprefix("gb:"))
        return found if place is not None and place.name_zh.endswith("自治区") else None

    def _nearby(self, at: int, level: str) -> str | None:
        for start, found in reversed(self._settled):
            if "\n" in self._scene.simple[start:at] or "。" in self._scene.simple[start:at]:
                break
            if self._fits(found.removeprefix("gb:"), level):
                return found
        if level in ("省", "自治区"):
            return self._province(level)
        spot = bisect.bisect_left(self._starts, at)
        before, after = self._places[:spot], self._places[spot:]
        fitting = [h.code for h in (*reversed(before), *after) if self._fits(h.code, level)]
        visited = {hit.code for hit in after if hit.level == "county"}
        if level == "市" and len(visited) > 1 and visited.issuperset(fitting):
            (above, *others) = {self._knowledge.places[code].parent_code or "" for code in visited}
            return None if others or not self._fits(above, level) else f"gb:{above}"
        if fitting:
            most, times = Counter(fitting).most_common(1)[0]
            return f"gb:{most if times > 2 * fitting.count(fitting[0]) else fitting[0]}"
        home = self._scene.home
        return f"gb:{home}" if home and self._fits(home, level) else None

    def _province(self, level: str) -> str | None:
        votes = Counter(self._vote(hit) for hit in self._places)
        for code, _ in votes.most_common():
            if self._fits(code, level):
                return f"gb:{code}"
        home = self._knowledge.province_of(self._scene.home) if self._scene.home else None
        return f"gb:{home}" if home and self._fits(home, level) else None

    def _vote(self, hit: PlaceHit) -> str:
        return self._knowledge.province_of(hit.code)

    def _fits(self, code: str, level: str) -> bool:
        place = self._knowledge.places.get(code)
        if level in ("地委", "行署"):
            level = "地区"
        if place is None or (level == "区" and place.level == "province"):
            return False
        return place.name_zh.endswith(level)


def link(offices: Offices, name: str, stated: list[Stated], day: str | None) -> Link | None:
    """The known person of that name who held a stated office, or one beside it, on ``day``.

    A name of two characters has many bearers: at another place of its province it is someone else.
    """
    best: Link | None = None
    for holding in offices.named(name):
        for office in stated:
            grade = _match(holding, office, day)
            if grade is not None and (best is None or grade > best.confidence):
                best = Link(holding, grade)
    return best


def _match(holding: Holding, office: Stated, day: str | None) -> float | None:
    when = _when(holding, office, day)
    if when is None:
        return None
    same_place = office.jurisdiction == holding.jurisdiction
    if same_place and office.keys & holding.keys:
        return GRADES[when]
    if office.jurisdiction is None:
        vague = bool(office.keys & holding.keys) or not office.keys
        return GRADES[when] - 0.1 if vague and when != "low" else None
    rare = len(holding.name_zh) > 2
    if same_place or (rare and _within(office.jurisdiction, holding.jurisdiction)):
        return GRADES[when] - 0.1 if when != "low" else None
    return None


def _when(holding: Holding, office: Stated, day: str | None) -> str | None:
    if day is None:
        return "low"
    if office.past:
        begun = holding.start is None or first_day(holding.start) <= day
        return ("medium" if holding.start else "low") if begun else None
    return holding.on(day)


def _within(one: str, other: str) -> bool:
    """Whether two places are one province and a unit of it."""
    if not (one.startswith("gb:") and other.startswith("gb:")) or CENTRAL in (one, other):
        return False
    return one[:5] == other[:5] and (one.endswith("0000") or other.endswith("0000"))


def link_alone(offices: Offices, name: str, provinces: set[str], day: str | None) -> Link | None:
    """A person named without any office: only central leaders, or a province's in its own news.

    ``provinces``: ``gb:…`` of the provinces the text names. Two persons of one name are never told
    apart this way.
    """
    held = offices.named(name)
    if len({h.person_id for h in held}) != 1 and not any(h.jurisdiction == CENTRAL for h in held):
        return None
    for holding in held:
        when = holding.on(day) if day else "low"
        if when is None:
            continue
        if holding.jurisdiction == CENTRAL and (day or len(name) > 2):
            return Link(holding, max(GRADES[when] - 0.05, 0.7))
        local = holding.jurisdiction in provinces and len(name) > 2
        if local and when in ("high", "medium"):
            return Link(holding, GRADES[when] - 0.1)
    return None
