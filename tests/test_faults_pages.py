"""Answers that attack whoever reads them: links and texts are had or refused, neighbours are."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import hostile_pages
import pytest
from hostile_crawl import Crawl, Verdict, crawl_beside_an_honest_source, rule
from hostile_server import HostileWeb
from site_home import rows

from db.settings import load
from scheduler import jobs

MORE_MEMORY = 200.0
"""MiB above the same process of the honest crawl."""


@pytest.fixture(scope="module")
def listener() -> Iterator[HostileWeb]:
    """Where entities would lead."""
    with HostileWeb({}) as web:
        yield web


@pytest.fixture(scope="module")
def crawl(tmp_path_factory: pytest.TempPathFactory, listener: HostileWeb) -> Iterator[Crawl]:
    """Crawled, and the articles extracted."""
    home = tmp_path_factory.mktemp("home")
    with HostileWeb(hostile_pages.lists()) as web:
        feeds = hostile_pages.feeds(listener.url)
        maps = hostile_pages.sitemaps(listener.url, web.url)
        web.answers |= feeds | maps
        lists = [f"{web.url}/list/{n}" for n in ("nested", "many-links", "good")]
        sources = {
            "tiny-hostile": [rule("listing", *lists)],
            "tiny-late": [rule("listing", f"{web.url}/list/attributes")],
            "tiny-endless": [rule("listing", f"{web.url}/endless-1")],
            "tiny-xml": [
                rule("feed", *(web.url + path for path in feeds)),
                rule("sitemap", *(web.url + path for path in maps)),
            ],
        }
        found = crawl_beside_an_honest_source(home, web, sources)
        jobs.process(load(home, {}), lambda: datetime.now(UTC), ("extract",))
        yield found


def outcome(crawl: Crawl, path: str) -> tuple[str, str]:
    """What the extraction stage made of an article: (outcome, why not)."""
    (raw_id,) = rows(
        crawl.home / "crawl.db", "select id from raw where url = ?", crawl.web.url + path
    )
    (found,) = rows(
        crawl.home / "news.db",
        "select outcome, coalesce(error, '') from extractions where raw_id = ?",
        raw_id[0],
    )
    return str(found[0]), str(found[1])


def listed(crawl: Crawl, path: str) -> str:
    """The title that a list gave an article; fails where it found none."""
    found = rows(
        crawl.home / "crawl.db",
        "select coalesce(title, '') from frontier where url = ?",
        crawl.web.url + path,
    )
    assert found, f"{path} was not found"
    return str(found[0][0])


@pytest.mark.parametrize("path", ["/a/reaching-out", "/a/map-out"])
def test_entities_reach_no_file_and_no_address(
    crawl: Crawl, listener: HostileWeb, path: str
) -> None:
    assert "root:" not in listed(crawl, path)
    assert listener.seen == []
    dump = " ".join(
        str(row) for row in rows(crawl.home / "crawl.db", "select url, title from frontier")
    )
    assert "root:" not in dump


@pytest.mark.parametrize("path", ["/a/laughs", "/a/map-laughs"])
def test_a_billion_laughs_stay_unexpanded(crawl: Crawl, path: str) -> None:
    assert len(listed(crawl, path)) < 100


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/map/bomb.xml.gz", "too large"),
        ("/map/cut.xml.gz", "not a sitemap|cannot be unpacked"),
        ("/feed/html", r"web page \(HTML\) instead of a feed"),
        ("/feed/empty", "empty page instead of a feed"),
        ("/feed/binary", "not a feed"),
    ],
)
def test_what_is_no_list_is_said(crawl: Crawl, path: str, says: str) -> None:
    assert re.search(says, crawl.reading(path)), crawl.reading(path)
    assert crawl.verdict(path).state == "done"


@pytest.mark.parametrize("name", ["truncated", "ampersand", "control"])
def test_a_damaged_feed_still_gives_its_articles(crawl: Crawl, name: str) -> None:
    assert not set(map(chr, range(32))) & set(listed(crawl, f"/a/{name}"))
    assert crawl.reading(f"/feed/{name}") == ""


def test_nesting_without_end_harms_nobody(crawl: Crawl) -> None:
    assert crawl.verdict("/list/nested").stored == 1
    assert crawl.verdict("/feed/nested").stored == 1
    assert outcome(crawl, "/a/nested")[0] == "error"


def test_a_reader_that_is_late_is_killed(crawl: Crawl) -> None:
    assert crawl.reading("/list/attributes") == "no answer within 20 s"
    assert outcome(crawl, "/a/attributes") == ("error", outcome(crawl, "/a/attributes")[1])
    assert "too many attributes" in outcome(crawl, "/a/attributes")[1]
    assert outcome(crawl, "/a/good") == ("stored", "")


def test_two_hundred_thousand_links_are_forty(crawl: Crawl) -> None:
    sql = "select count(*) from frontier where url like '%/a/flood-%'"
    assert rows(crawl.home / "crawl.db", sql) == [(40,)]
    asked = [path for path in crawl.web.paths() if path.startswith("/a/flood-")]
    assert len(asked) == len(set(asked)) == 40


def test_lists_without_end_end(crawl: Crawl) -> None:
    pages = sorted(path for path in crawl.web.paths() if path.startswith("/endless-"))
    assert pages == [f"/endless-{number}" for number in range(1, 6)]
    parts = [path for path in crawl.web.paths() if path.startswith("/a/parts")]
    assert 1 < len(parts) == len(set(parts)) <= 20


@pytest.mark.parametrize("name", list(hostile_pages.LIES))
def test_a_wrong_charset_is_seen_through(crawl: Crawl, name: str) -> None:
    (found,) = rows(
        crawl.home / "news.db",
        "select body from article_text t join articles a on a.id = t.article_id where a.url = ?",
        f"{crawl.web.url}/a/{name}",
    )
    assert found[0].count(hostile_pages.TEXT) == 6
    assert "\ufffd" not in found[0]


def test_every_list_was_looked_at(crawl: Crawl) -> None:
    sql = (
        "select r.url from raw r left join discoveries d on d.raw_id = r.id where d.raw_id is null"
    )
    assert rows(crawl.home / "crawl.db", sql) == []
    assert crawl.stats()["unreadable"] >= 6
    assert crawl.verdict("/list/good") == Verdict("done", 200, "", False, 1)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads /proc")
def test_memory_of_readers_stays_near_that_of_an_honest_crawl(crawl: Crawl) -> None:
    honest = crawl.peaks["tiny-honest"]
    assert honest > 20
    assert max(crawl.peaks.values()) <= honest + MORE_MEMORY, crawl.peaks
