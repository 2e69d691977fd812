"""Home, article, entity and query pages over HTTP; hostile text stays text."""

from collections.abc import Iterator
from urllib.parse import unquote

import pytest

from db.models import text_of
from tests.web_html import Page, get, page
from tests.web_world import ENTITIES, HOSTILE, NIL, SAMPLES, entities_of, make_home, serving
from web.site import Site

LINKS = Site()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(make_home(tmp_path_factory.mktemp("home"))) as address:
        yield address


def test_home_has_one_search_box_counts_and_lists(site: str) -> None:
    found = page(site, "/")
    boxes = [values for tag, values in found.elements if values.get("type") == "search"]
    assert [box["name"] for box in boxes] == ["_search"]
    assert f"{len(SAMPLES)} articles" in found.text and "4 sources" in found.text
    assert "2025-04-05 – 2025-05-04 · 8 articles" in found.text
    assert found.links.index("/news/articles/4") < found.links.index("/news/articles/3")
    for entity in ("gb:210000", "gb:210100", "soe:ansteel", "person:hao-peng"):
        assert LINKS.entity(entity) in found.links


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: str(sample.id))
def test_article_page_shows_the_text_and_links_its_mentions(site: str, sample) -> None:
    found = page(site, f"/news/articles/{sample.id}")
    for line in text_of(sample.title, sample.body).split("\n"):
        shown = "".join(found.text.split())
        assert "".join(line.split()) in shown
    linked = {values["href"] for values in found.with_class("m") if "href" in values}
    assert {LINKS.entity(entity) for entity in entities_of(sample)} <= linked
    assert sample.day is None or sample.day in found.text


def test_article_page_marks_embedded_names_apart(site: str) -> None:
    found = page(site, "/news/articles/2")
    inside = [values for values in found.with_class("inside") if "href" in values]
    assert {values["href"] for values in inside} == {LINKS.entity("gb:210300")}
    assert all("soe" in values["class"].split() for values in inside)
    assert "内嵌" in inside[0]["title"]


def test_article_page_shows_revisions_reprints_and_posts(site: str) -> None:
    revised = page(site, "/news/articles/2")
    assert {("del", ""), ("ins", "")} <= revised.shapes
    assert "此句后来删去。" in revised.text and "旧稿第一版。" in revised.text
    assert len(revised.with_class("revision")) == 2
    assert "/news/articles/10" in page(site, "/news/articles/1").links
    assert "/news/articles/1" in page(site, "/news/articles/10").links
    posts = page(site, "/news/articles/6")
    assert {LINKS.entity("person:hao-peng"), LINKS.entity(NIL)} <= set(posts.links)
    assert "沈阳市副市长" in posts.text and "incumbent 在任" in posts.text
    assert not page(site, "/news/articles/5").with_class("revision")


def test_original_is_linked_without_opener(site: str) -> None:
    found = page(site, "/news/articles/1")
    out = [values for _, values in found.elements if values.get("href", "").startswith("https:")]
    assert next(values["href"] for values in out) == "https://ln-daily.example/1.html"
    assert all({"noopener", "nofollow"} <= set(values["rel"].split()) for values in out)


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity[0])
def test_entity_page_lists_its_articles_with_the_sentence(site: str, entity) -> None:
    found = page(site, LINKS.entity(entity[0]))
    named = [s for s in SAMPLES if entity[0] in entities_of(s)]
    if entity[0] == ENTITIES[11][0]:
        named = [SAMPLES[HOSTILE - 1]]
    cards = [link for link in found.links if link.startswith("/news/articles/")]
    assert set(cards) >= {f"/news/articles/{sample.id}" for sample in named}
    assert (("mark", "") in found.shapes) == bool(named)
    assert (entity[2] or entity[3]) in found.text
    if "/" not in entity[0]:
        plain = page(site, f"/news/entities/{entity[0]}")
        assert [link for link in plain.links if link.startswith("/news/articles/")] == cards


