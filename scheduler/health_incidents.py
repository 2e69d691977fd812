"""Incidents open and close by themselves: what to open, close and update, for one source. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from db.store.health_rows import EVERY, Incident, Kind, SourceDay
from scheduler.health_bands import LONG_WINDOW, Profile
from scheduler.health_scene import Finding, Scene
from scheduler.health_signs import SILENCE, healed, signs

NORM_DAYS = {Kind.VOLUME: 42, Kind.FIELDS: 90, Kind.TAGS: 90, Kind.LAYOUT: 90}
"""After so many days what an incident tells of is the rule, and is learned anew."""
NATURAL_DAYS = 21
DEPTH = (
    Kind.ERRORS, Kind.NEVER, Kind.DEAD, Kind.STALE, Kind.ENCODING, Kind.LAYOUT, Kind.FIELDS,
    Kind.TAGS, Kind.VOLUME,
)  # fmt: skip
_EXPLAINS: dict[Kind, frozenset[Kind]] = {
    **{kind: frozenset(DEPTH) for kind in (Kind.ERRORS, *SILENCE)},
    Kind.ENCODING: frozenset({Kind.LAYOUT, Kind.FIELDS, Kind.TAGS, *SILENCE}),
    Kind.LAYOUT: frozenset({Kind.FIELDS, Kind.TAGS, Kind.VOLUME, *SILENCE}),
    Kind.FIELDS: frozenset({Kind.TAGS}),
}
"""Kinds that are only the consequence of another one, which is told instead."""
NETWORK_LEAST = 4


@dataclass(frozen=True, slots=True)
class Changes:
    """``closed``: with the outcome; ``updated``: still open, with what is known now."""

    opened: tuple[Finding, ...] = ()
    closed: tuple[tuple[Incident, str], ...] = ()
    updated: tuple[tuple[Incident, Finding], ...] = ()


def step(profile: Profile, scene: Scene, open_: Sequence[Incident], today: date) -> Changes:
    """What changes for a source today; the same scene twice changes nothing more."""
    closed = [
        (incident, outcome)
        for incident in open_
        if (outcome := _outcome(profile, scene, incident, today))
    ]
    gone = {incident.kind for incident, _ in closed}
    live = {incident.kind: incident for incident in open_ if incident.kind not in gone}
    opened: list[Finding] = []
    updated: list[tuple[Incident, Finding]] = []
    for finding in sorted(signs(profile, scene), key=lambda one: DEPTH.index(one.kind)):
        told = {*live, *(one.kind for one in opened)}
        if finding.kind in live:
            updated.append((live[finding.kind], finding))
        elif finding.kind in gone or finding.kind in told or _explained(finding.kind, told):
            continue
        else:
            opened.append(finding)
    for finding in opened:
        for kind, incident in live.items():
            if kind in _EXPLAINS.get(finding.kind, ()) and kind is not finding.kind:
                closed.append((incident, "other"))
    ended = {incident.id for incident, _ in closed}
    kept = tuple(pair for pair in updated if pair[0].id not in ended)
    return Changes(tuple(opened), tuple(closed), kept)


def teaching(rows: Sequence[SourceDay], incidents: Iterable[Incident]) -> list[SourceDay]:
    """The days that teach what is usual: outside incidents, behind the last change of the rule.

    What ended by itself soon teaches too.
    """
    start, spans = "", []
    for one in incidents:
        if one.outcome == "norm":
            start = max(start, one.since)
        elif not _was_natural(one):
            spans.append((one.since, one.closed_at[:10] if one.closed_at else "9"))
    found = [row for row in rows if row.day >= start] if start else list(rows)
    for first, last in spans:
        found = [row for row in found if not first <= row.day < last]
    return found[-LONG_WINDOW:]


def counted_network(newest: Iterable[SourceDay]) -> tuple[int, int]:
    """(sources that ran, sources that got no answer) in their newest runs."""
    ran = [row for row in newest if row.runs]
    return len(ran), sum(row.bad >= row.runs for row in ran)


def our_network(newest: Iterable[SourceDay]) -> bool:
    """Whether more than half of all sources got no answer in their newest run."""
    ran, bad = counted_network(newest)
    return ran >= NETWORK_LEAST and 2 * bad > ran


def network_incident(ran: int, bad: int, day: str, at: str) -> Incident:
    """One incident in place of one for every source."""
    reason = (
        f"{bad} of {ran} sources gave no answer in the newest run: "
        "look at this machine's own network, name server or proxy first"
    )
    return Incident(
        EVERY, Kind.NETWORK, day, at, reason, evidence={"sources": ran, "unanswered": bad}
    )


def _outcome(profile: Profile, scene: Scene, incident: Incident, today: date) -> str | None:
    if healed(profile, scene, incident):
        return "recovered"
    age = (today - date.fromisoformat(incident.since)).days
    nothing_comes = incident.kind is Kind.LAYOUT and incident.detail == "article"
    return "norm" if age >= NORM_DAYS.get(incident.kind, age + 1) and not nothing_comes else None


def _explained(kind: Kind, told: Iterable[Kind]) -> bool:
    return any(kind in _EXPLAINS.get(deeper, ()) for deeper in told)


def _was_natural(incident: Incident) -> bool:
    """Whether it ended by itself so soon that it is how the source is."""
    if incident.outcome != "recovered" or not incident.closed_at:
        return False
    lasted = date.fromisoformat(incident.closed_at[:10]) - date.fromisoformat(incident.since)
    if incident.kind in SILENCE:
        return lasted.days <= 4 * float(incident.evidence.get("interval") or 1)
    return lasted.days <= NATURAL_DAYS
