"""The tagging stage: articles whose present text this tagger has not seen."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from functools import cache, partial
from typing import Any

from sqlite_utils import Database

from crawler.deadline import Worker, WorkFailed, WorkKilled
from db.models import Tags
from db.store import articles, tags
from nlp.overlay import NOTHING, Overlay

SECONDS = 60.0
BATCH = 100
STAGE = "tag"
Job = tuple[str, str | None, str | None] | None


def worker_with(overlay: Overlay) -> Worker[Job, Tags | str]:
    """A process that tags with the operator's additions; not started yet."""
    return Worker(partial(tag_text, overlay), partial(_tagger, overlay))


def tag_waiting(
    news: Database, clock: Callable[[], datetime], overlay: Overlay = NOTHING
) -> dict[str, int]:
    """Tag all that waits; counts. Two attempts that kill the worker put an article aside."""
    counts: Counter[str] = Counter()
    with worker_with(overlay) as worker:
        version = str(worker.call(None, SECONDS))
        while batch := tags.untagged(news, version, BATCH):
            for item in batch:
                counts[_one(news, worker, item, version, clock)] += 1
    return dict(sorted(counts.items()))


def _one(
    news: Database,
    worker: Worker[Job, Tags | str],
    item: tags.Untagged,
    version: str,
    clock: Callable[[], datetime],
) -> str:
    key = f"{item.article_id}:{item.text_hash}:{version}"
    articles.begin_attempt(news, STAGE, key, clock())
    try:
        answer = worker.call((item.text, item.date, item.home), SECONDS)
    except (WorkFailed, WorkKilled) as failure:
        articles.end_attempt(news, STAGE, key, str(failure))
        return "failed"
    if isinstance(answer, Tags):
        tags.save_tags(news, item, answer, version, clock())
    articles.end_attempt(news, STAGE, key)
    return "tagged"


def tag_text(overlay: Overlay, job: Job) -> Tags | str:
    """In the worker process: the tags of (text, date, home code), or for None its version."""
    if job is None:
        return str(_tagger(overlay).version)
    text, day, home = job
    found: Tags = _tagger(overlay).tag(text, date=day, home=home and home.removeprefix("gb:"))
    return found


@cache
def _tagger(overlay: Overlay) -> Any:
    from nlp.tagger import Tagger

    return Tagger(overlay)
