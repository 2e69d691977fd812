"""The ordinary search box and the facets over HTTP, against a plain look at the same texts."""

import itertools
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from db.fold import fold
from db.models import text_of
from tests.web_html import get, page
from tests.web_world import ENTITIES, SAMPLES, SOURCES, entities_of, make_home, serving

NAMES = (
    "沈阳", "辽宁", "吉林", "长春", "大连", "鞍山", "鞍钢", "一汽", "郝鹏", "张某", "港口", "瀋陽",
    "遼寧", "哈爾", "尔滨", "黑龙", "雾凇", "新车", "航线", "会议", "铁岭", "钢板", "机床", "转载",
)  # fmt: skip
DIMENSIONS = {"province": "PROVINCE", "city": "CITY", "soe": "SOE", "official": "OFFICIAL"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(make_home(tmp_path_factory.mktemp("home"))) as address:
        yield address


def rows(site: str, **params: str) -> list[int]:
    answer = get(site, "/news/articles.json", _shape="array", _nofacet="1", **params)
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json()]


def holding(*words: str) -> set[int]:
    texts = {sample.id: fold(text_of(sample.title, sample.body)) for sample in SAMPLES}
    return {number for number, text in texts.items() if all(fold(word) in text for word in words)}


@pytest.mark.parametrize("name", NAMES)
def test_two_character_names_find_exactly_the_rows_that_hold_them(site: str, name: str) -> None:
    assert set(rows(site, _search=name)) == holding(name)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("沈阳 鞍钢", holding("沈阳", "鞍钢")),
        ("沈阳 OR 大连", holding("沈阳") | holding("大连")),
        ("沈阳 | 大连", holding("沈阳") | holding("大连")),
        ("沈阳 -机床", holding("沈阳") - holding("机床")),
        ("沈阳 NOT 机床", holding("沈阳") - holding("机床")),
        ('"沈阳机床"', holding("沈阳机床")),
        ("“沈阳机床”", holding("沈阳机床")),
        ("AI芯片", holding("AI芯片")),
        ("ＡＩ芯片", holding("AI芯片")),
        ("2024年", holding("2024年")),
        ("harbin", {4}),
        ('"harbin and dalian"', {4}),
        ("title:沈阳", {1, 3, 10, 12}),
        ("沈", holding("沈")),
        ("没有这个词", set()),
    ],
)
def test_operators_scripts_and_widths(site: str, query: str, expected: set[int]) -> None:
    assert set(rows(site, _search=query)) == expected


@pytest.mark.parametrize("query", ["", " ", "\u3000"])
def test_an_empty_box_lists_everything(site: str, query: str) -> None:
    assert set(rows(site, _search=query)) == {sample.id for sample in SAMPLES}
    assert page(site, "/news/articles", _search=query, published_day__lte="").text


@pytest.mark.parametrize("query", ['"', "(", "*", "-", "OR", "a AND", "title:", "' ; --", "\ue000"])
def test_no_text_is_an_error(site: str, query: str) -> None:
    assert get(site, "/news/articles", _search=query).status_code == 200
    assert get(site, "/news/search", q=query).status_code == 200


def test_list_shows_cards_newest_first(site: str) -> None:
    found = page(site, "/news/articles", _search="沈阳")
    titles = [link for link in found.links if link.startswith("/news/articles/")]
    assert titles == [f"/news/articles/{number}" for number in (3, 1, 10, 6, 12)]
    assert found.text.count("篇文章") == 1 and "5 articles" in found.text
    assert ("mark", "") in found.shapes
    assert "瀋陽與哈爾濱開通新航線" in found.text and "港岛某报" in found.text
    assert "/news/entities/gb~3A210100" in found.links


@pytest.mark.parametrize("size", [2, 5])
@pytest.mark.parametrize("order", ["", "_sort=published_at", "_sort_desc=language", "_sort=source"])
def test_pages_follow_each_other_without_gap(site: str, size: int, order: str) -> None:
    seen: list[int] = []
    path: str | None = f"{site}/news/articles.json?_size={size}&_nofacet=1&{order}"
    while path is not None and len(seen) < 50:
        answer = get("", path).json()
        seen += [row[answer["columns"].index("id")] for row in answer["rows"]]
        path = answer["next_url"]
    assert sorted(seen) == [sample.id for sample in SAMPLES]
    if not order:
        days = {sample.id: sample.day or "" for sample in SAMPLES}
        assert [days[number] for number in seen] == sorted(days.values(), reverse=True)


