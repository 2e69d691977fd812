"""What local news, personnel notices and enterprise reports say: sentences of our own."""

import pytest
from officials_cases import posts_of, tagger

POSTS = [
    # several people appointed to, or named for, one office
    (
        "会议决定任命崔广义、程立新为辽宁省副省长。",
        "崔广义|辽宁省副省长|gb:210000|appointed 程立新|辽宁省副省长|gb:210000|appointed",
    ),
    (
        "全会选举高启民为四平市委书记,韦大江、蒋秀兰(女)为市委副书记。",
        "高启民|四平市委书记|gb:220300|appointed 韦大江|市委副书记|gb:220300|appointed"
        " 蒋秀兰|市委副书记|gb:220300|appointed",
    ),
    # removals without 的, and requests to resign
    ("会议免去罗春生黑龙江省水利厅厅长职务。", "罗春生|黑龙江省水利厅厅长|gb:230000|left"),
    (
        "会议接受潘文海同志请求辞去吉林省副省长职务的决定。",
        "潘文海|吉林省副省长|gb:220000|left",
    ),
    # an adverb between name and verb; 此前任 is no 前任
    ("贺连生已任营口市委书记。", "贺连生|营口市委书记|gb:210800|appointed"),
    ("邹世杰此前任本溪市市长。", "邹世杰|本溪市市长|gb:210500|appointed"),
    # a bare title behind a named official, or of the same kind as one
    (
        "黑龙江省人大常委会副主任陆长江、梁树春及秘书长汤家和出席。",
        "陆长江|黑龙江省人大常委会副主任|gb:230000|incumbent"
        " 梁树春|黑龙江省人大常委会副主任|gb:230000|incumbent"
        " 汤家和|秘书长|gb:230000|incumbent",
    ),
    # the enterprise named before serves the titles after it
    (
        "本钢集团班子调整,董事长葛振东、总经理沈立民到会。",
        "葛振东|董事长|soe:bensteel|incumbent 沈立民|总经理|soe:bensteel|incumbent",
    ),
    (
        "大连石化公司的装置满负荷运行。\n公司副总经理田立春介绍了情况。",
        "田立春|公司副总经理|soe:dalian-petrochemical|incumbent",
    ),
    # membership stands alone where what follows is no office
    (
        "抚顺市政府党组成员、汽车产业联盟理事长秦大勇参加。",
        "秦大勇|抚顺市政府党组成员|gb:210400|incumbent",
    ),
    # bodies whose names hold a word of villages, schools or clubs
    ("吉林省农业农村厅厅长邓立国讲话。", "邓立国|吉林省农业农村厅厅长|gb:220000|incumbent"),
    (
        "中国残疾人联合会主席郭文英讲话。",
        "郭文英|中国残疾人联合会主席|gb:100000|incumbent",
    ),
    # development zones are the city's
    (
        "大庆市委常委、大庆高新区党工委书记侯建华调研。",
        "侯建华|大庆市委常委、大庆高新区党工委书记|gb:230600|incumbent",
    ),
    ("铁岭市副市长高向阳参加座谈。", "高向阳|铁岭市副市长|gb:211200|incumbent"),
    ("辽阳市市长来学军出席会议。", "来学军|辽阳市市长|gb:211000|incumbent"),
]


@pytest.mark.parametrize(("text", "expected"), POSTS)
def test_posts(text: str, expected: str) -> None:
    assert sorted(posts_of(text, None)) == sorted(expected.split(" "))


def test_pronoun_takes_up_the_last_official() -> None:
    text = "黑河市委书记魏建平接受审查。\n他曾任绥化市副市长、伊春市市长。"
    assert "魏建平|伊春市市长|gb:230700|former" in " ".join(posts_of(text, None))


def test_name_that_ends_like_an_adverb() -> None:
    text = "吉林省省长陶君正在长春会见客人。陶君正首先介绍了情况,陶君正说,欢迎投资。"
    names = {m.text for m in tagger().tag(text).mentions if m.type == "OFFICIAL"}
    assert names == {"陶君正"}


@pytest.mark.parametrize(
    "text",
    [
        "巴黎市长主持论坛。",
        "民营企业宏发钢铁领导祁大勇、罗小兵陪同。",
        "该公司生产副总经理尤立海说,订单充足。",
    ],
)
def test_no_official(text: str) -> None:
    assert [m.text for m in tagger().tag(text).mentions if m.type == "OFFICIAL"] == []


ENTERPRISES = [
    ("沈阳副食集团保障供应。", ["沈阳副食集团"]),
    ("吉林省交通投资(集团)有限公司揭牌。", ["吉林省交通投资(集团)有限公司"]),
    ("鞍山市水务发展有限公司扩建水厂。", ["鞍山市水务发展有限公司"]),
    ("通报涉及省水利厅、省粮食储备集团有限公司。", ["省粮食储备集团有限公司"]),
    ("山西焦煤集团派人来访。", ["山西焦煤集团"]),
    ("中国化肥储备集团有限公司成立。", ["中国化肥储备集团有限公司"]),
    ("中铝集团长沙有色冶金设计研究院中标。", ["中铝集团长沙有色冶金设计研究院"]),
    ("可口可乐中国饮料有限公司在沈阳设厂。", []),
    ("(中国)发展有限公司注册。", []),
    ("区招商局局长介绍了政策。", []),
    ("大连实德集团经营困难。", []),
]


@pytest.mark.parametrize(("text", "expected"), ENTERPRISES)
def test_enterprises(text: str, expected: list[str]) -> None:
    found = [m.text for m in tagger().tag(text).mentions if m.type == "SOE" and not m.embedded]
    assert found == expected


PLACES = [
    ("依兰、木兰、巴彦三县的防线稳固。", "230123 230127 230126"),
    ("沈阳、吉林、大庆三个城市的代表发言。", "210100 220200 230600"),
    ("本次联大连续第三天开会。", ""),
    ("上海直通辽宁的班列开行。", "310000 210000"),
    ("解放后设嫩江省、松江省。", ""),
    ("美国明尼苏达州下雪。", ""),
    ("青海海东的花市开张。", "630000 630200"),
    ("双方力求在均衡水平上合作。", ""),
]


@pytest.mark.parametrize(("text", "codes"), PLACES)
def test_places(text: str, codes: str) -> None:
    found = {
        m.entity_id.removeprefix("gb:")
        for m in tagger().tag(text).mentions
        if m.type in ("PROVINCE", "CITY") and not m.embedded
    }
    assert found == set(codes.split())


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("大庆油田与辽河油田签署协议,两家公司重组钻井业务,产量增长。", True),
        ("吉林省代省长履新,长春市委书记职务调整,省人大常委会任命副省长。", True),
        ("长春市举办冰雪运动会开幕式,选手展开比赛,冠军诞生。", False),
        ("灾后,各地受灾群众得到安置,防汛转入常态,河北、北京、黑龙江恢复供电。", False),
    ],
)
def test_relevance(text: str, about: bool) -> None:
    assert (tagger().tag(text).relevance >= 0.5) is about
