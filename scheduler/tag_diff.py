"""What the present tagger would change in the stored tags, before it is let loose on them."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Set
from contextlib import closing
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

import click
from sqlite_utils import Database

from alerts.sentence import sentence_at
from crawler.deadline import WorkFailed, WorkKilled
from db.models import Tags
from db.settings import Settings
from db.store import tags
from db.store.database import open_news
from nlp.overlay import Overlay
from scheduler.overlay import overlay_of
from scheduler.tagging import SECONDS, worker_with

POST = "POST"
T = TypeVar("T", bound=tuple[Any, ...])


@dataclass(frozen=True, slots=True)
class Change:
    """One tag that differs. ``kind``: added, removed or changed; ``type``: an entity's, or POST.

    ``before``, ``after``: entity ids, or the words of a post; None where there is none.
    """

    article_id: int
    kind: str
    type: str
    start: int
    end: int
    text: str
    before: str | None
    after: str | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Diff:
    """``articles`` compared, ``failed`` to be tagged in time, and all that differs."""

    version: str
    articles: int
    failed: int
    changes: tuple[Change, ...]

    def counts(self) -> dict[str, dict[str, int]]:
        """Type to kind to number."""
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for change in self.changes:
            found[change.type][change.kind] += 1
        return {kind: dict(sorted(found[kind].items())) for kind in sorted(found)}


def compare(news: Database, overlay: Overlay, limit: int | None = None) -> Diff:
    """Tag stored articles (the newest ``limit``) again and compare; writes nothing."""
    changes: list[Change] = []
    seen = failed = 0
    with worker_with(overlay) as worker:
        version = str(worker.call(None, SECONDS))
        for item in tags.tagged(news, limit):
            try:
                answer = worker.call((item.text, item.date, item.home), SECONDS)
            except (WorkFailed, WorkKilled):
                failed += 1
                continue
            seen += 1
            assert isinstance(answer, Tags)
            changes += _mentions(news, item, answer)
            changes += _posts(news, item, answer)
    return Diff(version, seen, failed, tuple(changes))


def show(settings: Settings, limit: int | None, as_json: bool) -> None:
    """Print the differences, counts first."""
    with closing(open_news(settings.news_db)) as news:
        diff = compare(news, overlay_of(settings), limit)
    if as_json:
        head = {"version": diff.version, "articles": diff.articles, "failed": diff.failed}
        rows = {"counts": diff.counts(), "changes": [asdict(change) for change in diff.changes]}
        click.echo(json.dumps(head | rows, ensure_ascii=False, indent=2))
        return
    touched = len({change.article_id for change in diff.changes})
    click.echo(f"{diff.articles} articles compared with tagger {diff.version}, {touched} change")
    if diff.failed:
        click.echo(f"{diff.failed} articles could not be tagged", err=True)
    for kind, counts in diff.counts().items():
        click.echo(f"{kind:<9} " + " ".join(f"{name}={count}" for name, count in counts.items()))
    for one in diff.changes:
        said = " -> ".join(part for part in (one.before, one.after) if part is not None)
        click.echo(f"{one.kind:<8} {one.type:<8} {one.article_id}:{one.start}-{one.end} "
                   f"{one.text}  {said}\n         {one.sentence}")  # fmt: skip


def _mentions(news: Database, item: tags.Untagged, answer: Tags) -> Iterator[Change]:
    old = tags.stored_mentions(news, item.article_id)
    new = {(m.start, m.end, str(m.type), m.entity_id, m.embedded) for m in answer.mentions}
    pairs = _pairs(old - new, new - old, lambda row: row[:2])
    for before, after in pairs:
        row = after or before
        assert row is not None
        yield _change(item, row[2], row[0], row[1], *(_entity(one) for one in (before, after)))


def _posts(news: Database, item: tags.Untagged, answer: Tags) -> Iterator[Change]:
    old = tags.stored_posts(news, item.article_id)
    new = {
        (p.start, p.end, p.name, p.jurisdiction or "", str(p.status), p.person_id or "")
        for p in answer.posts
    }
    for before, after in _pairs(old - new, new - old, lambda row: row[:3]):
        row = after or before
        assert row is not None
        words = [one and " ".join(filter(None, one[2:])) for one in (before, after)]
        yield _change(item, POST, row[0], row[1], *words)


def _pairs(
    gone: Set[T], come: Set[T], key: Callable[[T], tuple[Any, ...]]
) -> Iterator[tuple[T | None, T | None]]:
    """What went and what came, paired where there is exactly one of each at a place."""
    places: dict[tuple[Any, ...], tuple[list[T], list[T]]] = defaultdict(lambda: ([], []))
    for row in sorted(gone):
        places[key(row)][0].append(row)
    for row in sorted(come):
        places[key(row)][1].append(row)
    for place in sorted(places):
        old, new = places[place]
        if len(old) == len(new) == 1:
            yield old[0], new[0]
            continue
        yield from ((row, None) for row in old)
        yield from ((None, row) for row in new)


def _entity(row: tuple[int, int, str, str, bool] | None) -> str | None:
    return row and row[3] + (" embedded" if row[4] else "")


def _change(
    item: tags.Untagged, kind: str, start: int, end: int, before: str | None, after: str | None
) -> Change:
    left, right = sentence_at(item.text, start, end)
    what = "added" if before is None else "removed" if after is None else "changed"
    return Change(
        item.article_id, what, kind, start, end, item.text[start:end], before, after,
        " ".join(item.text[left:right].split()),
    )  # fmt: skip
