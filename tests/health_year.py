"""Runs the made-up year through the functions of the health stage, and counts what they found."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from health_world import Simulated, days, interval, sources, steady, weight

from db.store.health_rows import Incident, SourceDay
from scheduler.health_bands import learn
from scheduler.health_incidents import step, teaching
from scheduler.health_scene import Scene
from scheduler.holidays import is_quiet

TELLS = {
    "frozen": {"stale"},
    "refused": {"layout"},
    "short": {"layout"},
    "field": {"fields"},
    "halved": {"volume"},
    "encoding": {"encoding"},
}
"""The kinds of incident that name a death rightly."""


@dataclass
class Year:
    """``late``: deaths not found in time, with what is needed to look into them."""

    deaths: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    twice: list[tuple[str, ...]] = field(default_factory=list)
    late: list[tuple[object, ...]] = field(default_factory=list)
    sources: int = 0

    @property
    def share(self) -> float:
        return self.found.total() / self.deaths.total()

    @property
    def false_a_year(self) -> float:
        return self.false.total() / self.sources


def simulate(seeds: Sequence[int]) -> Year:
    """A year of 40 sources for each seed."""
    year = Year()
    for seed in seeds:
        for source in sources(seed):
            incidents, rows = live(source, seed)
            year.sources += 1
            _count(year, seed, source, incidents, rows)
    return year


def live(source: Simulated, seed: int) -> tuple[list[Incident], list[SourceDay]]:
    """One source's year, judged every day as the stage does after every crawl."""
    rows: list[SourceDay] = []
    incidents: list[Incident] = []
    for row in days(source, seed):
        rows.append(row)
        profile = learn(teaching(rows, incidents), None)
        after = {one.kind: one.closed_at for one in incidents if one.closed_at}
        scene = Scene(rows, row, after=after)
        open_ = [one for one in incidents if not one.closed_at]
        changes = step(profile, scene, open_, date.fromisoformat(row.day))
        for incident, outcome in changes.closed:
            closed = replace(incident, closed_at=row.day, outcome=outcome)
            incidents[incident.id] = closed
        for finding in changes.opened:
            incidents.append(
                Incident(
                    source.name, finding.kind, finding.since, row.day, "", finding.detail,
                    finding.evidence, id=len(incidents),
                )
            )  # fmt: skip
    return incidents, rows


def deadline(source: Simulated, rows: Sequence[SourceDay]) -> str | None:
    """The last day on which finding the death is in time; None if the year ends before.

    A death of everything: two intervals of the source. Half the volume: two spans over which its
    total is steady. Both without public holidays, on which nothing may ring. What articles lack: the first crawl that brings enough articles to tell.
    """
    span = {"frozen": interval, "refused": interval, "halved": steady}.get(source.death)
    limit = 2 * span(source) if span else enough(source)
    passed = 0.0
    for row in rows:
        if row.day < str(source.dies) or row.bad == row.runs:
            continue
        day = date.fromisoformat(row.day)
        passed += (0 if is_quiet(day) else weight(source, day)) if span else row.new
        if passed >= limit:
            return row.day
    return None


def enough(source: Simulated) -> int:
    """Articles without it that have a chance of 3 in 10,000 on a healthy source; 8 bodies."""
    if source.death in ("short", "encoding"):
        return 8 if source.death == "short" else 1
    shares = {"date": 1.0, "minute": source.minute, "author": source.author}
    share = {**shares, "origin": source.origin}[source.field]
    return 1 if share == 1 else math.ceil(math.log(0.0003) / math.log(1 - share))


def _count(
    year: Year,
    seed: int,
    source: Simulated,
    incidents: Sequence[Incident],
    rows: Sequence[SourceDay],
) -> None:
    dies = str(source.dies) if source.death != "none" else "9"
    for one in incidents:
        if one.opened_at < dies:
            year.false[one.kind] += 1
    for day in {one.opened_at for one in incidents}:
        kinds = [one.kind for one in incidents if _open_on(one, day)]
        if len(kinds) != len(set(kinds)):
            year.twice.append((source.name, day, *kinds))
    due = deadline(source, rows) if dies != "9" else None
    if due is None:
        return
    year.deaths[source.death] += 1
    mine = [one for one in incidents if one.opened_at >= dies and one.kind in TELLS[source.death]]
    if mine and mine[0].opened_at <= due:
        year.found[source.death] += 1
    else:
        when = mine[0].opened_at if mine else None
        year.late.append((seed, source.name, source.death, source.rate, dies, due, when))


def _open_on(incident: Incident, day: str) -> bool:
    return incident.opened_at <= day and (incident.closed_at or "9") > day
