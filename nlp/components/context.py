"""What stands around a name: word boundaries, surnames, endings that change the meaning."""

import re

_OPEN = set(
    "在到从往赴去为是与和及同至向对于由将把让给使经过离距近自如像即叫有的地了着省市州盟县区旗以个座抵达来当让"
)
_CLOSE = set(
    "市县区省的地在是将有与和及等为也已又还人本城当各向到从对于以把被让给则正并就都要会能可不这成建发经政产农工商企旅考调全召举开作出两三四五六七八九十多任主原党委受遭境今昨采看启推办乘坐参督视"
)
_MARK = re.compile(r"[\s\d!-/:-@\[-`{-~　-〿‐-⁞“”‘’《》〈〉【】、。，！？；：（）·—…]")
SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严金魏陶姜谢邹章苏潘葛范彭鲁韦马苗方俞任袁柳"
    "史唐费廉薛雷贺倪汤罗毕郝安常于傅齐康伍余元顾孟黄穆萧尹姚邵汪祁毛狄戴宋庞熊纪舒项祝董梁杜阮蓝闵"
    "季贾江童颜郭梅盛林钟徐邱骆高夏蔡田樊胡凌霍万柯卢莫房裘解应宗丁邓单杭包诸石崔吉龚程邢裴陆荣翁"
    "甄封储靳段焦巴谷车侯全宁仇甘武符刘景詹龙叶司黎白蒲邰赖卓蔺屠池乔阴苍双闻党翟谭贡申冉桑桂牛边宫"
    "尚温庄柴阎连向古易廖终居步耿满匡国文寇广欧隆师巩聂晁勾融冷辛阚简饶曾沙丰关相查游权盖益桓公岳"
)
_TITLE_END = set("记长席理员任裁授士师官志者生友手表尉将军兵警家人是叫为由与和及对把让")

_BEARERS = set("、长记席理员授师士官者生友手兵警家演练匠医民书模")
FREQUENT = set("李王张刘陈杨赵吴徐孙朱郭郑")
_PARTICLES = set("于和向时从同自由以方对给在是及应有宁甘云贵海江河湖安平古党国都通")

# What follows a name and makes it something else than the unit.
_NATURE = re.compile(
    r"[江河山岭湖湾岛](?=$|[\s，。、；：！？,.;:!?”’）)的在是与和及等流沿畔边岸上中下两左右干支源之])"
    r"|海(?:湾|峡|岸)|半岛|沙地|草原|大草原|沙漠|平原|盆地|山脉|流域|水道|群岛|高原|丘陵"
    r"|县(?![域级区乡处])|区(?![域间块县市])"
)
_RIVERS = "(?:松花江|乌苏里江|鸭绿江|辽河|额尔古纳河|长江|黄河|珠江|淮河|海河|浑河|太子河)"
_RIVER_AFTER = re.compile(f"[、和与及]{_RIVERS}")
_RIVER_BEFORE = re.compile(f"{_RIVERS}[、和与及]$")
_BANKS = re.compile(
    "上(?=的|空|游|捕|漂|泛|架|行)|水(?:系|位|面)|[两沿]岸|河畔|[干支]流|[上中下]游|入海口"
)
_VILLAGE = re.compile(
    r"(?:村(?![镇庄民居落])|镇(?![区政党江海巴坪康雄远宁赉原平安沅级里上])|乡(?![村镇亲贤愁下间宁城级])|街道|苏木|屯(?![垦田])|嘎查|社区|(?:[东西南北]?(?:林场|农场|牧场|林业局|经营所)))"
)
_COUNTY = re.compile("[\u4e00-\u9fff]{1,3}县(?![域级城])")
_STREET = re.compile(
    r"(?:[东南西北中]?(?:一|二|三|四|五)?(?:大?路(?![网况面径线透桥])|大?街(?![道头区坊巷小])|大道|胡同|巷(?!道)))"
)
_VENUE = re.compile(
    "(?:(?P<open>公园|广场|大厦)|动物园|博物馆|图书馆|医院|[中小]学|宾馆|酒店|饭店|火车站|机场)$"
)
_THING = re.compile("|".join(rule.pattern for rule in (_NATURE, _VILLAGE, _STREET)))
_THING_BEGINS = frozenset(
    "江河山岭湖湾岛海半沙草大平盆流水群高丘县区村镇乡街苏屯嘎社东西南北林农牧经中一二三四五路胡巷"
)
"""Every match of ``_THING`` begins so."""
_BODY = re.compile(
    r"(?:省|市|县|区|旗|盟|州)?(?:委|政府|人大|政协|人民政府|纪委|监委|法院|检察院|海关|公安|书记|市长|省长|军区"
    r"|中心支行|税务|商务|发改|财政|教育局|工信|统计局|国资委|证监局|银保监局|气象|地震局|边检|海事局|消防)"
)
_STOP = (
    "的了在和与及对将为等到从向把被让给有是以其并又也还已曾就这那该某各多两家个名说称去赴来一市省县区州盟旗根据"
    "，。、；：！？,.;:!?\\s“”‘’《》()（）【】"
)
_NAMED = re.compile(
    rf"(?:[^{_STOP}]|有限){{0,8}}?(?:大学|学院|集团|公司|股份|银行|分行|支行|出版社|日报|晚报|晨报|都市报|电视台|卫视"
    r"|医院|公园|宾馆|酒店|饭店|大厦|俱乐部|交易所|啤酒(?![节花城])|航空公司|电影制片厂)(?!生|长)"
    r"|[东南西北]?(?:火车)?站(?![在点位长前台岗队稳起上])|[男女]?[足篮排]?队(?![伍长员])|(?:国际)?机场(?!集团)"
    r"|舰(?!队|艇)|号(?![线召称码文])|港(?![口澳台城区股资商])|中学|小学|一中|二中|三中|造船厂|博物馆|图书馆|广场|动物园"
)
_VISIT = re.compile(
    "会见|会晤|接见|考察|调研|视察|走访|慰问|看望|拜访|参观|访问|督导|督查|检查|邀请|约谈|起诉|引进"
)
_NO_NAME = frozenset(
    "的了在和与及对将为等到从向把被让给是以其并又也还已曾就这那该某各多两家个名说称去赴来市省县区州盟旗根据"
    "，。、；：,.;: \n()"
)
"""No match of ``_NAMED`` begins so."""


