"""History read again by a newer parser, from the raw pages that are kept."""

import difflib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from sqlite_utils import Database

from crawler.deadline import Worker, WorkFailed, WorkKilled
from crawler.source import Source
from crawler.stage import PARSER, SECONDS, STRIKES, Given, judged, read_for
from db.models import Article
from db.store import articles, pages, rereads
from db.store.raw import load_raw
from db.store.rereads import Stale, Stored

STAGE = "reextract"
_FIELDS = ("title", "author", "origin", "editor", "published_at")


@dataclass(frozen=True, slots=True)
class Change:
    """What the newer parser would change of one address.

    ``outcome``: text, fields, kept (it sees no article), found (it sees one), same, none, failed.
    ``fields``: name → (before, after). ``lines``: a diff of the body, `-` old and `+` new.
    """

    url: str
    outcome: str
    fields: Mapping[str, tuple[str, str]]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """``stale``: source → addresses to read again; ``sample``: some of them, read on trial."""

    parser: str
    stale: Mapping[str, int]
    sample: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """Which pages: of these sources, fetched on the day ``since`` (YYYY-MM-DD) or later."""

    sources: Sequence[str]
    since: str | None = None


class _Reader:
    """Pages to articles, in a worker process with a deadline."""

    def __init__(self, crawl: Database, worker: Worker[Given, Article | str]) -> None:
        self.crawl, self._worker = crawl, worker

    def present(self, found: Stale) -> Article | str:
        """The article, or why there is none. Raises WorkFailed, WorkKilled."""
        raws = [load_raw(self.crawl, raw_id) for raw_id in found.item.pages]
        return self._worker.call((found.item, raws), SECONDS)

    def earlier(self, found: Stale) -> dict[int, tuple[str, str]]:
        """Title and body of the earlier texts that can be read anew."""
        texts = {}
        for revision, raw_id in found.earlier.items():
            try:
                answer = self.present(replace(found, item=found.item._replace(pages=(raw_id,))))
            except WorkFailed:
                continue
            if isinstance(answer, Article):
                texts[revision] = answer.title, answer.body
        return texts


def plan(
    news: Database, crawl: Database, sources: Mapping[str, Source], scope: Scope, sample: int,
) -> Plan:  # fmt: skip
    """What there is to do, and ``sample`` addresses of it read on trial; writes nothing."""
    with _reading(news, crawl, sources) as reader:
        todo = rereads.stale(crawl, PARSER, scope.sources, scope.since)
        step = max(1, len(todo) // max(1, sample))
        changes = [_trial(news, reader, unit) for unit, _ in todo[::step][:sample]]
    counts = dict(sorted(Counter(source for _, source in todo).items()))
    return Plan(PARSER, counts, tuple(change for change in changes if change))


def reread(
    news: Database, crawl: Database, sources: Mapping[str, Source], scope: Scope,
    clock: Callable[[], datetime], told: Callable[[int, int], None],
) -> dict[str, int]:  # fmt: skip
    """Read again what an older parser read; counts by outcome (see Change), and postponed ones.

    ``told`` hears (done, all) after each address. Can be killed anywhere and run again.
    """
    counts: Counter[str] = Counter()
    with _reading(news, crawl, sources) as reader:
        todo = rereads.stale(crawl, PARSER, scope.sources, scope.since)
        for done, (unit, _) in enumerate(todo, 1):
            if found := rereads.load_stale(reader.crawl, unit, PARSER):
                counts[_one(news, reader, unit, found, clock)] += 1
            told(done, len(todo))
    return dict(sorted(counts.items()))


@contextmanager
def _reading(news: Database, crawl: Database, sources: Mapping[str, Source]) -> Iterator[_Reader]:
    with pages.reading_news(crawl, news), Worker(partial(read_for, dict(sources))) as worker:
        yield _Reader(crawl, worker)


def _one(
    news: Database, reader: _Reader, unit: int, found: Stale, clock: Callable[[], datetime]
) -> str:
    if not found.leads:
        rereads.settle(news, found, PARSER)
        return "same"
    key = f"{unit}:{PARSER}"
    tries = articles.begin_attempt(news, STAGE, key, clock())
    try:
        answer = reader.present(found)
        earlier = reader.earlier(found) if isinstance(answer, Article) else {}
    except (WorkFailed, WorkKilled) as failure:
        if isinstance(failure, WorkKilled) and tries < STRIKES:
            articles.end_attempt(news, STAGE, key, str(failure))
            return "postponed"
        rereads.settle(news, found, PARSER, f"failed {tries} times: {failure}")
        outcome = "failed"
    else:
        outcome = _written(news, found, answer, earlier, clock())
    articles.end_attempt(news, STAGE, key)
    return outcome


def _written(
    news: Database, found: Stale, article: Article | str, earlier: Mapping[int, tuple[str, str]],
    now: datetime,
) -> str:  # fmt: skip
    if isinstance(article, str):
        rereads.settle(news, found, PARSER, article, doubted=True)
        return "kept" if found.article_id else "none"
    article = judged(news, article)
    if found.article_id is None:
        return "found" if rereads.add(news, found, article, PARSER, now) else "same"
    outcome = _difference(rereads.stored(news, found.article_id), article, found.item.url).outcome
    rereads.rewrite(news, found, article, earlier, PARSER)
    return outcome


def _trial(news: Database, reader: _Reader, unit: int) -> Change | None:
    found = rereads.load_stale(reader.crawl, unit, PARSER)
    if found is None:
        return None
    url = found.item.url
    if not found.leads:
        return Change(url, "same", {}, ())
    try:
        answer = reader.present(found)
    except (WorkFailed, WorkKilled) as failure:
        return Change(url, "failed", {"reason": ("", str(failure))}, ())
    if isinstance(answer, str):
        kept = "kept" if found.article_id else "none"
        return Change(url, kept, {"reason": ("", answer)} if found.article_id else {}, ())
    if found.article_id is None:
        return Change(url, "found", {"title": ("", answer.title)}, ())
    return _difference(rereads.stored(news, found.article_id), judged(news, answer), url)


def _difference(before: Stored, after: Article, url: str) -> Change:
    new = {
        "title": after.title, "author": "、".join(after.author), "origin": after.origin or "",
        "editor": "、".join(after.editor),
        "published_at": after.published_at or before.published_at,
    }  # fmt: skip
    pairs = {name: (getattr(before, name) or "", new[name] or "") for name in _FIELDS}
    pairs["partial"] = before.rules.get("partial", ""), after.rules.get("partial", "")
    fields = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    if articles.text_hash(after.title, after.body) != before.text_hash:
        old, now = before.body.splitlines(), after.body.splitlines()
        diff = list(difflib.unified_diff(old, now, lineterm="", n=0))[2:]
        lines = tuple(line for line in diff if not line.startswith("@@"))
        return Change(url, "text", fields, lines)
    return Change(url, "fields" if fields else "same", fields, ())
