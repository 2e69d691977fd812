"""Tables for the pure cleaners: bylines, 来源, editors, headlines, language."""

import pytest

from crawler.fields import clean_origin, editors, is_person, origin_in, without_site, writers
from crawler.text import language_of

BYLINES = [
    ("新华社沈阳5月1日电（记者王晚）五一期间，游客增多。", ["王晚"]),
    ("本报讯（记者 李川 通讯员 赵小禾）昨日，桥通车。", ["李川", "赵小禾"]),
    ("本报讯 （全媒体记者张 帆）昨日，桥通车。", ["张帆"]),
    ("中新网长春6月2日电 (记者 高远、吕晴川)列车开行。", ["高远", "吕晴川"]),
    ("中新网长春6月2日电 (孙晚晴)列车开行。", ["孙晚晴"]),
    ("【本报记者欧阳明报道】列车开行。", ["欧阳明"]),
    ("本报记者 孙远山 刘溪", ["孙远山", "刘溪"]),
    ("□本报记者 翟星河", ["翟星河"]),
    ("辽宁日报记者 唐映雪", ["唐映雪"]),
    ("作者：陈野", ["陈野"]),
    ("文/图 史青松 白雨", ["史青松", "白雨"]),
    ("文｜周锦", ["周锦"]),
    ("列车昨日开行。（郭晓岚）", ["郭晓岚"]),
    ("列车昨日开行。（记者 郭晓岚）", ["郭晓岚"]),
    ("〔記者陳向榮／台中報導〕市府今天宣布新措施。", ["陳向榮"]),
    ("（中央社記者王秋水高雄3日電）港口今天恢復作業。", ["王秋水"]),
    ("新华社记者许静 魏明", ["许静", "魏明"]),
    # not writers
    ("列车昨日开行。（本报记者 万重 摄）", []),
    ("列车昨日开行。（德惠市融媒体中心）", []),
    ("列车昨日开行。（完）", []),
    ("列车昨日开行。（BBC）", []),
    ("责任编辑：王一", []),
    ("来源：沈阳日报", []),
    ("记者从会上获悉，今年将新建学校十所。", []),
    ("编辑 刘晓 校对 李明", []),
    ("图片由张三供图", []),
    ("省长王某某出席会议并讲话。", []),
    ("本报记者", []),
]


@pytest.mark.parametrize(("text", "names"), BYLINES)
def test_writers(text: str, names: list[str]) -> None:
    assert list(writers(text)[0]) == names


@pytest.mark.parametrize(
    ("text", "medium"),
    [
        ("来源：辽宁日报", "辽宁日报"),
        ("2024-05-01 08:30 来源: 新华网 作者：王伟", "新华网"),
        ("来源：吉林日报　编辑：李明", "吉林日报"),
        ("文章来源：省政府办公厅　发布时间：2024-05-01", "省政府办公厅"),
        ("稿源：北国网 | 字号", "北国网"),
        ("【来源：央视新闻客户端】", "央视新闻客户端"),
        ("（来源：《人民日报》）", "人民日报"),
        ("转自：黑龙江发布", "黑龙江发布"),
        ("發佈時間 來源：中央社", "中央社"),
        ("来源 CSDN | 0 条评论", "CSDN"),
        ("来源：", None),
        ("来源：2024-05-01", None),
        ("资金来源 多样", None),
        ("今天没有标签", None),
    ],
)
def test_origin(text: str, medium: str | None) -> None:
    assert origin_in(text) == medium


@pytest.mark.parametrize(
    ("text", "medium"),
    [
        ("来源：人民日报", "人民日报"),
        ("人民网－辽宁频道", "人民网－辽宁频道"),
        ("12345", None),
        ("  ", None),
    ],
)
def test_meta_origin(text: str, medium: str | None) -> None:
    assert clean_origin(text) == medium


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("责任编辑：王一 校对：李二", ["王一"]),
        ("(责编：汤嘉、丁宁)", ["汤嘉", "丁宁"]),
        ("【编辑:田博】", ["田博"]),
        ("责 任 编 辑：程 晨", ["程 晨"]),
        ("編輯：林志明", ["林志明"]),
        ("没有编辑", []),
    ],
)
def test_editors(text: str, names: list[str]) -> None:
    assert list(editors(text)) == names


@pytest.mark.parametrize(
    ("text", "is_name"),
    [
        ("张远舟", True),
        ("欧阳小明", True),
        ("李红", True),
        ("陳水明", True),
        ("阿依古丽·买买提", True),
        ("发改局", False),
        ("新华社", False),
        ("我们", False),
        ("王", False),
        ("综合", False),
        ("高清", False),
    ],
)
def test_person(text: str, is_name: bool) -> None:
    assert is_person(text) is is_name


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("全省经济工作会议召开_要闻_北方新闻网", "全省经济工作会议召开"),
        ("全省经济工作会议召开-新华网", "全省经济工作会议召开"),
        ("全省经济工作会议召开--辽宁频道--人民网", "全省经济工作会议召开"),
        ("全省经济工作会议召开 | 某某日报", "全省经济工作会议召开"),
        ("“十四五”开局：一年-新变化的背后", "“十四五”开局：一年-新变化的背后"),
        (
            "How the rust belt learned to bake | The Northern Post",
            "How the rust belt learned to bake",
        ),
        ("One headline alone", "One headline alone"),
    ],
)
def test_title_without_site(title: str, headline: str) -> None:
    assert without_site(title) == headline


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("沈阳市的一家机床厂本周交付了产品", "zh-Hans"),
        ("瀋陽市的一家工具機廠本週交付了產品", "zh-Hant"),
        ("A factory in Shenyang has delivered its hundredth machine to the customer.", "en"),
        ("瀋陽の工場は今週、百台目の機械を納品した。", "other"),
        ("Le café de la gare est déjà fermé depuis minuit", "other"),
        ("Завод в Шэньяне", "other"),
        ("", "other"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert language_of(text).value == language
