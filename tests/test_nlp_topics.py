"""What a text is about: every topic in both languages, order, headline, and nothing at all."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from officials_cases import tagger

from db.errors import KnowledgeError
from nlp.components.topics import TOPICS, TopicFinder
from nlp.scene import Scene
from nlp.tables import Folder

FINDER = TopicFinder()
ONE = [
    ("policy", "国务院印发实施方案，深化改革，优化营商环境，出台一批政策措施。"),
    ("policy", "The new guideline sets reform tasks and policies for the business environment."),
    ("industry", "机床和机器人企业投产，智能制造生产线达产，产业链延长。"),
    (
        "industry",
        "The automaker opened an assembly line; steelmaker and shipyard upgraded equipment.",
    ),
    ("personnel", "人大常委会通过人事任免，补选副市长，一批干部履新。"),
    ("personnel", "In the reshuffle she was appointed vice-governor; her successor took office."),
    ("population", "常住人口下降，老龄化加快，出生率走低，养老服务短缺。"),
    ("population", "Births fell again and the ageing population strains pensions."),
    ("trade", "口岸进出口增长，中欧班列加开，跨境电商带动外贸。"),
    ("trade", "Exports and cross-border freight trains grew; customs cleared more containers."),
    ("agriculture", "黑土地上春耕开始，玉米大豆播种，农民检修农机。"),
    ("agriculture", "Farmers began sowing soybeans and corn on black soil; grain harvest rose."),
    ("energy", "风电光伏并网，储能和抽水蓄能加快，煤矿减产，供暖平稳。"),
    ("energy", "Wind power and solar grew while a coal mine closed near the oilfield."),
    ("finance", "银行贷款不良率上升，地方债务化解，财政预算收紧。"),
    (
        "finance",
        "Banks cut lending as local government debt and bad loans rose; the bond defaulted.",
    ),
]


def topics(text: str) -> list[str]:
    scene = Scene(text)
    FINDER(scene)
    return scene.topics


@pytest.mark.parametrize(("topic", "text"), ONE)
def test_a_plain_text_is_about_its_topic(topic: str, text: str) -> None:
    assert topics(text)[0] == topic


def test_a_text_may_be_about_several_topics_the_strongest_first() -> None:
    text = (
        "煤矿、油田和电网企业：能源转型，风电与光伏装机容量居首。粮食丰收，黑土地和玉米产量稳定。"
    )
    assert topics(text) == ["energy", "agriculture"]


def test_a_text_about_none_of_them_has_none() -> None:
    assert topics("小猫在窗台上睡着了，屋外下着雪。") == []
    assert topics("The orchestra played two symphonies.") == []
    assert topics("") == []


def test_traditional_script_and_full_width_are_read() -> None:
    assert topics("銀行貸款、債券與財政預算。") == ["finance"]
    assert topics("ＩＰＯ ａｎｄ ｂａｎｋｓ, bonds, debt") == ["finance"]


def test_english_terms_are_whole_words() -> None:
    assert topics("The embankment, the gaseous bondage and the ricer were portrayed.") == []


def test_the_headline_weighs_more() -> None:
    body = "风电项目并网。春耕播种。"
    assert topics("玉米大豆播种\n" + body)[0] == "agriculture"
    assert topics("煤矿与电网\n" + body)[0] == "energy"


def test_a_passing_word_in_a_long_text_is_no_topic() -> None:
    long = "河边的树叶黄了，孩子们放风筝。" * 200
    assert topics(long + "煤炭。") == []


def test_an_appointment_speaks_for_personnel() -> None:
    tags = tagger().tag("会议决定任命钱立言为抚顺市副市长。", date="2024-05-12")
    assert tags.topics[0] == "personnel"


@settings(max_examples=100)
@given(st.text(max_size=200))
def test_any_text_has_known_topics_each_once(text: str) -> None:
    found = topics(text)
    assert set(found) <= set(TOPICS) and len(found) == len(set(found))
    assert found == topics(text)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("weather,雪,zh,2", "topic"),
        ("energy,,zh,2", "term"),
        ("energy,煤,fr,2", "lang"),
        ("energy,煤,zh,heavy", "weight"),
        ("energy,煤,zh,2\nenergy,煤,zh,3", "term"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, row: str, field: str) -> None:
    (tmp_path / "subjects.csv").write_text(f"topic,term,lang,weight\n{row}\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=rf"subjects.csv line \d, field {field}"):
        TopicFinder(Folder(tmp_path))
