"""Why a mention is there: the rule in words, and the knowledge behind it on the day of the text."""

from pathlib import Path

import pytest
from officials_cases import tagger
from site_home import dongbei
from test_nlp_pages import Elements

from crawler.samplesite import manifest
from nlp.corrections import RULE
from nlp.explain import RULES, explain, meaning
from nlp.pipeline import resources


def why(text: str, date: str | None, name: str) -> str:
    """What is said of the first mention that reads ``name``."""
    tags = tagger().tag(text, date=date)
    [mention, *_] = [m for m in tags.mentions if m.text == name]
    return explain(mention, resources(), date, tags.posts)


def test_a_place_has_its_code_its_name_and_what_it_lies_in() -> None:
    said = why("沈阳市铁西区的工厂。", None, "铁西区")
    assert said.startswith("its province or prefecture stands right before it")
    assert said.endswith("GB/T 2260 210106 铁西区 (Tiexi District), in 沈阳市, 辽宁省")
    assert why("辽宁省的工厂。", None, "辽宁省").endswith("210000 辽宁省 (Liaoning)")


def test_an_enterprise_has_its_evidence_and_its_owner_on_the_day() -> None:
    soe = resources().knowledge.soes["bensteel"]
    said = {day: why("本钢集团的高炉。", day, "本钢集团") for day in ("2021-08-19", "2021-08-20")}
    assert "provincial on 2021-08-19 (? to 2021-08-19: " in said["2021-08-19"]
    assert "central on 2021-08-20 (2021-08-20 to now: " in said["2021-08-20"]
    assert all(soe.evidence and text.endswith(soe.evidence) for text in said.values())
    assert "central, of the state on 2024-05-01; " in why(
        "鞍钢集团的高炉。", "2024-05-01", "鞍钢集团"
    )


def test_an_enterprise_known_by_its_kind_alone_has_no_row() -> None:
    text = "白城市热力公司停产检修，白城供电公司增援。"
    assert why(text, None, "白城市热力公司").endswith("taken for its kind alone")
    assert "; part of 国家电网有限公司, central" in why(text, None, "白城供电公司")


def test_an_official_has_office_dates_confidence_and_evidence() -> None:
    [holding] = [
        h for h in resources().offices.of_person("person:hao-peng") if h.jurisdiction == "gb:210000"
    ]
    said = why("辽宁省委书记郝鹏讲话。", "2024-05-20", "郝鹏")
    assert "郝鹏, 辽宁省委书记 (gb:210000) 2022-11-27 to 2025-09-30; " in said
    assert "high confidence on 2024-05-20; " in said
    assert said.endswith(f"evidence: {holding.evidence}") and holding.evidence
    assert "not confirmed" not in said


@pytest.mark.parametrize(
    ("text", "date", "name", "part"),
    [
        ("赤峰市市长栾天猛会见客商。", "2026-07-20", "栾天猛", "medium confidence on 2026-07-20"),
        ("辽宁省委书记郝鹏讲话。", None, "郝鹏", "low confidence on an unknown day"),
        ("辽宁省委原书记王珉出庭。", "2017-03-01", "王珉", "held before 2017-03-01"),
    ],
)
def test_a_weak_link_is_told_as_such(text: str, date: str | None, name: str, part: str) -> None:
    assert f"{part}, link not confirmed" in why(text, date, name)
    tags = tagger().tag(text, date=date)
    assert all(m.confidence < 0.9 for m in tags.mentions if m.text == name)


def test_the_office_that_the_text_states_is_explained() -> None:
    text = "{}孙喆会见客商。"
    assert "佳木斯市市长" in why(text.format("佳木斯市市长"), "2012-05-01", "孙喆")
    assert "齐齐哈尔市市长" in why(text.format("齐齐哈尔市市长"), "2014-05-01", "孙喆")


def test_an_official_outside_the_table_is_for_review() -> None:
    said = why("抚顺市市长钱立言到矿区。", "2024-05-20", "钱立言")
    assert said.endswith("not in the office table: for review")


def test_every_rule_the_sample_site_uses_has_a_meaning() -> None:
    used = {RULE}
    for entry in manifest(2):
        tags = tagger().tag(f"{entry.title}\n{entry.body}", date="2026-05-12")
        for mention in tags.mentions:
            used.add(mention.rule)
            assert "\n" not in explain(mention, resources(), "2026-05-12", tags.posts)
    assert all(meaning(rule) for rule in used) and len(used) > 10
    with pytest.raises(KeyError):
        meaning("place:guess")
    assert not any(words.endswith(".") for words in RULES.values())


def test_show_prints_evidence_events_and_topics(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("辽宁省委书记郝鹏到本钢集团调研，研究东北全面振兴政策。", encoding="utf-8")
    shown = ("nlp", "show", str(path), "--date", "2024-05-20")
    plain = dongbei(tmp_path / "home", *shown)
    assert plain.returncode == 0, plain.stderr
    page = Elements(dongbei(tmp_path / "home", *shown, "--html").stdout).text
    for text in (plain.stdout, page):
        assert "high confidence on 2024-05-20; evidence: " in text
        assert "central on 2024-05-20 (2021-08-20 to now" in text
        assert "event inspection | 郝鹏 | 本钢集团 | soe:bensteel" in text
        assert "policy" in text
