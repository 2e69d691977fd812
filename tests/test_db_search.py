"""Search in Chinese and English: exact against substrings, and any text a valid query."""

import random
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from db.fold import CJK_CLASS, fold
from db.search import compile_query, seg
from db.snippet import END, START, snippet, spans
from db.store import articles
from db.store.database import open_news

TEXTS = [
    ("沈阳市今年的计划", "沈阳，大连两市签约。东北全面振兴取得进展，A股上市公司增加。"),
    ("瀋陽的工業", "瀋陽鐵西區的老廠房，鞍山鋼鐵的新產品。"),
    ("Harbin report", "Heilongjiang's ice festival; the AI芯片 fund of Harbin, 哈尔滨新区."),
    ("吉林省与吉林市", "吉林省委在长春开会，吉林市在松花江边。ＧＤＰ增长５％。"),
    ("伊春和宜春", "伊春在黑龙江，宜春在江西。C++ and state-owned firms"),
    ("大庆油田", "大庆油田稳产。油田职工说：东北振兴，振兴东北。"),
    ("=HYPERLINK", 'quotes "in" the text; semi;colons -- and (brackets) * stars ^ carets'),
]


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with closing(open_news(tmp_path_factory.mktemp("search") / "news.db")) as db:
        fill(db, TEXTS)
        yield db


def fill(db: Database, texts: list[tuple[str, str]]) -> None:
    db.execute("insert into sources (id, language, state, enabled) values ('s', 'zh', 'x', 1)")
    for number, (title, body) in enumerate(texts, start=1):
        db.execute(
            "insert into articles (id, url, source, title, language, quality, text_hash,"
            " first_seen, updated_at) values (?, ?, 's', ?, 'zh-Hans', 1, '', '', '')",
            [number, f"http://a.cn/{number}", title],
        )
        articles.add_text(db, number, title, body, "{}")


def found(db: Database, query: str) -> set[int]:
    rows = db.execute(
        "select rowid from articles_fts where articles_fts match cjk_query(?)", [query]
    )
    return {row[0] for row in rows}


def containing(needle: str) -> set[int]:
    folded = fold(needle)
    return {n for n, (t, b) in enumerate(TEXTS, 1) if folded in fold(t) or folded in fold(b)}


@pytest.mark.parametrize(
    "query",
    ["沈阳", "瀋陽", "吉林", "吉林市", "吉林省", "伊春", "宜春", "沈", "阳", "振兴", "东北全面振兴",
     "鞍山钢铁", "哈尔滨", "AI芯片", "ＡＩ芯片", "A股", "5%", "GDP", "油田职工", "大连两市签约"],
)  # fmt: skip
def test_a_name_finds_what_contains_it(news: Database, query: str) -> None:
    expected = containing(query.rstrip("%"))
    assert found(news, query) == expected
    assert expected, "the test must have something to find"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("沈阳 大连", containing("沈阳") & containing("大连")),
        ("沈阳 AND 大连", containing("沈阳") & containing("大连")),
        ("伊春 OR 大庆", containing("伊春") | containing("大庆")),
        ("伊春 | 大庆", containing("伊春") | containing("大庆")),
        ("吉林 OR 沈阳 -大连", containing("吉林") | (containing("沈阳") - containing("大连"))),
        ("(吉林 OR 沈阳) -大连", (containing("吉林") | containing("沈阳")) - containing("大连")),
        ("沈阳 NOT 大连", containing("沈阳") - containing("大连")),
        ("沈阳 -(大连 OR 鞍山)", containing("沈阳") - containing("大连") - containing("鞍山")),
        ('沈阳 -"大连两市"', containing("沈阳") - containing("大连两市")),
        ("“东北振兴”", containing("东北振兴")),
        ("title:沈阳", {1, 2}),
        ("标题：沈阳", {1, 2}),
        ("title:(伊春 OR 大庆)", {5, 6}),
        ("title:大连", set()),
        ("body:大连", {1}),
        ("Harb*", {3}),
        ("Harb", set()),
        ("harbin REPORT", {3}),
        ('"ice festival"', {3}),
        ('"festival ice"', set()),
        ("-大连", set()),
        ("!!!", set()),
        ("", set()),
    ],
)
def test_operators_are_set_algebra(news: Database, query: str, expected: set[int]) -> None:
    assert found(news, query) == expected


