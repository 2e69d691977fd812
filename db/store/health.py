"""Health in news.db: day rows, states and incidents of sources; what the crawl ledger says of them.

Days are those of the schedule's time zone, as the stored times have them.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, astuple, fields
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from db.store.database import stamp
from db.store.health_rows import Incident, Kind, Sample, SourceDay, SourceState
from db.store.runs import KILLED

STOPPED = 143
"""Exit code of a crawl that its parent was asked to stop: it says nothing about the source."""

_DAY = tuple(field.name for field in fields(SourceDay))
_INCIDENT = (
    "id, source, kind, since, opened_at, closed_at, outcome, reason, detail, evidence, before,"
    " after"
)


def crawls(crawl: Database, since: str) -> Iterator[dict[str, Any]]:
    """Finished crawls begun since a day, oldest first: id, source, started_at, rc, stats, error."""
    rows = crawl.execute(
        "select id, source, started_at, rc, stats, error from runs where stage = 'crawl'"
        " and rc is not null and rc not in (?, ?) and started_at >= ? order by started_at, id",
        [KILLED, STOPPED, since],
    )
    for row in rows:
        names = ("id", "source", "started_at", "rc", "stats", "error")
        yield {**dict(zip(names, row, strict=True)), "stats": json.loads(row[4])}


def newest_crawls(crawl: Database) -> dict[str, tuple[int, str]]:
    """Source to (id, started_at) of its newest finished crawl."""
    rows = crawl.execute(
        "select source, id, max(started_at) from runs where stage = 'crawl' and rc is not null"
        " and rc not in (?, ?) group by source",
        [KILLED, STOPPED],
    )
    return {row[0]: (row[1], row[2]) for row in rows.fetchall()}


def links_of(crawl: Database, source: str) -> int | None:
    """How many links the source's list pages held when last read; None when none was read."""
    row = crawl.execute(
        "select sum(d.found), count(*) from raw r join discoveries d on d.raw_id = r.id"
        " join frontier f on f.id = r.frontier_id"
        " where f.source = ? and f.kind not in ('article', 'part', 'text')",
        [source],
    ).fetchone()
    return int(row[0]) if row[1] else None


def articles_since(news: Database, since: str) -> Iterator[dict[str, Any]]:
    """Articles first seen since a day, with their bodies and counted mentions, as they come."""
    rows = news.execute(
        "select a.source, a.first_seen, a.title, a.published_at, a.published_day, a.author,"
        " a.origin, t.body, (select count(*) from mentions m where m.article_id = a.id"
        " and m.embedded = 0) from articles a join article_text t on t.article_id = a.id"
        " where a.first_seen >= ?",
        [since],
    )
    names = ("source", "first_seen", "title", "published_at", "published_day", "author", "origin",
             "body", "mentions")  # fmt: skip
    for row in rows:
        yield dict(zip(names, row, strict=True))


def pages_since(news: Database, since: str, fetched: str) -> Iterator[tuple[str, str, str]]:
    """(source, when, outcome) of pages read since a day that were fetched since another.

    crawl.db must be attached as ``crawl``.
    """
    rows = news.execute(
        "select r.source, e.at, e.outcome from extractions e join crawl.raw r on r.id = e.raw_id"
        " where e.at >= ? and r.fetched_at >= ? and r.kind = 'article'",
        [since, fetched],
    )
    yield from rows


def states(news: Database) -> dict[str, SourceState]:
    """What the last stage found of each source."""
    rows = news.execute(
        "select source, state, base, interval, seen, expected, judged_run, at from source_states"
    )
    return {row[0]: SourceState(*row) for row in rows.fetchall()}


def last_days(news: Database) -> dict[str, str]:
    """Source to its newest measured day."""
    return dict(news.execute("select source, max(day) from source_days group by 1").fetchall())


def last_articles(news: Database) -> dict[str, str]:
    """Source to the newest day on which it brought an article."""
    rows = news.execute("select source, max(day) from source_days where new > 0 group by source")
    return dict(rows.fetchall())


def days_of(news: Database, source: str, since: str = "") -> list[SourceDay]:
    """The measured days of a source, in order."""
    rows = news.execute(
        f"select {', '.join(_DAY)} from source_days where source = ? and day >= ? order by day",
        [source, since],
    )
    found = [dict(zip(_DAY, row, strict=True)) for row in rows.fetchall()]
    return [SourceDay(**{**row, "ours": bool(row["ours"])}) for row in found]


def incidents(
    news: Database, *, source: str | None = None, only_open: bool = False, limit: int = -1
) -> list[Incident]:
    """Incidents, newest first; of one source or all."""
    rows = news.execute(
        f"select {_INCIDENT} from incidents where (:source is null or source = :source)"
        " and (not :only_open or closed_at is null) order by opened_at desc, id desc limit :limit",
        {"source": source, "only_open": only_open, "limit": limit},
    )
    return [_incident(row) for row in rows.fetchall()]


def save_days(news: Database, source: str, days: Iterable[SourceDay]) -> None:
    """Write measured days over what stood there, inside the caller's transaction."""
    columns = ", ".join(("source", *_DAY))
    marks = ", ".join("?" * (len(_DAY) + 1))
    for day in days:
        values = [source, *(getattr(day, name) for name in _DAY[:-1]), int(day.ours)]
        news.execute(f"insert or replace into source_days ({columns}) values ({marks})", values)


def save_state(news: Database, state: SourceState) -> None:
    """Write what was found of a source, inside the caller's transaction."""
    news.execute(
        "insert or replace into source_states (source, state, base, interval, seen, expected,"
        " judged_run, at) values (?, ?, ?, ?, ?, ?, ?, ?)",
        list(astuple(state)),
    )


def open_incident(news: Database, incident: Incident) -> None:
    """Add an incident, inside the caller's transaction; one of its kind that is open stays."""
    news.execute(
        "insert or ignore into incidents (source, kind, since, opened_at, reason, detail, evidence,"
        " before, after) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [incident.source, str(incident.kind), incident.since, incident.opened_at, incident.reason]
        + [incident.detail, _json(incident.evidence), _sample(incident.before)]
        + [_sample(incident.after)],
    )


def update_incident(news: Database, incident: Incident) -> None:
    """Write what is known now of an open incident, inside the caller's transaction."""
    news.execute(
        "update incidents set reason = ?, detail = ?, evidence = ? where id = ?",
        [incident.reason, incident.detail, _json(incident.evidence), incident.id],
    )


def close_incident(news: Database, incident_id: int, outcome: str, now: datetime) -> None:
    """Close an incident, inside the caller's transaction."""
    news.execute(
        "update incidents set closed_at = ?, outcome = ? where id = ? and closed_at is null",
        [stamp(now), outcome, incident_id],
    )


def names(news: Database) -> dict[str, str]:
    """Source id to its name for people."""
    rows = news.execute("select id, coalesce(name_zh, name_en, id) from sources")
    return dict(rows.fetchall())


def _incident(row: Any) -> Incident:
    return Incident(
        id=row[0], source=row[1], kind=Kind(row[2]), since=row[3], opened_at=row[4],
        closed_at=row[5], outcome=row[6], reason=row[7], detail=row[8],
        evidence=json.loads(row[9]), before=_read(row[10]), after=_read(row[11]),
    )  # fmt: skip


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _sample(sample: Sample | None) -> str | None:
    return None if sample is None else _json(asdict(sample))


def _read(text: str | None) -> Sample | None:
    return None if text is None else Sample(**json.loads(text))
