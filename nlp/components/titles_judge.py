"""Whether a Chinese title makes its bearer an official, something else, a foreigner, or nothing."""

import re
from enum import Enum
from functools import cache

from nlp.components.names import ORG, PLACE
from nlp.components.titles import Title, heads_in
from nlp.tables import Folder


class Verdict(Enum):
    """``OTHER`` and ``FOREIGN`` speak against the bearer; ``NEUTRAL`` says nothing of him."""

    OFFICE = "office"
    CARRIED = "carried"
    """An office only if the chain it stands in has an organisation to lend."""
    OTHER = "other"
    FOREIGN = "foreign"
    NEUTRAL = "neutral"


_LINK = re.compile(f"[的在对和与同是由给向{PLACE}{ORG}]")
_LEARNED = re.compile(
    "大学|学院(?!路)|医院|学校|中学|小学|高中|幼儿园|研究所|研究院|研究中心|研究会|学会|协会|商会|基金会|合作社|促进会|联谊会|"
    "俱乐部|剧团|剧院|乐团|实验室|课题组|数学中心|出版社|杂志社|报社|律师事务所|教研室|编辑部|车间|科室|项目部|班组|(?<!农)村|社区|"
    "居委会|支部|总支|联盟|智库|球队|国家队|代表队|[我本该学](?:院|校|所|系)|分院"
)
_PEOPLES_BODY = re.compile("科学技术协会|供销合作社|科协")
_LED = re.compile(
    f"[{PLACE}{ORG}](?:[省市区县旗盟州]|党政|政府|两级|委)*$|总社$|总局$|党$|国家$|政府$|委$|党政$"
)
_BUREAU = re.compile(
    "(?:(?![的了在是和与对为等到从向把被由])[一-鿿]){0,10}(?:(?<!警察)(?<!调查)局|厅|管委会|开发区|经开区|高新区|办)"
)
_OWN_FIRM = re.compile("(?:该|本|我)?(?:集团公司|股份公司|公司|集团|厂|矿|油田|党委|党组)+")
_ACADEMY = re.compile(
    "中国科学院|中科院|中国工程院|中国社会科学院|中国社科院|行政学院|国家行政学院"
)
_SCHOOL = re.compile("党校|行政学院")
_CHAIRED = re.compile(
    "国家|共和国|政协|自治区|人大|工会|妇联|残联|文联|科协|侨联|军委|民革|民盟|民建|民进|农工党|致公党|九三学社|台盟|"
    "残疾人联合会|妇女联合会|文学艺术界联合会|科学技术协会|华侨联合会|红十字会|供销合作|奥委会|组委会|证监会|银保监会|银监会|保监会|全国工商联|中华全国"
)
_MINISTRY = re.compile(
    "组织|宣传|统战|社会工作|武装|政治|教育|公安|国家安全|民政|司法|财政|人力资源|自然资源|生态环境|住房|住建|交通|水利|"
    "农业|商务|文化|应急|外交|国防|科学技术|科技|工业和信息化|工信|铁道|建设|信息产业|国土资源|环境保护|卫生|劳动|人社|联络部"
)
_STATE_FIRM = re.compile(
    "国有|国资|省属|市属|央企|森工|矿务局|管理局|铁路局|国家电网|电力公司|供电公司|水务集团|城投|城市投资|交投|交通投资|"
    "国投|能源投资|农垦|林业集团|烟草|机场集团|港务集团|港口集团|地铁集团|公交集团|供销"
)
_CENTRAL_BANK = re.compile("(?:人民银行|央行)$")
_STAFFED = re.compile(
    "(?:部|委|局|厅|署|办|办公室|国务院|政府|人大|政协|军委|法院|检察院|委员会|常委会)$"
)
_LOCAL = re.compile("[一-鿿]{1,6}(?:自治县|自治州|县|市|区|州|盟|旗|镇|乡|街道|新城|开发区)$")
_READY = re.compile(
    r"(?:^|[任为选是在与和同由对向见访的及让给请据说会经受以从被后时等日午名位称听陪随替兼年月\(\):\s]|免去|采访|接替|陪同|会同|"
    r"代表|决定|干部|包括|其中)$"
)
_COMMISSARS, _LEADER = ("政委", "政治委员"), "组长"
_AT_TIMES = frozenset((*_COMMISSARS, _LEADER))
"""Heads that make an office in some bodies, whatever their kind."""
_INSPECTING = re.compile("(?:中央|国务院|省委|市委|区党委)[^,。]{0,12}(?:巡视|巡察|督察|督导)组$")
_POLICE = re.compile("公安|司法|监狱|消防")
_SAID_BEFORE = re.compile("[该我本](?:局|厅|委|办|署)$")
_BARE_DEPT = ("局长", "厅长", "检察长")
_VILLAGE = re.compile("村|社区|支部|总支|驻")


@cache
def _foreign() -> re.Pattern[str]:
    words = sorted((row["word"] for row in Folder().rows("foreign_zh.csv", ("word",))), key=len)
    return re.compile("|".join(reversed(words)))


def is_foreign(words: str) -> bool:
    """Whether the last foreign name in ``words`` still governs what follows it."""
    found = list(_foreign().finditer(words)) if words else []
    if not found:
        return False
    rest = words[found[-1].end() :]
    led_by_china = re.search(r"中国[驻常]$", words[: found[-1].start()])
    return not led_by_china and not _LINK.search(rest)


