"""Layout traps of real sites, written anew, and pages whose markup is changed under their text."""

import tomllib
from pathlib import Path

import pytest
from extract_pages import PROSE, TITLE, article
from hypothesis import given, settings
from hypothesis import strategies as st
from page_mutations import ALL, mutated

from crawler.evaluate import body_f1
from crawler.extract import extract

URL = "http://www.example.cn/yw/2024/0501/c9-100.html"
BODY = "\n".join(PROSE)
PAGES = Path(__file__).parent / "fixtures" / "pages"
EXPECTED = tomllib.loads((PAGES / "expected.toml").read_text(encoding="utf-8"))
LEAST = 0.95
"""Of the body's F1 against the reading of the unchanged page."""


def inside(extra: str) -> str:
    """The page with ``extra`` before its last paragraph."""
    return article().replace("<p>　　市工信", f"{extra}<p>　　市工信")


TRAPS = {
    "advert in a table": inside('<table><tr><td><a href="/app">下载客户端</a></td></tr></table>'),
    "teasers in the text": inside(
        '<ul><li><a href="/1">另一家工厂也交付了产品，订单很多</a></li>'
        '<li><a href="/2">省里开会，部署秋收</a></li></ul>'
    ),
    "player notice": inside("<div><p>您的浏览器不支持播放，请升级浏览器或安装插件。</p></div>"),
    "original title": article(body=(*PROSE, "（原标题：机床厂交付第一百台加工中心）")),
    "link to a topic": article(body=(*PROSE, ">>>点击进入专题")),
    "back to the portal": article(body=(*PROSE, "返回网易，查看更多")),
    "platform's notice": article(
        body=(*PROSE, "平台声明：该文观点仅代表作者本人，本平台仅提供信息存储服务。")
    ),
    "hidden share text": article(
        before='<div id="content" style="display:none">机床厂本周交付了产品，点击查看详情。</div>'
    ),
    "comments": article(
        after='<div class="cmt-list"><p>网友甲：这个厂真不错，为沈阳点赞！希望越来越好。</p>'
        "<p>网友乙：我在那里上过班，确实很忙，加班也多。</p></div>"
    ),
    "recommended with summaries": article(
        after='<div><h3>推荐阅读</h3><dl><dt><a href="/3">老工业区换新颜</a></dt>'
        "<dd>近日，记者走进抚顺，看到老厂房变成了博物馆，游客很多……</dd></dl></div>"
    ),
    "government footer": article(
        after="<p>主办单位：市人民政府办公室　承办单位：市信息中心</p><p>技术支持：市信息中心</p>"
    ),
    "prose before the headline": article(
        before="<div><p>今日天气：晴，最高气温三十度，最低气温二十度，适合出行。</p></div>"
    ),
    "table layout": article().replace(
        '<div class="text">', "<table><tr><td width=10></td><td>"
    ).replace(
        '</p></div><div class="footer">',
        '</p></td><td><a href="/1">要闻一</a><br><a href="/2">要闻二</a></td></tr></table>'
        '<div class="footer">',
    ),
    "line breaks": article(body=("<br><br>　　".join(PROSE),)),
    "a span for each character": article(
        body=tuple("".join(f"<span>{char}</span>" for char in line) for line in PROSE)
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TRAPS)
def test_the_body_is_the_text_alone(name: str) -> None:
    found = extract(TRAPS[name].encode(), URL)
    assert (found.title, found.body) == (TITLE, BODY)
    assert "partial" not in found.rules


@pytest.mark.parametrize(
    "page",
    [
        article(before='<h1 class="logo"><a href="/">北方新闻网</a></h1>').replace(
            f"<h1>{TITLE}</h1>", f'<div class="tt">{TITLE}</div>'
        ),
        article().replace(f"{TITLE}_要闻_北方新闻网", "北方新闻网-要闻"),
        article().replace(f"<h1>{TITLE}</h1>", "").replace("_要闻_北方", "-北方"),
        article().replace(f"<h1>{TITLE}</h1>", f"<h1>{TITLE[:6]}<br>{TITLE[6:]}</h1>"),
        article().replace("<h1>", '<table><tr><td class="bt">').replace(
            "</h1>", "</td></tr></table>"
        ),
    ],
    ids=["logo is h1", "title names the site", "no heading", "broken in two", "cell"],
)  # fmt: skip
def test_the_headline_is_found(page: str) -> None:
    assert extract(page.encode(), URL).title == TITLE


@pytest.mark.parametrize(
    ("head", "field", "value"),
    [
        ("发布时间：2024-05-01 08:30　更新时间：2024-05-01 19:00", "published_at",
         "2024-05-01T08:30:00+08:00"),
        ("<i>2024</i><i>05</i><i>/ 01</i> <b>08:30</b>", "published_at",
         "2024-05-01T08:30:00+08:00"),
        ("２０２４－０５－０１　０８：３０", "published_at", "2024-05-01T08:30:00+08:00"),
        ("2024-05-01 08:30 来源：《辽宁日报》 作者：王伟", "origin", "辽宁日报"),
        ("2024-05-01 来源：《求是》杂志", "origin", "求是杂志"),
        ("发布日期：2024-05-01　信息来源：市工信局　浏览次数：123次", "origin", "市工信局"),
    ],
)  # fmt: skip
def test_the_line_at_the_headline(head: str, field: str, value: str) -> None:
    assert getattr(extract(article(head).encode(), URL), field) == value


def test_kicker_and_subtitle_stand_around_the_headline() -> None:
    page = article().replace("<h1>", '<div class="yinti">辽沈大地看变化</div><h1>')
    dashed = page.replace("</h1>", "</h1><p>——记沈阳的一家机床厂</p>")
    named = page.replace("</h1>", '</h1><div class="sub-title">记沈阳的一家机床厂</div>')
    for html, below in ((dashed, "——记沈阳的一家机床厂"), (named, "记沈阳的一家机床厂")):
        found = extract(html.encode(), URL)
        assert (found.kicker, found.title, found.subtitle) == ("辽沈大地看变化", TITLE, below)
    plain = extract(article().encode(), URL)
    assert (plain.kicker, plain.subtitle) == ("", "")


@given(st.sampled_from(sorted(EXPECTED)), st.sets(st.sampled_from(ALL), min_size=1, max_size=3))
@settings(max_examples=60, deadline=None)
def test_markup_may_change_under_the_text(name: str, changes: set[object]) -> None:
    html = (PAGES / f"{name}.html").read_text(encoding="utf-8")
    url = "http://www.example.cn/a/1.html"
    before = extract(mutated(html), url)
    after = extract(mutated(html, *(change for change in ALL if change in changes)), url)
    language = "en" if EXPECTED[name].get("language") == "en" else "zh"
    assert body_f1([(before.body, after.body)], language) >= LEAST, (name, after.body)
