"""A public site that sends the crawler into the private network: it never connects there."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hostile_crawl import declare, rule
from hostile_server import HostileWeb, page, to
from public_names import CONNECT, LOOKUP
from site_home import rows
from tiny_articles import article, listing

from db.store import runs
from db.store.database import open_crawl

NAME, PUBLIC = "news.example.org", "93.184.215.14"
ROOT = Path(__file__).parents[1]
PRIVATE = {
    "loopback": "http://127.0.0.1:8080/",
    "loopback-range": "http://127.8.9.10/",
    "localhost": "http://localhost/",
    "short": "http://127.1/",
    "decimal": "http://2130706433/",
    "hexadecimal": "http://0x7f000001/",
    "octal": "http://0177.0.0.1/",
    "full-width": "http://１２７.0.0.1/",
    "six": "http://[::1]/",
    "mapped": "http://[::ffff:127.0.0.1]/",
    "mapped-hexadecimal": "http://[::ffff:7f00:1]/",
    "translated": "http://[64:ff9b::7f00:1]/",
    "metadata": "http://169.254.169.254/latest/meta-data/",
    "ten": "http://10.0.0.1/",
    "house": "http://192.168.1.1/",
    "carrier": "http://100.64.0.1/",
    "nowhere": "http://0.0.0.0/",
    "everybody": "http://255.255.255.255/",
    "local-six": "http://[fd00::1]/",
    "link-six": "http://[fe80::1]/",
    "other-port": f"http://{NAME}:6379/",
    "user": f"http://root@{NAME}/",
    "data": "data:text/html,<p>x</p>",
}


@dataclass(frozen=True, slots=True)
class World:
    """A finished crawl of ``http://news.example.org/`` with the address guard on."""

    home: Path
    web: HostileWeb
    log: Sequence[str]

    def words(self, what: str) -> list[str]:
        return [line.split(" ", 1)[1] for line in self.log if line.startswith(what)]

    def error(self, path: str) -> str:
        sql = "select coalesce(error, '') from frontier where url = ?"
        (found,) = rows(self.home / "crawl.db", sql, f"http://{NAME}{path}")
        return str(found[0])


def crawled(home: Path, web: HostileWeb, addresses: Sequence[str], forget: bool = False) -> World:
    """Crawl in a process of its own; ``addresses``: what lookups of the name give in turn."""
    declare(home, "tiny-public", [rule("listing", f"http://{NAME}/")])
    log = home / "log.txt"
    door = int(web.url.rsplit(":", 1)[1])
    world = {"names": {NAME: list(addresses)}, "doors": {PUBLIC: door}, "forget": forget}
    (home / "world.json").write_text(json.dumps(world | {"log": str(log)}), encoding="utf-8")
    with closing(open_crawl(home / "crawl.db")) as db:
        now = datetime.now(UTC)
        run = runs.begin(db, "crawl", "tiny-public", now, now)
    program = Path(__file__).with_name("public_names.py")
    done = subprocess.run(
        [sys.executable, program, home / "world.json", home, "tiny-public", str(run)],
        env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return World(home, web, log.read_text(encoding="utf-8").splitlines())


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    answers = {f"/a/{name}": to(target) for name, target in PRIVATE.items()}
    links = [*answers, "/a/good", "http://127.0.0.1/a/direct", "http://[::1]/a/direct"]
    answers |= {"/": page(listing(links)), "/a/good": page(article(1))}
    with HostileWeb(answers) as web:
        return crawled(tmp_path_factory.mktemp("home"), web, [PUBLIC])


@pytest.mark.parametrize("name", list(PRIVATE))
def test_a_redirect_to_a_private_address_is_not_followed(world: World, name: str) -> None:
    assert world.web.paths().count(f"/a/{name}") >= 1
    assert world.error(f"/a/{name}")


def test_no_connection_but_to_the_public_address(world: World) -> None:
    assert set(world.words(CONNECT)) == {PUBLIC}
    assert world.error("/a/good") == ""


def test_a_link_to_a_private_address_is_not_followed(world: World) -> None:
    sql = "select url, error from frontier where url like '%/a/direct'"
    found = rows(world.home / "crawl.db", sql)
    assert len(found) == 2
    assert all(error for _, error in found)


@pytest.mark.parametrize("forget", [False, True], ids=["remembered", "forgotten"])
def test_a_name_that_turns_private_is_not_followed(tmp_path: Path, forget: bool) -> None:
    """DNS rebinding: the first lookup is public, all others give 127.0.0.1."""
    answers = {"/": page(listing(["/a/1", "/a/2"])), "/a/1": page(article(1))}
    with HostileWeb(answers) as web:
        found = crawled(tmp_path, web, [PUBLIC, "127.0.0.1"], forget)
    assert set(found.words(CONNECT)) == {PUBLIC}
    if forget:
        assert f"{NAME} 127.0.0.1" in found.words(LOOKUP)
        assert "no public address" in found.error("/")
    else:
        assert found.words(LOOKUP) == [f"{NAME} {PUBLIC}"]
        assert found.error("/a/1") == ""


def test_a_name_with_a_private_address_is_not_asked(tmp_path: Path) -> None:
    with HostileWeb({}) as web:
        found = crawled(tmp_path, web, ["10.1.2.3"])
        assert web.seen == []
    assert found.words(CONNECT) == []
    assert found.error("/")
