"""Pure cleaners of single fields: headlines, bylines (记者, 通讯员), 来源, 责任编辑."""

import re
import unicodedata

from db.fold import simplify

_SURNAMES = frozenset(
    "王李张傅刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
    "钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安"
    "齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳"
    "管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟"
    "邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼"
    "蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙戈"
)
_COMPOUND = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "司徒",
    "夏侯",
    "端木",
    "呼延",
    "歐陽",
)
_ROLE = (
    r"(?:全媒体|全媒|融媒体|融媒|首席|特约|特派|见习|实习|驻.{2,6}|本报|本网|本社|本台|本刊|通讯)?"
    r"(?:记者|記者|通讯员|特约撰稿人|撰稿人|实习生|评论员|作者)"
)
_NAME = r"[\u4e00-\u9fff]{1,4}(?:·[\u4e00-\u9fff]{1,8})?"
_AND = rf"\s{{0,3}}[、，,&/;；\s]\s{{0,3}}(?:{_ROLE})?\s{{0,2}}[:：]?\s{{0,2}}"
_NAMES = rf"{_NAME}(?:{_AND}{_NAME}){{0,7}}"
_PARENTHESIS = re.compile(
    rf"[（(【][^（()）【】]{{0,24}}?{_ROLE}\s{{0,3}}[:：/]?\s{{0,3}}({_NAMES})[^（()）]{{0,24}}[）)】]"
)
_GLUED = re.compile(
    r"[（(【]本[报刊网社台]记者([\u4e00-\u9fff]{4,9}?)(?:专电|电|专讯|讯|报道)[）)】]"
)
_CLOCK = re.compile(
    r"\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}日?|\d{1,2}[:：]\d{2}(?:[:：]\d{2})?"
)
_WIRE = re.compile(rf"(?:电|讯)\s{{0,3}}[（(]({_NAMES})[）)]")
_LINE = re.compile(
    rf"\A[（(【\[—■●□◎▲\s]{{0,4}}(?:文[/／丨|:：]?图?\s?[/／]?)?[^，。：:（()）]{{0,14}}?{_ROLE}\s{{0,3}}[:：/|丨]?\s{{0,3}}"
    rf"({_NAMES})\s{{0,3}}(?:(?:文|报道|文/图|图/文|采写|整理|综合)[)）】\]]?)?[)）】\]\s/图文]{{0,4}}\Z"
)
_LABEL = re.compile(
    rf"(?:(?:作者|撰文|撰稿|采写|执笔|文字|文)\s{{0,3}}[:：/／丨|]|作者\s)\s{{0,3}}(?:图?\s{{0,2}}[:：/／]?\s{{0,2}})"
    rf"(?:[^，。：:（()）]{{0,12}}?{_ROLE}\s{{0,3}})?({_NAMES})"
)
_TAIWAN = (
    re.compile(
        r"(?:记者|特派员|实习记者)\s?([\u4e00-\u9fff]{2,3}(?:[、，][\u4e00-\u9fff]{2,3}){0,4})"
        r"\s?[/／∕]\s?[^\s，。/]{2,14}(?:报导|报道|电)"
    ),
    re.compile(
        r"中央社[^（()）]{0,6}记者([\u4e00-\u9fff]{2,3})[\u4e00-\u9fff]{2,4}\d{1,2}日[^（()）]{0,12}电"
    ),
)
_SLASH = re.compile(
    r"\A([\u4e00-\u9fff]{2,3})\s?[/／|丨]\s?[\u4e00-\u9fff]{2,10}(?:报|網|网|社|周刊|新闻|台|杂志|在线)\Z"
)
_TRAILING = re.compile(
    rf"[。！？”!?]\s{{0,3}}[（(](?:文/?图?\s?[/:：]?\s?)?({_NAMES})[）)]\s{{0,2}}\Z"
)
_REFUSED = re.compile(
    r"摄|图|编辑|责编|校对|审核|供稿|整理|综合|报道|原标题|来源|新闻|日报|晚报|本报|记者|通讯|编译|翻译|部门|公司|大学|中心"
    r"|..[市县区省局委部院社网台站队会厅处所办室校电]\Z|网友|未知|佚名|匿名|不详|小编"
)
_NOT_NAMES = frozenset(
    [
        "文字",
        "文图",
        "图文",
        "文章",
        "全文",
        "综合",
        "平台",
        "高清",
        "时评",
        "明天",
        "方面",
        "成都",
        "安徽",
        "南京",
        "云南",
        "江苏",
        "江西",
        "海南",
        "常州",
        "金融",
        "康复",
        "向前",
    ]
)
_ORIGIN = re.compile(
    r"(?:(?:来源|來源|稿源|出处|来源于|转自|轉載自)\s{0,3}[:：]|(?<![\u4e00-\u9fff])来源\s)\s{0,4}"
    r"([^\s\u3000|丨【】，,。;；()（）<>：:]{2,30})"
)
_NEXT_LABEL = re.compile(
    r"(?:作者|编辑|责编|责任编辑|记者|时间|发布[时日于]|日期|浏览|点击|阅读|字号|字体|分享|评论|打印|收藏|关注|更新|审核|校对|责任)|\d{4}[-年/]|\d{1,2}:\d\d"
)
_EDITOR = re.compile(
    r"(?:责任编辑|責任編輯|责 ?任 ?编 ?辑|责编|(?:本文|网络|值班)?编辑|編輯)\s{0,3}[:：/|丨]\s{0,3}"
    r"([^\s，。；;()（）【】\[\]|:：][^，。；;()（）【】\[\]|:：\n]{0,24})"
)
_SUFFIX = re.compile(r"\s{0,3}(?:[_|｜–—]|\s-{1,2}\s|--|-(?=[^-]{2,14}\Z)|»|·\s)\s{0,3}")
_SITE = re.compile(
    r"网|報|报|新闻|频道|门户|社|台|中心|政府|在线|资讯|首页|委员会|局$|厅$|客户端|手机|数字|\.(?:com|cn|net)",
    re.I,
)


