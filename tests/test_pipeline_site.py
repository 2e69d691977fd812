"""The whole pipeline on the sample site: all of it stored once, nothing forbidden asked for."""

import itertools
import json
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from site_home import dongbei, make_home, rows, start

from crawler.samplesite import (
    OUTLETS,
    SampleSite,
    changed_articles,
    disallowed_paths,
    manifest,
)
from db.fold import fold
from tests.browser import search

CLOCK_NOISE = 0.02
"""Seconds: the site notes when it read a request, which on a busy machine is later than it came."""


class Crawled:
    """Two crawls of the site: edition 1, then edition 2."""

    def __init__(self, home: Path, site: SampleSite) -> None:
        self.home, self.base_urls = home, dict(site.base_urls)
        target = (home / "alerts.jsonl").as_uri()
        assert dongbei(home, "tag").returncode == 0, "brings the knowledge base into the database"
        added = dongbei(home, "watch", "add", "--entity", "gb:220000", "--to", target)
        assert added.returncode == 0, added.stderr
        self.first = dongbei(home, "run")
        self.requests_1 = site.requests
        self.alerts_1 = (home / "alerts.jsonl").read_text(encoding="utf-8")
        self.stories_1 = rows(
            home / "news.db",
            "select count(distinct s.story_id) from article_entities e"
            " join story_articles s on s.article_id = e.article_id where e.entity_id = 'gb:220000'",
        )[0][0]
        site.clear_requests()
        site.edition = 2
        self.second = dongbei(home, "run")
        self.requests_2 = site.requests

    def url(self, source: str, path: str) -> str:
        return self.base_urls[source].rstrip("/") + path


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    with SampleSite() as site:
        yield Crawled(make_home(tmp_path_factory.mktemp("home"), site), site)


def test_both_runs_end_well(crawled: Crawled) -> None:
    assert (crawled.first.returncode, crawled.first.stderr) == (0, crawled.first.stderr)
    assert crawled.second.returncode == 0, crawled.second.stderr


def test_every_article_is_stored_once_and_no_other(crawled: Crawled) -> None:
    stored = [row[0] for row in rows(crawled.home / "news.db", "select url from articles")]
    expected = [crawled.url(e.source, e.url_path) for e in manifest(2) if e.should_store]
    assert sorted(stored) == sorted(expected)
    assert len(expected) >= 60


def test_fields_are_the_site_s(crawled: Crawled) -> None:
    found = {
        row[0]: row[1:]
        for row in rows(
            crawled.home / "news.db",
            "select a.url, a.title, t.body, a.published_at, a.language, a.origin, a.author"
            " from articles a join article_text t on t.article_id = a.id",
        )
    }
    wrong = []
    for e in (e for e in manifest(2) if e.should_store):
        title, body, published, language, origin, author = found[crawled.url(e.source, e.url_path)]
        got = (fold(title), published, language, origin or None, author)
        want = (fold(e.title), e.published_at, e.language, e.origin, "、".join(e.author))
        if got != want or _squeezed(body) != _squeezed(e.body):
            wrong.append((e.source, e.url_path, got, want))
    assert wrong == []


def _squeezed(text: str) -> str:
    return "".join(fold(text).split())


def test_nothing_forbidden_was_asked_for(crawled: Crawled) -> None:
    forbidden = set(disallowed_paths())
    asked = {(r.source, urlsplit(r.path).path) for r in crawled.requests_1 + crawled.requests_2}
    assert forbidden
    assert forbidden & asked == set()


def test_requests_are_spaced_and_named(crawled: Crawled) -> None:
    delays = {outlet.source_id: outlet.crawl_delay for outlet in OUTLETS}
    for source, delay in delays.items():
        mine = [r for r in crawled.requests_1 if r.source == source]
        after_robots = sorted(r.at for r in mine if r.path != "/robots.txt")
        gaps = [b - a for a, b in itertools.pairwise(after_robots)]
        assert min(gaps) >= delay - CLOCK_NOISE, source
        assert all("dongbei" in (r.user_agent or "") for r in mine)


def test_second_crawl_moves_no_unchanged_body(crawled: Crawled) -> None:
    changed = {(c.source, c.url_path) for c in changed_articles()}
    moved = [r for r in crawled.requests_2 if r.status == 200 and r.path != "/robots.txt"]
    assert {(r.source, r.path) for r in moved} == changed
    assert Counter(r.status for r in crawled.requests_2)[304] > 60


