"""Articles that are not all there: said in the rules, lowered in quality, never passed as whole."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from extract_pages import PROSE, article
from hypothesis import given
from hypothesis import strategies as st

from crawler.complete import LEAST_KNOWN, PARTIAL, SHORT, too_short
from crawler.extract import extract, join_parts
from crawler.stage import judged
from db.models import Article, Language
from db.store import articles
from db.store.articles import SourceRow
from db.store.database import open_news

URL = "http://www.example.cn/yw/2024/0501/c9-100.html"
BROKEN = (*PROSE[:2], PROSE[2][:20])


@pytest.mark.parametrize(
    ("body", "after", "reason"),
    [
        (PROSE, "<p>登录后阅读全文</p>", "wall"),
        (PROSE, "<p>剩余60%内容，开通会员后可读</p>", "wall"),
        (PROSE, "<p>本文为付费内容</p>", "wall"),
        (BROKEN, "<div>展开全文</div>", "cut"),
        (BROKEN, "<p>打开新闻客户端阅读全文</p>", "cut"),
        ((*PROSE[:2], PROSE[2][:20] + "……"), "<p>点击查看剩余内容</p>", "cut"),
        ((*PROSE[:2], PROSE[2][:20] + "[…]"), "", "cut"),
        (PROSE, '<a href="c9-100-2.html">2</a><a href="c9-100-3.html">3</a>', "page 1 of 3"),
    ],
)
def test_what_is_missing_is_said(body: tuple[str, ...], after: str, reason: str) -> None:
    found = extract(article(body=body, after=after).encode(), URL)
    assert found.is_article
    assert (found.rules.get("partial"), found.quality) == (reason, PARTIAL)


@pytest.mark.parametrize(
    "after",
    [
        "",
        "<div>展开全文</div>",
        "<p>扫码阅读全文</p>",
        "<p>登录后发表评论</p>",
        "<p>请先登录</p>",
        '<a href="c9-101-2.html">2</a>',
    ],
)
def test_a_whole_article_is_not_called_partial(after: str) -> None:
    found = extract(article(after=after).encode(), URL)
    assert "partial" not in found.rules
    assert found.quality > 0.8


def test_a_page_closed_to_readers_that_shows_the_beginning() -> None:
    data = '<script type="application/ld+json">{"isAccessibleForFree": false}</script>'
    meta = f'<meta charset="utf-8">{data}'
    assert extract(article(meta=meta).encode(), URL).rules["partial"] == "wall"
    whole = article(meta=meta, body=tuple(f"{n}、{line}" for n in range(12) for line in PROSE))
    assert "partial" not in extract(whole.encode(), URL).rules


def test_pages_that_are_all_there_make_a_whole_article() -> None:
    links = "".join(f'<a href="c9-100-{n}.html">{n}</a>' for n in (2, 3))
    parts = [
        extract(
            article(body=tuple(f"第{n}页，{line}" for line in PROSE), after=links).encode(),
            URL if n == 1 else URL.replace(".html", f"-{n}.html"),
        )
        for n in (1, 2, 3)
    ]
    whole, two = join_parts(parts), join_parts(parts[:2])
    assert "partial" not in whole.rules
    assert whole.quality > 0.8
    assert (two.rules["partial"], two.quality) == ("page 2 of 3", PARTIAL)


@given(st.integers(0, 5_000), st.lists(st.integers(1, 3_000), max_size=80))
def test_only_far_shorter_than_most_is_too_short(length: int, others: list[int]) -> None:
    if too_short(length, others):
        assert len(others) >= LEAST_KNOWN
        assert sum(length < SHORT * other for other in others) * 2 >= len(others)
    elif len(others) >= LEAST_KNOWN:
        assert sum(length >= SHORT * other for other in others) * 2 >= len(others)


def test_a_body_far_shorter_than_its_source_has_is_marked(tmp_path: Path) -> None:
    now = datetime(2026, 5, 1, tzinfo=UTC)
    with closing(open_news(tmp_path / "news.db")) as news:
        row = SourceRow("s", "源", "Source", "zh", None, None, "verified", True)
        articles.sync_sources(news, [row])

        def made(number: int, body: str) -> Article:
            url = f"http://a.cn/{number}"
            return Article(url, "s", "题", body, Language.HANS, "2026-05-01", quality=0.9)

        brief = made(99, "今日晴。")
        for number in range(LEAST_KNOWN):
            assert judged(news, brief) == brief
            articles.save(news, made(number, f"{number}" + "长" * 900), [number], "1", now)
        marked = judged(news, brief)
        assert marked.quality == PARTIAL
        assert marked.rules["partial"].startswith("short: 4 of usually 90")
        assert judged(news, made(98, "中" * 300)).quality == 0.9
