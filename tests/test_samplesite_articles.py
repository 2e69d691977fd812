"""The sample site's own list against what it serves, byte for byte and word for word."""

import csv
import html
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path

import lxml.html
import pytest

from crawler.discovery import discover
from crawler.samplesite import OUTLETS, TODAY, Expected, SampleSite, manifest, source_files
from crawler.source import load_source, seeds
from db.fold import fold, simplify
from db.models import Language
from db.urls import canonical_url
from tests.samplesite_client import get

CODECS = {outlet.source_id: outlet.codec for outlet in OUTLETS}
STORED = [one for one in manifest() if one.should_store]
FORMS = {
    "sample-liaohe": r"/pc/con/2026\d{2}/\d{2}/content_\d+\.html",
    "sample-songhua": r"/n2/2026/\d{4}/c\d+-\d+\.html",
    "sample-zhengwu": r"/\w+/2026\d{2}/t2026\d{4}_\d+\.html",
    "sample-bohai": r"/system/2026/\d{2}/\d{2}/\d{9}\.shtml",
    "sample-notebook": r"/2026/\d{2}/\d{2}/[a-z-]+/",
    "sample-gangdong": r"/news/\d+\.html",
    "sample-heishui": r"/hlj/\w+/2026\d{2}/c00_\d+\.shtml",
}
TWO_CHARACTERS = (
    "沈阳", "大连", "鞍山", "抚顺", "本溪", "丹东", "锦州", "营口", "阜新", "辽阳",
    "盘锦", "铁岭", "朝阳", "长春", "吉林", "四平", "辽源", "通化", "白山", "松原",
    "白城", "延边", "大庆", "鸡西", "鹤岗", "伊春", "黑河", "绥化",
)  # fmt: skip


@pytest.fixture(scope="module")
def site() -> Iterator[SampleSite]:
    with SampleSite() as running:
        yield running


def page_of(site: SampleSite, one: Expected, path: str = "") -> bytes:
    return get(site.base_urls[one.source] + (path or one.url_path)).body


def read(one: Expected, content: bytes) -> str:
    return html.unescape(content.decode(CODECS[one.source]))


def name(one: Expected) -> str:
    return f"{one.source}{one.url_path}"


@pytest.mark.parametrize("one", STORED, ids=name)
def test_every_article_to_store_is_served_with_its_text(site: SampleSite, one: Expected) -> None:
    pages = [read(one, page_of(site, one, path)) for path in (one.url_path, *one.more_paths)]
    assert all(one.title in " ".join(page.split()) for page in pages)
    whole = "\n".join(pages)
    assert one.body
    assert [line for line in one.body.split("\n") if line not in whole] == []


def test_discovery_finds_exactly_the_addresses_of_the_list(
    site: SampleSite, tmp_path: Path
) -> None:
    for path in source_files(site.base_urls, tmp_path):
        source = load_source(path)
        queue, seen, found = seeds(source, TODAY), set(), set()
        while queue:
            seed = queue.pop()
            if seed in seen:
                continue
            seen.add(seed)
            rule = source.discovery_for(seed.kind, seed.url)
            answer = get(seed.url)
            assert answer.status == 200, seed.url
            listed = discover(seed.kind, answer.body, seed.url, source, rule, seed.depth)
            found |= {link.url for link in listed.articles}
            queue += listed.more
        base = site.base_urls[source.id]
        assert found == {
            canonical_url(base + one.url_path) for one in manifest() if one.source == source.id
        }


def test_there_is_enough_of_every_sort() -> None:
    languages = Counter(one.language for one in STORED)
    assert len(STORED) >= 60
    assert languages[Language.EN] >= 8
    assert languages[Language.HANT] >= 5
    assert sum(CODECS[one.source] == "gb18030" for one in STORED) >= 8
    assert len({(one.source, one.url_path) for one in manifest()}) == len(manifest())
    assert Counter(one.why_not for one in manifest() if not one.should_store) == {
        "disallowed": 7,
        "gone": 2,
        "empty": 1,
    }


@pytest.mark.parametrize("one", manifest(), ids=name)
def test_addresses_have_the_form_of_their_family(one: Expected) -> None:
    assert re.fullmatch(FORMS[one.source], one.url_path)


@pytest.mark.parametrize("word", TWO_CHARACTERS)
def test_two_character_names_part_the_articles(word: str) -> None:
    having = [one for one in STORED if word in simplify(f"{one.title}\n{one.body}")]
    assert 0 < len(having) < len(STORED)


def test_one_story_is_reprinted_exactly_nearly_and_in_the_other_script() -> None:
    robots = {one.source: one for one in STORED if one.story == "shenyang-robot-line"}
    first, exact = robots["sample-bohai"], robots["sample-songhua"]
    near, other_script = robots["sample-heishui"], robots["sample-gangdong"]
    assert (exact.title, exact.body, exact.origin) == (first.title, first.body, "渤海新闻网")
    assert near.title != first.title
    same = set(near.body.split("\n")) & set(first.body.split("\n"))
    assert 0 < len(same) < len(first.body.split("\n"))
    assert other_script.body != first.body
    quotes = str.maketrans("「」", "“”")
    assert simplify(other_script.body).translate(quotes) == simplify(first.body)
    assert min(robots.values(), key=when).source == "sample-bohai"


