"""A name that the text does not decide is left open, with the units it may mean."""

import json
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta, timezone
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from db.models import Language, Tags
from db.store.database import open_news
from db.store.tags import save_tags, untagged
from nlp.commands import nlp
from nlp.pages import text_page
from nlp.shown import terminal
from nlp.tagger import Tagger
from tests.web_html import page
from tests.web_world import make_home, serving
from web.undecided import Undecided, undecided_of

TAGGER = Tagger()
NOW = datetime(2024, 5, 12, 8, 0, tzinfo=timezone(timedelta(hours=8)))
ZH = ("朝阳区", "宝山区", "铁西区", "海州区", "沈阳市", "北京市", "长春市", "的", "、", "政府。")
EN = ("Yichun", "Taizhou", "Chaoyang District", "Heilongjiang", "Jiangxi", ", ", " and ", " said. ")


def left_open(text: str, **more: str) -> dict[str, list[str]]:
    found = TAGGER.tag(text, **more).ambiguous
    return {one.text: [entity_id for entity_id, _ in one.candidates] for one in found}


@pytest.mark.parametrize(
    ("text", "name", "codes"),
    [
        ("朝阳区政府今天召开会议。", "朝阳区", "gb:110105 gb:220104"),
        ("宝山区居民代表参加了座谈。", "宝山区", "gb:230506 gb:310113"),
        ("Yichun plans a forest park.", "Yichun", "gb:230700 gb:360900"),
        ("A trade fair opened in Taizhou.", "Taizhou", "gb:321200 gb:331000"),
    ],
)
def test_undecided_names_keep_their_candidates(text: str, name: str, codes: str) -> None:
    assert left_open(text) == {name: codes.split()}
    assert all(mention.text != name for mention in TAGGER.tag(text).mentions)


@pytest.mark.parametrize(
    "text",
    [
        "长春市朝阳区政府今天召开会议。",
        "北京市朝阳区政府今天召开会议。",
        "双鸭山市宝山区居民代表参加了座谈。",
        "Yichun, Heilongjiang, plans a forest park.",
        "Yichun in Jiangxi plans a forest park.",
        "沈阳市今天召开会议。",
    ],
)
def test_what_the_text_decides_is_not_left_open(text: str) -> None:
    assert left_open(text) == {}


def test_the_home_of_the_source_decides() -> None:
    text = "朝阳区政府今天召开会议。"
    assert left_open(text, home="220100") == {}
    assert [m.entity_id for m in TAGGER.tag(text, home="220100").mentions] == ["gb:220104"]


@settings(deadline=None, max_examples=100)
@given(st.lists(st.sampled_from(ZH + EN), max_size=20).map("".join))
def test_spans_are_exact_and_never_tagged_too(text: str) -> None:
    tags = TAGGER.tag(text)
    spans = {(mention.start, mention.end) for mention in tags.mentions}
    for one in tags.ambiguous:
        assert text[one.start : one.end] == one.text
        assert (one.start, one.end) not in spans
        assert len({entity_id for entity_id, _ in one.candidates}) > 1


def test_shown_in_terminal_and_page_with_everything_escaped() -> None:
    text = "<b>朝阳区</b>政府今天召开会议。"
    tags = TAGGER.tag(text)
    line = "undecided 3-6 朝阳区: 北京市朝阳区 gb:110105 or 吉林省长春市朝阳区 gb:220104"
    assert line in list(terminal(text, tags, str))
    page = text_page("x", text, tags, str)
    assert "undecided 朝阳区: 北京市朝阳区 gb:110105" in page
    assert "<b>朝阳区" not in page


def test_command_tells_them_when_asked() -> None:
    line = json.dumps({"id": "1", "text": "朝阳区政府今天召开会议。"}) + "\n"
    plain = json.loads(CliRunner().invoke(nlp, ["tag"], input=line).stdout)
    told = json.loads(CliRunner().invoke(nlp, ["tag", "--ambiguous"], input=line).stdout)
    assert told.keys() - plain.keys() == {"ambiguous"}
    names = ("北京市朝阳区", "吉林省长春市朝阳区")
    candidates = [
        {"entity_id": code, "name_zh": name}
        for code, name in zip(("gb:110105", "gb:220104"), names, strict=True)
    ]
    (one,) = told["ambiguous"]
    assert one["candidates"] == candidates
    assert (one["start"], one["end"], one["text"], one["type"]) == (0, 3, "朝阳区", "CITY")


def test_own_tables_are_read(tmp_path: Path) -> None:
    head = next(iter((files("nlp") / "data" / "soes.csv").open(encoding="utf-8"))).strip()
    fields = dict.fromkeys(head.split(","), "")
    fields |= {"id": "my-mill", "name_zh": "北方我城机器厂", "level": "municipal"}
    fields |= {"confidence": "high", "evidence": "own list"}
    (tmp_path / "soes.csv").write_text(f"{head}\n{','.join(fields.values())}\n", encoding="utf-8")
    line = json.dumps({"id": "1", "text": "北方我城机器厂今年扩产。"}) + "\n"
    result = CliRunner().invoke(nlp, ["tag", "--knowledge", str(tmp_path)], input=line)
    assert [m["entity_id"] for m in json.loads(result.stdout)["mentions"]] == ["soe:my-mill"]


def test_stored_with_the_tags_and_shown_on_the_article(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    with closing(open_news(home / "news.db")) as news:
        item = untagged(news, "1", 1)[0]
        found = TAGGER.tag("朝阳区政府今天召开会议。朝阳区居民参加。").ambiguous
        assert len(found) == 2
        save_tags(news, item, Tags(Language.HANS, 0.0, (), (), ambiguous=found), "1", NOW)
        news.conn.row_factory = sqlite3.Row
        names = "北京市朝阳区 / 吉林省长春市朝阳区"
        assert undecided_of(news.conn, item.article_id) == (Undecided("朝阳区", names),)
    with serving(home) as address:
        assert f"朝阳区: {names}" in page(address, f"/news/articles/{item.article_id}").text
    with closing(open_news(home / "news.db")) as news:
        save_tags(news, item, Tags(Language.HANS, 0.0, (), ()), "2", NOW)
        assert not list(news["ambiguous_names"].rows)
