"""Inspection tours and meetings: who, what, where, when; and what is none."""

import pytest
from events_cases import events_of, lines_of

TOURS = [
    (
        "5月11日，沈阳市委书记冯启明到铁西区调研工业经济运行情况。",
        "inspection|冯启明|工业经济运行情况|gb:210106|2024-05-11",
    ),
    (
        "昨日，辽宁省副省长赵一鸣在鞍钢集团调研。",
        "inspection|赵一鸣|鞍钢集团|soe:ansteel|2024-05-11",
    ),
    (
        "抚顺市市长钱立言就防汛工作到清原满族自治县检查督导。",
        "inspection|钱立言|防汛工作|gb:210423|-",
    ),
    ("日前，吉林省委书记郑学礼深入梨树县走访农户。", "inspection|郑学礼|农户|gb:220322|-"),
    (
        "市委书记冯启明，市长钱立言一行来到鞍钢集团，实地考察重点项目建设情况。",
        "inspection|冯启明+钱立言|重点项目建设情况|soe:ansteel|-",
    ),
    ("大连市市长石晓天督导检查安全生产工作。", "inspection|石晓天|安全生产工作|-|-"),
    (
        "5月9日至10日，黑龙江省省长孙大川先后到鹤岗市、佳木斯市，就煤矿安全开展专题调研。",
        "inspection|孙大川|煤矿安全|gb:230400|2024-05-09",
    ),
    (
        "沈阳市市长钱立言陪同辽宁省省长冯启明在沈阳市浑南区调研科技创新工作。",
        "inspection|冯启明|科技创新工作|gb:210112|-",
    ),
    (
        "阜新市委书记冯启明与市长石晓天一同到彰武县检查春耕生产。",
        "inspection|冯启明+石晓天|春耕生产|gb:210922|-",
    ),
    ("沈阳市市长钱立言率队赴北京走访中国中车。", "inspection|钱立言|中国中车|gb:110000|-"),
    ("瀋陽市委書記馮啟明到鐵西區調研工業經濟。", "inspection|馮啟明|工業經濟|gb:210106|-"),
    (
        "铁岭市市长石晓天到开原市视察粮库，开原市委书记钱立言陪同。",
        "inspection|石晓天|粮库|gb:211282|-",
    ),
    (
        "Zhang Wenqiang, Party secretary of Dalian, inspected a shipyard in Zhongshan district"
        " on May 11.",
        "inspection|Zhang Wenqiang|a shipyard|gb:210202|2024-05-11",
    ),
    (
        "Liaoning Governor Li Dayi toured Ansteel Group's plant in Anshan.",
        "inspection|Li Dayi|Ansteel Group's plant|gb:210300|-",
    ),
]
MEETINGS = [
    ("长春市委副书记高学文会见了韩国客人一行。", "meeting|高学文|韩国客人一行|-|-"),
    (
        "哈尔滨市市长周大成在哈尔滨与中国石油董事长李大义举行会谈。",
        "meeting|周大成|中国石油董事长李大义|gb:230100|-",
    ),
    ("5月8日，大连市市长石晓天同企业家代表座谈。", "meeting|石晓天|企业家代表|-|2024-05-08"),
    ("辽宁省委书记冯启明主持召开省委常委会会议。", "meeting|冯启明|省委常委会会议|-|-"),
    ("沈阳市市长钱立言出席全市招商引资大会并讲话。", "meeting|钱立言|全市招商引资大会|-|-"),
    (
        "5月8日，全市安全生产电视电话会议召开，市长石晓天主持会议。",
        "meeting|石晓天|全市安全生产电视电话会议|-|2024-05-08",
    ),
    (
        "丹东市委书记冯启明出席全市农村工作会议，市长石晓天主持会议。",
        "meeting|冯启明+石晓天|全市农村工作会议|-|-",
    ),
    ("大庆市市长石晓天在全市科技大会上讲话。", "meeting|石晓天|全市科技大会|-|-"),
    ("吉林省副省长高学文在长春出席汽车产业论坛。", "meeting|高学文|汽车产业论坛|gb:220100|-"),
    (
        "营口市委书记冯启明和市长石晓天会见日本客商，副市长钱立言参加会见。",
        "meeting|冯启明+石晓天|日本客商|-|-",
    ),
    (
        "Harbin Mayor Sun Dachuan met with a delegation from Khabarovsk.",
        "meeting|Sun Dachuan|a delegation from Khabarovsk|-|-",
    ),
    (
        "Liaoning Governor Li Dayi chaired a meeting on flood control in Shenyang on Friday.",
        "meeting|Li Dayi|a meeting on flood control|gb:210100|2024-05-10",
    ),
]
NONE = [
    "沈阳市市长钱立言将于下周到铁西区调研。",
    "沈阳市市长钱立言计划赴大连考察港口。",
    "沈阳市市长钱立言没有出席开幕式。",
    "如果沈阳市市长钱立言到铁西区调研，企业会很高兴。",
    "沈阳市市长钱立言要求各部门到企业检查安全生产。",
    "沈阳市市长钱立言说，要到企业走访。",
    "“我们要到企业走访。”沈阳市市长钱立言说。",
    "专家建议沈阳市市长钱立言到铁西区调研。",
    "沈阳市市长钱立言原定的铁西区调研取消。",
    "沈阳市市长钱立言会见韩国客人了吗？",
    "调研组到铁西区调研。",
    "沈阳市领导到各县调研。",
    "东北大学教授钱立言到铁西区调研工业遗产。",
    "党的十八大以来，沈阳市市长钱立言三次到铁西区调研。",
    "2015年7月，沈阳市市长钱立言在铁西区调研。",
    "沈阳市市长钱立言的调研报告刊登在内部刊物上。",
    "检查站位于沈阳市市长钱立言办公楼旁。",
    "Liaoning Governor Li Dayi will visit Dalian next week.",
    "Li Dayi, governor of Liaoning, did not attend the forum.",
    "Did Liaoning Governor Li Dayi attend the forum?",
    "Dr. Guo Wenbo, an economist, toured a seed market in Harbin.",
]


