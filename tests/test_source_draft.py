"""Drafting a source: from each kind of page, of every site there is a page of; and its parts."""

import gzip
import json
import re
import tomllib
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
import source_pages
from hypothesis import given
from hypothesis import strategies as st

from crawler.fetched import Fetch, Fetched
from crawler.source import Source, load_sources, parse_source
from crawler.source_draft import Draft, draft, id_for
from crawler.source_json import list_in
from crawler.source_shape import common_shape, shape_of, site_of
from crawler.source_toml import render
from db.errors import FetchError, InputError, ParseError

TODAY = date(2026, 8, 24)
SOURCES = load_sources()[0]
CASES = source_pages.cases()
SEARCHES = ("gdelt", "google", "bing")
NUMBERED = [
    source_id
    for source_id, case in CASES.items()
    if case.list not in SEARCHES and re.search(r"\d", case.url)
]
"""Cases whose lists can be lengthened by counting, and lead to one site."""
every_case = pytest.mark.parametrize("source_id", CASES)


def made(url: str, body: bytes | str, web: Mapping[str, bytes | str] | None = None) -> Draft:
    raw = body.encode() if isinstance(body, str) else body
    fetch = None if web is None else fetch_from(web)
    found = draft(Fetched(url, raw), fetch, "x", TODAY)
    assert parse_source(tomllib.loads(found.toml), "x") == found.source
    return found


def fetch_from(web: Mapping[str, bytes | str]) -> Fetch:
    def fetch(url: str) -> Fetched:
        if url not in web:
            raise FetchError("HTTP 404", where=url)
        page = web[url]
        return Fetched(url, page.encode() if isinstance(page, str) else page)

    return fetch


def bumped(url: str, by: int) -> str:
    """The address with its last digit changed: another article of the same site."""
    head, digit, tail = re.fullmatch(r"(.*)(\d)(\D*)", url).groups()  # type: ignore[union-attr]
    return f"{head}{(int(digit) + by) % 10}{tail}"


@every_case
def test_an_article_of_each_site_gives_its_shape_and_language(source_id: str) -> None:
    case, source = CASES[source_id], SOURCES[source_id]
    found = made(case.url, source_pages.article_page(case, source.name_zh)).source
    assert found.wants(case.url)
    assert found.language == source.language
    assert not found.wants(case.list_url)


@pytest.mark.parametrize("source_id", NUMBERED)
def test_a_list_of_each_site_gives_kind_and_shape(source_id: str) -> None:
    case, source = CASES[source_id], SOURCES[source_id]
    body = source_pages.list_page(case).decode(case.charset)
    more = "".join(f'<a href="{bumped(case.url, n)}">{case.other_title}</a>' for n in (2, 3, 4))
    found = made(case.list_url, body.replace("</body>", more + "</body>").encode(case.charset))
    rule = found.source.discovery[0]
    declared = source.discovery_for(rule.kind, case.list_url)
    assert found.source.wants(case.url)
    assert not found.source.wants(case.list_url)
    assert found.source.language == source.language
    if rule.kind == "epaper":
        assert rule.urls == declared.urls
    else:
        assert rule.urls == (case.list_url,)


def page_of(*hrefs: str, head: str = "") -> str:
    links = "".join(f'<li><a href="{href}">一条本地新闻</a></li>' for href in hrefs)
    return f"<html><head><title>要闻 - 甲市新闻网</title>{head}</head><body>{links}</body></html>"


HOME = "https://news.a.cn/"
NEWS = [f"/yw/202608/t20260824_{n}.html" for n in (11, 12, 13)]
ARTICLE = (
    "<html><head><title>甲市新开一条公交线</title></head><body><h1>甲市新开一条公交线</h1>"
    "<p>2026-08-24 08:30　来源：甲市日报</p><div class='TRS_Editor'><p>"
    + "市民在站台上等来了第一班车，司机说这条线路经过三所学校和两家医院。" * 4
    + "</p></div></body></html>"
)


def test_a_list_with_a_feed_and_an_article_gives_all_of_them() -> None:
    head = '<link rel="alternate" type="application/rss+xml" href="/rss.xml">'
    feed = "<rss version='2.0'><channel>" + "".join(
        f"<item><title>题</title><link>{HOME}yw/202608/t20260824_{n}.html</link></item>"
        for n in (1, 2)
    )
    web = {HOME + "rss.xml": feed + "</channel></rss>", "https://news.a.cn" + NEWS[0]: ARTICLE}
    found = made(
        HOME, page_of(*NEWS, "/about.html", "/zt/", "https://b.cn/20260824.html", head=head), web
    )
    source = found.source
    assert [(rule.kind, rule.urls) for rule in source.discovery] == [
        ("feed", (HOME + "rss.xml",)), ("listing", (HOME,)),
    ]  # fmt: skip
    assert source.allow == (r"^https?://news\.a\.cn/yw/20\d{4}/t20\d{6}_\d+\.html$",)
    assert (source.family, source.language, source.name_zh) == ("trs", "zh", "甲市新闻网")
    assert "example: 甲市新开一条公交线; " in found.toml
    assert "feed https://news.a.cn/rss.xml: 2 links" in found.toml


def test_a_news_sitemap_in_robots_txt_is_found() -> None:
    places = "".join(f"<url><loc>https://news.a.cn{path}</loc></url>" for path in NEWS)
    web = {
        HOME + "robots.txt": f"User-agent: *\nSitemap: {HOME}news.xml\nsitemap: {HOME}gone.xml\n",
        HOME + "news.xml": gzip.compress(f"<urlset>{places}</urlset>".encode()),
    }
    found = made(HOME, page_of(*NEWS), web)
    assert [rule.kind for rule in found.source.discovery] == ["sitemap", "listing"]
    assert "the example could not be read: HTTP 404" in found.toml


