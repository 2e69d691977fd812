"""The tagger's promises for any text, and the contract of the commands."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from db.errors import InputError
from nlp.commands import nlp
from nlp.knowledge import load
from nlp.pipeline import build, resources
from nlp.tagger import TAGGER_VERSION, Tagger

TAGGER = Tagger()
PIECES = st.sampled_from(
    (
        "沈阳", "沈阳市", "鞍山", "马鞍山", "吉林", "吉林市", "朝阳区", "和平", "黑龙江", "黑吉辽",
        "鞍钢集团", "中国石油",
        "吉林石化", "公司", "一汽", "大唐", "、", "，", "。", "的", "在", "与",
        "市委书记", "王强", "路", "江", "Jilin", "Jinzhou", " County", ", ", " City", "'s ",
        "Liaoning",
        "FAW", " Group", "\n", "\t", "（", "）", "瀋陽", "ＡＢ", "\u0130", "\ud800",
    )
)  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=4), max_size=25).map("".join)
FIELDS = ["start", "end", "text", "type", "entity_id", "name_zh", "name_en", "confidence", "rule",
          "embedded"]  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(TEXTS | st.text(), st.sampled_from([None, "2017-05-01", "2024-05-01"]))
def test_any_text_is_tagged_exactly_and_alike(text: str, date: str | None) -> None:
    tags = TAGGER.tag(text, date=date)
    assert TAGGER.tag(text, date=date) == tags
    assert 0 <= tags.relevance <= 1
    for mention in tags.mentions:
        assert 0 <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.text
        assert 0 < mention.confidence <= 1 and mention.rule
    for post in tags.posts:
        assert 0 <= post.start <= post.end <= len(text)
    starts = [mention.start for mention in tags.mentions]
    assert starts == sorted(starts)


@settings(deadline=None, max_examples=30)
@given(st.lists(TEXTS, max_size=6))
def test_order_of_a_batch_does_not_matter(texts: list[str]) -> None:
    items = [(text, "2024-05-01", None) for text in texts]
    one = list(TAGGER.tag_many(items))
    assert list(TAGGER.tag_many(items[::-1])) == one[::-1]


@settings(deadline=None, max_examples=50)
@given(TEXTS)
def test_doc_has_one_span_per_mention(text: str) -> None:
    doc = build_once()(text)
    mentions = TAGGER.tag(text).mentions
    spans = [(s.start_char, s.end_char, s.kb_id_, s.label_) for s in doc.spans["dongbei"]]
    assert spans == [(m.start, m.end, m.entity_id, m.type.value) for m in mentions]


_PIPELINES: list[object] = []


def build_once():  # type: ignore[no-untyped-def]
    if not _PIPELINES:
        _PIPELINES.append(build())
    return _PIPELINES[0]


def test_entity_of_every_mention_is_known_or_for_review() -> None:
    known = {entity.id for entity in load().entities()}
    tags = TAGGER.tag("沈阳地铁集团、鞍钢集团、辽宁省与大连市签约。")
    assert {m.entity_id for m in tags.mentions if not m.entity_id.startswith("nil:")} <= known


def test_version_names_code_and_knowledge() -> None:
    assert TAGGER.version == f"{TAGGER_VERSION}+{resources().knowledge.digest}"


def test_home_resolves_what_the_text_leaves_open() -> None:
    text = "双城与阿城两地春耕忙。"
    at_home = {m.entity_id for m in TAGGER.tag(text, home="230100").mentions}
    assert {"gb:230113", "gb:230112"} <= at_home
    assert not TAGGER.tag(text).mentions


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("沈阳市召开会议。", "zh-Hans"),
        ("瀋陽市與遼寧省簽約，開發區擴建。", "zh-Hant"),
        ("The city of Shenyang hosted the meeting.", "en"),
        ("東京でニュースを見ました。とても楽しかったです。", "other"),
        ("Dies ist ein deutscher Satz über die Wirtschaft und den Handel im Land.", "other"),
        ("", "other"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert TAGGER.tag(text).language == language


@pytest.mark.parametrize(
    ("text", "relevant"),
    [
        ("辽宁振兴加速\n辽宁省推动东北全面振兴,沈阳装备制造业投资增长,企业转型升级。", True),
        ("哈尔滨出台政策\n哈尔滨市政府发布规划,建设产业园区,吸引投资项目50亿元。", True),
        ("Rust belt revival\nLiaoning province and its SOEs seek investment to revitalize "
         "Northeast China's economy.", True),
        ("广东发展数字经济\n广东省深圳市企业投资增长,产业升级。", False),
        ("美国东北部遭遇暴风雪\n美国东北部多地停电,航班取消。", False),
        ("联赛战报\n辽宁队在沈阳夺得冠军,球队主教练接受采访,决赛比赛激烈。", False),
        ("乡村振兴见闻\n四川省推进乡村振兴,农民增收。", False),
    ],
)  # fmt: skip
def test_relevance(text: str, relevant: bool) -> None:
    tags = TAGGER.tag(text)
    assert (tags.relevance >= 0.5) is relevant, tags.relevance_reasons
    assert tags.relevance_reasons or not relevant


def test_tag_command_answers_line_by_line() -> None:
    lines = [
        {"id": "a", "text": "鞍钢集团在鞍山市。", "date": "2024-05-01"},
        {"id": "b", "text": "", "date": None},
    ]
    text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n"
    result = CliRunner().invoke(nlp, ["tag"], input=text)
    assert result.exit_code == 0
    first, second = (json.loads(line) for line in result.stdout.splitlines())
    assert list(first) == ["id", "language", "relevance", "mentions", "posts"]
    assert list(first["mentions"][0]) == FIELDS
    assert [m["entity_id"] for m in first["mentions"]] == ["soe:ansteel", "gb:210300"]
    assert (second["id"], second["mentions"], second["posts"]) == ("b", [], [])


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("{", "line 2: not JSON"),
        ("[]", "line 2: no id"),
        ('{"id": "x"}', "line 2, field text: no text"),
        ('{"id": "x", "text": "y", "date": "May"}', "line 2, field date: not a date"),
    ],
)
def test_bad_line_is_named_after_the_good_ones_are_answered(line: str, what: str) -> None:
    good = '{"id": "a", "text": "沈阳", "date": null}\n'
    result = CliRunner().invoke(nlp, ["tag"], input=good + line + "\n")
    assert isinstance(result.exception, InputError)
    assert what in str(result.exception) and "\n" not in str(result.exception)
    assert json.loads(result.stdout)["id"] == "a"


def test_show_prints_text_and_reasons(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("沈阳市长到鞍钢集团调研。", encoding="utf-8")
    result = CliRunner().invoke(nlp, ["show", str(page)], color=True)
    assert result.exit_code == 0
    assert "\x1b[" in result.output and "place:full" in result.output
    answer = json.loads(CliRunner().invoke(nlp, ["show", "--json", str(page)]).output)
    assert {m["entity_id"] for m in answer["mentions"]} >= {"gb:210100", "soe:ansteel"}


def test_show_of_a_missing_file_is_one_clear_line(tmp_path: Path) -> None:
    result = CliRunner().invoke(nlp, ["show", str(tmp_path / "none.txt")])
    assert isinstance(result.exception, InputError) and "none.txt" in str(result.exception)