def test_a_changed_article_has_one_revision_with_its_old_text(crawled: Crawled) -> None:
    found = rows(
        crawled.home / "news.db",
        "select a.url, r.body, t.body from revisions r join articles a on a.id = r.article_id"
        " join article_text t on t.article_id = a.id",
    )
    expected = [
        (crawled.url(c.source, c.url_path), _squeezed(c.before), _squeezed(c.after))
        for c in changed_articles()
    ]
    assert [(u, _squeezed(old), _squeezed(new)) for u, old, new in found] == expected


def test_reprints_are_one_story(crawled: Crawled) -> None:
    found = dict(
        rows(
            crawled.home / "news.db",
            "select a.url, s.story_id from articles a join story_articles s on s.article_id = a.id",
        )
    )
    pairs = {
        (e.story, found[crawled.url(e.source, e.url_path)]) for e in manifest(2) if e.should_store
    }
    stories = {e.story for e in manifest(2) if e.should_store}
    assert len(pairs) == len(stories) == len({number for _, number in pairs})
    assert max(Counter(e.story for e in manifest(2) if e.should_store).values()) >= 3


def test_what_the_site_says_it_names_is_tagged(crawled: Crawled) -> None:
    found = set(
        rows(
            crawled.home / "news.db",
            "select a.url, e.entity_id from article_entities e"
            " join articles a on a.id = e.article_id",
        )
    )
    expected = {
        (crawled.url(e.source, e.url_path), entity)
        for e in manifest(2)
        if e.should_store
        for entity in e.entities
    }
    missing = expected - found
    assert len(missing) <= 0.05 * len(expected), sorted(missing)


def test_one_alert_for_each_story_and_none_for_what_did_not_change(crawled: Crawled) -> None:
    lines = crawled.alerts_1.splitlines()
    assert len(lines) == crawled.stories_1 > 3
    assert (crawled.home / "alerts.jsonl").read_text(encoding="utf-8").startswith(crawled.alerts_1)


NAMES = [
    "沈阳", "大连", "鞍山", "抚顺", "本溪",
    "丹东", "锦州", "营口", "阜新", "辽阳",
    "铁岭", "朝阳", "长春", "吉林", "四平",
    "通化", "松原", "大庆", "伊春", "黑河",
]  # fmt: skip


@pytest.fixture(scope="module")
def web(crawled: Crawled) -> Iterator[str]:
    """The site's address, served by the real command."""
    process = start(crawled.home, "serve", "--no-schedule", "--port", "0")
    try:
        assert process.stdout is not None
        line = next(line for line in process.stdout if "http://" in line)
        yield "http://" + line.split("http://")[1].split()[0].rstrip("/")
    finally:
        process.terminate()
        process.communicate()


def containing(crawled: Crawled, name: str) -> set[str]:
    """By the site's own list: addresses of the stored articles whose title or text has the name."""
    return {
        crawled.url(e.source, e.url_path)
        for e in manifest(2)
        if e.should_store and name in fold(f"{e.title}\n{e.body}")
    }


@pytest.mark.parametrize("name", NAMES)
def test_the_search_box_finds_exactly_the_articles_with_a_name(
    crawled: Crawled, web: str, name: str
) -> None:
    query = urlencode({"_search": name, "_shape": "array", "_size": "max"})
    with urllib.request.urlopen(f"{web}/news/articles.json?{query}") as answer:
        found = {row["url"] for row in json.load(answer)}
    assert found == containing(crawled, name)
    assert found


@pytest.mark.browser
def test_the_search_box_in_a_browser(
    crawled: Crawled, web: str, browser: Any, tmp_path: Path
) -> None:
    browser.get(web + "/")
    search(browser, "沈阳")
    links = browser.find_elements("css selector", ".card a[href^='http://127.0.0.1']")
    found = {link.get_attribute("href") for link in links}
    assert containing(crawled, "沈阳") <= found
    assert len(browser.find_elements("css selector", ".card")) == len(containing(crawled, "沈阳"))
    assert browser.save_screenshot(str(tmp_path / "search.png"))


def test_every_run_left_a_row_with_counts(crawled: Crawled) -> None:
    ledger = rows(
        crawled.home / "crawl.db",
        "select stage, source, rc, finished_at is not null from runs order by id",
    )
    crawls = [row for row in ledger if row[0] == "crawl"]
    assert len(crawls) == 2 * len(OUTLETS)
    assert all(row[2] == 0 and row[3] for row in ledger)
