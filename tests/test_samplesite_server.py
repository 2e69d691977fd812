"""The sample site as a server: conditional requests, robots.txt, editions, ports, the command."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from protego import Protego

from crawler.samplesite import (
    OUTLETS,
    SampleSite,
    changed_articles,
    disallowed_paths,
    manifest,
    source_files,
)
from crawler.source import load_source
from db.errors import DongbeiError
from tests.samplesite_client import get

AGENT = "dongbei/0.1 (+https://example.org/bot)"


@pytest.fixture(scope="module")
def site() -> Iterator[SampleSite]:
    with SampleSite() as running:
        yield running


def addresses(site: SampleSite) -> list[str]:
    """Every linked article, and the pages that list them, that are really served."""
    listed = [
        f"{site.base_urls[one.source]}{path}"
        for one in manifest()
        if one.why_not != "gone"
        for path in (one.url_path, *one.more_paths)
    ]
    lists = {
        "sample-liaohe": ["/pc/layout/202605/12/node_01.html", "/pc/layout/202605/11/node_02.html"],
        "sample-songhua": ["/GB/351793/index.html", "/GB/351793/index2.html"],
        "sample-zhengwu": ["/xwdt/index.html", "/xwdt/index_1.html"],
        "sample-bohai": ["/sitemap.xml", "/news.xml.gz"],
        "sample-notebook": ["/feed/", "/feed/atom/"],
        "sample-gangdong": ["/rss.xml"],
        "sample-heishui": [],
    }
    more = [site.base_urls[key] + path for key, paths in lists.items() for path in paths]
    return [*listed, *more]


def test_every_page_answers_304_to_its_own_tag_and_date(site: SampleSite) -> None:
    for url in addresses(site):
        first = get(url)
        assert first.status == 200, url
        for header, value in (
            ("If-None-Match", first.headers["etag"]),
            ("If-Modified-Since", first.headers["last-modified"]),
        ):
            again = get(url, {header: value})
            assert (again.status, again.body) == (304, b""), url
            assert again.headers["etag"] == first.headers["etag"]


@settings(max_examples=40, deadline=None)
@given(
    others=st.lists(st.from_regex(r'"[0-9a-f]{20}"', fullmatch=True), max_size=4),
    own=st.booleans(),
    weak=st.booleans(),
)
def test_a_page_is_current_only_when_its_tag_is_among_those_sent(
    site: SampleSite, others: list[str], own: bool, weak: bool
) -> None:
    url = f"{site.base_urls['sample-gangdong']}/news/88202.html"
    tag = get(url).headers["etag"]
    sent = [*others, ("W/" if weak else "") + tag] if own else others
    answer = get(url, {"If-None-Match": ", ".join(sent)})
    assert answer.status == (304 if own else 200)
    assert bool(answer.body) is not own


def test_an_older_copy_is_replaced_and_a_tag_goes_before_a_date(site: SampleSite) -> None:
    url = f"{site.base_urls['sample-gangdong']}/news/88202.html"
    changed = parsedate_to_datetime(get(url).headers["last-modified"])
    before = format_datetime(changed - timedelta(seconds=1), usegmt=True)
    assert get(url, {"If-Modified-Since": before}).status == 200
    assert get(url, {"If-Modified-Since": "yesterday"}).status == 200
    now = format_datetime(changed, usegmt=True)
    assert get(url, {"If-Modified-Since": now, "If-None-Match": '"other"'}).status == 200


def test_robots_forbids_the_disallowed_articles_and_no_others(site: SampleSite) -> None:
    forbidden = disallowed_paths()
    assert {source for source, _ in forbidden} == set(site.base_urls)
    for source, base in site.base_urls.items():
        robots = Protego.parse(get(f"{base}/robots.txt").body.decode())
        assert 0.05 <= (robots.crawl_delay(AGENT) or 0) <= 0.2
        for one in (one for one in manifest() if one.source == source):
            allowed = robots.can_fetch(base + one.url_path, AGENT)
            assert allowed is ((source, one.url_path) not in forbidden)
            assert not robots.can_fetch(base + one.url_path, "greedybot")


def test_forbidden_articles_pass_the_sources_own_rules(site: SampleSite, tmp_path: Path) -> None:
    sources = {path.stem: load_source(path) for path in source_files(site.base_urls, tmp_path)}
    for source, path in disallowed_paths():
        assert sources[source].wants(site.base_urls[source] + path)


def test_one_robots_file_is_slow(site: SampleSite) -> None:
    (slow,) = (outlet for outlet in OUTLETS if outlet.robots_wait)
    started = time.monotonic()
    assert get(f"{site.base_urls[slow.source_id]}/robots.txt").status == 200
    assert time.monotonic() - started >= slow.robots_wait


def test_between_editions_only_the_changed_article_changes(site: SampleSite) -> None:
    before = {url: get(url) for url in addresses(site)}
    site.edition = 2
    try:
        after = {url: get(url) for url in addresses(site)}
    finally:
        site.edition = 1
    (change,) = changed_articles()
    url = site.base_urls[change.source] + change.url_path
    assert [one for one in before if before[one].body != after[one].body] == [url]
    assert [one for one in before if before[one].headers["etag"] != after[one].headers["etag"]] == [
        url
    ]
    stamps = [parsedate_to_datetime(one[url].headers["last-modified"]) for one in (before, after)]
    assert stamps[0] < stamps[1]
    lines = set(change.after.split("\n")) - set(change.before.split("\n"))
    assert lines
    assert all(line in after[url].body.decode() for line in lines)
    assert not any(line in before[url].body.decode() for line in lines)


def test_the_list_follows_the_edition() -> None:
    first, second = manifest(1), manifest(2)
    (change,) = changed_articles()
    differing = [(a.body, b.body) for a, b in zip(first, second, strict=True) if a != b]
    assert differing == [(change.before, change.after)]


def test_every_request_is_remembered(tmp_path: Path) -> None:
    log = tmp_path / "requests.log"
    with SampleSite(log=log) as site:
        base = site.base_urls["sample-bohai"]
        body = get(f"{base}/sitemap.xml", {"User-Agent": AGENT}).body
        get(f"{base}/sitemap.xml", {"If-None-Match": '"x"'}, method="HEAD")
        get(f"{base}/nowhere?page=1")
        seen = [one[2:8] for one in site.requests]
        assert seen == [
            ("GET", "/sitemap.xml", 200, len(body), None, AGENT),
            ("HEAD", "/sitemap.xml", 200, 0, '"x"', None),
            ("GET", "/nowhere?page=1", 404, 10, None, None),
        ]
        assert {one.source for one in site.requests} == {"sample-bohai"}
        site.clear_requests()
        assert site.requests == []
    assert len(log.read_text(encoding="utf-8").splitlines()) == 3


def test_a_stopped_site_does_not_answer_any_more() -> None:
    with SampleSite() as site:
        url = f"{site.base_urls['sample-liaohe']}/robots.txt"
        assert get(url).status == 200
    with pytest.raises(ConnectionError):
        get(url)


def test_a_taken_port_is_named_and_the_others_are_let_go() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with SampleSite() as site:
            ports = [int(url.rsplit(":", 1)[1]) for url in site.base_urls.values()]
        with pytest.raises(DongbeiError, match=rf"sample-zhengwu.*port {port}.*--ports"):
            SampleSite([*ports[:2], port, *ports[3:]]).start()
        with SampleSite(ports) as again:
            assert [int(url.rsplit(":", 1)[1]) for url in again.base_urls.values()] == ports


@pytest.mark.parametrize(
    ("ports", "edition", "message"),
    [([1, 2], 1, "wrong number of ports"), (None, 3, "no such edition"), (None, 0, "use 1 or 2")],
)
def test_wrong_arguments_are_told(ports: list[int] | None, edition: int, message: str) -> None:
    with pytest.raises(DongbeiError, match=message):
        SampleSite(ports, edition)


def command(*arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "crawler.samplesite", *arguments],
        cwd=Path(__file__).parents[1], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_the_command_says_when_it_is_ready_and_ends_on_sigterm(tmp_path: Path) -> None:
    with command("--edition", "2", "--sources", str(tmp_path / "declared")) as process:
        assert process.stdout is not None
        ready = process.stdout.readline()
        assert ready.startswith("sample site ready, edition 2: sample-liaohe=http://127.0.0.1:")
        (change,) = changed_articles()
        urls = dict(word.split("=", 1) for word in ready.split() if "=" in word)
        page = get(urls[change.source] + change.url_path).body.decode()
        assert change.after.split("\n")[0] in page
        assert len(list((tmp_path / "declared").glob("sample-*.toml"))) == len(OUTLETS)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_the_command_tells_of_a_taken_port_in_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ports = ",".join([str(port)] * len(OUTLETS))
        with command("--ports", ports) as process:
            _, errors = process.communicate(timeout=20)
    assert process.returncode == 1
    assert len(errors.splitlines()) == 1
    assert f"port {port}" in errors
