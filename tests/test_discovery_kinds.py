"""Discovery on bytes: what each kind finds, what it refuses, and what hostile input cannot do."""

import gzip
import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery import Found, discover
from crawler.discovery.found import MAX_BODY, MAX_LINKS
from crawler.discovery.sitemap import MAX_UNPACKED
from crawler.source import KINDS, Source, parse_source
from db.errors import ParseError

HOME = "http://news.a.cn/list/"


def source_with(rule: dict[str, Any], **keys: Any) -> Source:
    base = {"id": "a", "name_zh": "甲", "name_en": "A", "language": "zh"}
    return parse_source(base | keys | {"discovery": [{"urls": [HOME]} | rule]}, "a.toml")


def find(
    body: bytes | str, kind: str, url: str = HOME, depth: int = 0, rule: Any = None, **keys: Any
) -> Found:
    source = source_with({"kind": kind} | (rule or {}), **keys)
    raw = body.encode() if isinstance(body, str) else body
    return discover(kind, raw, url, source, source.discovery[0], depth)


def urls(found: Found) -> list[str]:
    return [link.url for link in found.articles]


def feed(*items: str, head: str = "") -> str:
    return f'<rss version="2.0"><channel><title>t</title>{head}{"".join(items)}</channel></rss>'


def test_feed_resolves_links_and_drops_other_hosts_and_schemes() -> None:
    body = feed(
        "<item><title>一</title><link>/1.html</link><pubDate>3小时前</pubDate></item>",
        "<item><title>二</title><link>http://www.news.a.cn/2.html</link></item>",
        "<item><title>三</title><link>http://b.cn/3.html</link></item>",
        "<item><title>四</title><link>javascript:alert(1)</link></item>",
        "<item><title>五</title><link>file:///etc/passwd</link></item>",
        '<item><title>六</title><guid isPermaLink="false">http://news.a.cn/6.html</guid></item>',
    )
    found = find(body, "feed")
    hosts = ["http://news.a.cn/1.html", "http://www.news.a.cn/2.html", "http://news.a.cn/6.html"]
    assert urls(found) == hosts
    assert (found.articles[0].title, found.articles[0].published_raw) == ("一", "3小时前")


def test_atom_and_language() -> None:
    body = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>t</title><entry>'
        '<title type="html">A &lt;b&gt;bold&lt;/b&gt; plan</title><link href="/x"/>'
        "<updated>2026-08-24T08:00:00+08:00</updated></entry></feed>"
    )
    (link,) = find(body, "feed").articles
    assert (link.url, link.title) == ("http://news.a.cn/x", "A bold plan")
    assert link.published_raw == "2026-08-24T08:00:00+08:00"
    assert link.lang_hint == "en"


def test_damaged_feed_keeps_its_items() -> None:
    body = feed(
        "<item><title>A & B \x0b</title><link>/1</link></item>",
        "<item><title>cut</title><link>/2</link></item>",
    )
    assert urls(find(body[: -len("</item></channel></rss>")], "feed")) == [
        "http://news.a.cn/1",
        "http://news.a.cn/2",
    ]


def test_gb18030_text_under_a_gb2312_label() -> None:
    body = '<?xml version="1.0" encoding="gb2312"?>' + feed(
        "<item><title>喆镕堃的新厂</title><link>/1</link></item>"
    )
    assert find(body.encode("gb18030"), "feed").articles[0].title == "喆镕堃的新厂"


HTML = b"<!DOCTYPE html><html><head><title>404</title></head><body>gone</body></html>"


@pytest.mark.parametrize("kind", ["feed", "sitemap", "json"])
def test_html_where_data_was_promised_is_named_as_such(kind: str) -> None:
    with pytest.raises(ParseError) as caught:
        find(HTML, kind)
    message = str(caught.value)
    assert message.startswith(f"a: {HOME}: a web page (HTML) instead of")
    assert "open the address in a browser" in message


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("body", [b"", b" \n", b"\x00" * 50, b"\xff\xfe\x00", b"<", b"%PDF-1.7"])
def test_rubbish_is_a_parse_error_or_nothing(kind: str, body: bytes) -> None:
    try:
        found = find(body, kind, allow=["."])
    except ParseError as error:
        assert HOME in str(error)
    else:
        assert kind in ("listing", "epaper", "datasource")
        assert found.articles == []
        assert "no article among 0 links" in found.note


