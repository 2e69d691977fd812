"""The extraction stage: raw pages that have no mark yet become articles, revisions or reasons."""

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from sqlite_utils import Database

from crawler import complete, vanished
from crawler.deadline import Worker, WorkFailed, WorkKilled
from crawler.decode import decode
from crawler.source import Source
from crawler.twins import same_article
from db.errors import ParseError
from db.models import Article, Language
from db.store import articles, pages, twins
from db.store.articles import Outcome
from db.store.database import transaction
from db.store.pages import Waiting
from db.store.raw import Raw, load_raw

if TYPE_CHECKING:
    from crawler.extract import Extracted

PARSER = "2"
"""Raised whenever the same page may give another article."""

SECONDS = 30.0
STRIKES = 2
STAGE, POSTPONED = "extract", "postponed"
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
BATCH, BATCH_BYTES = 200, 20_000_000
"""Articles, and bytes of their pages when unpacked, that the worker is handed at a time."""
_UNFIT = (ValueError, sqlite3.IntegrityError, sqlite3.InterfaceError, sqlite3.DataError)
"""What SQLite says of a value that it cannot hold; a full disk or a lock is none of them."""
Job = tuple[Waiting, Sequence[Raw], Source | None]
Given = tuple[Waiting, Sequence[Raw]]
Answer = tuple[Waiting, int, Article | str | WorkFailed | WorkKilled]
Clock = Callable[[], datetime]


def extract_waiting(
    news: Database, crawl: Database, sources: Mapping[str, Source], clock: Clock
) -> dict[str, int]:
    """Work off all that waits; counts by outcome. Can be killed anywhere and run again.

    Attempts are counted, and results committed with their marks, a batch at a time; the results of
    one batch are written while the worker is busy with the next.
    """
    counts: Counter[str] = Counter()
    unsaved: list[Answer] = []
    with pages.reading_news(crawl, news), Worker(partial(read_for, dict(sources))) as worker:
        for batch in _batches(crawl, pages.waiting(crawl)):
            items = [item for item, _ in batch]
            tries = articles.begin_attempts(news, STAGE, [_key(item) for item in items], clock())
            worker.give(batch)
            _save(news, unsaved, counts, clock)
            unsaved = [(item, tries[_key(item)], _answer(worker)) for item in items]
        _save(news, unsaved, counts, clock)
    return dict(sorted(counts.items()))


def _batches(crawl: Database, items: Iterator[Waiting]) -> Iterator[list[Given]]:
    """Articles with their raw pages, so many together as the worker is handed at a time."""
    batch: list[Given] = []
    size = 0
    for item in items:
        raws = [load_raw(crawl, raw_id) for raw_id in item.pages]
        batch.append((item, raws))
        size += sum(raw.length for raw in raws)
        if len(batch) >= BATCH or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _answer(worker: Worker[Given, Article | str]) -> Article | str | WorkFailed | WorkKilled:
    try:
        return worker.take(SECONDS)
    except (WorkFailed, WorkKilled) as failure:
        return failure


def _save(news: Database, answers: list[Answer], counts: Counter[str], clock: Clock) -> None:
    """Write a batch of answers and empty the list; one that cannot be written harms no other."""
    if not answers:
        return
    try:
        counts.update(_write(news, answers, clock))
    except _UNFIT:
        counts.update([_alone(news, answer, clock) for answer in answers])
    answers.clear()


def _write(news: Database, answers: Sequence[Answer], clock: Clock) -> list[str]:
    """The outcome of each, all written in one transaction."""
    with transaction(news):
        outcomes = [_one(news, *answer, clock) for answer in answers]
        ended = zip(answers, outcomes, strict=True)
        keys = [_key(item) for (item, *_), outcome in ended if outcome != POSTPONED]
        articles.end_attempts(news, STAGE, keys)
    return outcomes


def _alone(news: Database, answer: Answer, clock: Clock) -> str:
    try:
        return _write(news, [answer], clock)[0]
    except _UNFIT as error:
        item, why = answer[0], f"cannot be stored: {type(error).__name__}: {error}"
        with transaction(news):
            articles.end_attempt(news, STAGE, _key(item))
            return _refuse(news, item, Outcome.ERROR, why, clock)


def _one(
    news: Database,
    item: Waiting,
    tries: int,
    answer: Article | str | WorkFailed | WorkKilled,
    clock: Clock,
) -> str:
    if isinstance(answer, WorkKilled):
        if tries < STRIKES:
            articles.end_attempt(news, STAGE, _key(item), str(answer))
            return POSTPONED
        return _refuse(news, item, Outcome.ERROR, f"gave up after {tries} tries: {answer}", clock)
    if isinstance(answer, WorkFailed):
        return _refuse(news, item, Outcome.ERROR, str(answer), clock)
    if isinstance(answer, str):
        outcome = Outcome.GONE if answer == vanished.GONE else Outcome.NOT_ARTICLE
        return _refuse(news, item, outcome, answer, clock)
    article = twins.placed(news, answer, item.url)
    if article is None:
        return _refuse(news, item, Outcome.SUPERSEDED, f"another skin of {answer.url}", clock)
    newest = [item.pages[0]] if item.pages[0] in item.settles else [item.settles[0]]
    order = newest + [raw_id for raw_id in item.settles if raw_id not in newest]
    return str(articles.save(news, judged(news, article), order, PARSER, clock()))


def judged(news: Database, article: Article) -> Article:
    """``article`` with the mark of a partial one where its source's texts are much longer."""
    if len(article.body) >= complete.LONG or "partial" in article.rules:
        return article
    others = articles.body_lengths(news, article.source, complete.COMPARED)
    if not (reason := complete.too_short(len(article.body), others)):
        return article
    quality = min(article.quality, complete.PARTIAL)
    return replace(article, quality=quality, rules=article.rules | {"partial": reason})


def _key(item: Waiting) -> str:
    return f"{item.settles[-1]}"


def _refuse(news: Database, item: Waiting, outcome: Outcome, why: str, clock: Clock) -> str:
    articles.mark(news, item.settles, outcome, why, PARSER, clock())
    return str(outcome)


def read_for(sources: Mapping[str, Source], given: Given) -> Article | str:
    """``read_article`` in a worker process that was told the sources when it started."""
    item, raws = given
    return read_article((item, raws, sources.get(item.source)))


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
    if vanished.is_notice(page.title or "", page.body) if page.is_article else _says_gone(raws[0]):
        return vanished.GONE
    if not page.is_article:
        return f"not an article: {len(page.body)} characters of text"
    url, rules = _kept_at(item.url, page)
    zone = source.timezone if source else "Asia/Shanghai"
    return Article(
        url=url,
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


def _kept_at(url: str, page: "Extracted") -> tuple[str, dict[str, str]]:
    """The address of a page found at ``url``, and its rules, which tell if it is another one."""
    address = same_article(url, page.canonical_url)
    return address, page.rules | ({"url": f"canonical of {url}"} if address != url else {})


def _published(
    found: str | None, listed: str | None, zone: str, fetched_at: str, rules: dict[str, str]
) -> str | None:
    """The page's own date; its minute, or all of it, from the list where the page has none."""
    if not listed or (found and len(found) > 10):
        return found
    from crawler.discovery import parse_date

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


def _says_gone(raw: Raw) -> bool:
    return vanished.says_gone(decode(raw.body, _charset(raw.headers)))


def _charset(headers: Mapping[str, str]) -> str | None:
    _, _, charset = headers.get("content-type", "").lower().partition("charset=")
    return charset.split(";")[0].strip(" \"'") or None