def test_entity_page_of_an_official_has_offices_and_stated_posts(site: str) -> None:
    found = page(site, LINKS.entity("person:hao-peng"))
    for words in ("辽宁省委书记", "2022-11", "in office 在任", "high", "省委书记", "2025-04-11"):
        assert words in found.text
    assert "https://news.example/a" in found.links
    assert "javascript:alert(1)" in found.text
    province = page(site, LINKS.entity("gb:210000"))
    assert LINKS.entity("person:hao-peng") in province.links
    assert LINKS.entity("gb:210100") in province.links
    assert LINKS.entity("gb:210000") in page(site, LINKS.entity("gb:210100")).links


def test_entity_months_are_a_chart_and_a_table(site: str) -> None:
    found = page(site, LINKS.entity("gb:210100"))
    assert [tag for tag, _ in found.elements].count("rect") == 12
    months = [link for link in found.links if "published_day__startswith" in link]
    assert [link[-7:] for link in months] == ["2025-05", "2025-04", "2025-02"]
    counts = [len(get(site, f"{link}&_shape=array".replace("?", ".json?", 1)).json())
              for link in months]  # fmt: skip
    assert counts == [3, 2, 1]


@pytest.mark.parametrize("path", ["/news/articles/999", "/news/articles/x", "/news/entities/gb:1"])
def test_unknown_rows_are_not_found(site: str, path: str) -> None:
    assert get(site, path).status_code == 404


def test_data_page_lists_questions_and_tables(site: str) -> None:
    found = page(site, "/news")
    for name in ("search", "mentions_by_city", "articles", "offices"):
        assert f"/news/{name}" in found.links
    assert "/news/articles_fts" not in found.links
    assert "/news/articles_fts" in page(site, "/news", _show_hidden="1").links


BENIGN = (
    "/", "/news/articles?_search=机床", "/news/articles/1", "/news/articles/2", "/news/articles/6",
    "/news/entities/gb:210100", "/news/entities/gb:210000", "/news/entities/person:hao-peng",
    "/news/search?q=机床", "/news/mentions?article_id=6", "/news/entities?id=gb:210100",
    "/news/articles_of_entity?entity_id=gb:210000", "/news/article_text?article_id=1",
    "/news/articles?_entity=gb:210100&_search=机床", "/news/officials_and_posts",
    "/news/article_text/1", "/news/mentions_by_city",
)  # fmt: skip
HOSTILE_PAGES = (
    "/", "/news/articles?_search=沈阳", f"/news/articles/{HOSTILE}", "/news/search?q=沈阳",
    f"/news/mentions?article_id={HOSTILE}", "/news/entities?type=SOE", "/news/entities/gb:210100",
    LINKS.entity(ENTITIES[11][0]), f"/news/article_text?article_id={HOSTILE}",
    f"/news/articles?_entity={LINKS.entity(ENTITIES[11][0])[15:].replace('~', '%')}",
    "/news/articles?_search=%22%3E%3Cimg src=x onerror=y%3E", f"/news/article_text/{HOSTILE}",
    "/news/articles?source=%22%3E%3Cscript%3Ex%3C/script%3E&_entity=%27%22%3E%3Csvg onload=x%3E",
    "/news/articles_of_entity?entity_id=%22%3E%3Cimg src=x onerror=y%3E",
    "/news/search?q=%22%3E%3Cimg src=x onerror=y%3E", f"/news/articles/{HOSTILE}?x=%22%3E%3Cb%3E",
)  # fmt: skip


@pytest.fixture(scope="module")
def known_shapes(site: str) -> set[tuple[str, str]]:
    return set().union(*(page(site, path).shapes for path in BENIGN))


@pytest.mark.parametrize("path", HOSTILE_PAGES)
def test_hostile_text_makes_no_element_attribute_or_link(
    site: str, path: str, known_shapes: set[tuple[str, str]]
) -> None:
    found = page(site, path)
    assert found.shapes - known_shapes == set()
    for link in found.links:
        assert unquote(link).startswith(("/", "https://", "#", f"{site}/")), link
    assert scripts(found) <= 2


def scripts(found: Page) -> int:
    return sum(1 for tag, values in found.elements if tag == "script" and "src" not in values)


def test_hostile_words_are_shown_as_they_are(site: str) -> None:
    found = page(site, f"/news/articles/{HOSTILE}")
    assert SAMPLES[HOSTILE - 1].title in found.text
    assert "{{ 7*7 }}" in found.text and "&lt;i&gt;" in found.text
    assert "javascript:alert(9)" in found.text
