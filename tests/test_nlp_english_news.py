"""English news grammar: shared titles, subjects by surname, relative firms, broken lines, stated owners."""

import pytest
from officials_cases import officials_of, posts_of, tagger

DAY = "2024-05-20"
POSTS = [
    (
        "Luo Wenbin was elected governor of northeast China's Jilin Province on Sunday.",
        "Luo Wenbin|governor of northeast China's Jilin Province|gb:220000|appointed",
    ),
    (
        "Luo Wenbin, deputy secretary of the CPC Jilin Provincial Committee and secretary of the CPC"
        " Siping Municipal Committee, spoke.",
        "Luo Wenbin|deputy secretary of the CPC Jilin Provincial Committee|gb:220000|incumbent",
        "Luo Wenbin|secretary of the CPC Siping Municipal Committee|gb:220300|incumbent",
    ),
    (
        "Siping opened a fair. Vice Mayor Luo Wenbin spoke.",
        "Luo Wenbin|Vice Mayor|gb:220300|incumbent",
    ),
    (
        "Luo Wenbin was named mayor of Siping. He had served as mayor of Shulan since May.",
        "Luo Wenbin|mayor of Siping|gb:220300|appointed",
        "Luo Wenbin|mayor of Shulan|gb:220283|former",
    ),
    (
        "Luo Wenbin was appointed Party chief of Siping, replacing Tang Yue.",
        "Luo Wenbin|Party chief of Siping|gb:220300|appointed",
        "Tang Yue|Party chief of Siping|gb:220300|former",
    ),
    (
        "Luo Wenbin, Tang Yue, members of the standing committee of the Siping congress, sat.",
        "Luo Wenbin|members of the standing committee of the Siping congress|gb:220300|incumbent",
        "Tang Yue|members of the standing committee of the Siping congress|gb:220300|incumbent",
    ),
    (
        "Tang Yue resigned from the post of governor of Jilin.",
        "Tang Yue|governor of Jilin|gb:220000|left",
    ),
    (
        "Luo Wenbin, Party secretary and general manager of Ansteel Group, spoke.",
        "Luo Wenbin|Party secretary|soe:ansteel|incumbent",
        "Luo Wenbin|general manager of Ansteel Group|soe:ansteel|incumbent",
    ),
    (
        "Ansteel Group cut output. Its chairman, Luo Wenbin, spoke.",
        "Luo Wenbin|chairman|soe:ansteel|incumbent",
    ),
    (
        "Vice Premiers Luo Wenbin and Tang Yue attended.",
        "Luo Wenbin|Vice Premiers|gb:100000|incumbent",
        "Tang Yue|Vice Premiers|gb:100000|incumbent",
    ),
    (
        "\n".join(
            [
                "The talks on trade and roads were led by the Jilin governor,",
                "Luo Wenbin, who was in the city of Siping for two days of this",
                "week, a local paper said in a short report on the fair and on",
                "the roads of the province, which have been in repair since the",
                "floods of the summer, and are to be opened again in winter.",
            ]
        ),
        "Luo Wenbin|Jilin governor|gb:220000|incumbent",
    ),
    (
        "Luo Wenbin, deputy secretary of the Yanbian Korean Autonomous Prefecture committee, spoke.",
        "Luo Wenbin|deputy secretary of the Yanbian Korean Autonomous Prefecture committee"
        "|gb:222400|incumbent",
    ),
    (
        "Mayor of Jilin Luo Wenbin spoke.",
        "Luo Wenbin|Mayor of Jilin|gb:220200|incumbent",
    ),
    (
        "Tong Erdeni, who rode, met provincial Party Secretary Batubayar in Hohhot.",
        "Batubayar|provincial Party Secretary|gb:150000|incumbent",
    ),
    (
        "Party Secretary Luo Wenbin's speech on Siping was short. Xu Kai, president of"
        " Harbin Engineering University, agreed.",
        "Luo Wenbin|Party Secretary|-|incumbent",
    ),
]


