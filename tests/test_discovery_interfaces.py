"""Discovery behind interfaces of their own: jpage columns, Xinhua's lists, search feeds."""

import base64
import json
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery import Found, discover
from crawler.discovery.wrapped import unwrap
from crawler.source import parse_source
from db.errors import ParseError

COLUMN = "https://www.a.gov.cn/col/col77/index.html"
ALLOW = [r"/art/20\d{2}/", r"/c\.html$", r"example"]


def find(body: str, kind: str, url: str, depth: int = 0, **rule: Any) -> Found:
    raw = {
        "id": "a", "name_zh": "甲", "name_en": "A", "language": "zh", "allow": ALLOW,
        "discovery": [{"kind": kind, "urls": [url]} | rule],
    }  # fmt: skip
    source = parse_source(raw, "a.toml")
    return discover(kind, body.encode(), url, source, source.discovery[0], depth)


def record(number: int) -> str:
    return (
        f"<record>\n<![CDATA[<li><a href='/art/2026/8/2{number}/art_77_{number}.html' title='全题{number}'>"
        f"全题…</a><span class=desc>[2026-08-2{number}]</span></li>]]></record>"
    )


def answer(*numbers: int, total: int) -> str:
    records = "".join(map(record, numbers))
    return (
        f"<datastore><totalrecord>{total}</totalrecord><recordset>{records}</recordset></datastore>"
    )


def test_a_column_leads_to_its_interface_and_that_to_its_next_records() -> None:
    page = "<html><script>var param_5 = {webid:9,unitid:'555'}; x({totalRecord:60})</script></html>"
    (seed,) = find(page, "jpage", COLUMN).more
    asked = parse_qs(urlsplit(seed.url).query)
    assert (seed.kind, seed.depth) == ("jpage", 1)
    assert (asked["columnid"], asked["unitid"], asked["webid"]) == (["77"], ["555"], ["9"])
    assert (asked["startrecord"], asked["endrecord"]) == (["1"], ["45"])
    assert asked["path"] == ["https://www.a.gov.cn/"]

    found = find(answer(1, 2, total=60), "jpage", seed.url, depth=1)
    assert [(link.title, link.published_raw) for link in found.articles] == [
        ("全题1", "2026-08-21"), ("全题2", "2026-08-22"),
    ]  # fmt: skip
    (following,) = found.more
    asked = parse_qs(urlsplit(following.url).query)
    assert (asked["startrecord"], asked["endrecord"]) == (["46"], ["90"])
    assert find(answer(3, total=60), "jpage", following.url, depth=2).more == []


def test_a_column_stops_at_max_pages_and_at_the_last_record() -> None:
    page = "<html><script>var param_5 = {unitid:'555'}</script></html>" + record(1)
    assert find(page, "jpage", COLUMN, max_pages=1).more == []
    (seed,) = find(page, "jpage", COLUMN).more
    assert find(answer(1, total=45), "jpage", seed.url, depth=1).more == []
    assert len(find(answer(1, total=46), "jpage", seed.url, depth=1).more) == 1


def test_an_empty_answer_is_told_and_another_page_refused() -> None:
    url = "https://www.a.gov.cn/module/web/jpage/dataproxy.jsp?startrecord=1&endrecord=45"
    assert "no article among 0 links" in find(answer(total=0), "jpage", url).note
    with pytest.raises(ParseError, match=r"HTML\) instead of a jpage column"):
        find("<html><body>维护中</body></html>", "jpage", COLUMN)


HASH = "ab" * 16
CHANNEL = "http://ln.news.cn/"


def test_a_channel_names_its_list_once_and_the_list_gives_the_articles() -> None:
    page = (
        f'<html><body><div data="datasource:{HASH}"></div><div data="datasource:{HASH}"></div>'
        f'<a href="/20260824/{HASH}/c.html">一</a></body></html>'
    )
    found = find(page, "datasource", CHANNEL)
    assert [link.title for link in found.articles] == ["一"]
    assert [(seed.url, seed.depth) for seed in found.more] == [
        (f"http://ln.news.cn/ds_{HASH}.json", 1)
    ]
    rows = [
        {"title": "<a>新松</a>", "publishUrl": f"../20260824/{HASH}/c.html",
         "publishTime": "2026-08-24 09:30:00"},
        {"title": "别的", "publishUrl": "http://other.cn/x"}, "odd",
    ]  # fmt: skip
    listed = find(json.dumps({"datasource": rows}), "datasource", found.more[0].url, depth=1)
    (link,) = listed.articles
    assert (link.url, link.title) == (f"http://ln.news.cn/20260824/{HASH}/c.html", "新松")
    assert link.published_raw == "2026-08-24 09:30:00"
    assert find(page, "datasource", CHANNEL, depth=1).more == []


def test_a_list_of_another_shape_is_told() -> None:
    assert "no article" in find('{"datasource": 5}', "datasource", CHANNEL).note
    with pytest.raises(ParseError, match="damaged JSON"):
        find('{"datasource": [', "datasource", CHANNEL)


def test_bing_links_are_unwrapped_and_opaque_google_links_left() -> None:
    bing = "http://www.bing.com/news/apiclick.aspx?ref=FexRss&url="
    assert (
        unwrap(bing + quote("https://a.cn/1.html?x=1&y=2", safe=""))
        == "https://a.cn/1.html?x=1&y=2"
    )
    for kept in (
        bing + "javascript%3aalert(1)",
        bing,
        "http://a.cn/?url=http://b.cn",
        "http://[",
        "",
    ):
        assert unwrap(kept) == kept
    opaque = "https://news.google.com/rss/articles/" + "CBMi" + "QVVfeXFM" * 9
    assert unwrap(opaque) == opaque


@given(st.from_regex(r"https://[a-z]{3,9}\.cn/[a-z0-9/]{1,40}", fullmatch=True))
def test_older_google_links_tell_the_address(url: str) -> None:
    packed = b"\x08\x13\x22" + bytes([len(url)]) + url.encode() + b"\xd2\x01\x00"
    code = base64.urlsafe_b64encode(packed).decode().rstrip("=")
    assert unwrap(f"https://news.google.com/rss/articles/{code}?oc=5") == url


@given(st.text(max_size=80))
def test_any_text_unwraps_to_text(text: str) -> None:
    assert isinstance(unwrap("https://news.google.com/articles/" + text), str)


def test_the_medium_at_the_end_of_a_search_feeds_title_is_dropped() -> None:
    items = "".join(
        f"<item><title>{title}</title><link>http://example.cn/{n}</link>{medium}</item>"
        for n, (title, medium) in enumerate([
            ("振兴 - 稳步 - 甲报", "<source url='http://j.cn'>甲报</source>"), ("乙 - 甲报", ""),
        ])
    )  # fmt: skip
    body = f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>"
    titles = [link.title for link in find(body, "feed", "https://news.google.com/rss").articles]
    assert titles == ["振兴 - 稳步", "乙 - 甲报"]


def test_an_error_in_plain_text_with_status_200_is_a_parse_error() -> None:
    with pytest.raises(ParseError, match="not JSON"):
        find("The specified phrase is too short.", "json", "https://api.example.org/doc")