def names_office(text: str) -> bool:
    """Whether any title of a simplified text may be an office; most texts hold none."""
    return any(kind != "other" or head in _AT_TIMES for head, kind in heads_in(text))


def judge(title: Title) -> Verdict:
    """The verdict on one title alone; the chain it stands in may overrule ``CARRIED``."""
    if title.head in _COMMISSARS and _POLICE.search(title.unit):
        return Verdict.OFFICE
    if title.head == _LEADER and _INSPECTING.search(title.before + title.unit):
        return Verdict.OFFICE
    if title.kind == "other":
        return Verdict.FOREIGN if is_foreign(title.before + title.unit) else Verdict.OTHER
    if title.kind == "envoy":
        chinese = re.search("中国(?:常)?驻", title.before + title.unit)
        return Verdict.OFFICE if chinese else Verdict.FOREIGN
    if is_foreign(title.before + title.unit):
        return Verdict.FOREIGN
    words = title.unit if _settled(title) else _clause_end(title.before) + title.unit
    learned = _LEARNED.search(_PEOPLES_BODY.sub("", words))
    if learned and not _ACADEMY.search(words) and not _SCHOOL.search(words):
        return Verdict.OTHER
    return _JUDGES[title.kind](title)


def _clause_end(before: str) -> str:
    """What of ``before`` can belong to the title: after the last particle, at most 14 long."""
    return re.split("[的在对和与同由给向了着过是]", before[-14:])[-1]


def _settled(title: Title) -> bool:
    """Whether nothing unexplained leans on a title without a unit."""
    return bool(_READY.search(title.before))


def _place(title: Title) -> Verdict:
    if title.unit or _settled(title) or _LOCAL.search(title.before):
        return Verdict.OFFICE
    return Verdict.CARRIED


def _party(title: Title) -> Verdict:
    if _VILLAGE.search(title.before[-8:] + title.unit):
        return Verdict.OTHER
    if title.unit:
        return Verdict.OFFICE
    return Verdict.OFFICE if re.search("委$", title.before) else Verdict.CARRIED


def _rank(title: Title) -> Verdict:
    if "政协" in title.unit and "常" not in title.head and "党" not in title.head:
        return Verdict.NEUTRAL
    if not title.unit:
        return Verdict.CARRIED
    return (
        Verdict.OFFICE
        if re.search("委|党|政治局|中央|人大|政协|政府|局|厅|办|部|院|署", title.unit)
        else Verdict.NEUTRAL
    )


def _chair(title: Title) -> Verdict:
    if title.unit and _CHAIRED.search(title.words):
        return Verdict.OFFICE
    return Verdict.CARRIED if title.bare and _settled(title) else Verdict.NEUTRAL


def _ministry(title: Title) -> Verdict:
    if ORG in title.unit and not re.search("组织|宣传|统战", title.unit):
        return Verdict.NEUTRAL
    if _MINISTRY.search(title.unit):
        return Verdict.OFFICE
    return Verdict.CARRIED if title.bare and _settled(title) else Verdict.NEUTRAL


def _dept(title: Title) -> Verdict:
    if title.unit:
        return Verdict.OFFICE
    if (title.head in _BARE_DEPT and _settled(title)) or _SAID_BEFORE.search(title.before):
        return Verdict.OFFICE
    if _BUREAU.fullmatch(title.before):
        return Verdict.CARRIED
    return Verdict.CARRIED if _settled(title) else Verdict.NEUTRAL


def _court(title: Title) -> Verdict:
    if title.head == "检察长" or re.search("法院|检察院", title.unit):
        return Verdict.OFFICE
    return Verdict.OFFICE if _ACADEMY.search(title.before + title.unit) else Verdict.OTHER


def _secretary(title: Title) -> Verdict:
    if re.search("委|政府|人大|政协|中央|国务院|党", title.unit):
        return Verdict.OFFICE
    return Verdict.CARRIED if title.bare and _settled(title) else Verdict.NEUTRAL


def _central(title: Title) -> Verdict:
    return Verdict.OFFICE if title.unit or _settled(title) else Verdict.NEUTRAL


def _group(title: Title) -> Verdict:
    if title.head not in ("领导", "领导同志", "领导人"):
        return Verdict.OFFICE
    led = _LED.search(title.unit or title.before)
    return Verdict.OFFICE if led else Verdict.NEUTRAL


def _staff(title: Title) -> Verdict:
    """发言人, 总经济师: offices of a state body; the chief accountant of an enterprise too."""
    if _STAFFED.search(title.unit) or (ORG in title.unit and title.head.startswith("总")):
        return Verdict.OFFICE
    return Verdict.CARRIED if title.bare and _settled(title) else Verdict.NEUTRAL


def _firm(title: Title) -> Verdict:
    if _CENTRAL_BANK.search(title.before + title.unit):
        return Verdict.OFFICE
    if ORG in title.unit or _STATE_FIRM.search(title.unit + title.before[-12:]):
        return Verdict.OFFICE
    bare = title.bare or _OWN_FIRM.fullmatch(title.unit)
    return Verdict.CARRIED if bare and _settled(title) else Verdict.OTHER


_JUDGES = {
    "place": _place, "party": _party, "rank": _rank, "chair": _chair, "ministry": _ministry,
    "dept": _dept, "court": _court, "secretary": _secretary, "central": _central, "group": _group,
    "firm": _firm, "staff": _staff,
}  # fmt: skip
