"""Chinese office titles: heads from ``data/titles_zh.csv`` and the words that belong before them.

A title is read from right to left: head (书记), modifiers (常务副, 原, 代), unit (辽宁省委,
市教育局).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from db.models import PostStatus
from nlp.components.names import ORG, PLACE
from nlp.tables import Folder

_REACH = 44
"""How many characters before a head can belong to its title."""

_STEM = (
    "教育|公安|财政|民政|司法|交通运输|交通|农业农村|农业|农村|水利|水务|商务|商业|经贸|文化和旅游|文化旅游|文化|文旅|"
    "卫生健康|卫生|卫健|审计|发展和改革|发展改革|发改|工业和信息化|工信|科学技术|科技|人力资源和社会保障|人社|劳动和社会保障|"
    "自然资源|国土资源|生态环境|环境保护|环保|住房和城乡建设|住房城乡建设|住建|建设|规划|城乡规划|应急管理|应急|"
    "国有资产监督管理|国资|市场监督管理|市场监管|统计|医疗保障|医保|体育|林业和草原|林草|林业|信访|外事|税务|旅游|工商|"
    "质监|安全生产监督管理|安监|粮食|招商|营商环境建设|营商|大数据|金融|退役军人事务|民族事务|民族宗教|机关事务|外交|国防|"
    "民航|气象|地震|海事|邮政|海洋|消防|药监|能源|文物|档案|知识产权|移民管理|粮食和物资储备|药品监督管理|中医药管理|地方金融监督管理|国家安全|网信|对外贸易经济合作|铁道|信息产业|国有林|广播电视|新闻出版|台湾事务|港澳事务|国台办|港澳办|经济贸易|经贸|外经贸|体改|计划|畜牧|水产|渔业|城管|综合行政执法|人防|政务服务"
)
_SUFFIX = "委员会|办公室|管理局|监管局|总局|局|厅|委|办|部|署"
_DEPT = f"(?:{_STEM})(?:{_SUFFIX})?"
_BODY = (
    "中国共产党|中共中央|党中央|中共|中央政治局|政治局|中央军委|中央纪委国家监委|中央纪委|国家监委|国务院|全国人民代表大会|"
    "全国人大|全国政协|最高人民法院|最高人民检察院|最高法|最高检|国家|全国|中央|中华人民共和国|"
    "党和国家|书记处|证监会|银保监会|银监会|保监会|央行|中组部|中宣部|中联部|中纪委|中办|国办|党政|党委|党组|党工委|工委|纪委监委|纪律检查委员会|纪委|监察委员会|监委|纪工委|政法委员会|政法委|"
    "组织部|宣传部|统战部|社会工作部|办公厅|办公室|政策研究室|研究室|直属机关|机关|"
    "人民政府|政府|行政公署|行署|人民代表大会|人大|常务委员会|常委会|政协|专门委员会|"
    "中级人民法院|高级人民法院|人民法院|中级法院|法院|人民检察院|检察院|"
    "总工会|工会|妇联|共青团|团中央|团省委|团市委|团委|残联|文联|科协|侨联|工商联|"
    "民革|民盟|民建|民进|农工党|致公党|九三学社|台盟|管理委员会|管委会|指挥部|领导小组|集团公司|集团|股份公司|公司"
)
_LEVEL = "自治区|自治州|自治县|省|市|区|县|旗|盟|州|地区|地|镇|乡|街道"
_STOP = "的了在是和与及或对向被把说到等就也还都这那您你我他由将让给任从"
_FREE = f"(?:(?![{_STOP}])[一-鿿“”]){{1,16}}?"
_FREE_END = (
    "局|厅|委|办|部|司|署|处|中心|委员会|办公室|管委会|总队|支队|集团|公司|厂|矿|油田|分行|海关|开发区|工业区|经开区|"
    "高新区|新区|示范区|合作区|保税区|自贸区|度假区|县|区|市|镇|乡|街道|法院|检察院|机关|联合会|协调小组"
)
_ZONE = (
    "高新技术产业开发区|高新技术开发区|高新区|经济技术开发区|经济开发区|经开区|开发区|综合保税区|综保区|保税区|"
    "自贸试验区|自贸区|示范区|新区|工业园区|产业园区|园区"
)
_MOD = (
    "驻会|原|(?<![此之以先])前任|(?<![此之以先])前|代理|代|副|常务|第一|执行|现任|现|新任|首任|时任|曾任|历任|候任|拟任|联合|名誉|专职|首席|"
    "兼"
)
_OTHER_ENDS = (
    f"{PLACE}|{ORG}|委|委会|)|）|国|国家|全国|中央|最高|国务院|院|会|总社|银行|组织|宣传|统战|社会工作|武装|人武"
    "|集团|公司|厂|矿|林业局|森工|自治区|委员会|研究室|司|局|处|室|办|科|中心"
)
"""What else a unit ends in."""
_UNIT = (
    f"(?:中国(?:常)?驻{_FREE}(?=(?:副|代|代理)*$)"
    f"|{PLACE}+(?:{_LEVEL}|委会|委)?(?:(?:{_FREE})?(?:{_FREE_END}))*"
    f"|{ORG}+(?:（[^（）]{{2,14}}）|\\([^()]{{2,14}}\\))?(?:{_FREE}(?:{_FREE_END}))*"
    f"|(?:我|本|该|全)?(?:{_LEVEL})(?=委|[一-鿿])(?:委|(?={_DEPT}|{_BODY}))"
    f"|(?:省|市|区|县)?(?:{_ZONE})(?=党|工委|管|纪)"
    f"|中国(?=(?:{_MOD})*$)"
    f"|(?:中国|国家|全国|中央|最高|国务院)(?:{_FREE}(?:{_FREE_END}|院|会|总社|银行))"
    f"|(?:组织|宣传|统战|社会工作|武装|人武)(?=(?:副|常务|原|代)*$)"
    f"|(?<![一-鿿{PLACE}{ORG}])(?!会见|会同|拜访|走访|来到|接任|出任|担任|任命|前往){_FREE}(?:集团|公司|厂|矿|林业局|森工)"
    f"|自治区(?=(?:{_MOD})*$)"
    f"|(?:{_BODY})(?:{_FREE}(?:委员会|研究室))?|(?:{_DEPT})(?:{_FREE}(?:司|局|处|室|办|科|中心))?)"
)
_LEFT = re.compile(f"(?:{_MOD})*(?:{_UNIT}(?:{_MOD})*)*$")
_LAST_MODS = re.compile(f"(?:{_MOD})+$")
_LAST_CUT = re.compile(r"(?s:.*)[、，。；：！？,;:!?\s“”\"《》【】\[\]<>|/…—]")
_FORMER = re.compile(r"原|前(?!沿|进|卫|门|海|锋)|时任|曾任|历任")
_ACTING = re.compile(
    r"代(?:理)?(?=副?(?:省长|市长|区长|县长|旗长|盟长|州长|主席|专员|院长|检察长|书记))"
)
_MARKED = re.compile("[原前任代]")
"""Every mark of another status holds one of these."""
_NEW = re.compile(r"拟任|候任")
_NO_HEAD = re.compile(
    r"(?<=[城超都])市长|[区县]领导(?=[一-鿿]{1,3}(?:花园|社区|小区|大街|公园|大桥))|(?<=[格布结战])局长|"
    r"(?<=[干全局])部长|[工常委]委员(?=会)|常委(?=会)|委员(?=会)|"
    r"主任(?=医师|科员|记者|编辑|护师|技师)|书记(?=处|员|官)|领导(?=小组|下|力|干部|班子|机构|层|"
    r"核心|体制|作用|者)|经理(?=人)|"
    r"市民(?=[政族营办委建盟革间宗生用警兵情俗主意])|农民(?=工|日报)|居民(?=委)|职工(?=大学|之家)|"
    r"专家(?=组|委)|学生(?=会)|工人(?=日报|运动)|董事(?=会)|记者(?=会|站)|教师(?=节)|医生|导演(?=组)"
)
_NO_HEAD_BEGINS = frozenset(
    (
        "市长", "区领", "县领", "局长", "部长", "委员", "常委", "主任", "书记", "领导", "经理",
        "市民", "农民", "居民", "职工", "专家", "学生", "工人", "董事", "记者", "教师",
        "医生", "导演",
    )
)  # fmt: skip
"""Every match of ``_NO_HEAD`` begins so."""
_UNIT_ENDS = frozenset(
    word[-1]
    for words in (_STEM, _SUFFIX, _BODY, _LEVEL, _FREE_END, _ZONE, _MOD, _OTHER_ENDS)
    for word in words.split("|")
)


def _may_end_unit(stretch: str) -> bool:
    """Whether ``_LEFT`` may find more than nothing; only an envoy's country ends in any way."""
    return stretch[-1:] in _UNIT_ENDS or "驻" in stretch


