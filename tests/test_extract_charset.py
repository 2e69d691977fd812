"""Bytes to text: what the header says, what the page says, what the bytes are."""

import pytest
from extract_pages import PROSE, TITLE, article

from crawler.decode import decode
from crawler.extract import extract

URL = "http://www.example.cn/yw/2024-05/01/1.html"
TAIWAN = "瀋陽工具機廠交付今年第一百台加工中心，訂單排到明年春天。"


@pytest.mark.parametrize(
    ("encoding", "label", "header"),
    [
        ("utf-8", "utf-8", None),
        ("utf-8", "gb2312", None),  # saved by a browser, the old label kept
        ("utf-8", "utf-8", "gbk"),
        ("utf-8", "", "iso-8859-1"),
        ("gb18030", "gb2312", None),
        ("gb18030", "gbk", "gb2312"),
        ("gb18030", "gb2312", "utf-8"),  # a wrong header must not win
        ("gb18030", "gb2312", "iso-8859-1"),
        ("gb18030", "", None),
        ("gb18030", "", "utf-8"),
        ("gb18030", "utf-8", "utf-8"),
        ("gb18030", "no-such-charset", "also-none"),
        ("utf-16", "utf-8", None),
    ],
)
def test_simplified_page(encoding: str, label: str, header: str | None) -> None:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={label}">' if label else ""
    found = extract(article(meta=meta).encode(encoding), URL, charset=header)
    assert found.title == TITLE
    assert found.body == "\n".join(PROSE)


@pytest.mark.parametrize(
    ("label", "header"), [("big5", None), ("", "big5"), ("big5", "utf-8"), ("", None)]
)
def test_big5_page(label: str, header: str | None) -> None:
    meta = f'<meta charset="{label}">' if label else ""
    text = article(
        head="<span>2024/05/01 08:30</span>",
        title="瀋陽交付一百台加工中心",
        meta=meta,
        body=(TAIWAN,) * 3,
    )
    found = extract(text.encode("big5", "replace"), URL, charset=header)
    assert found.title == "瀋陽交付一百台加工中心"
    assert found.body.startswith(TAIWAN)
    assert found.language == "zh-Hant"


def test_rare_names_survive_the_gb2312_label() -> None:
    text = "<p>" + "胡喆、陶喆、朱镕基、柳堃、李昇" * 3
    assert decode(text.encode("gb18030"), "gb2312") == text


def test_a_page_cut_inside_a_character_is_still_utf8() -> None:
    data = "沈阳新闻".encode()
    assert decode(data[:-1]).startswith("沈阳新")


def test_a_latin_page_keeps_its_accents() -> None:
    text = "<p>Le café de Harbin, près de la gare, déjà fermé à minuit</p>"
    assert decode(text.encode("cp1252"), "iso-8859-1") == text


@pytest.mark.parametrize("name", ["rot13", "hex", "utf-7", "\x00", "idna", "x" * 500])
def test_a_charset_that_is_no_text_encoding_is_ignored(name: str) -> None:
    assert decode("沈阳新闻网的一天".encode("gb18030"), name) == "沈阳新闻网的一天"
