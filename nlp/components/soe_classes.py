"""Classes of enterprises that the state owns as a rule, recognised by how they are named.

A grid company of a place belongs to State Grid (in five southern provinces to Southern Grid), a
railway bureau to China Railway, a petrochemical works of the region to CNPC, and so on; a company
whose name begins with 中国 is registered by the central state. ``rule`` is ``soe:class``; the id is
the owner's where it is known, else ``nil:`` and the name, for review.
"""

import re
from collections import Counter
from collections.abc import Callable

from nlp.components.context import opens
from nlp.knowledge import Knowledge
from nlp.scene import OrgHit, Scene

_SOUTHERN = frozenset({"44", "45", "46", "52", "53"})
_CORP = r"(?:集团)?(?:股份有限公司|有限责任公司|有限公司|总公司|公司)?"
_TRADE = (
    "城投|城建|交投|国资|国投|国运|国控|金控|产投|城发|水投|文旅|文体|文体旅|旅游|粮食|粮储|储备粮|农业|能源|建设|建工|建投|产业|交通"
    "|铁路|水利|水资源|水环境|城市|高速公路|路桥|国有资产|国有资本|担保|出版|报业|日报|广电|广播电视|电影|演艺|新华发行|新华书店|地质|地矿"
    "|环保|生态环保|机场|港务|港口|港|航运|盐业|物资|物产|副食|供销|科创|金融控股|大数据|数字|康养|会展|土地|市政|公用|园林|设计|勘察"
    "|测绘|保障房|安居|新闻|体育|国际经济技术合作|水务|供水|热力|供热|公交|地铁|轨道交通"
)
_HEAVY = (
    "焦煤|煤业|煤炭|钢铁|黄金|有色|有色金属|冶金|石化|化工|建材|机械|汽车"
    "|电力|医药|纺织|轻工|机电|国际|外贸|航空|民航|船舶|重工|装备"
)
"""Trades whose groups named after a province are the province's; those of cities need not be."""
_PRIVATE = "-"
_ROLE = "投资|发展|控股|运营|经营|管理|传媒|开发|建设|实业"
_NATIONAL = re.compile(
    r"(?:中国|国家)(?![()]|平安|恒大|民生|飞鹤|忠旺|宏桥|泛海|电商)[\u4e00-\u9fff()]{2,14}?"
    r"(?:集团有限公司|集团有限责任公司|集团公司|总公司|控股有限公司|股份有限公司|有限责任公司|有限公司)"
)
_UNREGISTERED = re.compile(
    r"中国(?!平安|恒大|民生|飞鹤|忠旺|宏桥|泛海|电商|正通|海外|船东|企业|国有|最大|第|[0-9])"
    r"[\u4e00-\u9fff]{2,9}?(?<![业家大多跨])集团(?!军|化|总部|队|内|成员)"
)
_RELATIVE = re.compile(
    r"(?:省|市|自治区)(?!属|直|级|管|内|外|里|委|政府|值|场|民|长)"
    r"[\u4e00-\u9fff]{2,12}?(?:集团|投资|控股|运营|发展)(?:有限责任公司|有限公司|集团公司)"
)
_NOT_IN_NAME = re.compile("[的了和与及在对为等将从向把被是以由]|有(?![限色])")

_BUILDERS: tuple[tuple[str, re.Pattern[str], str], ...] = tuple(
    (sign, re.compile(rf"{pattern}(?:集团)?{_CORP}"), owner)
    for sign, pattern, owner in (
        ("中铁", r"中铁(?:一|二|三|四|五|六|七|八|九|十)局", "crec"),
        ("中铁", r"中铁(?:十[一二三四五六七八九]|二十[一二三四五]?)局", "crcc"),
        ("铁建", r"中铁建(?![设议])|中铁建工|中国铁建", "crcc"),
        ("中建", r"中建[一二三四五六七八]局|中建(?=东北|科工|安装)[\u4e00-\u9fff]{2,4}", "cscec"),
        ("中交", r"中交(?:[一二三四][航公]局|[一二三]航)", "cccc"),
        ("电", r"中国水电[一二三四五六七八九十]+局|中电建", "powerchina"),
        ("冶", r"(?:中国)?中冶(?:集团)?|中国[一二三]冶|中国[一二]十[一二三]?冶", "minmetals"),
        ("田", r"(?:长庆|塔里木|新疆|青海|冀东|华北|大港|玉门|吐哈|西南)油(?:气)?田", "cnpc"),
        ("油田", r"(?:胜利|中原|江汉|河南|江苏)油田", "sinopec"),
        ("国电", r"中国国电(?:集团)?", "chn-energy"),
    )
)