_LONG = re.compile(
    "长(?:白山|江(?:[流航大三沿上中下口经路]|学者)|春(?:市|新区|[东西南北]站)|沙(?:市|[东西南北]站)|"
    "[兴山海岭安乐宁]{1}(?:[市县区镇乡村岛街路]|花园)|治市|葛市|垣市|汀县|泰县|武县|城|征|三角|吉图|途|跑|假|效|"
    "期|远|短|达|虹|寿|龄|线|卷|[所山海兴岭安乐宁青春虹城江][一-鿿]{0,2}(?:花园|社区|小区|大街|公园|大桥|[镇乡](?![一-鿿]长)))"
)


@dataclass(slots=True)
class Title:
    """One title as stated; ``unit`` is its masked text before head and modifiers."""

    start: int
    end: int
    head_start: int
    head: str
    kind: str
    unit: str
    before: str
    """What stands between the last break and the title, unexplained."""
    status: PostStatus
    words: str
    """Unit, modifiers and head as written, simplified."""
    bearer: int = 0
    """Characters of a name that stands right before the title (张三市长); 0 if none."""

    @property
    def bare(self) -> bool:
        """No unit of its own: 省长, 副市长, 董事长."""
        return not self.unit


@cache
def _heads() -> tuple[AhoCorasick, dict[str, str]]:
    kinds = {row["head"]: row["kind"] for row in Folder().rows("titles_zh.csv", ("head", "kind"))}
    automaton = AhoCorasick(
        list(kinds), matchkind=MatchKind.LeftmostLongest, implementation=Implementation.DFA
    )
    return automaton, kinds


