"""Atom over HTTP: well-formed, escaped, also without entries; a watch's feed only by its token."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.web_html import get
from tests.web_world import ENTITIES, HOSTILE, NIL, SAMPLES, entities_of, make_home, serving
from web.feeds import Entry, Feed, entity_id_of, render, timestamp
from web.site import Site

TOKEN = "Zm9vYmFyYmF6cXV4_-1234"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_home(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def site(home: Path) -> Iterator[str]:
    with serving(home) as address:
        yield address


@pytest.mark.parametrize("entity", [entity[0] for entity in ENTITIES])
def test_entity_feed_holds_its_articles_newest_first(site: str, entity: str) -> None:
    answer = get(site, Site().feed(entity))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    ElementTree.fromstring(answer.content)
    feed = feedparser.parse(answer.content)
    assert not feed.bozo
    ids = {int(entry.id.rsplit(":", 1)[1]) for entry in feed.entries}
    named = {sample.id for sample in SAMPLES if entity in entities_of(sample)}
    assert ids == (named or ({HOSTILE} if entity == ENTITIES[11][0] else set()))
    times = [entry.updated_parsed for entry in feed.entries if entry.id[-2:] != "11"]
    assert times == sorted(times, reverse=True)


def test_entry_links_to_the_original_and_to_our_page(site: str) -> None:
    root = ElementTree.fromstring(get(site, "/-/feeds/entity/soe:faw.atom").content)
    entry = root.find(f"{ATOM}entry")
    assert entry is not None
    links = {link.get("rel"): link.get("href") for link in entry.iter(f"{ATOM}link")}
    assert links == {
        "alternate": "https://jl-daily.example/7.html",
        "related": f"{site}/news/articles/7",
    }
    assert entry.findtext(f"{ATOM}summary") == "一汽在长春发布新车，搭载AI芯片。"
    assert entry.findtext(f"{ATOM}updated") == "2025-04-12T08:00:00+08:00"


def test_hostile_article_has_no_script_link(site: str) -> None:
    answer = get(site, Site().feed(ENTITIES[11][0]))
    root = ElementTree.fromstring(answer.content)
    hrefs = [link.get("href", "") for link in root.iter(f"{ATOM}link")]
    assert all(href.startswith(site) for href in hrefs)
    assert root.findtext(f"{ATOM}entry/{ATOM}title") == SAMPLES[HOSTILE - 1].title


@pytest.mark.parametrize("entity", ["gb:999999", "x", "~3A~3A"])
def test_unknown_entity_has_no_feed(site: str, entity: str) -> None:
    assert get(site, f"/-/feeds/entity/{entity}.atom").status_code == 404


def test_ids_are_read_in_any_encoding() -> None:
    plain = Site().feed(NIL).removeprefix("/-/feeds/entity/").removesuffix(".atom")
    assert entity_id_of(plain) == NIL
    assert entity_id_of("gb%3A210100") == entity_id_of("gb:210100") == "gb:210100"


def test_watch_feed_opens_by_its_token_only(site: str, home: Path) -> None:
    folder = home / "feeds"
    folder.mkdir()
    (folder / f"{TOKEN}.atom").write_text("<feed/>", encoding="utf-8")
    (folder / "short.atom").write_text("<feed/>", encoding="utf-8")
    answer = get(site, f"/-/feeds/{TOKEN}.atom")
    assert (answer.status_code, answer.text) == (200, "<feed/>")
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["content-type"].startswith("application/atom+xml")
    for other in (
        "short",
        TOKEN[:-1],
        TOKEN + "x",
        "..%2F..%2Fnews",
        "%2e%2e%2fnews.db" + "x" * 20,
    ):
        assert get(site, f"/-/feeds/{other}.atom").status_code in (302, 404), other


@given(st.lists(st.tuples(st.text(max_size=12), st.text(max_size=12)), max_size=4), st.text())
def test_any_text_gives_a_valid_feed(texts: list[tuple[str, str]], title: str) -> None:
    entries = tuple(
        Entry("urn:dongbei:article:1", one, f"https://a.example/{two}", None, "", two, one)
        for one, two in texts
    )
    root = ElementTree.fromstring(
        render(Feed(title, "https://a.example/", "https://a.example/f", entries)).encode("utf-8")
    )
    assert len(root.findall(f"{ATOM}entry")) == len(texts)
    assert root.findtext(f"{ATOM}updated") == "1970-01-01T00:00:00Z"


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ("2024-05-01", "2024-05-01T00:00:00+08:00"),
        ("2024-05-01T08:00:00+08:00", "2024-05-01T08:00:00+08:00"),
        ("2024-05-01T08:00:00", "2024-05-01T08:00:00+08:00"),
        (None, ""), ("soon", ""),
    ],
)  # fmt: skip
def test_times_are_rfc_3339(stored: str | None, expected: str) -> None:
    assert timestamp(stored) == expected
