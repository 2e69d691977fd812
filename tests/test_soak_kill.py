"""200 kills -9 of real processes at random moments: nothing lost, nothing twice. ``make soak``."""

import itertools
import json
import random
import shutil
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alert_receivers import Webhook, webhook
from database_picture import picture_in_any_order
from hostile_crawl import declare, rule
from hostile_server import Exchange, HostileWeb, page
from killing import Killer
from site_home import dongbei, make_home, rows, start
from tiny_articles import article, listing

from crawler.samplesite import SampleSite
from db.store.database import open_news

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads /proc"),
]
ROUNDS, KILLS = 9, 20
LONGEST = 5.0
"""Seconds between two kills at the most: about half of an undisturbed run."""

PAGES, CRAWL_KILLS = 30_000, 20
REFETCHED = 0.02
SEED = 20260512


@pytest.fixture(scope="module")
def site() -> Iterator[SampleSite]:
    with SampleSite() as running:
        yield running


@pytest.fixture(scope="module")
def hook() -> Iterator[Webhook]:
    with webhook() as running:
        yield running


def prepared(folder: Path, site: SampleSite, hook: Webhook) -> Path:
    """A home with two watches on files and one on the webhook; nothing crawled yet."""
    home = make_home(folder / "home", site)
    assert dongbei(home, "tag").returncode == 0
    for entity in ("gb:210000", "gb:220200"):
        target = (folder / "sink" / f"{entity[3:]}.jsonl").as_uri()
        assert dongbei(home, "watch", "add", "--entity", entity, "--to", target).returncode == 0
    target = hook.to(f"/{folder.name}")
    assert dongbei(home, "watch", "add", "--entity", "gb:210400", "--to", target).returncode == 0
    return home


def copied(model: Path, folder: Path) -> Path:
    """The same home in another folder, with receivers of its own."""
    home = Path(shutil.copytree(model, folder / "home"))
    with closing(sqlite3.connect(home / "alerts.db")) as db:
        old = model.parent.name
        db.execute('update watches set "to" = replace("to", ?, ?)', [f"/{old}", f"/{folder.name}"])
        db.commit()
    return home


def leases_run_out(home: Path) -> None:
    """Five minutes pass: what a killed sender had taken may be sent by another."""
    with closing(sqlite3.connect(home / "alerts.db")) as db:
        db.execute(
            "update outbox set leased_until = '2026-01-01T00:00:00+00:00' where state = 'leased'"
        )
        db.commit()


def full_answers(site: SampleSite) -> Counter[tuple[str, str]]:
    """How often each page of each outlet was sent with its body."""
    return Counter((one.source, one.path) for one in site.requests if one.status == 200)


def received_once(home: Path, hook: Webhook) -> int:
    """Every alert is sent, and arrived once at its file or under one key; how many repeats."""
    outbox = rows(home / "alerts.db", "select key, state from outbox")
    assert {state for _, state in outbox} == {"sent"}
    lines: Counter[str] = Counter()
    for path in (home.parent / "sink").glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            lines[json.loads(line)["key"]] += 1
    assert set(lines.values()) == {1}
    posts = Counter(
        heard["idempotency-key"]
        for path, heard, _ in hook.requests
        if path == f"/{home.parent.name}"
    )
    assert set(lines) | set(posts) == {key for key, _ in outbox}
    assert len(lines) > 5 and len(posts) > 1
    return posts.total() - len(posts)


def whole(home: Path) -> None:
    """The database files are sound."""
    for name in ("news.db", "crawl.db", "alerts.db"):
        assert rows(home / name, "pragma integrity_check") == [("ok",)], name
    with closing(open_news(home / "news.db")) as news:
        news.execute("insert into articles_fts (articles_fts, rank) values ('integrity-check', 1)")