def test_entities_are_not_expanded_and_files_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("key-1234")
    doctype = (
        f'<!DOCTYPE r [<!ENTITY x SYSTEM "file://{secret}"><!ENTITY a "ha">'
        + "".join(f'<!ENTITY a{n} "{f"&a{n - 1 or str()};" * 10}">' for n in range(1, 12))
        + "]>"
    )
    item = "<item><title>&x;&a11;</title><link>/1?&x;</link></item>"
    place = "<url><loc>http://news.a.cn/&x;&a11;</loc></url>"
    started = time.process_time()
    for kind, body in (("feed", feed(item)), ("sitemap", f"<urlset>{place}</urlset>")):
        try:
            found = find(doctype + body, kind)
        except ParseError:
            continue
        assert "key-1234" not in repr(found)
        assert len(repr(found)) < 2000
    assert time.process_time() - started < 10


def test_feed_over_the_cap_is_refused() -> None:
    with pytest.raises(ParseError, match="feed too large"):
        find(b" " * (MAX_BODY + 1), "feed")


NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
MAP = f"""<?xml version="1.0"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" {NEWS}>
<url><loc> http://news.a.cn/1.html </loc><lastmod>2026-08-24</lastmod><news:news>
<news:publication><news:name>n</news:name><news:language>zh-cn</news:language></news:publication>
<news:publication_date>2026-08-23T10:00:00+08:00</news:publication_date>
<news:title>全面振兴</news:title></news:news></url>
<url><loc>http://news.a.cn/2.html</loc></url><url><loc>http://b.cn/3.html</loc></url>
</urlset>"""


@pytest.mark.parametrize("packed", [False, True])
def test_news_sitemap_plain_and_gzipped(packed: bool) -> None:
    found = find(gzip.compress(MAP.encode()) if packed else MAP, "sitemap")
    first, second = found.articles
    assert (first.url, first.title, first.lang_hint) == (
        "http://news.a.cn/1.html", "全面振兴", "zh-cn",
    )  # fmt: skip
    assert (first.published_raw, first.lastmod) == ("2026-08-23T10:00:00+08:00", "2026-08-24")
    assert (second.url, second.title, second.published_raw) == ("http://news.a.cn/2.html", "", "")


def index_of(*months: int) -> str:
    entries = "".join(
        f"<sitemap><loc>http://news.a.cn/{m}.xml</loc><lastmod>2026-{m:02}</lastmod></sitemap>"
        for m in months
    )
    return f"<sitemapindex>{entries}</sitemapindex>"


def test_sitemap_index_gives_the_newest_children_within_bounds() -> None:
    found = find(index_of(1, 8, 3), "sitemap", rule={"max_pages": 2})
    assert [(seed.url, seed.kind, seed.depth) for seed in found.more] == [
        ("http://news.a.cn/8.xml", "sitemap", 1), ("http://news.a.cn/3.xml", "sitemap", 1),
    ]  # fmt: skip
    assert found.note == "2 of 3 sitemaps (max_pages)"
    assert find(index_of(1), "sitemap", depth=2).more == []


def test_gzip_bomb_and_damaged_gzip_are_refused() -> None:
    with pytest.raises(ParseError, match="sitemap too large"):
        find(gzip.compress(b" " * (MAX_UNPACKED * 4)), "sitemap")
    with pytest.raises(ParseError, match="gzip cannot be unpacked"):
        find(gzip.compress(MAP.encode())[:12] + b"damage", "sitemap")


def test_links_are_capped_and_the_cap_is_told() -> None:
    places = "".join(f"<url><loc>http://news.a.cn/{n}</loc></url>" for n in range(MAX_LINKS + 9))
    found = find(f"<urlset>{places}</urlset>", "sitemap")
    assert len(found.articles) == MAX_LINKS
    assert found.note == f"stopped at {MAX_LINKS} articles of {MAX_LINKS + 9} links"


def test_json_tolerates_control_characters_and_reads_dotted_paths() -> None:
    item = {"link": "/1", "title": {"rendered": "甲<em>乙</em>"}, "time": 1787529600}
    body = json.dumps({"data": {"list": [item, {"title": "no link"}, 5]}}).replace("/1", "/1\x02")
    rule = {"items": "data.list", "url": "link", "title": "title.rendered", "date": "time"}
    (link,) = find("\ufeff" + body, "json", rule=rule).articles
    assert (link.url, link.title) == ("http://news.a.cn/1", "甲乙")
    assert link.published_raw == "1787529600"


@pytest.mark.parametrize(
    ("body", "what"),
    [('{"a": 1}', "no list at this path"), ("[1,", "damaged JSON"), ("[" * 90_000, "damaged")],
)
def test_json_that_is_of_no_use(body: str, what: str) -> None:
    with pytest.raises(ParseError, match=what):
        find(body, "json", rule={"items": "b"})


@given(st.binary(max_size=300))
def test_any_bytes_end_in_found_or_parse_error(body: bytes) -> None:
    for kind in KINDS:
        try:
            found = find(body, kind, allow=["."])
        except ParseError:
            continue
        assert all(link.url.startswith(("http://", "https://")) for link in found.articles)
