"""``/-/health``: the state of every source, charts of its days, incidents with their samples.

For the operator: read-only, and absent in ``shared`` mode, as everything below ``/-/`` is.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from datasette.utils.asgi import NotFound, Response
from sqlite_utils import Database

from db.store import health as store
from db.store.health_rows import (
    EVERY,
    KIND_LABELS,
    OUTCOME_LABELS,
    Incident,
    Sample,
    SourceDay,
    SourceState,
)
from web.site import Site, is_shared, moment, read, site_of, web_url

STATE_LABELS = {
    "ok": "ok 正常",
    "learning": "learning 学习中",
    "incident": "incident 有问题",
}
CHART_DAYS = 120
PAST = 60
_WIDTH, _HEIGHT = 360, 56


@dataclass(frozen=True, slots=True)
class Bar:
    """One day of a chart, in its units; ``kind``: good, bad (no answer) or ours."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class Chart:
    """New articles a day; ``usual``: the height of a normal day, None while nothing is known."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    usual: float | None
    first: str
    last: str
    most: int


@dataclass(frozen=True, slots=True)
class Shown:
    """One article of an incident; ``href`` None where its address is not a web address."""

    title: str
    href: str | None
    url: str
    value: str


@dataclass(frozen=True, slots=True)
class Told:
    """An incident as the page shows it."""

    source: str
    href: str
    name: str
    kind: str
    since: str
    opened: str
    closed: str
    outcome: str
    reason: str
    before: Shown | None
    after: Shown | None


@dataclass(frozen=True, slots=True)
class Row:
    """A source in the list."""

    source: str
    href: str
    name: str
    state: str
    label: str
    seen: int
    expected: float
    base: float
    interval: float
    last: str
    chart: Chart


@dataclass(frozen=True, slots=True)
class HealthPage:
    """``rows``: ill sources first; ``days``: of the one source that is shown alone."""

    rows: tuple[Row, ...]
    open: tuple[Told, ...]
    past: tuple[Told, ...]
    one: bool
    days: tuple[SourceDay, ...]
    back: str


async def page(datasette: Any, request: Any) -> Any:
    """All sources, or the one of ``?source=``."""
    if is_shared(datasette):
        raise NotFound("Not found")
    site, source = site_of(datasette), request.args.get("source")
    found = await read(datasette, lambda conn: load(conn, site, source))
    if found is None:
        raise NotFound("No crawl of this source was judged yet")
    html = await datasette.render_template("dongbei_health.html", {"page": found}, request=request)
    return Response.html(html)


def load(conn: sqlite3.Connection, site: Site, source: str | None) -> HealthPage | None:
    """The page; None for a source that was never judged."""
    news = Database(conn, execute_plugins=False)
    states = store.states(news)
    if source is not None and source not in states:
        return None
    names, last = store.names(news), store.last_articles(news)
    told = [
        _told(incident, names, site)
        for incident in store.incidents(news, source=source, limit=1_000)
    ]
    open_ = tuple(one for one in told if not one.closed)
    ill = {one.source for one in open_}
    wanted = [states[source]] if source else list(states.values())
    rows = tuple(
        _row(news, state, names, last, site)
        for state in sorted(wanted, key=lambda state: (state.source not in ill, state.source))
    )
    days = tuple(reversed(store.days_of(news, source)[-CHART_DAYS:])) if source else ()
    past = tuple(one for one in told if one.closed)[:PAST]
    return HealthPage(rows, open_, past, source is not None, days, site.health())


def chart(days: Sequence[SourceDay], usual: float) -> Chart:
    """Bars of the newest CHART_DAYS days, as high as their new articles."""
    shown = days[-CHART_DAYS:]
    most = max([1, *(day.new for day in shown)])
    top = max(most, usual)
    step = _WIDTH / max(len(shown), 30)
    bars = []
    for number, day in enumerate(shown):
        bad = day.runs > 0 and day.bad >= day.runs
        kind = "ours" if day.ours else "bad" if bad else "good"
        height = max(1.5, _HEIGHT * day.new / top)
        title = f"{day.day}: {day.new} new" + (", no answer" if bad else "")
        bars.append(
            Bar(round(number * step, 2), round(_HEIGHT - height, 2), round(step * 0.8, 2),
                round(height, 2), kind, title)
        )  # fmt: skip
    line = round(_HEIGHT * (1 - usual / top), 2) if usual > 0 else None
    first, last = (shown[0].day, shown[-1].day) if shown else ("", "")
    return Chart(_WIDTH, _HEIGHT, tuple(bars), line, first, last, most)


def _row(
    news: Database, state: SourceState, names: dict[str, str], last: dict[str, str], site: Site
) -> Row:
    source = state.source
    return Row(
        source, site.health(source), names.get(source, source), state.state,
        STATE_LABELS[state.state], state.seen, state.expected, state.base, state.interval,
        last.get(source, "never 从未"), chart(store.days_of(news, source), state.base),
    )  # fmt: skip


def _told(incident: Incident, names: dict[str, str], site: Site) -> Told:
    everyone = incident.source == EVERY
    return Told(
        source=incident.source,
        href=site.health() if everyone else site.health(incident.source),
        name="all sources 全部来源" if everyone else names.get(incident.source, incident.source),
        kind=KIND_LABELS[incident.kind],
        since=incident.since,
        opened=moment(incident.opened_at),
        closed=moment(incident.closed_at),
        outcome=OUTCOME_LABELS.get(incident.outcome or "", ""),
        reason=incident.reason,
        before=_shown(incident.before),
        after=_shown(incident.after),
    )


def _shown(sample: Sample | None) -> Shown | None:
    if sample is None:
        return None
    return Shown(sample.title, web_url(sample.url), sample.url, sample.value)
