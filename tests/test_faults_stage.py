"""A page that hangs or kills the extractor is tried twice and put aside; its neighbours are had."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import hanging_reader
import pytest
from hostile_crawl import declare, rule
from site_home import rows
from tiny_articles import article

from crawler import stage
from db.settings import load
from db.store import raw
from db.store.database import open_crawl
from db.store.frontier import ARTICLE, NewTarget
from scheduler import jobs

SECONDS = 6.0
NOW = datetime(2026, 5, 12, 8, 0, tzinfo=UTC)
SITE = "http://news.example.org"


def extracted(home: Path, hour: int) -> dict[str, int]:
    """Counts of one run of the stage at that hour."""
    now = NOW + timedelta(hours=hour)
    (run,) = jobs.process(load(home, {}), lambda: now, ("extract",))
    return run.stats


def three_pages(home: Path, mark: bytes) -> None:
    """Three stored articles, the second with ``mark`` at its end."""
    declare(home, "tiny", [rule("listing", f"{SITE}/")])
    with closing(open_crawl(home / "crawl.db")) as db:
        for number, end in enumerate((b"", mark, b""), start=1):
            target = NewTarget(f"{SITE}/a/{number}", ARTICLE)
            page = article(number).encode() + end
            assert raw.add_page(db, "tiny", target, ARTICLE, page, {}, NOW) == 1


@pytest.mark.parametrize(
    ("mark", "reason"),
    [
        (hanging_reader.HANG, "no answer within 6 s"),
        (hanging_reader.DIE, "the process died"),
    ],
    ids=["hangs", "dies"],
)
def test_a_page_that_kills_its_reader_twice_is_put_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mark: bytes, reason: str
) -> None:
    monkeypatch.setattr(stage, "SECONDS", SECONDS)
    monkeypatch.setattr(stage, "read_for", hanging_reader.read)
    three_pages(tmp_path, mark)
    assert extracted(tmp_path, 1) == {"postponed": 1, "stored": 2}
    assert extracted(tmp_path, 2) == {"error": 1}
    assert extracted(tmp_path, 3) == {}
    found = rows(tmp_path / "news.db", "select error from extractions where outcome = 'error'")
    assert len(found) == 1
    assert found[0][0].startswith(f"gave up after 2 tries: {reason}")
    urls = rows(tmp_path / "news.db", "select url from articles order by url")
    assert urls == [(f"{SITE}/a/1",), (f"{SITE}/a/3",)]


def test_an_article_that_cannot_be_stored_harms_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage, "read_for", hanging_reader.read)
    three_pages(tmp_path, hanging_reader.UNFIT)
    assert extracted(tmp_path, 1) == {"error": 1, "stored": 2}
    assert extracted(tmp_path, 2) == {}
    found = rows(tmp_path / "news.db", "select error from extractions where outcome = 'error'")
    assert found[0][0].startswith("cannot be stored: UnicodeEncodeError")
    assert rows(tmp_path / "news.db", "select stage from attempts") == []