"""What a text must hold to be searched at all, the name, the owner."""
_BUILDER_SIGN = re.compile("中[铁建交电冶国]|油气?田")
"""Every one of these names holds one."""

Owner = Callable[[str], str]


def _grid(code: str) -> str:
    return "csg" if code[:2] in _SOUTHERN else "sgcc"


def _coal(code: str) -> str:
    return {"21": "liaoning-energy-group", "23": "longmay"}.get(code[:2], "")


def _forest(code: str) -> str:
    if code[:2] == "23":
        return "yichun-forest" if code[:4] == "2307" else "longjiang-forest"
    return {"15": "im-forest", "22": "jilin-forest"}.get(code[:2], "")


def _farms(code: str) -> str:
    return {"15": "hulunbuir-nongken", "23": "beidahuang"}.get(code[:2], "")


def _oil(code: str) -> str:
    return "cnpc" if code[:2] in ("21", "22", "23", "15") else ""


def _provincial(code: str) -> str:
    return "" if code.endswith("0000") else _PRIVATE


def _always(soe_id: str) -> Owner:
    return lambda code: soe_id


_CLASSES: tuple[tuple[str, Owner], ...] = (
    (r"(?:供电公司|供电分公司|供电局|电业局|电力(?:有限公司|公司)|电网公司)", _grid),
    (rf"(?:石化|炼化)(?:分公司|{_CORP[:-1]})", _oil),
    (rf"(?:石油管理局|油田(?:分公司|{_CORP[:-1]}))", _oil),
    (rf"(?:矿业集团|矿务局|煤业集团|煤炭集团){_CORP}", _coal),
    (rf"铁路局(?:集团)?{_CORP}|局集团(?:有限)?公司", _always("china-railway")),
    (rf"(?:森工|林业)(?:集团|公司|有限责任公司|有限公司){_CORP}", _forest),
    (rf"农垦(?:集团|公司){_CORP}", _farms),
    (rf"(?:{_HEAVY})集团{_CORP}", _provincial),
    (r"烟草公司", _always("china-tobacco")),
    (r"邮政(?:分公司|公司)", _always("china-post")),
    (r"移动(?:分公司|公司)", _always("china-mobile")),
    (r"联通(?:分公司|公司)", _always("china-unicom")),
    (r"电信(?:分公司|公司)", _always("china-telecom")),
    (r"石油[一二三]厂", _oil),
    (
        r"[\u4e00-\u9fff]{0,8}?(?:规划|勘察|勘测|建筑|市政|电力|水利|工程)设计(?:研究)?总?院"
        r"(?:集团(?:有限公司)?|(?:股份)?有限(?:责任)?公司)",
        _always(""),
    ),
    (
        rf"(?:省|市|自治区)?(?:{_TRADE})?(?:产业)?(?:{_ROLE})*(?:集团|\(集团\)){_CORP}",
        _always(""),
    ),
    (
        rf"(?:省|市|区|县|自治区)?(?:{_TRADE}|基础设施)(?:产业)?(?:{_ROLE})+(?:有限责任公司|有限公司|公司)",
        _always(""),
    ),
    (
        r"(?:市)?(?:地铁|轨道交通|公交|水务|自来水|供水|排水|燃气|煤气|热力|供热|热电|粮油|环卫)"
        rf"(?:集团{_CORP}|总公司|有限公司|公司)",
        _always(""),
    ),
)


