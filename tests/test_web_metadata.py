"""datasette-metadata.json against the real schema, both ways, and its queries over HTTP."""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from db.store.database import open_news
from tests.web_html import get, page
from tests.web_world import SAMPLES, entities_of, make_home, serving
from web.facets import TITLES
from web.site import NEWS, load_metadata

METADATA = load_metadata()["databases"][NEWS]
SHADOWS = re.compile(r"articles_fts_\w+")
COUNTED = re.compile(r"(integer|real)", re.IGNORECASE)
NO_UNIT = re.compile(r"id$|_id$|^enabled$|^embedded$|^hash$")
QUERIES: dict[str, list[dict[str, str]]] = {
    "search": [{"q": "沈阳"}, {"q": "瀋陽 OR harbin"}],
    "mentions_by_month": [{"entity_id": "gb:210100"}, {"type": "soe"}, {}],
    "mentions_by_city": [{}, {"since": "2025-05-01", "until": "2025-05-31"}],
    "entities_by_articles": [{}, {"type": "city"}, {"name": "shen"}, {"name": "阳"}],
    "officials_and_posts": [{}, {"name": "张"}],
    "events": [{}, {"kind": "meeting"}, {"who": "郝"}, {"where_id": "gb:210000"}],
    "new_entities_of_the_week": [{"day": "2025-05-06"}],
    "articles_of_entity": [{"entity_id": "gb:210100"}],
}


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[str, str]]]:
    db = open_news(tmp_path_factory.mktemp("schema") / "news.db")
    names = db.execute("select name from sqlite_master where type in ('table', 'view')").fetchall()
    found = {
        name: [(column[1], column[2]) for column in db.execute(f"pragma table_info([{name}])")]
        for (name,) in names
        if not SHADOWS.fullmatch(name)
    }
    db.close()
    return found


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(make_home(tmp_path_factory.mktemp("home"))) as address:
        yield address


def test_tables_are_those_of_the_schema(schema: dict[str, Any]) -> None:
    assert set(METADATA["tables"]) == set(schema)
    assert all(table["description"] for table in METADATA["tables"].values())


def test_columns_are_those_of_the_schema(schema: dict[str, Any]) -> None:
    for name, columns in schema.items():
        described = METADATA["tables"][name]["columns"]
        assert list(described) == [column for column, _ in columns], name
        assert all(text.strip() for text in described.values())


def test_measures_tell_their_unit_and_others_have_none(schema: dict[str, Any]) -> None:
    for name, columns in schema.items():
        for column, kind in columns:
            text = METADATA["tables"][name]["columns"][column]
            measure = bool(COUNTED.fullmatch(kind)) and not NO_UNIT.search(column)
            assert ("Unit: " in text) == measure, (name, column)


def test_sorts_labels_and_facets_name_columns(schema: dict[str, Any]) -> None:
    for name, table in METADATA["tables"].items():
        columns = {column for column, _ in schema[name]}
        used = {table[key] for key in ("sort", "sort_desc", "label_column") if key in table}
        facets = table.get("facets", [])
        used |= {facet for facet in facets if isinstance(facet, str)}
        assert used <= columns, name
        assert {f["by"] for f in facets if isinstance(f, dict)} <= set(TITLES)


def test_every_query_is_tried_here() -> None:
    assert set(QUERIES) == set(METADATA["queries"])
    for name, query in METADATA["queries"].items():
        used = set(re.findall(r"(?<!:):([a-z_]+)", query["sql"]))
        assert used == set(query["params"]), name
        assert query["title"] and query["description"]


@pytest.mark.parametrize(
    ("name", "params"), [(name, params) for name, tries in QUERIES.items() for params in tries]
)
def test_query_answers_with_rows(site: str, name: str, params: dict[str, str]) -> None:
    rows = get(site, f"/news/{name}.json", _shape="array", **params).json()
    assert rows, name
    found = page(site, f"/news/{name}", **params)
    assert ("table", "") in found.shapes
    assert get(site, f"/news/{name}.csv", **params).text.count("\r\n") >= len(rows) + 1


@pytest.mark.parametrize("name", QUERIES)
def test_query_without_answer_is_no_error(site: str, name: str) -> None:
    nothing = dict.fromkeys(METADATA["queries"][name]["params"], "1900-01-01")
    answer = get(site, f"/news/{name}.json", _shape="array", **nothing)
    assert (answer.status_code, answer.json()) == (200, [])
    assert get(site, f"/news/{name}").status_code == 200


def rows(site: str, name: str, **params: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = get(site, f"/news/{name}.json", _shape="array", **params).json()
    return found


def test_search_ranks_titles_first(site: str) -> None:
    found = [row["article_id"] for row in rows(site, "search", q="沈阳")]
    assert set(found) == {1, 3, 6, 10, 12}
    assert found[-1] == 6


def test_counts_of_queries_are_those_of_the_texts(site: str) -> None:
    cities = {row["entity_id"]: row["articles"] for row in rows(site, "mentions_by_city")}
    for city, count in cities.items():
        assert count == sum(city in entities_of(sample) for sample in SAMPLES)
    months = {
        row["month"]: row["articles"]
        for row in rows(site, "mentions_by_month", entity_id="gb:210100")
    }
    assert months == {"2025-05": 3, "2025-04": 2, "2025-02": 1}
    articles = [r["article_id"] for r in rows(site, "articles_of_entity", entity_id="gb:230100")]
    assert articles == [4, 3, 14]


def test_events_carry_their_sentence(site: str) -> None:
    (event,) = rows(site, "events")
    assert (event["who"], event["what"], event["place"]) == ("郝鹏", "会议", "辽宁省")
    assert "辽宁省委书记郝鹏主持召开会议，研究沈阳都市圈建设。".startswith(event["sentence"])
    assert len(event["sentence"]) > 15
    assert not rows(site, "events", kind="signing")
    assert not rows(site, "events", who="张")


def test_week_of_new_entities_ends_on_its_day(site: str) -> None:
    assert rows(site, "new_entities_of_the_week", day="2025-05-05")
    assert rows(site, "new_entities_of_the_week", day="2025-05-11")
    assert not rows(site, "new_entities_of_the_week", day="2025-05-12")
    assert not rows(site, "new_entities_of_the_week", day="2025-05-04")


def test_search_sql_runs_in_plain_sqlite(tmp_path: Path) -> None:
    make_home(tmp_path)
    conn = sqlite3.connect(tmp_path / "news.db")
    query = "select count(*) from articles_fts where articles_fts match '沈阳'"
    assert conn.execute(query).fetchone() == (5,)
    conn.close()
