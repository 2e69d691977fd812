"""The stages on one page: fetch, extract, tag, cluster, match, deliver, health.

Each asks the store what is undone, so each can be killed, run twice or run alone.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date, datetime
from fnmatch import fnmatchcase
from pathlib import Path

from sqlite_utils import Database

from crawler.source import Source, load_sources
from db.errors import ConfigError, DongbeiError
from db.models import Run
from db.settings import Settings
from db.store import articles, runs, tags
from db.store.articles import SourceRow
from db.store.database import open_alerts, open_crawl, open_news
from db.store.locks import lock
from nlp.offices import Holding
from nlp.overlay import NOTHING, Overlay
from scheduler import crawls

Clock = Callable[[], datetime]
Stage = Callable[[Settings, Clock], dict[str, int]]


def extract(settings: Settings, clock: Clock) -> dict[str, int]:
    """Raw pages to articles, revisions or reasons; tombstones for pages that are gone."""
    from crawler.stage import extract_waiting
    from crawler.vanished import settle

    sources, _ = load_sources(settings.home / "sources")
    with closing(open_crawl(settings.crawl_db)) as crawl, _news(settings) as news:
        articles.sync_sources(news, [_row(source) for source in sources.values()])
        counts = extract_waiting(news, crawl, sources, clock)
        return counts | settle(news, crawl, settings.crawl_db, clock)


def tag(settings: Settings, clock: Clock) -> dict[str, int]:
    """Texts to mentions, posts and relevance."""
    from scheduler.overlay import overlay_of
    from scheduler.tagging import tag_waiting

    with _news(settings) as news:
        overlay = overlay_of(settings)
        known = sync_knowledge(news, overlay)
        counts = tag_waiting(news, clock, overlay)
        tags.drop_forgotten(news, known)
        return counts


def cluster(settings: Settings, clock: Clock) -> dict[str, int]:
    """Articles to stories."""
    from crawler.stories import cluster_waiting

    with _news(settings) as news:
        return cluster_waiting(news, clock)


def match(settings: Settings, clock: Clock) -> dict[str, int]:
    """Tagged articles in stories to alerts."""
    from alerts.match import match_articles

    with _news(settings) as news, closing(open_alerts(settings.alerts_db)) as alerts:
        today = date.fromisoformat(settings.today) if settings.today else None
        return match_articles(news, alerts, clock(), today)


def deliver(settings: Settings, clock: Clock) -> dict[str, int]:
    """Due alerts to their channels."""
    from alerts.deliver import deliver_due

    with closing(open_alerts(settings.alerts_db)) as alerts:
        return deliver_due(alerts, settings, clock())


def health(settings: Settings, clock: Clock) -> dict[str, int]:
    """Crawls to incidents that open and close, and the operator's notices of them."""
    from alerts.deliver import deliver_due
    from alerts.notices import tell
    from scheduler.health import judge

    sources, _ = load_sources(settings.home / "sources")
    counts = judge(settings, sources, clock())
    with _news(settings) as news, closing(open_alerts(settings.alerts_db)) as alerts:
        told = tell(news, alerts, settings, clock())
        if told:
            deliver_due(alerts, settings, clock())
    return counts | ({"told": told} if told else {})


STAGES: dict[str, Stage] = {
    "extract": extract,
    "tag": tag,
    "cluster": cluster,
    "match": match,
    "deliver": deliver,
    "health": health,
}


def process(settings: Settings, clock: Clock, names: Sequence[str] = tuple(STAGES)) -> list[Run]:
    """Run stages in order, each with its row in the ledger; one process at a time."""
    with lock(settings.home, "stages"):
        return [_ledger(settings, name, clock) for name in names]


def run_all(settings: Settings, sources: Sequence[str], clock: Clock) -> list[Run]:
    """Crawl the sources now, then all stages; the rows of all runs."""
    found = asyncio.run(crawls.crawl_many(settings, sources, clock(), clock))
    return found + process(settings, clock)


def chosen_sources(settings: Settings, names: Sequence[str]) -> list[str]:
    """Ids of the sources to crawl: those named, else those the settings name, else all enabled.

    Raises ConfigError for a name that fits no source, or a source that is not enabled.
    """
    sources, problems = load_sources(settings.home / "sources")
    patterns = names or settings.sources
    if not patterns:
        return sorted(source.id for source in sources.values() if source.enabled)
    chosen: list[str] = []
    for pattern in patterns:
        fitting = sorted(key for key in sources if fnmatchcase(key, pattern))
        if not fitting:
            for problem in problems:
                if pattern in str(problem):
                    raise problem
            raise ConfigError("no such source", value=pattern, hint="see: dongbei sources list")
        enabled = [key for key in fitting if sources[key].enabled]
        if not enabled:
            raise ConfigError(
                "this source is not enabled", value=pattern, hint="see: dongbei sources check"
            )
        chosen += [key for key in enabled if key not in chosen]
    return chosen


def source_problems(settings: Settings) -> list[DongbeiError]:
    """What is wrong in the operator's own folder of sources."""
    _, problems = load_sources(settings.home / "sources")
    return list(problems)


def sync_knowledge(news: Database, overlay: Overlay = NOTHING) -> set[str]:
    """Bring the entities and offices of the knowledge base into the database; the entities' ids.

    Raises KnowledgeError, before anything is written, for a wrong row of the operator's.
    """
    from nlp.pipeline import resources

    shared = resources(overlay)
    entities = [*shared.knowledge.entities(), *shared.offices.persons()]
    offices = map(_office, shared.offices.holdings())
    tags.sync_entities(news, entities)
    tags.sync_names(news, shared.knowledge.names())
    tags.sync_offices(news, {row["id"]: row for row in offices}.values())
    return {entity.id for entity in entities}


@contextmanager
def _news(settings: Settings) -> Iterator[Database]:
    with closing(open_news(settings.news_db)) as news:
        yield news


def _ledger(settings: Settings, name: str, clock: Clock) -> Run:
    with closing(open_crawl(settings.crawl_db)) as db:
        now = clock()
        run_id = runs.begin(db, name, runs.EVERY, now, now)
        try:
            stats = STAGES[name](settings, clock)
        except BaseException as error:
            runs.finish(db, run_id, 1, clock(), str(error) or type(error).__name__)
            raise
        runs.note(db, run_id, stats, None)
        runs.finish(db, run_id, 0, clock())
        return runs.get(db, run_id)


def _row(source: Source) -> SourceRow:
    return SourceRow(
        source.id, source.name_zh, source.name_en, source.language, source.region, source.family,
        str(source.state), source.enabled,
    )  # fmt: skip


def _office(holding: Holding) -> dict[str, str | None]:
    parts = [holding.person_id, holding.office_zh, holding.jurisdiction, holding.start or ""]
    if holding.table != "officials.csv":
        parts += [Path(holding.table).name, str(holding.line)]
    return {
        "id": "--".join(parts),
        "person_id": holding.person_id,
        "office_zh": holding.office_zh,
        "office_en": holding.office_en,
        "jurisdiction": holding.jurisdiction,
        "start_date": holding.start,
        "end_date": holding.end,
        "status": holding.status,
        "as_of": holding.as_of,
        "confidence": holding.confidence,
        "evidence": holding.evidence,
    }