_CLASS = re.compile("|".join(f"({pattern})" for pattern, _ in _CLASSES))
"""The classes in their order; ``lastindex`` counts them from 1."""
_CLASS_SIGN = re.compile("[\u4e00-\u9fff(]{0,60}?(?:公司|集团|[局厂院])")
"""Every class begins so; bounded, as a page without a mark must not cost its length squared."""
_BARE = re.compile("(森工|农垦)(?:集团公司|集团|公司)")


def find_classes(scene: Scene, knowledge: Knowledge) -> None:
    """Appends enterprises known by the pattern of their name to ``scene.orgs``."""
    found = [*_local(scene, knowledge), *_builders(scene), *_national(scene), *_bare(scene)]
    if not found:
        return
    taken = {
        position
        for first, last in [
            *((org.start, org.end) for org in scene.orgs),
            *scene.firms,
            *((first, last) for first, last, entry in scene.hits if entry.decoy),
        ]
        for position in range(first, last)
    }
    found.sort(key=lambda hit: (hit.start, -hit.end))
    reach = 0
    for hit in found:
        if hit.start >= reach and taken.isdisjoint(range(hit.start, hit.end)):
            reach = hit.end
            scene.orgs.append(hit)
    scene.orgs.sort(key=lambda hit: (hit.start, -hit.end))


def _local(scene: Scene, knowledge: Knowledge) -> list[OrgHit]:
    hits: list[OrgHit] = []
    text = scene.simple
    for start, end, entry in scene.hits:
        if not entry.places or not _CLASS_SIGN.match(text, end):
            continue
        match = _CLASS.match(text, end)
        if match is None or match.lastindex is None:
            continue
        forms = [form for form in entry.places if form.kind != "en" and form.grade != "never"]
        if not forms:
            continue
        soe_id = _CLASSES[match.lastindex - 1][1](forms[0].code)
        if soe_id == _PRIVATE:
            continue
        if soe_id and soe_id not in knowledge.soes:
            soe_id = ""
        name = soe_id or f"nil:{text[start : match.end()]}"
        hits.append(OrgHit(start, match.end(), name, 0.75, "soe:class"))
    return hits


def _bare(scene: Scene) -> list[OrgHit]:
    """Forest and farm companies without a known place: those of the province the text is about."""
    listed = "森工" in scene.simple or "农垦" in scene.simple
    matches = list(_BARE.finditer(scene.simple)) if listed else []
    if not matches:
        return []
    provinces = Counter(
        entry.places[0].code[:2]
        for _, _, entry in scene.hits
        if entry.places and entry.places[0].grade == "strong"
    )
    hits: list[OrgHit] = []
    for match in matches:
        owners = [
            owner for code, _ in provinces.most_common(2) if (owner := _owner(match[1], code))
        ]
        start = next(
            (at for at in range(match.start(), max(-1, match.start() - 5), -1)
             if opens(scene.simple, at)), None,
        )  # fmt: skip
        if owners and start is not None:
            hits.append(OrgHit(start, match.end(), owners[0], 0.65, "soe:class"))
    return hits


def _owner(trade: str, province: str) -> str:
    return _forest(f"{province}0000") if trade == "森工" else _farms(f"{province}0000")


def _national(scene: Scene) -> list[OrgHit]:
    text = scene.simple
    legal = any(ending in text for ending in ("有限", "集团公司", "总公司"))
    patterns = [(_NATIONAL, 0.7), (_RELATIVE, 0.6)] if legal else []
    patterns += [(_UNREGISTERED, 0.6)] if "中国" in text and "集团" in text else []
    return [
        OrgHit(match.start(), match.end(), f"nil:{match[0]}", sure, "soe:class")
        for pattern, sure in patterns
        for match in pattern.finditer(text)
        if not _NOT_IN_NAME.search(match[0]) and opens(text, match.start())
    ]


def _builders(scene: Scene) -> list[OrgHit]:
    """Numbered bureaus of the construction groups and the oilfields of the oil companies."""
    if not _BUILDER_SIGN.search(scene.simple):
        return []
    return [
        OrgHit(match.start(), match.end(), owner, 0.8, "soe:class")
        for sign, pattern, owner in _BUILDERS
        if sign in scene.simple
        for match in pattern.finditer(scene.simple)
        if opens(scene.simple, match.start())
    ]