def heads_in(text: str) -> Iterator[tuple[str, str]]:
    """The heads of a simplified text and their kinds, also where no title begins with them."""
    automaton, kinds = _heads()
    for head in automaton.find_matches_as_strings(text):
        yield head, kinds[head]


def find_titles(text: str, masked: str) -> Iterator[Title]:
    """All titles of a simplified text, in order; ``masked``: its places and firms masked."""
    automaton, kinds = _heads()
    last = 0
    for _, start, end in automaton.find_matches_as_indexes(text):
        if (
            (text[end - 1] == "长" and _LONG.match(text, end - 1))
            or (text[start : start + 2] in _NO_HEAD_BEGINS and _NO_HEAD.match(text, start))
            or _in_name(masked, start, end)
        ):
            continue
        left = max(last, start - _REACH)
        cut = _LAST_CUT.match(text, left, start)
        left = cut.end() if cut else left
        stretch = masked[left:start]
        own = _LEFT.search(stretch) if _may_end_unit(stretch) else None
        offset = own.start() if own else len(stretch)
        words = stretch[offset:]
        stated = text[left + offset : end]
        yield Title(
            left + offset, end, start, text[start:end], kinds[text[start:end]],
            _LAST_MODS.sub("", words) if words else "", stretch[:offset], _status(stated), stated,
        )  # fmt: skip
        last = end


def _in_name(masked: str, start: int, end: int) -> bool:
    """Whether a place swallows the head's end (市|长兴): it starts inside, runs past it."""
    if masked[start] == PLACE and masked[end - 1] == "民":
        return True
    inside = masked[end - 1]
    return inside in (PLACE, ORG) and end < len(masked) and masked[end] == inside


def _status(words: str) -> PostStatus:
    if not _MARKED.search(words):
        return PostStatus.INCUMBENT
    if _NEW.search(words):
        return PostStatus.APPOINTED
    if _FORMER.search(words):
        return PostStatus.FORMER
    return PostStatus.ACTING if _ACTING.search(words) else PostStatus.INCUMBENT