def test_many_kills_of_every_process_then_one_run_equal_no_kill(
    site: SampleSite, hook: Webhook, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    began = time.monotonic()
    model = prepared(tmp_path / "model", site, hook)
    calm = copied(model, tmp_path / "calm")
    site.clear_requests()
    assert dongbei(calm, "run").returncode == 0
    once = full_answers(site)
    expected = {k: v for k, v in picture_in_any_order(calm).items() if k != "alerts.db watches"}
    received_once(calm, hook)
    hits: Counter[str] = Counter()
    again = repeats = 0
    for number in range(ROUNDS):
        home = copied(model, tmp_path / f"round-{number}")
        site.clear_requests()
        killer = Killer(home, random.Random(SEED + number), LONGEST)
        killer.kill(KILLS)
        leases_run_out(home)
        last = dongbei(home, "run")
        assert last.returncode == 0, last.stderr
        found = picture_in_any_order(home)
        for table, content in expected.items():
            assert found[table] == content, f"round {number}: {table}"
        whole(home)
        repeats += received_once(home, hook)
        articles = pages_of(home)
        sent = Counter({k: n for k, n in full_answers(site).items() if k in articles})
        again += (sent - once).total()
        hits += killer.hits
    with capsys.disabled():
        figures = {"kills": hits.total(), "of": hits, "rounds": ROUNDS, "webhook_repeats": repeats}
        pages = {"pages": ROUNDS * len(articles), "pages_sent_again": again}
        seconds = {"seconds": round(time.monotonic() - began)}
        sys.stdout.write(f"\nsoak: {json.dumps(figures | pages | seconds)}\n")
    assert hits.total() == ROUNDS * KILLS
    assert min(hits[kind] for kind in ("run", "crawl", "worker", "serve", "alerts")) > 0


def pages_of(home: Path) -> set[tuple[str, str]]:
    """Source and path of every article."""
    found = rows(home / "crawl.db", "select source, url from frontier where kind = 'article'")
    return {(source, "/" + url.split("/", 3)[3]) for source, url in found}


async def any_article(exchange: Exchange) -> None:
    number = int(exchange.path.rpartition("/")[2])
    await exchange.answer(article(number).encode(), etag=f'"{number}"')


def test_a_large_crawl_killed_often_asks_for_little_twice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lists = {
        f"/list-{first}": page(listing(f"/a/{n}" for n in range(first, first + 1000)))
        for first in range(0, PAGES, 1000)
    }
    with HostileWeb({**lists, "/a/*": any_article}) as web:
        declare(tmp_path, "tiny-large", [rule("listing", *(web.url + path for path in lists))])
        text = 'sources = ["tiny-*"]\nallow_loopback = true\n'
        (tmp_path / "dongbei.toml").write_text(text, encoding="utf-8")
        chance = random.Random(SEED)
        for _ in range(CRAWL_KILLS):
            kill_after_pages(
                tmp_path, web, chance.randrange(PAGES // CRAWL_KILLS // 2, PAGES // CRAWL_KILLS)
            )
        assert dongbei(tmp_path, "crawl", seconds=900).returncode == 0
        asked = Counter(path for path in web.paths() if path.startswith("/a/"))
    again = asked.total() - len(asked)
    with capsys.disabled():
        figures = {"crawl_kills": CRAWL_KILLS, "pages": PAGES, "asked_again": again}
        sys.stdout.write(f"\nsoak: {json.dumps(figures)}\n")
    stored = rows(
        tmp_path / "crawl.db",
        "select count(*), count(distinct url) from raw where kind = 'article'",
    )
    assert stored == [(PAGES, PAGES)]
    assert rows(tmp_path / "crawl.db", "pragma integrity_check") == [("ok",)]
    assert again <= REFETCHED * PAGES


def kill_after_pages(home: Path, web: HostileWeb, count: int) -> None:
    """Start a crawl and kill it once it has asked for ``count`` pages more."""
    goal = len(web.seen) + count
    process = start(home, "crawl")
    try:
        for _ in itertools.count():
            if len(web.seen) >= goal or process.poll() is not None:
                break
            time.sleep(0.01)
    finally:
        process.kill()
        process.communicate()