@given(st.text(max_size=40) | st.text(alphabet='沈阳大ab "()-|*:^{}ORNOTand', max_size=40))
@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_a_valid_search(news: Database, query: str) -> None:
    found(news, query)
    found(news, f"title:({query}) OR 沈阳")


def test_random_substrings_are_found_exactly(news: Database) -> None:
    chooser = random.Random(7)
    runs = [r for t in TEXTS for part in t for r in seg_runs(part) if len(r) > 1]
    for _ in range(300):
        run = chooser.choice(runs)
        start = chooser.randrange(len(run))
        needle = run[start : start + chooser.randint(1, 6)]
        assert found(news, needle) == containing(needle), needle


def seg_runs(text: str) -> list[str]:
    return re.findall("[\u4e00-\u9fff]+", text)


def test_index_follows_every_change(tmp_path: Path) -> None:
    with closing(open_news(tmp_path / "news.db")) as db:
        fill(db, TEXTS[:2])
        db.execute("update article_text set body = '鞍山' where article_id = 1")
        db.execute("update articles set title = '抚顺' where id = 1")
        assert found(db, "沈阳") == {2}
        assert found(db, "抚顺 鞍山") == {1}
        db["articles"].update(2, {"title": "本溪"})
        assert found(db, "本溪") == {2}
        db.execute("delete from articles where id = 2")
        assert found(db, "本溪") == set()
        db.execute("insert into articles_fts (articles_fts) values ('integrity-check')")
        db.execute("insert into articles_fts (articles_fts) values ('rebuild')")
        assert found(db, "抚顺") == {1}


def test_readers_detect_the_index(news: Database) -> None:
    assert news["articles"].detect_fts() == "articles_fts"


def test_pairs_and_last_character() -> None:
    assert seg("沈阳市A").split() == ["沈阳", "阳市", "市", "a"]
    assert compile_query("哈尔滨") == '"哈尔 尔滨"'
    assert compile_query("A股") == '"a 股"*'


@given(st.text() | st.text(alphabet="沈阳大㐀\U00020000々〇龥\U0003ffff沉ab 1,。\x00\ud800"))
def test_chinese_runs_are_pairs_and_the_rest_is_as_it_was(text: str) -> None:
    expected: list[str] = []
    for piece in re.split(f"([{CJK_CLASS}]+)", fold(text)):
        chinese = re.match(f"[{CJK_CLASS}]", piece)
        expected += [piece[i : i + 2] for i in range(len(piece))] if chinese else piece.split(" ")
    assert [word for word in seg(text).split(" ") if word] == [word for word in expected if word]


def test_snippet_marks_the_original_text() -> None:
    shown = snippet("第一句。昨天，瀋陽的AI芯片廠開工。第三句。", "沈阳 AI芯片", 30)
    assert f"{START}瀋陽{END}的{START}AI芯片{END}" in shown


@given(st.text(max_size=200), st.text(max_size=10), st.integers(-5, 300))
def test_a_snippet_only_cuts_and_marks(text: str, query: str, width: int) -> None:
    shown = snippet(text, query, width)
    bare = shown.replace(START, "").replace(END, "").strip("…")
    clean = text.replace(START, "\ufffd").replace(END, "\ufffd")
    assert "".join(bare.split()).strip("…") in "".join(clean.split())
    assert shown.count(START) == shown.count(END)


@given(st.text(max_size=100), st.text(max_size=10))
def test_spans_are_in_the_text(text: str, query: str) -> None:
    last = 0
    for start, end in spans(text, query):
        assert last <= start < end <= len(text)
        last = end
