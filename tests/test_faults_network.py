"""Servers that break HTTP: every address ends with a state and a reason, and nobody else is hurt."""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hostile_crawl import Crawl, Verdict, crawl_beside_an_honest_source, rule
from hostile_faults import FAULTS
from hostile_server import HostileWeb, page
from tiny_articles import listing

CAP = 8 * 1024 * 1024
BUFFERS = 8 * 1024 * 1024
"""Bytes that the sockets of both sides may hold when the client hangs up."""
SLOW = ("silence", "slow-drip", "slow-header", "endless-headers")
"""Faults that last until the time limit: sources of their own ask for them at the same time."""

MORE_MEMORY = 200.0
"""MiB above the honest crawl beside it."""


@pytest.fixture(scope="module")
def crawl(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawl]:
    answers = {f"/a/{name}": make() for name, make in FAULTS.items()}
    answers["/a/endless-redirects*"] = answers.pop("/a/endless-redirects")
    lists = {"tiny-slow": SLOW[:2], "tiny-slower": SLOW[2:], "tiny-hostile": set(FAULTS) - {*SLOW}}
    answers |= {f"/{source}": page(listing(f"/a/{n}" for n in lists[source])) for source in lists}
    with HostileWeb(answers) as web:
        sources = {source: [rule("listing", f"{web.url}/{source}")] for source in lists}
        yield crawl_beside_an_honest_source(tmp_path_factory.mktemp("home"), web, sources)


def later(error: str, status: int | None = None) -> Verdict:
    """Had to be given up for now, will be asked for again."""
    return Verdict("queued", status, error, True, 0)


@pytest.mark.parametrize(("name", "status"), [("error-500", 500), ("error-403", 403)])
def test_an_error_status_is_asked_again_later(crawl: Crawl, name: str, status: int) -> None:
    assert crawl.verdict(f"/a/{name}") == later(f"HTTP {status}", status)


def test_a_page_that_is_gone_is_not_asked_again(crawl: Crawl) -> None:
    assert crawl.verdict("/a/error-410").state == "gone"
    assert crawl.web.paths().count("/a/error-410") == 1


def test_an_error_that_passes_costs_one_more_request(crawl: Crawl) -> None:
    assert crawl.verdict("/a/flaky") == Verdict("done", 200, "", False, 1)
    assert crawl.web.paths().count("/a/flaky") == 2


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("close-at-once", "the connection was closed before an answer"),
        ("reset-at-once", "the connection was reset"),
        ("reset-in-the-body", "the answer broke off"),
        ("short-of-its-length", "the answer broke off"),
        ("cut-chunks", "the answer broke off"),
        ("no-chunks", "the answer broke off"),
        ("not-http", "the answer is not HTTP"),
    ],
)
def test_a_broken_connection_stores_nothing(crawl: Crawl, name: str, reason: str) -> None:
    assert crawl.verdict(f"/a/{name}") == later(reason)


@pytest.mark.parametrize("name", ["silence", "slow-drip", "slow-header"])
def test_a_slow_server_is_left_in_time(crawl: Crawl, name: str) -> None:
    assert crawl.verdict(f"/a/{name}") == later("no whole answer in time")


def test_a_header_without_measure_is_cut(crawl: Crawl) -> None:
    assert crawl.verdict("/a/large-header") == later("the connection was closed before an answer")
    assert crawl.verdict("/a/endless-headers") == later("no whole answer in time")
    assert crawl.verdict("/a/many-headers").state in ("done", "queued")


@pytest.mark.parametrize("name", ["declared-gigabyte", "endless-body", "endless-chunks"])
def test_a_gigabyte_is_cut_at_eight_mebibytes(crawl: Crawl, name: str) -> None:
    assert crawl.verdict(f"/a/{name}") == later("the answer is too large")
    tries = crawl.web.paths().count(f"/a/{name}")
    assert crawl.web.sent[f"/a/{name}"] <= tries * (CAP + BUFFERS)


@pytest.mark.parametrize("name", ["gzip-bomb", "gzip-twice", "brotli-bomb", "zstd-bomb"])
def test_a_bomb_is_not_unpacked(crawl: Crawl, name: str) -> None:
    assert crawl.verdict(f"/a/{name}") == later("the answer is too large when unpacked")


def test_compression_that_is_none_is_said(crawl: Crawl) -> None:
    assert crawl.verdict("/a/false-gzip") == later("the answer cannot be unpacked")


@pytest.mark.parametrize(
    "name", ["redirect-to-itself", "redirect-circle", "endless-redirects", "redirect-nowhere"]
)
def test_redirects_end_after_five(crawl: Crawl, name: str) -> None:
    assert crawl.verdict(f"/a/{name}") == later("max redirections reached")
    assert len([path for path in crawl.web.paths() if path.startswith(f"/a/{name}")]) <= 12


def test_a_redirect_to_a_file_is_not_followed(crawl: Crawl) -> None:
    verdict = crawl.verdict("/a/redirect-to-a-file")
    assert (verdict.state, verdict.stored) == ("queued", 0)
    assert verdict.error.startswith("HTTP 302")


@pytest.mark.parametrize("name", ["empty", "binary", "nul-bytes"])
def test_odd_bytes_are_kept_as_they_are(crawl: Crawl, name: str) -> None:
    assert crawl.verdict(f"/a/{name}") == Verdict("done", 200, "", False, 1)


def test_every_address_has_its_end_and_is_counted(crawl: Crawl) -> None:
    verdicts = {name: crawl.verdict(f"/a/{name}") for name in FAULTS}
    assert {name for name, one in verdicts.items() if not (one.error or one.stored)} == set()
    stats = crawl.stats()
    assert stats["failed"] == sum(one.state == "queued" for one in verdicts.values())
    assert stats["gone"] == 1
    assert stats["pages"] == sum(one.stored for one in verdicts.values())


def test_no_page_is_asked_more_than_twice(crawl: Crawl) -> None:
    asked = Counter(path for path in crawl.web.paths() if path.startswith("/a/"))
    assert {path: n for path, n in asked.items() if n > 2 and "redirect" not in path} == {}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads /proc")
def test_memory_stays_near_that_of_an_honest_crawl(crawl: Crawl) -> None:
    assert crawl.peaks["tiny-honest"] > 20, f"was not measured on {sys.platform}"
    assert max(crawl.peaks.values()) <= crawl.peaks["tiny-honest"] + MORE_MEMORY
