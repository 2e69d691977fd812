"""A generated world of 28 hosts in every page family: all stored, nothing twice, politely asked.

Always 12 articles a host, with crawls forked from one process because 27 starts of Scrapy cost more
than the pages; by ``make soak`` 125 a host, with ``dongbei run`` as an operator calls it.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import large_world
import pytest
from large_world_hosts import ADDRESSES, HOSTS
from large_world_rounds import Round, crawls_only, whole_runs
from site_home import rows

from crawler.source import KINDS
from crawler.source_fields import FAMILIES

SMALL, LARGE = 12, 125
PARALLEL = 6


class Crawled(NamedTuple):
    world: large_world.World
    home: Path
    first: Round
    second: Round


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(SMALL, id="small"),
        pytest.param(LARGE, id="large", marks=pytest.mark.soak),
    ],
)
def crawled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Crawled]:
    with large_world.running(request.param) as world:
        home = world.home(tmp_path_factory.mktemp("world") / "home", PARALLEL)
        if request.param == LARGE:
            rounds = whole_runs(world, home)
        else:
            rounds = crawls_only(world, home, PARALLEL)
        yield Crawled(world, home, *rounds)


def test_the_world_has_every_family_and_every_kind_of_list() -> None:
    assert {host.family for host in HOSTS} == FAMILIES
    assert {host.kind for host in HOSTS} == set(KINDS)
    assert len(ADDRESSES) == 28
    assert {host.id: host.spacing for host in HOSTS if host.is_slow} == {"evening": 1, "patient": 1}
    assert LARGE * (len(HOSTS) - 2) >= 3000


def test_every_crawl_ended_well(crawled: Crawled) -> None:
    ledger = rows(crawled.home / "crawl.db", "select source, rc from runs where stage = 'crawl'")
    assert Counter(ledger) == {(f"world-{host.id}", 0): 2 for host in HOSTS}


def test_every_article_is_stored_and_nothing_else(crawled: Crawled) -> None:
    stored = Counter(url for (url,) in rows(crawled.home / "news.db", "select url from articles"))
    expected = Counter(list(crawled.world.expected))
    assert {"missing": expected - stored, "not asked for": stored - expected} == {
        "missing": Counter(),
        "not asked for": Counter(),
    }


def test_source_title_text_and_time_are_the_page_s(crawled: Crawled) -> None:
    found = rows(
        crawled.home / "news.db",
        "select a.url, a.source, a.title, a.published_at, t.body from articles a"
        " join article_text t on t.article_id = a.id",
    )
    wrong = []
    for url, *fields in found:
        host, article = crawled.world.expected[url]
        moment = article.at.date() if host.shown == "day" else article.at
        text = _squeezed("".join(article.story.paragraphs))
        wanted = [f"world-{host.id}", article.title, moment.isoformat(), text]
        fields[-1] = _squeezed(fields[-1])
        if fields != wanted:
            wrong.append((url, fields, wanted))
    assert wrong == []


def _squeezed(text: str) -> str:
    return "".join(text.split())


def test_no_page_is_asked_for_twice_in_a_crawl(crawled: Crawled) -> None:
    articles = crawled.world.article_targets
    for one in (crawled.first, crawled.second):
        asked = Counter((r.host, r.target) for r in one.requests)
        assert {page: asked[page] for page in articles} == dict.fromkeys(articles, 1)


def test_a_second_crawl_downloads_no_unchanged_article(crawled: Crawled) -> None:
    articles = crawled.world.article_targets
    again = [r for r in crawled.second.requests if (r.host, r.target) in articles]
    assert Counter((r.status, r.conditional) for r in again) == {(304, True): len(articles)}
    assert crawled.second.sent <= 0.01 * crawled.first.sent


def test_requests_are_as_far_apart_as_the_source_and_robots_txt_say(crawled: Crawled) -> None:
    for one in (crawled.first, crawled.second):
        gaps = list(one.gaps)
        assert len(gaps) > 300
        assert [gap for gap in gaps if gap[0] < 0] == []


def test_nothing_forbidden_is_asked_for(crawled: Crawled) -> None:
    linked = crawled.world.forbidden
    assert len(linked) == 3 * len(HOSTS)
    for one in (crawled.first, crawled.second):
        assert linked & {(r.host, r.target) for r in one.requests} == set()
        assert all(r.agent.startswith("dongbei/") for r in one.requests)


def test_robots_txt_is_asked_for_once_in_a_crawl_of_a_host(crawled: Crawled) -> None:
    for one in (crawled.first, crawled.second):
        asked = Counter(r.host for r in one.requests if r.target == "/robots.txt")
        assert asked == dict.fromkeys(ADDRESSES, 1)


def test_forbidden_links_were_found_and_refused(crawled: Crawled) -> None:
    refused = rows(crawled.home / "crawl.db", "select url from frontier where state = 'denied'")
    assert len(refused) >= 2 * len(HOSTS)
    assert all("/closed/" in url or "print=1" in url for (url,) in refused)
