"""Shared mode: no text of an article anywhere, no custom SQL, for nobody and for another user."""

import asyncio
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from db.settings import Settings, WebSettings
from tests.web_html import Page, get, page
from tests.web_world import (
    LONG_TAIL,
    SAMPLES,
    TABLES_WITH_TEXT,
    Sample,
    entities_of,
    make_home,
    serving,
)
from web.serve import datasette_for

SECRETS = (LONG_TAIL, "此句后来删去", "旧稿第一版")
"""Words of a body's end and of revisions: nothing but a search for them may show them."""

SQL = "select body from article_text"
PATHS = (
    *(f"/news/{table}{end}" for table in TABLES_WITH_TEXT
      for end in ("", ".json", ".csv", ".json?_shape=array", "/14", "/14.json", "/2,1", "/1.blob",
                  ".csv?_stream=1", "?_facet=body", "/1.json?_shape=array")),
    f"/news?sql={quote(SQL)}", f"/news.json?sql={quote(SQL)}", f"/news.csv?sql={quote(SQL)}",
    f"/news.json?sql={quote('select * from articles')}",
    f"/news/articles?_where={quote('1=1')}",
    "/news/ARTICLE_TEXT.json", "/news/Article_Text/14.json", "/news/[article_text].json",
    "/news/article_text%00.json", "/news/~61rticle_text.json", "/news/articles_fts_content.json",
    "/news/articles.json?_through=" + quote(json.dumps(
        {"table": "article_text", "column": "body", "value": "x"})),
    "/news.db", "/_internal", "/_internal/tables.json", "/_memory?sql=select+1",
    "/-/databases.json", "/-/settings.json", "/-/metadata.json", "/-/threads.json",
    "/-/plugins.json", "/-/versions.json", "/-/permissions", "/-/allow-debug", "/-/messages",
    "/-/auth-token?token=x", "/-/patterns", "/-/actor.json",
)  # fmt: skip
OPEN = (
    "/", "/.json", "/news", "/news.json", "/news?_show_hidden=1", "/news/articles",
    "/news/articles.json", "/news/articles.csv", "/news/articles.json?_labels=on&_size=max",
    *(f"/news/articles/{sample.id}" for sample in SAMPLES), "/news/articles/2.json",
    "/news/articles/2.json?_extras=foreign_key_tables", "/news/mentions.json?_size=max",
    "/news/posts.csv", "/news/events.json", "/news/article_topics",
    "/news/sources", "/news/offices", "/news/stories", "/news/story_articles",
    "/news/entities", "/news/entities/gb:230000", "/news/entities/gb:230100",
    "/news/search?q=黑龙江", "/news/search.json?q=黑龙江", "/news/search.csv?q=黑龙江",
    "/news/mentions_by_month", "/news/mentions_by_city", "/news/officials_and_posts",
    "/news/articles_of_entity?entity_id=gb:230000", "/news/new_entities_of_the_week?day=2025-05-06",
    "/news/articles?_search=黑龙江", "/-/feeds/entity/gb:230000.atom",
    "/news/articles.json?_search=黑龙江&_fts_table=article_text",
)  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_home(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def site(home: Path) -> Iterator[str]:
    with serving(home, shared=True) as address:
        yield address


def assert_closed(path: str, answer: httpx.Response) -> None:
    assert answer.status_code in (302, 400, 403, 404, 405), (path, answer.status_code)
    for words in (*SECRETS, "机床展"):
        assert words not in answer.text


@pytest.mark.parametrize("path", PATHS)
def test_texts_and_internals_are_closed_to_nobody(site: str, path: str) -> None:
    assert_closed(path, get(site, path))


@pytest.mark.parametrize("actor", ["root", "reader"])
def test_texts_are_closed_to_another_user(home: Path, actor: str) -> None:
    settings = Settings(home=home, web=WebSettings(shared=True))

    async def ask() -> None:
        datasette = datasette_for(settings)
        cookies = {"ds_actor": datasette.sign({"a": {"id": actor}}, "actor")}
        await datasette.invoke_startup()
        for path in PATHS:
            assert_closed(path, await datasette.client.get(path, cookies=cookies))
        known = await datasette.client.get("/news/sources.json", cookies=cookies)
        assert known.status_code == 200

    asyncio.run(ask())


@pytest.mark.parametrize("path", OPEN)
def test_what_is_open_holds_no_text(site: str, path: str) -> None:
    answer = get(site, path)
    assert answer.status_code == 200, (path, answer.text[:200])
    for words in SECRETS:
        assert words not in answer.text and quote(words) not in answer.text
        assert json.dumps(words).strip('"') not in answer.text
    assert "Edit SQL" not in answer.text and "<textarea" not in answer.text


def test_the_article_is_an_excerpt(site: str) -> None:
    found = page(site, "/news/articles/14")
    assert "仅摘录" in found.text and "黑龙江多地冰雪项目开放。" in found.text
    assert len(SAMPLES[13].body) > 250
    longest = max(len(part) for part in found.words)
    assert longest <= 200
    revised = page(site, "/news/articles/2")
    assert len(revised.with_class("revision")) == 2 and ("del", "") not in revised.shapes


@pytest.mark.parametrize("query", ["开放", LONG_TAIL, "黑龙江 OR 哈尔滨 OR 景区 OR 开放"])
def test_passages_are_short(site: str, query: str) -> None:
    rows = get(site, "/news/search.json", q=query, _shape="array").json()
    assert rows
    assert all(len(re.sub("[\ue000\ue001]", "", row["snippet"])) <= 200 for row in rows)
    html = get(site, "/news/articles", _search=query).text
    texts = re.findall(r'<p class="text">(.*?)</p>', html, re.DOTALL)
    assert texts and all(len(re.sub("<[^>]*>", "", text)) <= 200 for text in texts)


@pytest.mark.parametrize(
    "sample", [s for s in SAMPLES if len(s.body) > 20], ids=lambda s: str(s.id)
)
def test_no_page_shows_a_whole_body_however_short(site: str, sample: Sample) -> None:
    word = sample.body[:2]
    paths = ["/", "/news/articles", f"/news/articles/{sample.id}", "/news/articles/10"]
    paths += [f"/news/articles?_search={word}", f"/news/search?q={word}"]
    paths += [f"/news/entities/{entity}" for entity in entities_of(sample) if "@" not in entity]
    paths += [f"/-/feeds/entity/{entity}.atom" for entity in entities_of(sample)]
    body = "".join(sample.body.split())
    for path in paths:
        shown = "".join("".join(Page(get(site, path).text).words).split())
        assert body not in shown and body[5:-2] not in shown, path


def test_search_and_facets_work_in_shared_mode(site: str) -> None:
    rows = get(site, "/news/articles.json", _search=LONG_TAIL, _shape="array").json()
    assert [row["id"] for row in rows] == [14]
    answer = get(site, "/news/articles.json?_size=0").json()
    assert answer["facet_results"]["city"]["results"]


def test_bodies_and_sql_are_there_for_the_owner(home: Path) -> None:
    with serving(home) as site:
        assert LONG_TAIL in page(site, "/news/articles/14").text
        assert get(site, "/news/article_text.json").status_code == 200
        assert get(site, f"/news.json?sql={quote(SQL)}&_shape=array").status_code == 200


def test_private_databases_are_never_opened(home: Path) -> None:
    (home / "alerts.db").write_bytes(b"not a database")
    (home / "crawl.db").write_bytes(b"not a database")
    try:
        datasette = datasette_for(Settings(home=home))
        assert set(datasette.databases) == {"news", "_internal"}
    finally:
        (home / "alerts.db").unlink()
        (home / "crawl.db").unlink()
