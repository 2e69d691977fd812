"""New articles against watches: one alert per watch and story, recorded with the article's mark."""

import hashlib
from datetime import date, datetime, timedelta

from sqlite_utils import Database

from alerts.sentence import sentence_at
from db.models import Alert, Watch
from db.store import matchings, outbox, watches
from db.store.database import stamp
from db.store.matchings import Matchable, Named

OLD = timedelta(days=14)
"""An article that was published longer before it was first seen is noted, and alerts nobody.

Long enough for what is caught up after a holiday; a back-fill of old issues stays silent.
"""

QUIET_BATCH = 500
"""Articles that no watch asks for are marked together, this many at a time."""


def match_articles(
    news: Database, alerts: Database, now: datetime, today: date | None = None
) -> dict[str, int]:
    """Matches every tagged and clustered text that was not matched yet.

    A watch hears of an article that was first seen after the watch was made, when the article
    names exactly the watch's entity outside other names; what an old article would have said is
    kept as quiet. ``today``: the day that the settings fix, for demo and tests. Returns counts:
    articles, alerts, and quiet where there are any.
    """
    by_entity = watches.by_entity(watches.list_watches(alerts))
    names = watches.names(alerts)
    counts = {"articles": 0, "alerts": 0}
    quiet: list[tuple[int, str]] = []
    for article_id in matchings.undone(news, alerts):
        article = matchings.load(news, article_id)
        if article is None:
            continue
        found = [
            _alert(watch, names[watch.id], article, named, now)
            for named in article.named
            for watch in by_entity.get(named.entity_id, ())
            if _is_new(alerts, watch, article)
        ]
        if found:
            old = is_old(article, today) or is_read_late(article, today or now.date())
            new = outbox.record(alerts, article.id, article.text_hash, found, now, old)
            name = "quiet" if old else "alerts"
            counts[name] = counts.get(name, 0) + new
        else:
            quiet.append((article.id, article.text_hash))
        if len(quiet) >= QUIET_BATCH:
            matchings.mark_all(alerts, quiet, now)
            quiet.clear()
        counts["articles"] += 1
    matchings.mark_all(alerts, quiet, now)
    return counts


def alert_key(watch_id: int, story_key: str) -> str:
    """The idempotency key of one story for one watch, the same in every attempt and channel."""
    return hashlib.sha256(f"{watch_id}|{story_key}".encode()).hexdigest()


def is_old(article: Matchable, today: date | None = None) -> bool:
    """Whether a crawled article was published long before it was first seen."""
    if article.imported or not article.published_at:
        return False
    seen = datetime.fromisoformat(article.first_seen).date()
    return date.fromisoformat(article.published_at[:10]) < min(seen, today or seen) - OLD


def is_read_late(article: Matchable, today: date) -> bool:
    """Whether a newer parser gave this text, long after its page was first seen."""
    seen = datetime.fromisoformat(article.first_seen).date()
    return article.reread and seen < today - OLD


def _is_new(alerts: Database, watch: Watch, article: Matchable) -> bool:
    made, seen = (datetime.fromisoformat(at) for at in (watch.created_at, article.first_seen))
    return made <= seen and not outbox.alerted(
        alerts, watch.id, article.story_key, article.story_article_ids
    )


def _alert(watch: Watch, name: str, article: Matchable, named: Named, now: datetime) -> Alert:
    start, end = sentence_at(article.text, named.start, named.end)
    return Alert(
        key=alert_key(watch.id, article.story_key),
        watch_id=watch.id,
        story_key=article.story_key,
        article_id=article.id,
        entity_id=watch.entity_id,
        entity_name=name,
        url=article.url,
        title=article.title,
        source=article.source,
        published_at=article.published_at,
        sentence=article.text[start:end],
        sentence_start=start,
        mention_start=named.start,
        mention_end=named.end,
        created_at=stamp(now),
        confidence=named.confidence,
    )
