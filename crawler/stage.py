"""The extraction stage: raw pages that have no mark yet become articles, revisions or reasons."""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from crawler.deadline import Worker, WorkFailed, WorkKilled
from crawler.source import Source
from db.errors import ParseError
from db.models import Article, Language
from db.store import articles, pages
from db.store.articles import Outcome
from db.store.pages import Waiting
from db.store.raw import Raw, load_raw

PARSER = "1"
"""Raised whenever the same page may give another article."""

SECONDS = 30.0
STRIKES = 2
STAGE = "extract"
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
Job = tuple[Waiting, Sequence[Raw], Source | None]
Clock = Callable[[], datetime]


def extract_waiting(
    news: Database, crawl: Database, crawl_path: Path, sources: Mapping[str, Source], clock: Clock
) -> dict[str, int]:
    """Work off all that waits; counts by outcome. Can be killed anywhere and run again."""
    pages.attach_crawl(news, crawl_path)
    counts: Counter[str] = Counter()
    try:
        with Worker(read_article) as worker:
            for item in pages.waiting(news):
                raws = [load_raw(crawl, raw_id) for raw_id in item.pages]
                job = (item, raws, sources.get(item.source))
                counts[_one(news, worker, job, clock)] += 1
    finally:
        news.execute("detach database crawl")
    return dict(sorted(counts.items()))


def _one(news: Database, worker: Worker[Job, Article | str], job: Job, clock: Clock) -> str:
    item = job[0]
    key = f"{item.settles[-1]}"
    tries = articles.begin_attempt(news, STAGE, key, clock())
    try:
        answer = worker.call(job, SECONDS)
    except WorkKilled as killed:
        if tries < STRIKES:
            articles.end_attempt(news, STAGE, key, str(killed))
            return "postponed"
        return _refuse(news, item, Outcome.ERROR, f"gave up after {tries} tries: {killed}", clock)
    except WorkFailed as failure:
        articles.end_attempt(news, STAGE, key)
        return _refuse(news, item, Outcome.ERROR, str(failure), clock)
    articles.end_attempt(news, STAGE, key)
    if isinstance(answer, str):
        return _refuse(news, item, Outcome.NOT_ARTICLE, answer, clock)
    newest = [item.pages[0]] if item.pages[0] in item.settles else [item.settles[0]]
    order = newest + [raw_id for raw_id in item.settles if raw_id not in newest]
    return str(articles.save(news, answer, order, PARSER, clock()))


def _refuse(news: Database, item: Waiting, outcome: Outcome, why: str, clock: Clock) -> str:
    articles.mark(news, item.settles, outcome, why, PARSER, clock())
    return str(outcome)


def read_article(job: Job) -> Article | str:
    """One article from its raw pages, in a worker process; a text says why there is none."""
    item, raws, source = job
    if item.kind == "text":
        return _from_text(item, raws[0])
    from crawler.extract import extract, join_parts

    parts = [
        extract(
            raw.body,
            raw.headers.get("final-url", raw.url),
            charset=_charset(raw.headers) or (source.charset or None if source else None),
            family=source.family if source else None,
            selectors=source.selectors.model_dump(exclude_none=True) if source else None,
            timezone=source.timezone if source else "Asia/Shanghai",
            fetched_at=raw.fetched_at,
        )
        for raw in raws
    ]
    page = join_parts(parts) if len(parts) > 1 else parts[0]
    if not page.is_article:
        return f"not an article: {len(page.body)} characters of text"
    rules = dict(page.rules)
    zone = source.timezone if source else "Asia/Shanghai"
    return Article(
        url=item.url,
        source=item.source,
        title=_clean(page.title or item.title or ""),
        body=_clean(page.body),
        language=Language(page.language),
        published_at=_published(page.published_at, item.published, zone, raws[0].fetched_at, rules),
        author=page.author,
        origin=page.origin,
        editor=page.editor,
        quality=page.quality,
        rules=rules,
    )


def _published(
    found: str | None, listed: str | None, zone: str, fetched_at: str, rules: dict[str, str]
) -> str | None:
    """The page's own date; its minute, or all of it, from the list where the page has none."""
    from crawler.discovery import parse_date

    if not listed or (found and len(found) > 10):
        return found
    moment = parse_date(listed, zone, datetime.fromisoformat(fetched_at))
    if moment is None:
        return found
    text = str(moment)
    if found is None or (text.startswith(found) and len(text) > 10):
        rules["published_at"] = "discovery"
        return text
    return found


def _from_text(item: Waiting, raw: Raw) -> Article:
    row = json.loads(raw.body)
    if not row["body"].strip():
        raise ParseError("no text", where=item.url)
    return Article(
        url=item.url,
        source=item.source,
        title=_clean(row["title"]),
        body=_clean(row["body"]),
        language=Language(row["language"]),
        published_at=row["published_at"],
        author=tuple(row["author"]),
        origin=row["origin"],
        quality=1.0,
        rules={"body": "import"},
    )


def _clean(text: str) -> str:
    """Without what XML forbids: one such character makes a feed unreadable."""
    return _ILLEGAL.sub("", text)


def _charset(headers: Mapping[str, str]) -> str | None:
    _, _, charset = headers.get("content-type", "").lower().partition("charset=")
    return charset.split(";")[0].strip(" \"'") or None