def is_mark(char: str) -> bool:
    """Whether ``char`` is punctuation, a digit or a blank ('' stands for the edge of the text)."""
    return not char or (not "一" <= char <= "鿿" and _MARK.match(char) is not None)


def opens(text: str, start: int) -> bool:
    """Whether a word can begin at ``start``, judged by the character before."""
    before = text[start - 1 : start] if start else ""
    return before in _OPEN or is_mark(before)


def closes(text: str, end: int) -> bool:
    """Whether a word can end at ``end``, judged by the character after."""
    after = text[end : end + 1]
    return after in _CLOSE or is_mark(after)


def precedes_county(text: str, end: int) -> bool:
    """Whether a county's name follows, so that the name before it is most likely its prefecture."""
    return _COUNTY.match(text, end) is not None


def is_given_name(text: str, start: int, *, common: bool = False) -> bool:
    """Whether a surname stands right before ``start``, at a place where a person's name may begin.

    ``common``: the name is also used as a given name, so that any boundary before will do; other
    names need a title or a list before the surname (秘书长宫|镇江).
    """
    if not start or text[start - 1] not in SURNAMES:
        return False
    before = text[start - 2 : start - 1] if start > 1 else ""
    if common:
        frequent = text[start - 1] in FREQUENT
        return frequent or is_mark(before) or before in _TITLE_END
    if text[start - 1] in FREQUENT and is_mark(before):
        return True
    return text[start - 1] not in _PARTICLES and before in _BEARERS


def is_river(text: str, start: int, end: int) -> bool:
    """Whether the name is a river: another is its neighbour (松花江、嫩江), or its banks follow."""
    if _BANKS.match(text, end):
        return True
    before = text[max(0, start - 6) : start]
    return _RIVER_AFTER.match(text, end) is not None or _RIVER_BEFORE.search(before) is not None


def is_other_thing(text: str, end: int) -> bool:
    """Whether what follows makes the name a river, a village or a street."""
    return text[end : end + 1] in _THING_BEGINS and _THING.match(text, end) is not None


def name_end(text: str, end: int, start: int = 0) -> int:
    """Where the name of the company, school, ship or station ends that the place begins, or 0.

    A park or school with a name of its own lies in the unit: 大东区|小河沿公园. What is done there
    to a company begins no name: 大连市|考察英特尔公司.
    """
    match = _NAMED.match(text, end) if text[end : end + 1] not in _NO_NAME else None
    if match is None or _BODY.match(text, end) or _VISIT.match(text, end):
        return 0
    venue = _VENUE.search(match.group())
    own = venue is not None and venue.start() > 1
    typed = text[end - 1] in "市区县旗" and end - start > 2
    if venue is not None and own and (typed or venue["open"]):
        return 0
    return match.end()
