"""Skins of one page: rewritten by a rule of the site, or one article because the page says so."""

import re
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from site_home import rows
from test_crawl_web import ARTICLE, home_for, html, listing
from test_polite_conditional import crawl_and_extract
from tiny_web import Answer, TinyWeb

from crawler.discovery.found import Links, Page
from crawler.source import Source, parse_source
from crawler.source_fields import FAMILIES
from crawler.twins import FAMILY_TWINS, rewritten, same_article
from db.errors import SourceError
from db.models import Article, Language
from db.store import articles, twins
from db.store.database import open_news

NOW = datetime(2026, 5, 12, tzinfo=UTC)
SITE = "http://paper.a.cn"


def source(**fields: object) -> Source:
    values = {
        "id": "a", "name_zh": "甲", "name_en": "A", "language": "zh",
        "discovery": [{"kind": "epaper", "urls": [f"{SITE}/pad/layout/{{YYYYMM}}/{{DD}}/n1.html"]}],
    }  # fmt: skip
    return parse_source(values | fields, "a.toml")


@pytest.mark.parametrize(
    ("family", "path", "kept"),
    [
        ("founder_a1", "/pad/con/202605/12/content_8451.html", "/pc/con/202605/12/content_8451.html"),
        ("founder_a1", "/pad/c/202605/12/c8451.html", "/pc/c/202605/12/c8451.html"),
        ("founder_a2", "/pad/paper/c/202605/12/c8451.html", "/pc/paper/c/202605/12/c8451.html"),
        ("founder_a2", "/pc/paper/c/202605/12/c8451.html", "/pc/paper/c/202605/12/c8451.html"),
        ("founder_a1", "/pad/att/202605/12/a.jpg", "/pad/att/202605/12/a.jpg"),
        ("generic", "/pad/con/202605/12/content_8451.html", "/pad/con/202605/12/content_8451.html"),
    ],
)  # fmt: skip
def test_the_tablet_edition_is_the_one_for_computers(family: str, path: str, kept: str) -> None:
    of = source(family=family)
    links = Links(Page(b"", f"{SITE}/pad/layout/202605/12/n1.html", of, of.discovery[0]))
    for href in (path, kept):
        links.add(href, "题")
    assert [link.url for link in links.found().articles] == [SITE + kept]


def test_a_source_has_its_own_rules_and_none_leads_out_of_what_it_wants() -> None:
    of = source(twins=[r"^(https?://)m\.a\.cn/ => \1www.a.cn/", "/amp/$ => /"], allow=["^http"])
    rules = of.twin_rules
    assert rewritten("http://m.a.cn/n/8451/amp/", rules) == "http://www.a.cn/n/8451/"
    narrow = source(twins=["/pad/ => /pc/"], allow=["/pad/"])
    links = Links(Page(b"", SITE, narrow, narrow.discovery[0]))
    links.add("/pad/8451.html")
    assert links.found().articles[0].url == f"{SITE}/pad/8451.html"


@pytest.mark.parametrize(
    "rule", ["/pad/", " => /pc/", "(/pad/ => /pc/", r"/pad/ => \2", "", "/pad/=>/pc/"]
)
def test_a_bad_rule_is_explained(rule: str) -> None:
    with pytest.raises(SourceError, match=r"a\.toml: twins.*expression => replacement"):
        source(twins=[rule])


def test_rules_of_families_name_families() -> None:
    assert set(FAMILY_TWINS) <= FAMILIES


WWW = "https://www.a.cn/2026/0512/8451.html"


