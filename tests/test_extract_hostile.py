"""Input that is no page, or a page built to exhaust: one clear ParseError, quickly."""

import time

import pytest
from extract_pages import article
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler import fields
from crawler.dates import parse, stamps, url_date, yearless
from crawler.extract import Extracted, extract, next_pages
from crawler.page import read_page
from db.errors import ParseError

URL = "http://www.example.cn/1.html"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b'{"articles": []}', "JSON"),
        (b"[1, 2]", "JSON"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "an image"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 50, "an image"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"PK\x03\x04....", "a zip"),
        (b"\x1f\x8b\x08....", "gzip"),
        (b"\0\1\2\3" * 400, "binary"),
        ("没有任何标记的一段话".encode(), "no HTML markup"),
    ],
)
def test_what_is_no_page_says_so(body: bytes, says: str) -> None:
    with pytest.raises(ParseError, match=says) as caught:
        extract(body, URL)
    assert URL in str(caught.value)


def _attributes(count: int, form: str) -> bytes:
    return " ".join(form.format(i) for i in range(count)).encode()


@pytest.mark.parametrize(
    "body",
    [
        b"<p " + _attributes(40_000, "a{}=1") + b">x</p>",
        b"<p " + _attributes(40_000, "a{}") + b">x</p>",
        b"<p " + _attributes(40_000, 'a{}="<b"') + b">x</p>",
        b'<p x=">" ' + _attributes(40_000, "a{}='>'") + b">x</p>",
        b"<script " + _attributes(40_000, "a{}") + b"></script>",
        b"<!--> <p " + _attributes(40_000, "a{}") + b">",
    ],
    ids=["valued", "bare", "quoted-less-than", "quoted-greater-than", "script", "false-comment"],
)
def test_forty_thousand_attributes_are_refused_before_libxml2(body: bytes) -> None:
    started = time.process_time()
    with pytest.raises(ParseError, match="too many attributes"):
        extract(body, URL)
    assert time.process_time() - started < 1.0


def test_a_long_script_is_no_tag_with_attributes() -> None:
    script = "<script>for(i=0;i<n;i++){ " + "var a = b ; " * 5_000 + "}</script>"
    assert extract((article(before=script)).encode(), URL).is_article


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(ParseError, match="deeper"):
        extract(b"<div>" * 100_000 + b"x", URL)


def test_entities_are_not_expanded_and_nothing_is_loaded() -> None:
    lol = '<!DOCTYPE html [<!ENTITY a "zzzz"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
    found = extract(article(before="&a;&b;").replace("<!DOCTYPE html>", lol).encode(), URL)
    assert "zzzz" not in found.body
    assert "root:" not in found.body
    assert found.is_article


def test_fifty_megabytes_are_cut() -> None:
    body = article().encode() + b"<p>" + b"x" * 50_000_000
    started = time.process_time()
    assert len(read_page(body, URL).source) <= 2_000_000
    assert time.process_time() - started < 3.0


@pytest.mark.parametrize(
    "piece",
    [
        *"a 1中-（(:/、记文来年月日.，王\n\t<>&\"'=;|",
        "记者", "（记者 ", "王伟、", "王 ", "本报记者", "文/", "来源：", "2024-", "12-1 ", "1月",
        "Jan ", "By A", "责任编辑：", "_网", " - ", "电（王", "/2024", "昨天 ", "作者 ",
    ],
)  # fmt: skip
def test_cleaners_are_linear(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    for clean in (
        fields.writers, fields.origin_in, fields.editors, fields.clean_origin, fields.without_site,
        fields.split_names, fields.is_person, fields.clean_title, parse, url_date, yearless,
        lambda value: list(stamps(value)),
    ):  # fmt: skip
        started = time.process_time()
        clean(text)  # type: ignore[operator]
        assert time.process_time() - started < 0.1, clean


PIECES = st.sampled_from(
    [
        b"<p>",
        b"</p>",
        b"<html>",
        b"</html>",
        b"<body>",
        b"<table>",
        b"<td",
        b' class="a"',
        b"<a href=",
        b"<script>",
        b"</script>",
        b"<!--",
        b"-->",
        b"<!--enpcontent-->",
        b"<!--/enpcontent-->",
        b"<!--enpproperty<date>",
        b"/enpproperty-->",
        b'<script type="application/ld+json">{"@type":',
        b'"NewsArticle","datePublished":"2024-13-45"}',
        b"<meta name=pubdate content=20240230>",
        b"&#x110000;",
        b"<h1>",
        b"<title>",
        b"&nbsp;",
        b"\xff\xfe",
        b"\x00",
        b"\xb9\xfe\xb6\xfb",
        "辽宁".encode(),
        b"2024-02-30 25:61",
        b"<founder-content>",
        b'<div style="display:none">',
        b"]]>",
        b"<![CDATA[",
        b"<?xml version='1.0'?>",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.lists(PIECES, max_size=40).map(b"".join)))
def test_any_bytes_give_fields_or_a_parse_error(body: bytes) -> None:
    for read in (lambda: extract(body, URL), lambda: next_pages(body, URL)):
        try:
            found = read()
        except ParseError:
            continue
        assert isinstance(found, Extracted | list)
        if isinstance(found, Extracted):
            assert 0.0 <= found.quality <= 1.0


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_address_is_survived(url: str) -> None:
    found = extract(article().encode(), url)
    assert found.body.startswith("沈阳市的一家机床厂")
    assert next_pages(article().encode(), url) == []