def test_a_sitemap_index_is_followed() -> None:
    places = "".join(f"<url><loc>https://news.a.cn{path}</loc></url>" for path in NEWS)
    index = f"<sitemapindex><sitemap><loc>{HOME}1.xml</loc></sitemap></sitemapindex>"
    found = made(HOME + "sitemap.xml", index, {HOME + "1.xml": f"<urlset>{places}</urlset>"})
    assert [(rule.kind, rule.urls) for rule in found.source.discovery] == [
        ("sitemap", (HOME + "sitemap.xml",))
    ]
    assert found.source.wants("https://news.a.cn" + NEWS[2])


def test_json_gives_the_paths_of_its_list() -> None:
    rows = [{"id": 5, "summary": "很长" * 200, "biaoti": f"第{n}号新闻的题目", "link": path,
             "shijian": "2026-08-24 08:00"} for n, path in enumerate(NEWS)]  # fmt: skip
    body = json.dumps({"code": 0, "tags": [{"name": "x"}], "data": {"rows": rows}})
    (rule,) = made(HOME + "api", body).source.discovery
    assert (rule.items, rule.url, rule.title, rule.date) == (
        "data.rows",
        "link",
        "biaoti",
        "shijian",
    )


@pytest.mark.parametrize(
    ("body", "error", "words"),
    [
        (page_of("/a.html", "/b.html"), InputError, "no address of articles can be made out"),
        ('{"rows": [{"name": "x"}]}', InputError, "no list of articles in the JSON"),
        ("[broken", InputError, "no list of articles in the JSON"),
        ("", ParseError, "the page is empty"),
        ("%PDF-1.7", ParseError, "a PDF, not HTML"),
    ],
)
def test_pages_of_no_use_are_explained(body: str, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        made(HOME, body)


def test_shapes_keep_what_links_share() -> None:
    urls = [
        "http://a.cn/x/2026/aug/24/what-the-town-says",
        "http://b.a.cn/y/2025/jan/02/one-two-three",
    ]
    shape = shape_of(urls)
    assert shape == r"^https?://(?:[\w-]+\.)*a\.cn/\w+/20\d{2}/[A-Za-z]{3}/\d{2}/[\w%-]+$"
    assert all(re.search(shape, url) for url in urls)
    assert shape_of(["http://a.cn/v.do?article_id=5&kind=a"]).endswith(
        r"v\.do\?article_id=\d+&kind=[^&]*$"
    )


def test_the_common_shape_prefers_dates_to_columns_and_needs_enough_of_them() -> None:
    columns = [f"http://a.cn/node_{n}.html" for n in range(1000, 1009)]
    news = [f"http://a.cn/2026-08/24/content_{n}.html" for n in range(3)]
    shape = common_shape([*columns, *news], "a.cn")
    assert shape is not None and shape.urls == tuple(news)
    assert common_shape(news[:2], "a.cn") is None
    assert common_shape(news, "b.cn") is None
    assert (
        common_shape(["http://a.cn/", "http://a.cn/about.html", "http://a.cn/news/"], "a.cn", 1)
        is None
    )


@given(st.lists(st.from_regex(r"http://a\.cn(/[a-z0-9_.-]{1,9}){1,4}", fullmatch=True), min_size=1))
def test_the_shape_matches_its_own_links(urls: list[str]) -> None:
    shape = common_shape(urls, "a.cn", least=1)
    assert shape is None or all(re.search(shape.regex, url) for url in shape.urls)


def test_hosts_and_ids() -> None:
    assert [site_of(url) for url in ("http://a.b.com.cn/x", "http://127.0.0.1:80/", "http://x/")] == [
        "b.com.cn", "127.0.0.1", "x",
    ]  # fmt: skip
    ids = [
        id_for(url)
        for url in ("https://jldrc.jl.gov.cn/a", "http://www.lnd.com.cn", "http://com.cn")
    ]
    assert ids == ["jldrc-jl", "lnd", "com-cn"]


@given(st.binary(max_size=200))
def test_any_bytes_have_a_list_or_none(body: bytes) -> None:
    assert list_in(body) is None or "url" in (list_in(body) or {})


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=30)


@given(
    name=TEXT,
    evidence=st.lists(TEXT, max_size=9),
    regex=st.sampled_from([r"\d'", r"/a\.\d+$", "x"]),
)
def test_toml_reads_back_as_the_same_source(name: str, evidence: list[str], regex: str) -> None:
    raw: dict[str, Any] = {
        "id": "a", "name_zh": name, "name_en": name, "language": "zh", "evidence": evidence,
        "allow": [regex], "delay": 0.5, "enabled": False, "selectors": {"title": 'a[b="c"]'},
        "discovery": [{"kind": "listing", "urls": ["http://a.cn/"], "max_pages": 2}],
    }  # fmt: skip
    source = parse_source(raw, "a.toml")
    assert parse_source(tomllib.loads(render(source, ["two\nlines", "#"])), "a.toml") == source


@pytest.mark.parametrize("source", SOURCES.values(), ids=lambda source: source.id)
def test_packaged_sources_read_back_too(source: Source) -> None:
    assert parse_source(tomllib.loads(render(source)), source.id) == source


def test_case_pages_differ_from_each_other() -> None:
    """Each made page is of its own source: no two share an address or a headline."""
    for name in ("url", "title"):
        values = [getattr(case, name) for case in CASES.values()]
        assert len(set(values)) == len(values)
