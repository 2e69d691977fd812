"""Personnel notices, spokesmen and neighbours in a sentence: whose office each title is."""

import pytest

from nlp.tagger import Tagger

TAGGER = Tagger()
NOTICES = [
    (
        "免去：\n何志国的辽宁省水利厅副厅长职务；\n方明、丁小川的辽宁省审计厅副厅长职务。",
        {("何志国", "left"), ("方明", "left"), ("丁小川", "left")},
    ),
    (
        "任命：秦大勇为吉林省民政厅副厅长。\n免去：\n罗建民的吉林省民政厅副厅长职务。",
        {("秦大勇", "appointed"), ("罗建民", "left")},
    ),
    ("免去贺文、邓小刚的省财政厅副厅长职务。", {("贺文", "left"), ("邓小刚", "left")}),
    ("秦大勇接替罗建民任抚顺市市长。", {("秦大勇", "appointed"), ("罗建民", "left")}),
    (
        "任命钱学文为国家粮食和物资储备局副局长。",
        {("钱学文", "appointed")},
    ),
    ("省审计厅副厅长、一级巡视员罗建民介绍。", {("罗建民", "incumbent")}),
    ("中央第八巡视组组长罗建民、副组长秦大勇到会。", {("罗建民", "incumbent")}),
    ("科研攻关组组长罗建民到会。", set()),
    ("(责编:张晓光 审核:李强)沈阳市举行会议。", set()),
    (
        "民航局副局长秦大勇、市公安局政委罗建民补充说。",
        {("秦大勇", "incumbent"), ("罗建民", "incumbent")},
    ),
    ("宋立群拟提名为市政协主席候选人。", set()),
    ("外交部发言人袁晓答记者问。", {("袁晓", "incumbent")}),
    ("省统计局总经济师、新闻发言人钱学文介绍了情况。", {("钱学文", "incumbent")}),
    ("某食品公司发言人韩冰说。", set()),
    ("记者从市工信局获悉，该局局长孟涛表示欢迎。", {("孟涛", "incumbent")}),
    (
        "时任沈阳市市长严勇、时任鞍山市市长狄强曾出席。",
        {("严勇", "former"), ("狄强", "former")},
    ),
    ("市领导骆天成、扈永、裘志远参加。", {("骆天成",), ("扈永",), ("裘志远",)}),
    (
        "Deputy governor Zhao Ming and Harbin mayor Sun Wei attended.",
        {("Zhao Ming", "incumbent"), ("Sun Wei", "incumbent")},
    ),
    (
        "Zhao Ming, then mayor of Dalian, and former Jilin Party chief Sun Wei met.",
        {("Zhao Ming", "former"), ("Sun Wei", "former")},
    ),
    (
        "Ansteel Group Chairman Zhao Ming, general manager Sun Wei and others came.",
        {("Zhao Ming", "incumbent"), ("Sun Wei", "incumbent")},
    ),
]


@pytest.mark.parametrize(("text", "expected"), NOTICES)
def test_posts_of(text: str, expected: set[tuple[str, ...]]) -> None:
    found = {(post.name, post.status.value) for post in TAGGER.tag(text).posts}
    width = len(next(iter(expected), ("", "")))
    assert {one[:width] for one in found} == expected


def test_each_office_stays_with_its_own_name() -> None:
    posts = TAGGER.tag("Deputy governor Zhao Ming and Harbin mayor Sun Wei attended.").posts
    assert [(p.name, p.office) for p in posts] == [
        ("Zhao Ming", "Deputy governor"), ("Sun Wei", "Harbin mayor"),
    ]  # fmt: skip
    posts = TAGGER.tag("时任沈阳市市长严勇、时任鞍山市市长狄强曾出席。").posts
    assert {(p.name, p.jurisdiction) for p in posts} == {
        ("严勇", "gb:210100"), ("狄强", "gb:210300"),
    }  # fmt: skip
    posts = TAGGER.tag("Ansteel Group Chairman Zhao Ming, general manager Sun Wei came.").posts
    assert {p.jurisdiction for p in posts} == {"soe:ansteel"}


def test_a_mayor_who_tours_the_counties_of_his_city_is_its_mayor() -> None:
    text = "市委书记钱学文到依兰县、宾县、尚志市、五常市督导。"
    assert [p.jurisdiction for p in TAGGER.tag(text).posts] == ["gb:230100"]
    (post,) = TAGGER.tag("市委书记钱学文到依兰县、农安县、尚志市督导。").posts
    assert post.jurisdiction is None
