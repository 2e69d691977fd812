"""Every packaged source against the pages in its layout: links found, fields extracted."""

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import source_pages

from crawler.discovery import discover, parse_date
from crawler.extract import extract
from crawler.families import BY_NAME
from crawler.source import KINDS, Source, load_sources, seeds
from crawler.source_fields import FAMILIES

FIXTURES = Path(__file__).parent / "fixtures" / "sources"
SOURCES, PROBLEMS = load_sources()
CASES = source_pages.cases()
WITH_PAGES = [source for source in SOURCES.values() if source.state != "refused"]
NOW = datetime(2026, 8, 25, 1, 0, tzinfo=UTC)
ISSUE_DAY = date(2026, 8, 24)

every_source = pytest.mark.parametrize("source", WITH_PAGES, ids=lambda source: source.id)


LISTED_BY_DAY = ("listing", "jpage")
WITHOUT_DATE = ("epaper", "datasource", "gdelt", "rdf")
FEEDS = ("feed", "rdf", "bing", "google")


def expected(source: Source) -> dict[str, Any]:
    """What must be found: written down beside the saved pages, or the facts of a made page."""
    if case := CASES.get(source.id):
        return from_case(case)
    return tomllib.loads((FIXTURES / source.id / "expected.toml").read_text(encoding="utf-8"))


def from_case(case: source_pages.Case) -> dict[str, Any]:
    kind = "feed" if case.list in FEEDS else {"gdelt": "json"}.get(case.list, case.list)
    listed: dict[str, Any] = {
        "url": case.list_url, "kind": kind, "articles": [case.url, case.other], "more": case.more,
    }  # fmt: skip
    if case.list not in WITHOUT_DATE:
        shown = case.published_at[:10] if case.list in LISTED_BY_DAY else case.published_at
        listed["published"] = [shown, shown]
    fields = {
        "title": case.title, "published_at": case.published_at, "origin": case.origin or None,
        "language": "en" if case.english else "zh-Hans", "author": [case.author] * bool(case.author),
        "editor": [case.editor] * bool(case.editor), "body": "".join(case.printed),
    }  # fmt: skip
    return {"url": case.url, "list": listed, "fields": fields, "unread": case.unread}


def article_bytes(source: Source) -> bytes:
    if case := CASES.get(source.id):
        return source_pages.article_page(case, source.name_zh)
    return (FIXTURES / source.id / "article.html").read_bytes()


def listing_bytes(source: Source) -> bytes:
    if case := CASES.get(source.id):
        return source_pages.list_page(case)
    (path,) = (FIXTURES / source.id).glob("list.*")
    return path.read_bytes()


def test_the_packaged_files_have_no_mistake() -> None:
    assert PROBLEMS == []


def test_a_hundred_real_sources_across_the_families() -> None:
    live = [source for source in SOURCES.values() if source.enabled]
    assert len(live) >= 100
    assert {"lnrb-epaper", "people-ln", "jl-gov", "ln-gov", "chinanews-rss"} <= SOURCES.keys()
    assert {"gzero", "ejinsight", "newschina", "scmp", "wordpress-example"} <= SOURCES.keys()
    assert FAMILIES - {source.family for source in live} == {"wechat"}
    assert {rule.kind for source in live for rule in source.discovery} == set(KINDS)


def test_none_claims_to_have_been_seen_live_and_each_has_evidence() -> None:
    assert {source.state for source in SOURCES.values()} <= {"unverified", "refused"}
    assert all(source.evidence for source in SOURCES.values())


def test_files_are_at_most_forty_lines() -> None:
    folder = Path(__file__).parents[1] / "crawler" / "sources"
    lengths = {path.name: len(path.read_text("utf-8").splitlines()) for path in folder.rglob("*")
               if path.suffix == ".toml"}  # fmt: skip
    assert len(lengths) == len(SOURCES)
    assert max(lengths.values()) <= 40


def test_pages_exist_for_each_source_and_for_no_other() -> None:
    saved = [path.name for path in FIXTURES.iterdir() if not path.name.startswith("_")]
    assert sorted([*saved, *CASES]) == sorted(source.id for source in WITH_PAGES)


def test_a_source_may_name_every_page_template_and_nothing_else() -> None:
    assert BY_NAME.keys() | {"generic"} == FAMILIES


@every_source
def test_the_list_page_is_among_the_first_pages(source: Source) -> None:
    assert expected(source)["list"]["url"] in {seed.url for seed in seeds(source, ISSUE_DAY)}


@every_source
def test_discovery_finds_exactly_the_articles_and_further_pages(source: Source) -> None:
    wanted = expected(source)["list"]
    rule = source.discovery_for(wanted["kind"], wanted["url"])
    found = discover(wanted["kind"], listing_bytes(source), wanted["url"], source, rule)
    assert [link.url for link in found.articles] == wanted["articles"]
    assert [seed.url for seed in found.more] == wanted["more"]
    assert all(seed.depth == 1 and seed.kind == wanted["kind"] for seed in found.more)
    assert found.note == ""


@every_source
def test_discovery_reads_title_and_date_of_the_first_article(source: Source) -> None:
    wanted = expected(source)
    listed = wanted["list"]
    rule = source.discovery_for(listed["kind"], listed["url"])
    found = discover(listed["kind"], listing_bytes(source), listed["url"], source, rule)
    assert found.articles[0].title == wanted["fields"]["title"]
    if "published" in listed:
        dates = [parse_date(link.published_raw, source.timezone, NOW) for link in found.articles]
        assert dates == listed["published"]


@every_source
def test_the_article_page_gives_its_fields(source: Source) -> None:
    wanted = expected(source)
    article = extract(
        article_bytes(source),
        wanted["url"],
        charset=source.charset or None,
        family=source.family,
        selectors=source.selectors.model_dump(exclude_none=True),
        timezone=source.timezone,
    )
    found = {
        "title": article.title,
        "language": article.language,
        "origin": article.origin,
        "published_at": article.published_at,
        "author": list(article.author),
        "editor": list(article.editor),
        "body": squeezed(article.body),
    }
    fields = {"origin": None, "published_at": None, "author": []} | wanted["fields"]
    fields["body"] = squeezed(fields["body"])
    checked = fields.keys() & found.keys() - set(wanted.get("unread", ()))
    assert {name: found[name] for name in checked} == {name: fields[name] for name in checked}


def squeezed(text: str) -> str:
    """Text without white space, which extractors are free to lay out."""
    return "".join(text.split())
