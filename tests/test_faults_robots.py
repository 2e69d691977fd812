"""robots.txt that cannot be had, is endless, lies or leads elsewhere: in doubt nothing is fetched."""

import asyncio
import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hostile_crawl import CONFIG, declare, rule, watched
from hostile_faults import endless_body, gzip_bomb, reset_in_the_body, silence
from hostile_server import Answerer, Exchange, HostileWeb, page, to, unpackable
from site_home import rows
from tiny_articles import article, listing

FORBIDS = b"User-agent: *\nDisallow: /a/2\n"


async def waits(exchange: Exchange) -> None:
    """Rules that come late, but come."""
    await asyncio.sleep(1.0)
    await exchange.answer(FORBIDS, content_type="text/plain")


def many_rules() -> bytes:
    """9 MB would be too much; these are 6 MB of rules, the one that counts among the first."""
    return FORBIDS + b"".join(b"Disallow: /x%d/*.html$\n" % n for n in range(250_000))


DENY: dict[str, Answerer] = {
    "error-500": page(b"", 500),
    "error-503": page(b"", 503),
    "too-many-429": page(b"", 429),
    "silence": silence,
    "reset": reset_in_the_body,
    "endless": endless_body,
    "bomb": unpackable(gzip_bomb(), "gzip", "text/plain"),
    "circle": to("/robots.txt"),
    "private": to("http://169.254.169.254/robots.txt"),
    "long-delay": page(b"User-agent: *\nCrawl-delay: 86400\n"),
}
"""Sources of which nothing but robots.txt may be asked."""
RULES: dict[str, Answerer] = {
    "late": waits,
    "moved": to("/rules.txt", 301),
    "many": page(many_rules(), content_type="text/plain"),
}
"""Sources whose robots.txt forbids /a/2."""
SLOW = {"silence", "late"}
"""Asked by a source of their own, so that the others need not wait."""

FREE: dict[str, Answerer] = {
    "error-403": page(b"", 403),
    "error-404": page(b"", 404),
    "web-page": page(listing(["/a/1"])),
    "binary": page(bytes(range(256)) * 64, content_type="text/plain"),
}
"""Sources without rules."""


@pytest.fixture(scope="module")
def crawled(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Path, dict[str, HostileWeb]]]:
    home = tmp_path_factory.mktemp("home")
    site = {
        "/": page(listing(["/a/1", "/a/2"])),
        "/a/1": page(article(1)),
        "/a/2": page(article(2)),
        "/rules.txt": page(FORBIDS, content_type="text/plain"),
    }
    with contextlib.ExitStack() as open_webs:
        webs = {
            name: open_webs.enter_context(HostileWeb({**site, "/robots.txt": robots}))
            for name, robots in (DENY | RULES | FREE).items()
        }
        for source, names in (("tiny-slow", SLOW), ("tiny-robots", webs.keys() - SLOW)):
            declare(home, source, [rule("listing", *(f"{webs[name].url}/" for name in names))])
        (home / "dongbei.toml").write_text(CONFIG, encoding="utf-8")
        watched(home, "crawl")
        yield home, webs


@pytest.mark.parametrize("name", list(DENY))
def test_without_rules_that_can_be_had_nothing_is_fetched(
    crawled: tuple[Path, dict[str, HostileWeb]], name: str
) -> None:
    home, webs = crawled
    assert set(webs[name].paths()) == {"/robots.txt"}
    sql = "select state, error from frontier where url = ?"
    ((state, error),) = rows(home / "crawl.db", sql, f"{webs[name].url}/")
    assert state == "queued", "it is asked again later"
    assert "robots.txt" in error


@pytest.mark.parametrize("name", list(RULES))
def test_rules_that_come_late_or_from_elsewhere_hold(
    crawled: tuple[Path, dict[str, HostileWeb]], name: str
) -> None:
    home, webs = crawled
    assert set(webs[name].paths()) - {"/rules.txt"} == {"/robots.txt", "/", "/a/1"}
    sql = "select state from frontier where url = ?"
    assert rows(home / "crawl.db", sql, f"{webs[name].url}/a/2") == [("denied",)]


@pytest.mark.parametrize("name", list(FREE))
def test_a_site_without_rules_is_crawled(
    crawled: tuple[Path, dict[str, HostileWeb]], name: str
) -> None:
    _, webs = crawled
    assert {"/", "/a/1", "/a/2"} <= set(webs[name].paths())