@pytest.mark.parametrize(("text", "wanted"), [(text, list(rest)) for text, *rest in POSTS])
def test_posts(text: str, wanted: list[str]) -> None:
    assert posts_of(text, DAY) == wanted


NOBODY = [
    "Luo Wenbin, vice president of a software maker in Dalian, and Tang Yue, president, met.",
    "Luo Wenbin, deputy to the 14th National People's Congress and a village teacher, spoke.",
    "Governor Thompson of Ohio visited Siping with Mayor Johnson.",
    "Luo Wenbin, manager of a football team in Siping, resigned.",
]


@pytest.mark.parametrize("text", NOBODY)
def test_no_official(text: str) -> None:
    assert officials_of(text, DAY) == {}


def test_title_after_a_colleague_is_not_the_next_persons() -> None:
    text = "Luo Wenbin, chairman of Ansteel Group, Tang Yue, chairman of Blue Sky Games, met."
    assert set(officials_of(text, DAY)) == {"Luo Wenbin"}


FIRMS = [
    ("The state-owned Siping Valve Works halted output.", "Siping Valve Works"),
    ("Siping Valve Works, a state-owned pump maker, halted output.", "Siping Valve Works"),
    ("Blue Heron Motors, owned by the government of Jilin, halted output.", "Blue Heron Motors"),
    ("China Quartz Sand Corporation signed.", "China Quartz Sand Corporation"),
    ("Tonghua Water Supply Group raised prices.", "Tonghua Water Supply Group"),
    ("Anshan Iron & Steel Group cut output.", "Anshan Iron & Steel Group"),
    ("Russia's state-owned Gazprom sent gas to Heihe.", ""),
    ("China Evergrande Group built towers in Shenyang.", ""),
    ("The fair is on Dongfeng Street in Changchun.", ""),
    ("Ships wait in Dalian Port for the storm to pass.", ""),
    ("Shares of Dalian Port rose.", "Dalian Port"),
]


@pytest.mark.parametrize(("text", "firm"), FIRMS)
def test_firm(text: str, firm: str) -> None:
    found = [m.text for m in tagger().tag(text, date=DAY).mentions if m.type == "SOE"]
    assert found == ([firm] if firm else [])


PLACES = [
    ("Ji'an, a small border city in Jilin, sells ginseng.", "220582 220000"),
    ("Fushun, a county in Sichuan, sells bean curd.", "510000"),
    ("He visited Lyuyuan District in Changchun.", "220106 220100"),
    ("He visited Lvyuan district in Changchun.", "220106 220100"),
    ("Changchun, the capital city of Jilin, grew.", "220100 220000"),
    ("Yili sells milk in Harbin.", "230100"),
    ("Ningbo and Yinzhou District in Zhejiang met guests.", "330200 330000"),
    ("The chief of Beijing's Xicheng district met guests in Harbin.", "110000 230100"),
]


@pytest.mark.parametrize(("text", "codes"), PLACES)
def test_places(text: str, codes: str) -> None:
    tags = tagger().tag(text, date=DAY)
    found = [m.entity_id[3:] for m in tags.mentions if m.type in ("PROVINCE", "CITY")]
    assert found == codes.split()


RELEVANT = [
    (
        "Luo Wenbin elected governor of Jilin\n\nThe provincial congress elected him on Sunday.",
        True,
    ),
    ("Daqing Oilfield output tops 10 million tonnes\n\nThe company in Heilongjiang said so.", True),
    ("Fire kills four in Siping\n\nA blaze at a shop in Jilin killed four, police said.", False),
    ("Siping museum shows sculptures\n\nThe museum in Jilin has masks of the last dynasty.", False),
    ("Governor of Sichuan appointed\n\nThe congress of the province appointed him.", False),
]


@pytest.mark.parametrize(("text", "relevant"), RELEVANT)
def test_relevance_of_short_news(text: str, relevant: bool) -> None:
    assert (tagger().tag(text, date=DAY).relevance >= 0.5) is relevant
