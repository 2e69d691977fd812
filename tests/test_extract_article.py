"""Whole pages: body and its edges, the article gate, images, pages 2..n, joined parts."""

from dataclasses import replace
from urllib.parse import urljoin

import pytest
from extract_pages import PROSE, TITLE, article

from crawler.extract import Extracted, extract, join_parts, next_pages
from db.errors import ParseError

URL = "http://www.example.cn/yw/2024/0501/c9-100.html"
BODY = "\n".join(PROSE)


def test_plain_page() -> None:
    found = extract(article().encode(), URL)
    assert (found.title, found.body) == (TITLE, BODY)
    assert (found.origin, found.published_at) == ("沈阳日报", "2024-05-01T08:30:00+08:00")
    assert found.rules["body"] == "density"
    assert found.is_article


@pytest.mark.parametrize(
    "after",
    [
        "<p>责任编辑：王一</p>",
        "<p>（责编：汤嘉、丁宁）</p>",
        '<p>相关新闻</p><p><a href="/1">另一家工厂也交付了产品，订单很多</a></p>',
        '<div class="recommend"><p>另一条新闻的摘要，说了很多别的事情，与本文无关。</p></div>',
        "<ul>" + '<li><a href="/2">省里召开会议部署秋收工作</a></li>' * 9 + "</ul>",
        "<p>免责声明：本网转载的文章版权归原作者所有。</p>",
        "<p>扫一扫在手机打开当前页</p>",
        '<div style="display:none">分享摘要：一家机床厂本周交付了产品，点击查看全文。</div>',
    ],
)
def test_what_follows_the_text_is_not_part_of_it(after: str) -> None:
    inside = article().replace("多了四十家。</p>", f"多了四十家。</p>{after}")
    assert extract(inside.encode(), URL).body == BODY
    assert extract(article(after=after).encode(), URL).body == BODY


def test_text_between_br_tags_is_split_into_lines() -> None:
    page = article().replace("</p><p>　　", "<br>　　")
    assert extract(page.encode(), URL).body == BODY


def test_a_complete_page_inside_the_header_does_not_end_it() -> None:
    header = "<html><head></head><body><p>页眉</p></body></html>"
    assert extract(article(before=header).encode(), URL).body == BODY


def test_a_body_made_visible_by_script_is_read() -> None:
    for style in ("visibility:hidden", "display: none"):
        page = article().replace('class="text"', f'class="text" style="{style}"')
        assert extract(page.encode(), URL).body == BODY


def test_index_pages_are_no_articles() -> None:
    items = "".join(
        f'<li><a href="/yw/{i}.html">第{i}条新闻的标题写在这里</a><span>05-0{i}</span></li>'
        for i in range(1, 10)
    )
    page = f"<html><head><title>要闻_北方新闻网</title></head><body><ul>{items}</ul></body></html>"
    assert not extract(page.encode(), "http://www.example.cn/yw/").is_article
    empty = "<html><head><title>404</title></head><body><p>页面不存在</p></body></html>"
    assert not extract(empty.encode(), URL).is_article


def test_a_brief_is_an_article_when_it_has_title_sentence_and_date() -> None:
    brief = ("今日起，市区三条道路恢复双向通行，请按标志行驶，注意安全。",)
    assert extract(article(body=brief).encode(), URL).is_article
    without_date = article("", body=brief).encode()
    assert not extract(without_date, "http://www.example.cn/x.html").is_article
    assert not extract(article(body=("图片新闻",)).encode(), URL).is_article


def test_images_of_the_body_only() -> None:
    pictures = (
        '<img src="/logo.png" width="30"><img src="a.jpg"><img data-src="b.jpg" src="data:,">'
        '<img src="a.jpg"><img src="javascript:1">'
    )
    page = article(after='<img src="/footer.jpg">').replace(
        "<p>　　市工信", f"{pictures}<p>　　市工信"
    )
    assert extract(page.encode(), URL).images == (urljoin(URL, "a.jpg"), urljoin(URL, "b.jpg"))


@pytest.mark.parametrize(
    ("link", "wanted"),
    [
        ('<link rel="canonical" href="/yw/1.html">', "http://www.example.cn/yw/1.html"),
        ('<meta property="og:url" content="https://m.example.cn/1">', "https://m.example.cn/1"),
        ('<link rel="canonical" href="http://www.example.cn/">', URL),
        ('<link rel="canonical" href="javascript:void(0)">', URL),
        ("", URL),
    ],
)
def test_canonical_address(link: str, wanted: str) -> None:
    page = article(meta=f'<meta charset="utf-8">{link}')
    assert extract(page.encode(), URL).canonical_url == wanted