def is_person(text: str) -> bool:
    """True for what reads as a Chinese personal name (surname list, 2-4 characters, or X·Y).

    >>> is_person("张远舟"), is_person("发改局"), is_person("欧阳小明")
    (True, False, True)
    """
    if _REFUSED.search(text) or text in _NOT_NAMES:
        return False
    if "·" in text:
        return 4 <= len(text) <= 13
    if text.startswith(_COMPOUND):
        return 3 <= len(text) <= 4
    return 2 <= len(text) <= 3 and simplify(text[0]) in _SURNAMES


def split_names(text: str) -> tuple[str, ...]:
    """Names of one byline, roles dropped; ``张 三`` set with a space is one name.

    >>> split_names("王 伟 通讯员 李小红、赵阳")
    ('王伟', '李小红', '赵阳')
    """
    text = re.sub(rf"{_ROLE}\s{{0,2}}[:：]?", " ", text)
    parts = [part for part in re.split(r"[、，,&/;；\s]+", text) if part]
    joined: list[str] = []
    for part in parts:
        if joined and len(part) == 1 and len(joined[-1]) == 1:
            joined[-1] += part
        else:
            joined.append(part)
    names = [_without_verb(part) for part in joined]
    return tuple(dict.fromkeys(name for name in names if is_person(name)))


def _without_verb(name: str) -> str:
    return re.sub(r"(?:文|报道?|采写|整理|综合|整合|发自.*)\Z", "", name) if len(name) > 3 else name


def writers(body: str, head: str = "") -> tuple[tuple[str, ...], str]:
    """Writers (never editors) named in a Chinese body or the lines at its headline; the rule."""
    lines = [line for line in unicodedata.normalize("NFKC", body).split("\n") if line.strip()]
    opening, closing = "\n".join(lines[:4])[:700], "\n".join(lines[-3:])[-400:]
    if names := _glued(opening):
        return names, "byline-glued"
    for rule, pattern, text in (
        ("byline-parenthesis", _PARENTHESIS, opening),
        ("byline-taiwan", _TAIWAN[0], opening),
        ("byline-taiwan", _TAIWAN[1], opening),
        ("byline-wire", _WIRE, opening),
        ("byline-parenthesis-end", _PARENTHESIS, closing),
    ):
        if names := _first(pattern, text):
            return names, rule
    for line in [*lines[:3], *head.split("\n"), *lines[-4:]]:
        if len(line) <= 60 and (names := _from_line(unicodedata.normalize("NFKC", line).strip())):
            return names, "byline-line"
    for line in reversed(lines[-3:]):
        if names := _first(_TRAILING, line[-60:]):
            return names, "byline-trailing"
    return (), ""