def facets(site: str, **params: str) -> dict[str, Any]:
    answer = get(site, "/news/articles.json", _size="0", **params).json()
    assert answer.get("facets_timed_out", []) == []
    found: dict[str, Any] = answer["facet_results"]
    return found


@pytest.mark.parametrize("query", ["", "沈阳", "辽宁 OR Liaoning"])
def test_click_through_gives_as_many_rows_as_the_facet_says(site: str, query: str) -> None:
    params = {"_search": query} if query else {}
    found = facets(site, **params)
    assert set(found) == {"source", "language", "month", "published_day", *DIMENSIONS}
    for facet in found.values():
        assert facet["results"], facet["name"]
        for value in facet["results"]:
            assert not value["selected"]
            answer = get("", value["toggle_url"]).json()
            assert answer["filtered_table_rows_count"] == value["count"], value


def test_facet_counts_are_those_of_the_texts(site: str) -> None:
    found = facets(site)
    types = {entity[0]: entity[1] for entity in ENTITIES}
    named = Counter(entity for sample in SAMPLES for entity in entities_of(sample))
    named[ENTITIES[11][0]] = 1
    for name, kind in DIMENSIONS.items():
        counted = {value["value"]: value["count"] for value in found[name]["results"]}
        assert counted == {entity: n for entity, n in named.items() if types[entity] == kind}
    sources = {value["value"]: value["count"] for value in found["source"]["results"]}
    assert sources == Counter(sample.source for sample in SAMPLES)
    labels = {value["value"]: value["label"] for value in found["source"]["results"]}
    assert labels == {source[0]: source[1] or source[2] for source in SOURCES}
    days = [value["value"] for value in found["published_day"]["results"]]
    assert days == sorted({s.day for s in SAMPLES if s.day}, reverse=True)[:12]


def test_entity_filter_is_an_ordinary_part_of_the_url(site: str) -> None:
    def expected(*ids: str) -> set[int]:
        return {sample.id for sample in SAMPLES if set(ids) <= entities_of(sample)}

    ids = ["gb:210100", "gb:210000", "soe:ansteel", "person:hao-peng", "gb:999999"]
    for one, two in itertools.combinations(ids, 2):
        assert set(rows(site, _entity=one)) == expected(one)
        answer = get(site, f"/news/articles.json?_shape=array&_entity={one}&_entity={two}")
        assert {row["id"] for row in answer.json()} == expected(one, two)
    assert set(rows(site, _entity="gb:210100", _search="机床", language="zh-Hans")) == {1, 10}
    assert rows(site, _entity="gb:210300") == []


def test_filters_in_force_are_named_and_can_be_removed(site: str) -> None:
    found = page(site, "/news/articles", _search="辽宁", _entity="gb:210100", source="ln-daily")
    assert "沈阳市 ✕" in found.text and "source 来源: 辽宁某报 ✕" in found.text
    without = [values["href"] for values in found.with_class("on")]
    assert [set(link.split("?")[1].split("&")) for link in without] == [
        {"_search=%E8%BE%BD%E5%AE%81", "source=ln-daily"},
        {"_search=%E8%BE%BD%E5%AE%81", "_entity=gb%3A210100"},
    ]
    hidden = {
        (values["name"], values["value"])
        for tag, values in found.elements
        if tag == "input" and values.get("type") == "hidden"
    }
    assert hidden == {("_entity", "gb:210100"), ("source", "ln-daily")}


def test_words_that_name_an_entity_lead_to_it(site: str) -> None:
    for query in ("沈阳", "瀋陽", "shenyang", "沈阳市"):
        named = page(site, "/news/articles", _search=query).with_class("named")
        assert len(named) == 1, query
    assert not page(site, "/news/articles", _search="机床").with_class("named")


def test_an_unknown_facet_says_which_exist(site: str) -> None:
    answer = get(site, "/news/articles", _facet_by="colour")
    assert answer.status_code == 400
    assert "colour" in answer.text and "province" in answer.text


def test_stock_facets_still_work(site: str) -> None:
    found = get(site, "/news/articles.json", _facet="language", _size="0").json()["facet_results"]
    assert {value["value"] for value in found["language_2"]["results"]} == {
        sample.language for sample in SAMPLES
    }