@pytest.mark.parametrize(
    ("url", "links", "wanted"),
    [
        ("c9-100.html", ["c9-100-2.html", "c9-100-3.html"], [0, 1]),
        ("c9-100.html", ["c9-100-3.html", "c9-100-2.html", "c9-100-2.html"], [1, 0]),
        ("a.html", ["a_2.html", "a_3.html", "b_2.html"], [0, 1]),
        ("a.shtml", ["a_01.shtml", "a_02.shtml"], [0, 1]),
        ("a.html", ["/other/a_2.html", "http://b.cn/yw/a_2.html", "a_2.shtml"], []),
        ("a.html", ["a_2.html", "a_9.html"], [0]),
        ("a.html", ["a_7.html"], []),
        ("a_2.html", ["a.html", "a_2.html", "a_3.html"], [2]),
        ("list.html", ["javascript:next(2)", "#", "http://[", ""], []),
    ],
)
def test_next_pages(url: str, links: list[str], wanted: list[int]) -> None:
    base = urljoin(URL, url)
    page = article(after="".join(f'<a href="{link}">[n]</a>' for link in links))
    assert next_pages(page.encode(), base) == [urljoin(base, links[i]) for i in wanted]


def test_parts_are_joined_in_order_with_the_fields_of_the_first() -> None:
    first = extract(article().encode(), URL)
    second = Extracted(
        url="p2", title="（2）", body="第二页的正文。", editor=("王一",), images=("i.jpg",)
    )
    joined = join_parts([first, second, replace(second, url="p3")])
    assert joined.body == f"{BODY}\n第二页的正文。"
    assert (joined.url, joined.title, joined.published_at) == (URL, TITLE, first.published_at)
    assert (joined.editor, joined.images) == (("王一",), ("i.jpg",))
    with pytest.raises(ValueError, match="at least one"):
        join_parts([])


def test_a_bad_selector_names_itself() -> None:
    with pytest.raises(ParseError, match="bad CSS selector"):
        extract(article().encode(), URL, selectors={"title": "h1["})


ENGLISH = (
    "A machine-tool plant in Shenyang has delivered the hundredth five-axis machine of the year, and"
    " the buyer, an aircraft maker in another province, has already ordered ten more.",
    "The director said that orders now run until next spring. Thirty apprentices have been hired,"
    " and they are learning to program on the floor, beside the people who built the first machine.",
    "Officials in the city said that equipment makers grew by a tenth in the first three quarters and"
    " that forty more suppliers had moved to the district.",
)


def _english(head: str) -> bytes:
    paragraphs = "".join(f"<p>{line}</p>" for line in ENGLISH)
    return (
        f"<html><head><title>Plant ships its hundredth machine | Northern Post</title>{head}</head>"
        '<body><nav><a href="/">Home</a></nav><article><h1>Plant ships its hundredth machine</h1>'
        f"<p>By Anna Reed and Tom Hale</p>{paragraphs}</article>"
        "<footer>© Northern Post</footer></body></html>"
    ).encode()


def test_english_body_by_vote() -> None:
    found = extract(_english(""), "http://post.example.org/a")
    assert found.rules["body"].startswith("vote:")
    assert all(line in found.body for line in ENGLISH)
    assert "Northern Post" not in found.body
    assert (found.title, found.language) == ("Plant ships its hundredth machine", "en")
    assert found.author == ("Anna Reed", "Tom Hale")


def test_json_ld_names_author_and_moment() -> None:
    data = (
        '<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle",'
        ' "headline": "Plant ships its hundredth machine", '
        '"datePublished": "2024-05-01T08:30:00-04:00",'
        ' "author": [{"@type": "Person", "name": "Anna Reed"}, '
        '{"@type": "Organization", "name": "Post"}]}]}'
        "</script>"
    )
    found = extract(_english(data), "http://post.example.org/a")
    assert (found.author, found.rules["author"]) == (("Anna Reed",), "json-ld")
    assert found.published_at == "2024-05-01T08:30:00-04:00"


def test_next_js_data_is_the_body() -> None:
    nodes = ",".join(
        f'{{"type": "p", "children": [{{"type": "text", "data": "{line}"}}]}}' for line in ENGLISH
    )
    data = (
        '<script id="__NEXT_DATA__" type="application/json">{"props": {"pageProps": {"payload":'
        f' {{"data": {{"article": {{"body": {{"json": [{nodes}]}}}}}}}}}}}}}}</script>'
    )
    page = f"<html><head><title>Plant ships</title></head><body><h1>Plant ships</h1>{data}</body>"
    found = extract(page.encode(), "https://www.scmp.com/news/article/1/plant")
    assert (found.rules["body"], found.body) == ("next-data", "\n".join(ENGLISH))
