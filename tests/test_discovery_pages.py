"""Discovery on HTML: listing pages with their pagers, and the pages of an e-paper's day."""

import time
from typing import Any

import pytest

from crawler.discovery import Found, discover
from crawler.source import parse_source

HOME = "http://news.a.cn/city/index.html"


def find(body: str, kind: str = "listing", url: str = HOME, depth: int = 0, **rule: Any) -> Found:
    allow = rule.pop("allow", [r"/t\d+_\d+\.html$"])
    keys = {"id": "a", "name_zh": "甲", "name_en": "A", "language": "zh", "allow": allow}
    keys["discovery"] = [{"kind": kind, "urls": [HOME]} | rule]
    source = parse_source(keys, "a.toml")
    return discover(kind, body.encode("gb18030"), url, source, source.discovery[0], depth)


def more(found: Found) -> list[str]:
    return [seed.url for seed in found.more]


LIST = """<html><head><meta charset="gb2312"></head><body>
<div class="nav"><a href="/t1_1.html">喆</a></div><ul class="l">
<li><a href="./202608/t20260824_1.html"><img src="x.jpg"></a></li>
<li><a href="./202608/t20260824_1.html" title="沈阳的新厂房里机器轰鸣">沈阳的新厂房…</a>
<span>2026-08-24</span></li>
<li><a href="./202608/t20260824_1.html#c">沈阳</a></li>
<li><a href="/about.html">关于我们</a></li>
<li><a href="http://b.cn/t20260101_9.html">别处</a> 08-23</li></ul>%s</body></html>"""


def test_links_of_the_chosen_part_once_each_with_title_and_date() -> None:
    found = find(LIST % "", links="ul.l a")
    first, second = found.articles
    assert first.url == "http://news.a.cn/city/202608/t20260824_1.html"
    assert (first.title, first.published_raw) == ("沈阳的新厂房里机器轰鸣", "2026-08-24")
    assert (second.url, second.published_raw) == ("http://b.cn/t20260101_9.html", "08-23")


def test_without_links_all_anchors_that_allow_matches() -> None:
    assert [link.title for link in find(LIST % "").articles][:2] == ["喆", "沈阳的新厂房里机器轰鸣"]


def test_without_allow_other_hosts_are_dropped() -> None:
    found = find(LIST % "", links="ul.l a", allow=[])
    assert [link.url for link in found.articles] == [
        "http://news.a.cn/city/202608/t20260824_1.html", "http://news.a.cn/about.html",
    ]  # fmt: skip


PAGERS = [
    ('<script>createPageHTML(5, 0, "index", "html");</script>', HOME, "city/index_1.html"),
    ("<script>createPageHTML('page', 5, 3, 'index', 'html')</script>", HOME, "city/index_4.html"),
    ('<script>createPageHTML(5, 4, "index", "html");</script>', HOME, None),
    ('<a href="list_9.html">下一页</a>', HOME, "city/list_9.html"),
    ('<a href="list_9.html">下一页 &gt;</a>', HOME, "city/list_9.html"),
    ('<a title="下一页" href="javascript:;" tagname="/x/ab-2.shtml">2</a>', HOME, "x/ab-2.shtml"),
    ('<link rel="next" href="/p/2">', HOME, "p/2"),
    ('<a href="index_3.html">3</a><a href="index_2.html">2</a>', HOME, "city/index_2.html"),
    ('<a href="index_1.html">1</a><a href="index_3.html">3</a>',
     "http://news.a.cn/city/index_2.html", "city/index_3.html"),
    ('<a href="index.html">下一页</a>', HOME, None),
    ('<a href="http://b.cn/2.html">下一页</a>', HOME, None),
    ('<a href="#">下一页</a>', HOME, None),
    ("", HOME, None),
]  # fmt: skip


@pytest.mark.parametrize(("pager", "url", "wanted"), PAGERS)
def test_the_next_page_of_each_pager(pager: str, url: str, wanted: str | None) -> None:
    found = find(LIST % pager, url=url)
    assert more(found) == ([f"http://news.a.cn/{wanted}"] if wanted else [])


def test_next_given_as_css_goes_before_guesses() -> None:
    pager = '<p class="n"><a href="/n/2">more</a></p><a href="/other">下一页</a>'
    assert more(find(LIST % pager, next=".n")) == ["http://news.a.cn/n/2"]
    assert more(find(LIST % pager, next=".none")) == []


def test_pages_end_at_max_pages() -> None:
    pager = '<a href="list_9.html">下一页</a>'
    assert [seed.depth for seed in find(LIST % pager, depth=1, max_pages=3).more] == [2]
    assert more(find(LIST % pager, depth=2, max_pages=3)) == []


def test_base_href_counts_for_relative_links() -> None:
    body = '<base href="http://news.a.cn/root/"><a href="t20260824_7.html">题</a>'
    assert find(body).articles[0].url == "http://news.a.cn/root/t20260824_7.html"


NODE = "http://p.a.cn/rb/pc/layout/202608/24/node_01.html"
ISSUE = """<html><body><a href="node_01.html">1</a><a href="node_02.html">2</a>
<a href="/rb/pad/layout/202608/24/node_03.html">3</a><a href="../23/node_01.html">上一期</a>
<map><area href="../../../con/202608/24/content_7.html"></map>
<a href="/rb/pad/con/202608/24/content_7.html">标题</a>
<a href="../../../con/202608/24/content_8.html?x=1">八</a></body></html>"""


def test_epaper_node_gives_articles_once_and_the_other_nodes_of_its_issue() -> None:
    found = find(ISSUE, "epaper", NODE, allow=[r"/pc/con/.*content_\d+"])
    assert [(link.url, link.title) for link in found.articles] == [
        ("http://p.a.cn/rb/pc/con/202608/24/content_7.html", "标题"),
        ("http://p.a.cn/rb/pc/con/202608/24/content_8.html?x=1", "八"),
    ]
    assert more(found) == [NODE.replace("01.html", "02.html"), NODE.replace("01.html", "03.html")]


def test_nodes_of_nodes_are_not_followed() -> None:
    assert find(ISSUE, "epaper", NODE, depth=1, allow=["content"]).more == []


def test_a_page_without_articles_says_so() -> None:
    found = find("<html><body><a href='/x'>x</a><a href='/y'>y</a></body></html>")
    assert found.note == "no article among 2 links; check allow, deny and the discovery rule"


def test_a_page_of_thousands_of_links_in_one_box_takes_no_square_of_time() -> None:
    links = "".join(f'<a href="t20260824_{n}.html">{n}</a>' for n in range(6000))
    started = time.process_time()
    assert len(find(f"<div>{links}</div>").articles) == 5000
    assert time.process_time() - started < 5
