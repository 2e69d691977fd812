"""``dongbei sources check`` and ``new`` on loopback sites, and the check's steps on written pages."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import source_pages
from site_home import dongbei
from tiny_web import Answer, TinyWeb

from crawler.fetched import Fetched
from crawler.source import load_sources, parse_source
from crawler.source_check import Step, check
from db.errors import FetchError

TODAY, NOW = date(2026, 8, 24), datetime(2026, 8, 24, 9, 0, tzinfo=UTC)
SOURCES = load_sources()[0]
CASES = source_pages.cases()
STORY = "市民在站台上等来了第一班车，司机说这条线路经过三所学校和两家医院。" * 4


def steps_of(source_id: str, pages: dict[str, bytes]) -> tuple[list[Step], list[str]]:
    asked: list[str] = []

    def fetch(url: str) -> Fetched:
        asked.append(url)
        if url not in pages:
            raise FetchError("HTTP 404", where=url)
        return Fetched(url, pages[url])

    return list(check(SOURCES[source_id], TODAY, NOW, fetch)), asked


def pages_of(source_id: str) -> dict[str, bytes]:
    case = CASES[source_id]
    article = source_pages.article_page(case, SOURCES[source_id].name_zh)
    return {case.list_url: source_pages.list_page(case), case.url: article}


def test_every_field_is_shown_with_its_rule() -> None:
    steps, _ = steps_of("cc-gov", pages_of("cc-gov"))
    article = next(step for step in steps if step.complete)
    text = "\n".join(article.lines)
    assert "title         关于调整部分公交线路的通知  [meta:articletitle]" in text
    assert "published_at  2026-08-24T08:00:00+08:00  [" in text
    assert "origin        长春市交通运输局  [meta:contentsource]" in text
    assert "author        (none)" in text
    assert "family        trs" in text
    assert "characters: 傍晚七点" in text
    assert sum(step.complete for step in steps) == 1
    failed = [step.lines for step in steps if step.lines[-1] == "  FAILED: HTTP 404"]
    assert [lines[0].split()[0] for lines in failed] == ["listing", "article"]


def test_the_newest_issue_of_an_epaper_is_enough() -> None:
    pages = pages_of("dlrb-epaper")
    steps, asked = steps_of("dlrb-epaper", pages)
    assert asked == [
        CASES["dlrb-epaper"].list_url,
        CASES["dlrb-epaper"].url,
        CASES["dlrb-epaper"].other,
    ]
    assert steps[0].lines[1] == "  2 articles, 1 further pages"
    older = {
        url.replace("/24/", "/23/"): body.replace(b"/24/", b"/23/") for url, body in pages.items()
    }
    _, asked = steps_of("dlrb-epaper", older)
    assert [url.rsplit("/", 2)[1] for url in asked] == ["24", "23", "23", "23"]


def test_a_list_that_only_leads_on_is_followed() -> None:
    case = CASES["xinhua-ln"]
    name = case.more[0].rsplit("/ds_", 1)[1].removesuffix(".json")
    rows = [{"title": case.title, "publishUrl": case.url, "publishTime": "2026-08-24 09:33:00"}]
    pages = pages_of("xinhua-ln") | {
        case.list_url: f'<html><body><div data="datasource:{name}"></div></body></html>'.encode(),
        case.more[0]: json.dumps({"datasource": rows}).encode(),
    }
    steps, asked = steps_of("xinhua-ln", pages)
    assert asked == [case.list_url, case.more[0], case.url]
    assert [step.complete for step in steps] == [False, False, True]


def test_nothing_found_and_damaged_pages_are_told() -> None:
    steps, _ = steps_of("ecns", {SOURCES["ecns"].discovery[0].urls[0]: b"<html>moved</html>"})
    assert "FAILED: a web page (HTML) instead of a feed" in steps[0].lines[1]
    assert steps[-1].lines[0].startswith("no article was found")
    pages = pages_of("ecns") | {CASES["ecns"].url: b"%PDF-1.7"}
    steps, _ = steps_of("ecns", pages)
    assert steps[1].lines[1] == "  FAILED: a PDF, not HTML"
    assert steps[1].page is not None and not steps[1].complete


def test_at_most_three_articles_are_asked_for_in_turn_from_the_lists() -> None:
    links = [{"url": f"http://a.cn/{part}/{n}"} for part in "ab" for n in range(5)]
    rules = [{"kind": "json", "urls": [f"http://a.cn/{part}.json"]} for part in "ab"]
    names = {"id": "a", "name_zh": "甲", "name_en": "A", "language": "zh"}
    source = parse_source(names | {"discovery": rules}, "a.toml")
    lists = {"http://a.cn/a.json": links[:5], "http://a.cn/b.json": links[5:]}
    asked: list[str] = []

    def fetch(url: str) -> Fetched:
        asked.append(url)
        return Fetched(url, json.dumps(lists[url]).encode() if url in lists else b"<p>x</p>")

    list(check(source, TODAY, NOW, fetch))
    assert asked[2:] == ["http://a.cn/a/0", "http://a.cn/b/0", "http://a.cn/a/1"]


def html(text: str) -> Answer:
    return Answer(text.encode(), headers={"Content-Type": "text/html; charset=utf-8"})


def site() -> dict[str, Answer]:
    """A list with four articles, one of them forbidden, and a feed that is not there."""
    paths = [f"/yw/202608/t20260824_10{n}.html" for n in range(4)]
    links = "".join(f'<li><a href="{path}">第{path[-6]}号新闻</a></li>' for path in paths)
    feed = '<link rel="alternate" type="application/rss+xml" href="/rss.xml">'
    answers = {path: html(article(path)) for path in paths}
    return answers | {
        "/yw/": html(
            f"<html><head><title>要闻_甲市政府</title>{feed}</head><body>{links}</body></html>"
        ),
        "/robots.txt": Answer(b"User-agent: *\nDisallow: /yw/202608/t20260824_101.html\n"),
    }


def article(path: str) -> str:
    return (
        f"<html><head><title>甲市新闻{path[-6]}</title></head><body><h1>甲市新闻{path[-6]}</h1>"
        f"<p>2026-08-24 08:30　来源：甲市日报</p><div class='TRS_Editor'><p>{STORY}</p></div></body></html>"
    )


def settings(home: Path, **values: Any) -> Path:
    home.mkdir(parents=True, exist_ok=True)
    lines = "".join(f"{name} = {json.dumps(value)}\n" for name, value in values.items())
    (home / "dongbei.toml").write_text(lines, encoding="utf-8")
    return home


def test_a_source_is_drafted_saved_and_checked_on_a_live_site(tmp_path: Path) -> None:
    home = settings(tmp_path / "home", allow_loopback=True, today="2026-08-24")
    with TinyWeb(site()) as web:
        new = dongbei(
            home, "sources", "new", f"{web.url}/yw/", "--id", "jia", "--delay", "0", "--save"
        )
        assert (new.returncode, new.stderr) == (0, "")
        assert web.paths()[:3] == ["/robots.txt", "/yw/", "/rss.xml"]
        path = home / "sources" / "jia.toml"
        text = path.read_text(encoding="utf-8")
        assert f"# example: 甲市新闻0; {len(STORY)} characters; family trs" in text
        path.write_text(text.replace("allow =", "delay = 0\nallow ="), encoding="utf-8")
        web.seen.clear()
        result = dongbei(home, "sources", "check", "jia", "--save")
        assert "/yw/202608/t20260824_101.html" not in web.paths()
    assert (result.returncode, result.stderr) == (0, "")
    assert "FAILED: robots.txt forbids this page" in result.stdout
    assert "2 of 3 articles have title, time and text" in result.stdout
    kept = home / "samples" / "jia"
    rows = [json.loads(line) for line in (kept / "articles.jsonl").read_text().splitlines()]
    assert [row["url"][-8:] for row in rows] == ["100.html", "102.html"]
    assert Path(rows[0]["html_path"]).read_text(encoding="utf-8") == article("/_100.html")
    assert sorted(one.name for one in kept.iterdir()) == [
        "article-1.html", "article-2.html", "articles.jsonl", "listing-1.html", "lists.jsonl",
    ]  # fmt: skip
    assert not (home / "crawl.db").exists()


@pytest.mark.parametrize("status", [429, 503])
def test_robots_that_cannot_be_had_forbid_the_check(tmp_path: Path, status: int) -> None:
    home = settings(tmp_path / "home", allow_loopback=True)
    with TinyWeb(site() | {"/robots.txt": Answer(b"", status)}) as web:
        result = dongbei(home, "sources", "new", f"{web.url}/yw/", "--delay", "0")
        assert set(web.paths()) == {"/robots.txt"}
    assert result.returncode == 1
    assert "nothing may be fetched there now" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_private_addresses_are_refused(tmp_path: Path) -> None:
    home = settings(tmp_path / "home")
    with TinyWeb(site()) as web:
        result = dongbei(home, "sources", "new", f"{web.url}/yw/", "--delay", "0")
        assert web.paths() == []
    assert result.returncode == 1
