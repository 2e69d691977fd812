"""A source's TOML: what is read, and how each mistake is explained."""

import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.source import Seed, Source, fill_date, load_source, load_sources, parse_source, seeds
from db.errors import SourceError

GOOD = """id = "a-b"
name_zh = "甲"
name_en = "A"
language = "zh"
allow = ['/a/\\d+$']

[[discovery]]
kind = "feed"
urls = ["http://a.cn/feed.xml"]
"""


def write(folder: Path, text: str, name: str = "a-b.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def mistake(folder: Path, text: str) -> str:
    with pytest.raises(SourceError) as caught:
        load_source(write(folder, text))
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith(str(folder / "a-b.toml"))
    assert caught.value.hint
    return message.removeprefix(str(folder) + os.sep)


def test_a_small_file_has_sensible_defaults(tmp_path: Path) -> None:
    source = load_source(write(tmp_path, GOOD))
    assert (source.id, source.state, source.enabled) == ("a-b", "unverified", True)
    assert (source.delay, source.revisit_hours) == (2.0, (2, 24, 168))
    assert (source.timezone, source.family, source.region) == ("Asia/Shanghai", "generic", None)


MISTAKES = [
    ("language", "dealy = 1\nlanguage", "dealy: unknown key (got 1)", "did you mean delay?"),
    ('kind = "feed"', 'kind = "feed"\nlinsk = "a"', "discovery 1, linsk: unknown key", "links?"),
    ('language = "zh"', 'language = "fr"', "language: unknown value (got fr)", "en, zh"),
    ('language = "zh"\n', "", "language: required key is missing", 'add language = "zh"'),
    ('kind = "feed"', 'kind = "fed"', "discovery 1, kind: unknown value (got fed)", "mean feed?"),
    ('id = "a-b"', 'id = "A_B"', "id: not of the right form (got A_B)", "small letters"),
    ('id = "a-b"', 'id = "a-c"', "id: id is not the file's name (got a-c)", "a-c.toml"),
    ("language", "delay = -1\nlanguage", "delay: should be greater than or equal to 0", "correct"),
    ("language", "delay = nan\nlanguage", "delay: should be a finite number", "correct it"),
    ("language", 'family = "chinanew"\nlanguage', "family: unknown template", "chinanews?"),
    ("language", 'timezone = "Mars"\nlanguage', "timezone: unknown time zone (got Mars)", "Asia/"),
    ("language", 'charset = "gbkk"\nlanguage', "charset: unknown charset (got gbkk)", "gb18030"),
    ("language", 'region = "210000"\nlanguage', "region: not of the right form", "gb:210000"),
    ("language", 'evidence = "x"\nlanguage', "evidence: should be a list (got x)", "correct it"),
    ("/a/\\d+$", "(a", "allow 1: not a regular expression", "single quotes"),
    ("http://a.cn", "ftp://a.cn", "discovery 1, urls 1: not a web address", "http://"),
    ("http://a.cn", "http://me:pw@a.cn", "discovery 1, urls 1: user name or password", "remove"),
    ("http://a.cn", "http://[a.cn", "discovery 1, urls 1: not a URL", "http://host/path"),
    ("feed.xml", "{YYYY}.xml", "discovery 1: {YYYY} in a feed URL cannot", "only an epaper"),
    ('"feed"', '"feed"\nlinks = "a"', "discovery 1: links has no meaning in a feed", "listing"),
    ('"feed"', '"listing"\nlinks = "a["', "discovery 1, links: not a CSS selector", "ul.list"),
    ('["http://a.cn/feed.xml"]', "[]", "discovery 1, urls: ", 'urls = ["https://'),
    ("language", 'state = "refused"\nlanguage', "refuses an honest user agent", "enabled = false"),
    ("language", "enabled = [\nlanguage", "a-b.toml:5: not TOML", "lists between"),
]


@pytest.mark.parametrize(("old", "new", "what", "hint"), MISTAKES)
def test_each_mistake_names_field_value_and_next_step(
    tmp_path: Path, old: str, new: str, what: str, hint: str
) -> None:
    assert old in GOOD
    message = mistake(tmp_path, GOOD.replace(old, new, 1))
    assert what in message
    assert hint in message
    assert "more mistake" not in message


def test_further_mistakes_are_counted(tmp_path: Path) -> None:
    text = GOOD.replace("language", "delay = -1\nlanguage").replace("http:", "ftp:")
    assert "(1 more mistake in this file)" in mistake(tmp_path, text)


def test_a_listing_without_any_rule_is_refused(tmp_path: Path) -> None:
    text = GOOD.replace("feed", "listing", 1).replace("allow = ['/a/\\d+$']\n", "")
    assert "every link for an article" in mistake(tmp_path, text)


def test_bytes_that_are_not_utf8_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a-b.toml").write_bytes(GOOD.encode("gb18030"))
    with pytest.raises(SourceError, match="not UTF-8"):
        load_source(tmp_path / "a-b.toml")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        load_source(tmp_path / "none.toml")


def test_a_broken_file_never_stops_the_others(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    write(tmp_path, GOOD.replace("language", "lang"), "broken.toml")
    (tmp_path / "more").mkdir()
    write(tmp_path / "more", GOOD.replace('"a-b"', '"c"'), "c.toml")
    write(tmp_path / "more", GOOD)
    packaged, none = load_sources()
    found, problems = load_sources(tmp_path)
    assert none == []
    assert set(found) - set(packaged) == {"a-b", "c"}
    assert len(problems) == 2
    assert "unknown key" in str(problems[0])
    assert "this id is taken by another source (got a-b)" in str(problems[1])


def test_an_absent_folder_is_no_mistake_and_a_file_in_its_place_is_one(tmp_path: Path) -> None:
    assert load_sources(tmp_path / "none") == load_sources()
    found, problems = load_sources(write(tmp_path, GOOD, "sources"))
    assert found == load_sources()[0]
    assert [problem.what for problem in problems] == ["not a folder of sources"]


def source_with(*discovery: dict[str, object], **keys: object) -> Source:
    base = {"id": "a", "name_zh": "甲", "name_en": "A", "language": "zh", "allow": ["."]}
    return parse_source(base | keys | {"discovery": discovery}, "a.toml")


def test_epaper_seeds_are_newest_first_across_the_year_end() -> None:
    url = "http://a.cn/{YYYYMM}/{DD}/node_1.htm"
    source = source_with({"kind": "epaper", "urls": [url], "days_back": 2})
    assert seeds(source, date(2027, 1, 2)) == [
        Seed("http://a.cn/202701/02/node_1.htm", "epaper"),
        Seed("http://a.cn/202701/01/node_1.htm", "epaper"),
        Seed("http://a.cn/202612/31/node_1.htm", "epaper"),
    ]


def test_seeds_are_given_once_each() -> None:
    feed = {"kind": "feed", "urls": ["http://a.cn/f", "http://a.cn/f", "http://a.cn/g"]}
    found = seeds(source_with(feed), date(2026, 8, 24))
    assert [seed.url for seed in found] == ["http://a.cn/f", "http://a.cn/g"]


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_every_date_placeholder_is_filled(day: date) -> None:
    filled = fill_date("{YYYY}-{MM}/{DD} {YYYYMM} {YYYYMMDD}", day)
    plain = day.isoformat()
    assert filled == f"{plain[:7]}/{plain[8:]} {plain[:4]}{plain[5:7]} {plain.replace('-', '')}"


def test_wants_needs_one_allow_and_no_deny() -> None:
    source = source_with(
        {"kind": "feed", "urls": ["http://a.cn/f"]}, allow=["/a/", "/b/"], deny=["/b/old"]
    )
    urls = ("http://a.cn/a/1", "http://a.cn/b/2", "http://a.cn/b/old/3", "http://a.cn/c")
    assert [source.wants(url) for url in urls] == [True, True, False, False]


def test_the_rule_of_a_page_is_the_most_similar_one_of_its_kind() -> None:
    source = source_with(
        {"kind": "listing", "urls": ["http://a.cn/news/"], "links": ".news a"},
        {"kind": "listing", "urls": ["http://a.cn/city/"], "links": ".city a"},
    )
    assert source.discovery_for("listing", "http://a.cn/city/index_2.html").links == ".city a"
    assert source.discovery_for("listing", "http://a.cn/news/index_2.html").links == ".news a"
    with pytest.raises(SourceError, match="no discovery rule of this kind"):
        source.discovery_for("feed", "http://a.cn/news/")
