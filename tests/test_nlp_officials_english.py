"""English officials: titles on both sides of a pinyin name, and those who are none."""

import pytest
from officials_cases import officials_of, posts_of

STATED = [
    ("Fushun Mayor Qian Liyan met guests.", "Qian Liyan|Fushun Mayor|gb:210400|incumbent"),
    ("Mayor of Dalian Zhou Wenhai spoke.", "Zhou Wenhai|Mayor of Dalian|gb:210200|incumbent"),
    ("The mayor of Dalian, Zhou Wenhai, spoke.", "Zhou Wenhai|mayor of Dalian|gb:210200|incumbent"),
    ("Zhou Wenhai, mayor of Dalian, spoke.", "Zhou Wenhai|mayor of Dalian|gb:210200|incumbent"),
    ("Harbin's mayor, Wang Hesheng, spoke.", "Wang Hesheng|Harbin's mayor|gb:230100|incumbent"),
    (
        "Former Jilin governor Gao Yuanshan visited.",
        "Gao Yuanshan|Former Jilin governor|gb:220000|former",
    ),
    (
        "Qian Liyan, secretary of the CPC Liaoning Provincial Committee, spoke.",
        "Qian Liyan|secretary of the CPC Liaoning Provincial Committee|gb:210000|incumbent",
    ),
    (
        "Zhao Gang was appointed vice mayor of Fushun in May.",
        "Zhao Gang|vice mayor of Fushun|gb:210400|appointed",
    ),
    (
        "Zhao Gang resigned as mayor of Fushun.",
        "Zhao Gang|mayor of Fushun|gb:210400|left",
    ),
    (
        "Zhao Gang now serves as acting mayor of Fushun.",
        "Zhao Gang|acting mayor of Fushun|gb:210400|acting",
    ),
    (
        "Tan Mingxu, chairman of Ansteel Group, signed the deal.",
        "Tan Mingxu|chairman of Ansteel Group|soe:ansteel|incumbent",
    ),
    (
        "Lin Wenyi, director of the Commerce Department of Liaoning Province, spoke.",
        "Lin Wenyi|director of the Commerce Department of Liaoning Province|gb:210000|incumbent",
    ),
    (
        "Chinese President Xi Jinping visited Liaoning.",
        "Xi Jinping|Chinese President|gb:100000|incumbent",
    ),
    (
        "Luo Wenbin, deputy secretary of the CPC Jilin Provincial Committee and governor of Jilin,"
        " spoke.",
        "Luo Wenbin|deputy secretary of the CPC Jilin Provincial Committee|gb:220000|incumbent",
        "Luo Wenbin|governor of Jilin|gb:220000|incumbent",
    ),
    (
        "Luo Wenbin, who was mayor of Dalian in the 1990s, spoke.",
        "Luo Wenbin|mayor of Dalian|gb:210200|former",
    ),
    (
        "Luo Wenbin, head of the Jilin provincial department of agriculture, spoke.",
        "Luo Wenbin|head of the Jilin provincial department of agriculture|gb:220000|incumbent",
    ),
    ("President Xi spoke in Harbin.", "Xi Jinping|President|gb:100000|incumbent"),
    (
        "Luo Wenbin, governor of Heilongjiang, and Tang Yue, the provincial Party chief, spoke.",
        "Luo Wenbin|governor of Heilongjiang|gb:230000|incumbent",
        "Tang Yue|provincial Party chief|gb:230000|incumbent",
    ),
    (
        "Bao Suhe, chairwoman of the Inner Mongolia autonomous region, spoke.",
        "Bao Suhe|chairwoman of the Inner Mongolia autonomous region|gb:150000|incumbent",
    ),
]

NOBODY = [
    "Li Gang, a professor at Northeastern University, said reform was overdue.",
    "Economist Wang Jian said the region is ageing.",
    "Liu Xinyi, director of the Research Center of Jilin University, disagreed.",
    "Wang Jianguo, chairman of a private property group in Dalian, announced the plan.",
    "Zhang Lei, a worker at the plant, said he was happy.",
    "Zhang Lei, a 45-year-old farmer in Heilongjiang, said prices fell.",
    "Chen Liang, founder of a Shenyang start-up, said so.",
    "Russian President Vladimir Putin arrived in Harbin.",
    "US President Donald Trump spoke about steel.",
    "Vietnamese Prime Minister Pham Minh Chinh visited Dalian.",
    "The governor said that Sun Wei had left.",
    "Luo Wenbin, president of Northeast Normal University, spoke.",
    "Luo Wenbin, village Party secretary of Beiji, spoke.",
    "Luo Wenbin, CEO of a software firm, spoke.",
    "Liu Yang and Wang Kai contributed to this story.",
]


@pytest.mark.parametrize(("text", "wanted"), [(text, list(rest)) for text, *rest in STATED])
def test_posts_of_a_sentence(text: str, wanted: list[str]) -> None:
    assert posts_of(text, "2024-05-20") == wanted


@pytest.mark.parametrize("text", NOBODY)
def test_nobody_is_an_official(text: str) -> None:
    assert officials_of(text, "2024-05-20") == {}


def test_surname_repeats_the_one_person_who_bears_it() -> None:
    text = "Zhou Wenhai, mayor of Dalian, spoke. Zhou said trade grew. Mr Zhou left."
    assert set(officials_of(text, "2024-05-20")) == {"Zhou Wenhai", "Zhou"}


def test_surname_of_two_people_is_nobody() -> None:
    text = "Zhou Wenhai, mayor of Dalian, spoke. Professor Zhou Lin disagreed. Zhou said no."
    assert set(officials_of(text, "2024-05-20")) == {"Zhou Wenhai"}


def test_order_of_surname_and_given_name_does_not_matter() -> None:
    assert officials_of("Jinping Xi attended the event.", "2024-05-20") == {
        "Jinping Xi": "person:xi-jinping"
    }
