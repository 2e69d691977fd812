"""From words to a person of the office table, by office, place and date."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from officials_cases import officials_of, tagger

LINKED = [
    ("辽宁省委书记郝鹏表示，要扩大开放。", "2024-05-20", "person:hao-peng"),
    ("遼寧省委書記郝鵬表示，將擴大開放。", "2024-05-20", "person:hao-peng"),
    ("省长胡玉亭在长春会见了客商。", "2024-05-20", "person:hu-yuting"),
    ("国务院总理李强主持召开会议。", "2024-05-20", "person:li-qiang"),
    ("韩正出席会议并讲话。", "2023-05-20", "person:han-zheng"),
    ("吉林省委原书记巴音朝鲁作证。", "2024-05-20", "person:bayanqolu"),
    ("Liaoning Party Secretary Hao Peng met guests.", "2024-05-20", "person:hao-peng"),
    ("Hao Peng, Party chief of Liaoning, met guests.", "2024-05-20", "person:hao-peng"),
]


@pytest.mark.parametrize(("text", "date", "person"), LINKED)
def test_known_holder_is_linked(text: str, date: str, person: str) -> None:
    assert set(officials_of(text, date).values()) == {person}


def test_before_taking_office_it_is_not_he() -> None:
    found = officials_of("辽宁省委书记郝鹏讲话。", "2015-05-20")
    assert found == {"郝鹏": "nil:郝鹏@辽宁省委书记"}


def test_a_low_row_is_told_by_its_confidence() -> None:
    sure = tagger().tag("辽宁省委书记郝鹏讲话。", date="2024-05-20")
    dateless = tagger().tag("辽宁省委书记郝鹏讲话。", date=None)
    assert [p.confidence for p in sure.posts] == [0.97]
    assert [p.confidence for p in dateless.posts] == [0.7]


def test_a_name_is_one_person_throughout_a_text() -> None:
    text = "抚顺市市长钱立言到矿区。钱立言说，要转型。陪同的有企业代表。"
    tags = tagger().tag(text, date="2024-05-20")
    mentions = [m for m in tags.mentions if m.type.value == "OFFICIAL"]
    assert [text[m.start : m.end] for m in mentions] == ["钱立言", "钱立言"]
    assert {m.entity_id for m in mentions} == {"nil:钱立言@抚顺市市长"}


def test_short_repeat_needs_a_border() -> None:
    text = "抚顺市市长钱立到矿区。钱立说，要转型。钱立方程是数学题。"
    tags = tagger().tag(text, date="2024-05-20")
    assert [m.start for m in tags.mentions if m.type.value == "OFFICIAL"] == [5, 11]


def test_holder_named_beside_his_office_without_its_title() -> None:
    text = "吉林省委书记换人：黄强接过景俊海的班。"
    found = officials_of(text, "2024-07-04")
    assert found == {"黄强": "person:huang-qiang", "景俊海": "person:jing-junhai"}


def test_company_of_an_official() -> None:
    text = "国务院总理李强到沈阳调研。\n方大川、林文远陪同调研。"
    assert {"方大川", "林文远"} <= set(officials_of(text, "2024-05-20"))


PIECES = st.sampled_from(
    [
        "市长", "省委书记", "副县长", "、", "，", "。", "任", "原", "的", "李强", "王毅刚",
        "沈阳市", "鞍钢集团", "等市领导", "免去", "（", "）", "·", "一汽", "不再担任", "同志", "\n",
        " ", " mayor of ", "Dalian ", "Xi Jinping", " Party secretary ", ", the governor ",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=25).map("".join)))
def test_any_text_gives_exact_spans_twice_alike(text: str) -> None:
    tags = tagger().tag(text, date="2024-05-20")
    for mention in tags.mentions:
        assert text[mention.start : mention.end] == mention.text
    for post in tags.posts:
        assert text[post.start : post.end] == post.office != ""
    again = tagger().tag(text, date="2024-05-20")
    assert (tags.mentions, tags.posts) == (again.mentions, again.posts)


GOLD = Path(__file__).parents[2] / "shared" / "gold"


@pytest.mark.shared
def test_gold_posts_and_traps() -> None:
    files = [GOLD / "zh.dev.jsonl", GOLD / "zh_local.dev.jsonl"]
    if not all(file.exists() for file in files):
        pytest.skip("the shared gold data is not beside the checkout")
    right = stated = found = trapped = 0
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            document = json.loads(line)
            tags = tagger().tag(document["text"], date=document["date"])
            posts = [(p.name, p.office, (p.jurisdiction or "").split(":")[-1]) for p in tags.posts]
            found += len(posts)
            for name, office, place in document["posts"]:
                stated += 1
                right += any(
                    name == n
                    and (o in office or office in o)
                    and (place == j or not place.isdigit())
                    for n, o, j in posts
                )
            never = {key for kind, key in document["never"] if kind == "OFFICIAL"}
            trapped += len(never & {m.text for m in tags.mentions if m.type.value == "OFFICIAL"})
    assert 2 * right / (stated + found) >= 0.90
    assert trapped == 0
