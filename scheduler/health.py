"""The last stage: measure the days of sources that were crawled, open and close incidents, tell.

A source is judged once for each finished crawl: which one was judged last is stored with the
verdict. Day rows, incidents and that mark are one transaction of news.db; who was told is kept in
alerts.db, and asked there. So the stage can be killed anywhere and run again.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlite_utils import Database

from crawler.source import Source
from db.settings import Settings
from db.store import health, pages
from db.store.database import open_crawl, open_news, stamp, transaction
from db.store.health_rows import EVERY, SEEN_DAYS, Incident, SourceDay, SourceState
from scheduler.health_bands import LONG_WINDOW, Profile, learn
from scheduler.health_incidents import (
    Changes,
    counted_network,
    network_incident,
    our_network,
    step,
    teaching,
)
from scheduler.health_measure import Measured, measure
from scheduler.health_scene import Scene
from scheduler.health_words import merged, reason, samples


def judge(settings: Settings, sources: Mapping[str, Source], now: datetime) -> dict[str, int]:
    """Judge every source with a crawl that was not judged yet; counts of what changed."""
    with (
        closing(open_crawl(settings.crawl_db)) as crawl,
        closing(open_news(settings.news_db)) as news,
    ):
        pages.attach_crawl(news, settings.crawl_db)
        judged = health.states(news)
        newest = {
            source: run
            for source, run in health.newest_crawls(crawl).items()
            if source in sources and (source not in judged or judged[source].judged_run != run[0])
        }
        counts = Counter(_switch_off(news, sources, now))
        if newest:
            counts.update(_Judge(news, crawl, sources, newest, now).run())
        return dict(sorted(counts.items()))


def _switch_off(news: Database, sources: Mapping[str, Source], now: datetime) -> dict[str, int]:
    """Close the incidents of sources that are not crawled any more."""
    gone = [
        incident
        for incident in health.incidents(news, only_open=True)
        if incident.source != EVERY
        and (incident.source not in sources or not sources[incident.source].enabled)
    ]
    if not gone:
        return {}
    with transaction(news):
        for incident in gone:
            health.close_incident(news, incident.id, "off", now)
    return {"closed": len(gone)}


@dataclass(frozen=True, slots=True)
class _Judge:
    """One round; ``newest``: source to (id, start) of the crawl that is judged."""

    news: Database
    crawl: Database
    sources: Mapping[str, Source]
    newest: Mapping[str, tuple[int, str]]
    now: datetime

    def run(self) -> dict[str, int]:
        measured = self._measure()
        network = our_network(measured.of_the_network())
        counts: Counter[str] = Counter()
        with transaction(self.news):
            counts.update(self._network(measured, network))
            for source in sorted(self.newest):
                counts.update(self._source(source, measured, network))
        return {"sources": len(self.newest), **counts}

    def _measure(self) -> Measured:
        far = (self.now.date() - timedelta(days=LONG_WINDOW)).isoformat()
        known = health.last_days(self.news)
        since = {source: max(far, known.get(source, far)) for source in self.newest}
        chinese = {source: self.sources[source].language == "zh" for source in self.newest}
        return measure(self.news, self.crawl, self.newest, since, chinese)

    def _network(self, measured: Measured, network: bool) -> dict[str, int]:
        """One incident of ours in place of one for every source."""
        open_ = health.incidents(self.news, source=EVERY, only_open=True)
        if network and not open_:
            ran, bad = counted_network(measured.of_the_network())
            day = self.now.date().isoformat()
            health.open_incident(self.news, network_incident(ran, bad, day, stamp(self.now)))
            return {"opened": 1}
        if open_ and not network:
            for incident in open_:
                health.close_incident(self.news, incident.id, "recovered", self.now)
            return {"closed": len(open_)}
        return {}

    def _source(self, source: str, measured: Measured, network: bool) -> dict[str, int]:
        ours = {row.day for row in health.days_of(self.news, source) if row.ours}
        if network:
            ours.add(measured.latest[source].day)
        days = _marked(measured.days[source], ours)
        health.save_days(self.news, source, days)
        far = (self.now.date() - timedelta(days=LONG_WINDOW + 60)).isoformat()
        rows = health.days_of(self.news, source, far)
        told = health.incidents(self.news, source=source)
        profile = learn(teaching(rows, told), self.sources[source].expected_per_day)
        scene = Scene(
            rows, replace(measured.latest[source], ours=network),
            health.links_of(self.crawl, source), measured.errors.get(source),
            {one.kind: one.closed_at[:10] for one in reversed(told) if one.closed_at},
        )  # fmt: skip
        open_ = [one for one in told if one.closed_at is None]
        changes = step(profile, scene, open_, self.now.date())
        self._write(source, scene, changes)
        left = len(open_) + len(changes.opened) - len(changes.closed)
        self._state(source, profile, rows[-SEEN_DAYS:], left)
        return {"opened": len(changes.opened), "closed": len(changes.closed)}

    def _write(self, source: str, scene: Scene, changes: Changes) -> None:
        for incident, outcome in changes.closed:
            health.close_incident(self.news, incident.id, outcome, self.now)
        for finding in changes.opened:
            before, after = samples(self.news, source, finding)
            incident = Incident(
                source, finding.kind, finding.since, stamp(self.now), reason(finding, scene),
                finding.detail, finding.evidence, before, after,
            )  # fmt: skip
            health.open_incident(self.news, incident)
        for incident, found in changes.updated:
            finding = merged(incident, found)
            changed = replace(
                incident, reason=reason(finding, scene), detail=finding.detail,
                evidence=finding.evidence,
            )  # fmt: skip
            health.update_incident(self.news, changed)

    def _state(
        self, source: str, profile: Profile, week: list[SourceDay], open_incidents: int
    ) -> None:
        state = "incident" if open_incidents else "learning" if profile.learning else "ok"
        run_id, _ = self.newest[source]
        found = SourceState(
            source, state, round(profile.base, 3), round(profile.interval, 2),
            sum(profile.count(row) for row in week),
            round(sum(profile.base * profile.evidence(row) for row in week), 1),
            run_id, stamp(self.now),
        )  # fmt: skip
        health.save_state(self.news, found)


def _marked(days: Mapping[str, SourceDay], ours: Collection[str]) -> list[SourceDay]:
    """The measured days in order; one of ours without any answer is not the source's fault."""
    return [
        replace(day, ours=name in ours and day.bad >= day.runs)
        for name, day in sorted(days.items())
    ]