def _from_line(line: str) -> tuple[str, ...]:
    line = _CLOCK.sub("", line).strip()
    match = _LINE.match(simplify(line))
    if match and (names := split_names(line[match.start(1) : match.end(1)])):
        return names
    slashed = _SLASH.match(line)
    return split_names(slashed[1]) if slashed else _first(_LABEL, line)


def _first(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    """Names of the pattern's first group, as printed; the patterns see simplified characters."""
    for match in pattern.finditer(simplify(text)):
        if "摄" in match[0] or "供图" in match[0]:
            continue
        if names := split_names(text[match.start(1) : match.end(1)]):
            return names
    return ()


def _glued(text: str) -> tuple[str, ...]:
    """The writer of 【本报记者某某某某地报道】: a name, then a place, nothing between them."""
    for match in _GLUED.finditer(simplify(text)):
        start, size = match.start(1), len(match[1])
        for length in (3, 2):
            name = text[start : start + length]
            if size - length >= 2 and is_person(name):
                return (name,)
    return ()


def origin_in(text: str) -> str | None:
    """The medium after a 来源 label, without the label and what follows it.

    >>> origin_in("2024-05-01 08:30 来源：辽宁日报 作者：王伟")
    '辽宁日报'
    """
    match = _ORIGIN.search(text)
    return clean_origin(match[1]) if match else None


def clean_origin(text: str) -> str | None:
    """A 来源 value without label, time and neighbours; None when nothing is left of it."""
    text = " ".join(
        re.sub(r"\A\s*(?:文章|本文|信息)?(?:来源|來源|稿源|出处)\s*[:：]?", "", text).split()
    )
    cut = _NEXT_LABEL.search(text)
    text = re.sub("[《》]", "", text[: cut.start()] if cut else text).strip(
        ' |丨-—_:：,，;；()（）[]【】<>《》"'
    )
    return text if 2 <= len(text) <= 40 and re.search(r"[^\W\d_]", text) else None


def editors(text: str) -> tuple[str, ...]:
    """Editors named after 责任编辑, 责编 or 编辑."""
    match = _EDITOR.search(text)
    if not match:
        return ()
    value = re.split(r"\s(?:\d|校对|审核|来源|监制|作者)|校对|审核|来源|监制|_", match[1].strip())[
        0
    ]
    parts = [
        part
        for part in re.split(r"[、，,&/;；]+|\s+(?=[\u4e00-\u9fff]{2,})", value)
        if part.strip()
    ]
    return tuple(dict.fromkeys(" ".join(part.split()) for part in parts if len(part.strip()) > 1))[
        :4
    ]


def clean_title(text: str) -> str:
    """Headline without line breaks, width and quotation kept."""
    return " ".join(text.replace("\u3000", " ").replace("\u200b", "").split())


def without_site(title: str, site: str = "") -> str:
    """A ``<title>`` without the names of section and site behind (or before) the headline.

    >>> without_site("全省经济工作会议召开_要闻_北方新闻网")
    '全省经济工作会议召开'
    """
    title = clean_title(title)[:500]
    if re.search(r"[\u4e00-\u9fff]", title):
        for _ in range(4):
            cut = _site_part(title)
            if cut is None:
                break
            title = title[:cut]
        return title
    parts = [part for part in _SUFFIX.split(title) if part]
    if len(parts) < 2:
        return title
    longest = max(parts, key=lambda part: len(part.split()))
    return longest if site in parts or len(longest.split()) >= 4 else parts[0]


def _site_part(title: str) -> int | None:
    """Where the last part of a Chinese title begins, if that part names a section or site."""
    separators = list(_SUFFIX.finditer(title))
    if not separators or not separators[-1].start():
        return None
    last = separators[-1]
    part = title[last.end() :]
    strong = last[0].strip() != "-" and (len(separators) > 1 or last.start() > 9)
    return last.start() if len(part) <= 14 and (_SITE.search(part) or strong) else None