@pytest.mark.parametrize("case", [*TOURS, *MEETINGS], ids=lambda case: case[0])
def test_public_acts(case: tuple[str, str]) -> None:
    text, expected = case
    assert lines_of(text) == [expected]


@pytest.mark.parametrize("text", NONE)
def test_what_was_not_done_by_an_official_is_none(text: str) -> None:
    assert lines_of(text) == []


def test_one_sentence_may_hold_a_tour_and_a_meeting() -> None:
    text = "沈阳市市长钱立言今天来到大东区专题调研人工智能产业发展，并主持召开座谈会。"
    assert lines_of(text) == [
        "inspection|钱立言|人工智能产业发展|gb:210104|2024-05-12",
        "meeting|钱立言|座谈会|gb:210104|2024-05-12",
    ]


def test_an_allegation_in_the_object_is_work_and_elsewhere_a_reason_for_silence() -> None:
    assert lines_of("沈阳市市长钱立言出席全市整治违纪问题工作会议。") == [
        "meeting|钱立言|全市整治违纪问题工作会议|-|-"
    ]
    assert lines_of("涉嫌受贿的沈阳市市长钱立言出席全市工作会议。") == []


def test_a_day_named_before_holds_for_the_sentences_after_it() -> None:
    text = (
        "冯启明到铁西区调研\n5月10日，沈阳市委书记冯启明到铁西区调研工业。"
        "冯启明来到大东区，察看生产车间。"
    )
    assert [event.when for event in events_of(text)] == ["2024-05-10"] * 3


def test_publication_dates_an_act_only_in_a_report_of_the_day() -> None:
    act = "沈阳市委书记冯启明到铁西区调研工业。"
    assert [e.when for e in events_of(act)] == [None]
    assert [e.when for e in events_of("本报讯 " + act)] == ["2024-05-12"]
    assert [e.when for e in events_of("本报讯 日前，" + act)] == [None]
    assert [e.when for e in events_of("本报讯 " + act, date=None)] == [None]


def test_a_meeting_called_just_that_takes_the_name_said_before() -> None:
    text = "全市水利工作会议10日召开。抚顺市市长钱立言出席会议并讲话。"
    assert lines_of(text) == ["meeting|钱立言|全市水利工作会议|-|2024-05-10"]


def test_home_stands_in_where_the_text_names_no_place() -> None:
    (event,) = events_of("市长石晓天督导检查安全生产工作。", home="210200")
    assert event.where == "gb:210200"
    (event,) = events_of("石晓天市长到中山区检查安全生产工作。", home="210200")
    assert event.where == "gb:210202"


def test_the_same_act_in_title_and_body_is_told_once() -> None:
    act = "沈阳市委书记冯启明到铁西区调研工业"
    assert len(events_of(f"{act}\n{act}。")) == 1
