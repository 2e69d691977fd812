"""Issues of an e-paper: how far the crawler has come with the pages of a day, from crawl.db."""

import json
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlite_utils import Database

from db.store import frontier
from db.store.frontier import NewTarget


class Progress(StrEnum):
    UNDONE = "undone"
    """Not asked for, or some of its pages are not."""
    DONE = "done"
    NONE = "no issue"
    """The site has none of that day (404, 410)."""
    DENIED = "denied"
    """robots.txt forbids it."""
    FAILED = "failed"
    """A page could not be had."""


SETTLED = frozenset({Progress.DONE, Progress.NONE, Progress.DENIED})
_PAGES = """
with recursive pages(id) as (
  select id from frontier where source = ? and url in (select value from json_each(?))
  union
  select f.id from pages p join frontier f on f.parent_id = p.id
  where f.kind not in ('article', 'part')
)
select count(*), sum(f.status in (200, 304)), sum(f.state = 'failed'), sum(f.state = 'denied'),
  sum(f.fetched_at is null or f.state = 'leased' or (f.state = 'queued' and f.tries > 0)
    or exists (select 1 from raw r left join discoveries d on d.raw_id = r.id
      where r.frontier_id = f.id and d.raw_id is null))
from pages join frontier f on f.id = pages.id
"""


def progress(crawl: Database, source: str, urls: Sequence[str]) -> tuple[Progress, int]:
    """State of the issue that begins at ``urls``, and how many of its pages were had."""
    known, had, failed, denied, waiting = crawl.execute(
        _PAGES, [source, json.dumps(list(urls))]
    ).fetchone()
    if known < len(urls) or waiting:
        return Progress.UNDONE, had or 0
    if failed:
        return Progress.FAILED, had
    if had:
        return Progress.DONE, had
    return (Progress.DENIED if denied else Progress.NONE), 0


def ask_for(crawl: Database, source: str, urls: Sequence[str], now: datetime) -> None:
    """Queue the first pages of issues, in this order; those asked for before are asked again."""
    targets = [NewTarget(url, "epaper") for url in urls]
    frontier.queue(crawl, source, targets, now, now)


def articles_waiting(crawl: Database, source: str) -> int:
    """Articles of a source that were found and never asked for."""
    row = crawl.execute(
        "select count(*) from frontier where source = ? and state in ('queued', 'leased')"
        " and kind = 'article' and fetched_at is null",
        [source],
    ).fetchone()
    return int(row[0])
