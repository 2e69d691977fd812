"""One URL for one page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.errors import ForbiddenAddress
from db.urls import canonical_url, host_of

SAME = [
    ("HTTP://News.Example.cn/a.html#top", "http://news.example.cn/a.html"),
    ("http://a.cn:80/x", "http://a.cn/x"),
    ("https://a.cn:443/x", "https://a.cn/x"),
    ("http://a.cn:81/x", "http://a.cn:81/x"),
    ("http://a.cn", "http://a.cn/"),
    ("http://a.cn/?utm_source=wx&id=7&spm=1.2", "http://a.cn/?id=7"),
    ("http://a.cn/?b=2&a=1", "http://a.cn/?a=1&b=2"),
    ("http://user:secret@a.cn/x", "http://a.cn/x"),
    (" http://a.cn/新闻 ", "http://a.cn/%E6%96%B0%E9%97%BB"),
    ("http://a.cn./x", "http://a.cn/x"),
]
REFUSED = ["file:///etc/passwd", "javascript:alert(1)", "ftp://a.cn/x", "//a.cn/x", "http://", ""]


@pytest.mark.parametrize(("given_url", "expected"), SAME)
def test_forms_of_one_page(given_url: str, expected: str) -> None:
    assert canonical_url(given_url) == expected


@pytest.mark.parametrize("url", REFUSED)
def test_what_is_no_page(url: str) -> None:
    with pytest.raises(ForbiddenAddress):
        canonical_url(url)


@given(st.text(max_size=60))
def test_any_text_is_a_page_or_refused(text: str) -> None:
    try:
        once = canonical_url("http://a.cn/" + text)
    except ForbiddenAddress:
        return
    assert canonical_url(once) == once
    assert host_of(once) == "a.cn"
