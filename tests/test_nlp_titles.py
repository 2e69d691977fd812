"""The words of a title: where it begins, what it is worth, and heads that are none."""

import pytest

from db.models import PostStatus
from nlp.components.names import ORG, PLACE
from nlp.components.titles import find_titles
from nlp.components.titles_en import find_titles_en
from nlp.components.titles_judge import Verdict, judge


def masked(text: str, place: str = "", org: str = "") -> str:
    text = text.replace(place, PLACE * len(place)) if place else text
    return text.replace(org, ORG * len(org)) if org else text


@pytest.mark.parametrize(
    ("text", "place", "org", "words"),
    [
        ("记者采访沈阳市教育局局长", "沈阳市", "", "沈阳市教育局局长"),
        ("出席的有辽宁省委书记", "辽宁", "", "辽宁省委书记"),
        ("辽宁省人大常委会原党组副书记", "辽宁省", "", "辽宁省人大常委会原党组副书记"),
        ("四平市人力资源和社会保障局局长", "四平市", "", "四平市人力资源和社会保障局局长"),
        ("民政部规划司副司长", "", "", "民政部规划司副司长"),
        ("鞍钢集团(原鞍钢公司)总经理", "", "鞍钢集团", "鞍钢集团(原鞍钢公司)总经理"),
        ("据常务副省长", "", "", "常务副省长"),
        ("中国驻俄罗斯大使", "", "", "中国驻俄罗斯大使"),
    ],
)
def test_where_a_title_begins(text: str, place: str, org: str, words: str) -> None:
    *_, title = find_titles(text, masked(text, place, org))
    assert text[title.start : title.end] == title.words == words


@pytest.mark.parametrize(
    "text",
    [
        "超市长廊", "吉林省长白山景区", "盘锦市长兴镇", "宽城区长山花园", "交通运输部长江航务",
        "委员会", "董事会", "领导小组", "主任医师", "干部长期",
    ],
)  # fmt: skip
def test_heads_inside_other_words(text: str) -> None:
    assert list(find_titles(text, text)) == []


def test_a_place_that_starts_inside_the_head_swallows_it() -> None:
    text = "湖南省长沙"
    assert list(find_titles(text, f"湖南省{PLACE}{PLACE}")) == []


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("原副市长", PostStatus.FORMER),
        ("前任省长", PostStatus.FORMER),
        ("代市长", PostStatus.ACTING),
        ("拟任市长", PostStatus.APPOINTED),
        ("市长", PostStatus.INCUMBENT),
    ],
)
def test_status_words(text: str, status: PostStatus) -> None:
    (title,) = find_titles(text, text)
    assert title.status is status


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("市委书记", Verdict.OFFICE),
        ("党支部书记", Verdict.OTHER),
        ("清华大学党委书记", Verdict.OTHER),
        ("洛杉矶市长", Verdict.FOREIGN),
        ("莫斯科州州长", Verdict.FOREIGN),
        ("教授", Verdict.OTHER),
        ("某公司董事长", Verdict.OTHER),
        ("全国政协委员", Verdict.NEUTRAL),
        ("全国政协主席", Verdict.OFFICE),
        ("市中级人民法院院长", Verdict.OFFICE),
        ("市人民医院院长", Verdict.OTHER),
    ],
)
def test_verdicts(text: str, verdict: Verdict) -> None:
    *_, title = find_titles(text, text)
    assert judge(title) is verdict


def test_english_title_takes_the_words_around_it() -> None:
    text = "Then came the deputy director of the Liaoning Provincial Department of Commerce."
    (title,) = find_titles_en(text, [])
    assert title.words == "deputy director of the Liaoning Provincial Department of Commerce"


def test_english_title_stops_at_a_name() -> None:
    text = "Mayor of Dalian Chen Shaowen spoke"
    (title,) = find_titles_en(text, [(text.index("Chen"), text.index(" spoke"))])
    assert title.words == "Mayor of Dalian"