def test_a_second_story_is_the_same_text_at_two_outlets() -> None:
    one, other = (one for one in STORED if one.story == "daqing-green-power")
    assert (one.title, one.body, one.origin) == (other.title, other.body, other.origin)
    assert one.source != other.source


def when(one: Expected) -> datetime:
    assert one.published_at is not None
    return datetime.fromisoformat(one.published_at)


def test_gb18030_bytes_are_labelled_gb2312_and_are_not(site: SampleSite) -> None:
    refused = 0
    for one in (one for one in STORED if one.source == "sample-songhua"):
        answer = get(site.base_urls[one.source] + one.url_path)
        assert answer.headers["content-type"] == "text/html; charset=gb2312"
        assert b'charset=gb2312"' in answer.body
        answer.body.decode("gb18030")
        with pytest.raises(UnicodeDecodeError):
            answer.body.decode("utf-8")
        try:
            answer.body.decode("gb2312")
        except UnicodeDecodeError:
            refused += 1
    assert refused >= 2


def test_big5_pages_use_the_hong_kong_supplement(site: SampleSite) -> None:
    one = next(one for one in STORED if one.url_path == "/news/88204.html")
    content = page_of(site, one)
    with pytest.raises(UnicodeDecodeError):
        content.decode("big5")
    assert "裏" in content.decode("big5hkscs")


def test_the_undated_story_shows_no_date_anywhere(site: SampleSite) -> None:
    (one,) = (one for one in STORED if one.published_at is None)
    dated = re.compile(r"20\d\d|\d+月\d+日|pubDate|\d{1,2}:\d{2}")
    assert not dated.search(read(one, page_of(site, one)))
    feed = get(f"{site.base_urls[one.source]}/rss.xml").body.decode()
    (item,) = (item for item in feed.split("<item>") if one.url_path in item)
    assert not dated.search(item.replace(site.base_urls[one.source], ""))


def test_the_three_page_article_repeats_its_title_and_parts_its_text(site: SampleSite) -> None:
    (one,) = (one for one in STORED if one.more_paths)
    assert [path.rsplit("_", 1)[1] for path in one.more_paths] == ["2.html", "3.html"]
    assert len(one.body) > 1000
    pages = [read(one, page_of(site, one, path)) for path in (one.url_path, *one.more_paths)]
    for line in one.body.split("\n"):
        assert sum(line in page for page in pages) == 1


def test_the_broken_page_ends_inside_a_tag(site: SampleSite) -> None:
    (one,) = (one for one in STORED if one.title.startswith("葫芦岛"))
    content = page_of(site, one)
    assert content.rindex(b"<") > content.rindex(b">")


def test_pages_that_are_not_articles(site: SampleSite) -> None:
    for one in manifest():
        answer = get(site.base_urls[one.source] + one.url_path)
        if one.why_not == "gone":
            assert answer.status == 404
        if one.why_not == "empty":
            assert (answer.status, answer.body) == (200, b"")


@pytest.mark.parametrize("one", [one for one in STORED if "<" in one.title], ids=name)
def test_markup_in_a_title_stays_text(site: SampleSite, one: Expected) -> None:
    content = page_of(site, one)
    tree = lxml.html.fromstring(content.decode("utf-8"))
    assert tree.xpath("//h1")[-1].text_content() == one.title
    assert not tree.xpath("//*[@onerror]")
    assert "alert(" not in "".join(tree.xpath("//script[not(@type)]/text()"))


def test_some_titles_hold_markup() -> None:
    assert len([one for one in STORED if "<" in one.title]) == 2


@cache
def knowledge() -> dict[str, set[str]]:
    """Entity id to its folded names, from the shared tables; skips where they are absent."""
    base = Path(__file__).parents[2] / "shared" / "kb"
    if not base.is_dir():
        pytest.skip("needs the shared folder beside the checkout: shared/kb")
    names: dict[str, set[str]] = {}
    for table, prefix, key in (
        ("provinces", "gb:", "gb_code"),
        ("cities", "gb:", "gb_code"),
        ("soes", "soe:", "id"),
        ("officials", "person:", "id"),
    ):
        with (base / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                columns = ("name_zh", "short_zh", "name_en", "aliases", "aliases_zh", "aliases_en")
                words = "|".join(row.get(column) or "" for column in columns).split("|")
                entity = prefix + row[key].split("--")[0]
                names.setdefault(entity, set()).update(fold(word) for word in words if word)
    return names


@pytest.mark.shared
@pytest.mark.parametrize("one", STORED, ids=name)
def test_expected_entities_are_known_and_named_in_the_text(one: Expected) -> None:
    known = knowledge()
    text = fold(f"{one.title}\n{one.body}")
    for entity in one.entities:
        assert entity in known
        assert any(word in text for word in known[entity]), entity


def test_expected_entities_are_of_every_type() -> None:
    used = {entity for one in STORED for entity in one.entities}
    kinds = Counter(entity.split(":")[0] for entity in used)
    assert kinds["gb"] >= 80
    assert kinds["soe"] >= 25
    assert kinds["person"] >= 5
