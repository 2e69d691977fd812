"""Where a Chinese name ends, and which English words are one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.components.names import PLACE, NameFinder, surnames
from nlp.components.names_en import count_syllables, find_names

ENDS = [
    ("李强出席会议", "李强"),
    ("韩正在大连", "韩正"),
    ("王新伟强调", "王新伟"),
    ("周铁新说", "周铁新"),
    ("贺周涉嫌违纪", "贺周"),
    ("石珉代表双方", "石珉"),
    ("欧阳春哲主持", "欧阳春哲"),
    ("诸葛明、", "诸葛明"),
    ("阴和明参加", "阴和明"),
    ("方世昌同客人握手", "方世昌"),
    ("阿依努尔·买买提出席", "阿依努尔·买买提"),
    ("斯琴毕力格讲话", "斯琴毕力格"),
    ("布小林致辞", "布小林"),
    ("高度重视", None),
    ("任期届满", None),
    ("王先生说", None),
    ("张某说", None),
    ("一行人", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "name"), ENDS)
def test_name_at_the_start(text: str, name: str | None) -> None:
    end = NameFinder(text, text).end(0)
    assert (text[:end] if end else None) == name


def test_a_place_is_not_cut_but_may_be_inside() -> None:
    ahead = "李强长春调研"
    assert NameFinder(ahead, f"李强{PLACE}{PLACE}调研").end(0) == 2
    inside = "李长春出席"
    assert NameFinder(inside, f"李{PLACE}{PLACE}出席").end(0) == 3


def test_a_learned_name_needs_no_surname() -> None:
    finder = NameFinder("其其格尔讲话", "其其格尔讲话")
    finder.learn("其其格尔")
    assert finder.end(0) == 4


@given(st.text(alphabet="李强王毅欧阳出席说在、。·市长的某a ", max_size=20), st.integers(0, 25))
def test_an_end_lies_behind_the_start_and_in_the_text(text: str, start: int) -> None:
    end = NameFinder(text, text).end(start)
    assert end is None or start + 1 < end <= len(text)


def test_surnames_are_known_with_their_kinds() -> None:
    kinds = surnames()
    assert (kinds["王"], kinds["于"], kinds["应"], kinds["欧阳"]) == (
        "plain", "word", "rare", "compound",
    )  # fmt: skip
    assert len(kinds) > 400


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("jinping", 2),
        ("Run'er", 2),
        ("zhuang", 1),
        ("xi'an", 2),
        ("steel", 0),
        ("Trump", 0),
        ("lü", 1),
    ],
)
def test_pinyin_syllables(word: str, count: int) -> None:
    assert count_syllables(word) == count


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Xi Jinping met Li Qiang.", ["Xi Jinping", "Li Qiang"]),
        ("Jinping Xi spoke", ["Xi Jinping"]),
        ("XI JINPING SPOKE", ["Xi Jinping"]),
        ("Lü Zhicheng and Chen Run'er", ["Lü Zhicheng", "Chen Run'er"]),
        ("Donald Trump and Vladimir Putin", []),
        ("He Said She Can", []),
        ("Kim Jong Un, Lee Jae-myung, Pham Minh", []),
    ],
)
def test_names_in_english(text: str, names: list[str]) -> None:
    assert [found.name for found in find_names(text)] == names


def test_a_covered_place_is_no_part_of_a_name() -> None:
    text = "Mayor of Dalian Chen Shaowen"
    covered = [(text.index("Dalian"), text.index("Dalian") + 6)]
    assert [found.name for found in find_names(text, covered)] == ["Chen Shaowen"]