@pytest.mark.parametrize(
    ("url", "canonical", "kept"),
    [
        ("http://m.a.cn/wap/8451.html", WWW, WWW),
        ("http://www.a.cn/2026/0512/8451.html", WWW, WWW),
        ("https://www.a.cn/2026/0512/8451/amp/", WWW, WWW),
        ("http://m.a.cn/show?id=8451", WWW, WWW),
        ("http://www.a.com.cn/amp/why-it-lasts", "http://a.com.cn/why-it-lasts", "http://a.com.cn/why-it-lasts"),
        ("http://m.a.cn/wap/8451.html", "https://www.b.cn/8451.html", None),
        ("http://m.a.cn/wap/8451.html", "https://www.a.cn/", None),
        ("http://m.a.cn/wap/8451.html", "https://www.a.cn/2026/0512/", None),
        ("http://m.a.cn/wap/8451.html", "https://www.a.cn/2026/0512/8452.html", None),
        ("http://a.gov.cn/wap/8451.html", "http://b.gov.cn/wap/8451.html", None),
        ("http://m.a.cn/wap/8451.html", "javascript:alert(8451)", None),
        ("http://m.a.cn/wap/8451.html", "http://[bad/8451", None),
        ("http://m.a.cn/wap/8451.html", "", None),
        ("http://10.0.0.1/8451.html", "http://10.0.0.2/8451.html", None),
    ],
)  # fmt: skip
def test_a_page_is_believed_about_its_own_site_and_article_only(
    url: str, canonical: str, kept: str | None
) -> None:
    assert same_article(url, canonical) == (kept or url)


@given(
    st.text(max_size=60), st.from_regex(r"https?://[a-z.]{1,12}/[\w/?=%-]{0,30}", fullmatch=True)
)
def test_whatever_a_page_says_harms_nothing(said: str, url: str) -> None:
    kept = same_article(url, said)
    assert kept == url or re.match(r"https?://", kept)


def test_a_twin_becomes_the_same_article(tmp_path: Path) -> None:
    page = ARTICLE.format(n=1)

    def skin(web: TinyWeb, head: str, text: str = page) -> Answer:
        link = f'<link rel="canonical" href="{web.url}{head}">'
        return html(text.replace("<head>", f"<head>{link}"))

    paths = ["/a/8451.html", "/m/8451.html", "/amp/8451", "/m/8999.html", "/m/7000.html"]
    with TinyWeb({"/": listing(*paths)}) as web:
        shorter = page.replace("产量比去年同期增加", "产量增加")
        web.answers |= {
            "/m/8451.html": skin(web, "/a/8451.html", shorter),
            "/amp/8451": skin(web, "/a/8451.html", shorter),
            "/a/8451.html": html(page),
            "/m/8999.html": skin(web, "/a/8999.html", ARTICLE.format(n=2)),
            "/m/7000.html": skin(web, "/", ARTICLE.format(n=3)),
        }
        home = home_for(tmp_path, web, allow=["/a/", "/m/", "/amp/"])
        crawl_and_extract(home)
        urls = rows(home / "news.db", "select replace(url, ?, '') from articles", web.url)
        assert sorted(urls) == [("/a/8451.html",), ("/a/8999.html",), ("/m/7000.html",)]
        assert rows(home / "news.db", "select count(*) from revisions")[0][0] <= 1
        before = revisions(home)
        for path in ("/m/8451.html", "/amp/8451"):
            newer = shorter.replace("今年", f"今年{path[1]}")
            web.answers[path] = skin(web, "/a/8451.html", newer)
        crawl_and_extract(home)
    assert revisions(home) == before, "the article itself is read; its skins change nothing"


def revisions(home: Path) -> list[tuple[object, ...]]:
    return rows(
        home / "news.db",
        "select a.url, a.text_hash, r.text_hash from articles a"
        " left join revisions r on r.article_id = a.id order by 1, 3",
    )


def test_an_article_that_was_kept_under_its_own_address_stays_there(tmp_path: Path) -> None:
    old = Article("http://m.a.cn/8451.html", "s", "题", "文", Language.HANS)
    told = replace(old, url=WWW, rules={"url": f"canonical of {old.url}", "title": "h1"})
    other = replace(told, rules={"url": "canonical of http://wap.a.cn/8451.html"})
    with closing(open_news(tmp_path / "news.db")) as db:
        articles.sync_sources(db, [articles.imported("s")])
        assert twins.placed(db, told, old.url) == told, "new: under what the page says"
        articles.save(db, old, [1], "1", NOW)
        assert twins.placed(db, told, old.url) == replace(old, rules={"title": "h1"})
        articles.save(db, told, [2], "1", NOW)
        assert twins.placed(db, told, "http://m.a.cn/x") == told
        assert twins.placed(db, other, "http://wap.a.cn/8451.html") is None, "another skin feeds it"
        assert twins.placed(db, replace(told, rules={}), WWW) == replace(told, rules={})
