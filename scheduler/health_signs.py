"""What is wrong with a source now, from its days and what is usual for it. Pure.

``signs`` finds, ``healed`` says whether what was found is over. A share that fell is judged against
the source's own scatter (a beta-binomial tail), a volume by its totals over windows of days, a
silence in normal days.
"""

import math
from collections.abc import Iterator, Sequence

from db.store.health_rows import FIELDS, Evidence, Incident, Kind, SourceDay
from scheduler.health_bands import Profile, observed
from scheduler.health_rates import Rate
from scheduler.health_scene import Finding, Scene
from scheduler.health_volume import VOLUME_DAYS, volume, volume_back

SILENCE = (Kind.NEVER, Kind.DEAD, Kind.STALE)
NEVER_RUNS, NEVER_DAYS = 5, 3
BAD_DAYS = 2
HALF = 0.5
LOST = 0.35
"""Share of the usual share below which something counts as lost."""
MIN_SEEN, MIN_MIXED = 12, 20
FALSE_A_YEAR = 0.2
"""False alarms a year that one share may give by chance."""
POOLS = (2, 3, 4, 5, 6, 7, 8, 10)
POOLED = 80
SHORT = math.log(2)
SHORT_OUT = 3.9


def signs(profile: Profile, scene: Scene) -> list[Finding]:
    """All that is wrong, the deepest cause first."""
    found = [_errors(scene), _never(scene), _silence(profile, scene)]
    if scene.latest.runs > scene.latest.bad and not scene.latest.ours:
        found += [
            _share(profile, scene, Kind.ERRORS, ("answered",)),
            _share(profile, scene, Kind.ENCODING, ("readable",)),
            _share(profile, scene, Kind.LAYOUT, ("article",)),
            _length(profile, scene),
            _share(profile, scene, Kind.FIELDS, tuple(FIELDS)),
            _share(profile, scene, Kind.TAGS, ("tagged",)),
        ]
    if profile.days >= VOLUME_DAYS and not profile.learning:
        found.append(volume(profile, scene))
    return [finding for finding in found if finding is not None]


def healed(profile: Profile, scene: Scene, incident: Incident) -> bool:
    """Whether the newest days no longer show what the incident tells of."""
    kind = incident.kind
    if kind in SILENCE:
        return any(profile.count(row) for row in scene.rows if row.day >= incident.since)
    if kind is Kind.VOLUME:
        return volume_back(profile, scene.rows, incident.since)
    names = {
        Kind.ERRORS: ["answered"],
        Kind.ENCODING: ["readable"],
        Kind.LAYOUT: ["article"],
        Kind.TAGS: ["tagged"],
    }.get(kind) or [name for name in incident.detail.split(",") if name in FIELDS]
    if kind is Kind.ERRORS and not observed(scene.latest):
        return False
    if kind is Kind.LAYOUT and incident.detail == "length" and _length(profile, scene) is not None:
        return False
    return all(_share_back(profile.rates[name], name, scene, incident.since) for name in names)


def _errors(scene: Scene) -> Finding | None:
    """Days on end without any answer."""
    since, days = None, 0
    for row in reversed(scene.rows):
        if row.ours or not row.runs:
            continue
        if row.bad < row.runs:
            break
        since, days = row.day, days + 1
    if since is None or days < BAD_DAYS:
        return None
    return Finding(Kind.ERRORS, since, "", {"days": days, "error": scene.error})


def _never(scene: Scene) -> Finding | None:
    """A new source that answers and never brings anything."""
    if any(row.new for row in reversed(scene.rows)):
        return None
    rows = [row for row in scene.rows if observed(row)]
    runs = sum(row.runs - row.bad for row in rows)
    if runs < NEVER_RUNS or len(rows) < NEVER_DAYS:
        return None
    pages, refused = sum(row.pages for row in rows), sum(row.refused for row in rows)
    evidence = {"runs": runs, "links": scene.links, "pages": pages, "refused": refused}
    return Finding(Kind.NEVER, rows[0].day, "", evidence)


def _silence(profile: Profile, scene: Scene) -> Finding | None:
    quiet = 0.0
    empty: list[SourceDay] = []
    last = None
    for row in reversed(scene.rows):
        if profile.count(row):
            last = row
            break
        if observed(row):
            quiet += profile.evidence(row)
            empty.append(row)
    if last is None or len(empty) < 2 or quiet < profile.patience:
        return None
    pages, refused = sum(row.pages for row in empty), sum(row.refused for row in empty)
    kind = Kind.DEAD if scene.links == 0 else Kind.STALE
    if pages and pages == refused and profile.rates["article"].share > HALF:
        kind = Kind.LAYOUT
    evidence: Evidence = {
        "last": last.day, "quiet": round(quiet, 1), "interval": round(profile.interval, 1),
        "missed": round(quiet * profile.base, 1), "links": scene.links, "pages": pages,
        "refused": refused, "new": sum(row.new for row in empty), "newest": last.newest,
    }  # fmt: skip
    return Finding(kind, empty[-1].day, "article" if kind is Kind.LAYOUT else "", evidence)


def _share(profile: Profile, scene: Scene, kind: Kind, names: Sequence[str]) -> Finding | None:
    """Shares that fell far below what is usual, in the newest run or the newest few days."""
    a_year = 365 * min(profile.runs, max(profile.base, 0.1))
    lost: dict[str, tuple[str, int, int]] = {}
    for name in names:
        rate = profile.rates[name]
        if rate.seen < (MIN_SEEN if rate.always else MIN_MIXED):
            continue
        alpha = min(
            0.01, FALSE_A_YEAR * (4 if rate.always and kind is not Kind.TAGS else 1) / a_year
        )
        for since, have, total in _pools(scene, kind, name):
            few = kind is Kind.TAGS and total < 4  # a text without a known name is nothing odd
            if few or have > LOST * rate.share * total:
                continue
            if tail(have, total, rate) < alpha:
                lost[name] = (since, have, total)
                break
    if not lost:
        return None
    evidence: dict[str, float | int | str | None] = {}
    for name, (_, have, total) in lost.items():
        evidence[f"{name}_usual"] = round(profile.rates[name].share, 3)
        evidence[f"{name}_now"] = round(have / total, 3)
        evidence[f"{name}_of"] = total
    if kind is Kind.ERRORS:
        evidence["error"] = scene.error
    return Finding(kind, min(since for since, _, _ in lost.values()), ",".join(lost), evidence)


def counted(row: SourceDay, name: str) -> tuple[int, int]:
    """How many have it, of how many."""
    if name == "article":
        return row.pages - row.refused, row.pages
    if name == "answered":
        return row.fetched, row.fetched + row.failed
    return int(getattr(row, FIELDS.get(name, name))), row.new


def _pools(scene: Scene, kind: Kind, name: str) -> Iterator[tuple[str, int, int]]:
    """(first day, have it, of how many): the newest run, then the newest days together."""
    have, total = counted(scene.latest, name)
    if total:
        yield scene.latest.day, have, total
    have = total = days = 0
    for row in scene.days(kind):
        mine, of = counted(row, name)
        if not of or row.ours:
            continue
        have, total, days = have + mine, total + of, days + 1
        if total > POOLED or days > POOLS[-1]:
            return
        if days in POOLS:
            yield row.day, have, total


def tail(have: int, total: int, rate: Rate) -> float:
    """The chance of at most ``have`` of ``total`` on a day of a source with that rate.

    >>> round(tail(0, 1, Rate(0.9, 50, 100)), 3)
    0.1
    """
    a, b = rate.share * rate.spread, (1 - rate.share) * rate.spread
    whole = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) - math.lgamma(total + a + b)
    chance = 0.0
    for number in range(have + 1):
        choose = math.lgamma(total + 1) - math.lgamma(number + 1) - math.lgamma(total - number + 1)
        both = math.lgamma(number + a) + math.lgamma(total - number + b)
        chance += math.exp(choose + both + whole)
    return chance


def _length(profile: Profile, scene: Scene) -> Finding | None:
    """Bodies that are less than half as long as usual: a part of the page is lost."""
    if not profile.chars:
        return None
    logs = weight = 0.0
    days = total = 0
    for row in [scene.latest, *scene.days(Kind.LAYOUT)]:
        if not row.chars or (days and row.day == scene.latest.day):
            continue
        own = 1 / (0.01 + 1.57 * profile.chars_spread**2 / row.new)
        logs, weight = logs + own * math.log(row.chars), weight + own
        days, total, since = days + 1, total + row.new, row.day
        fallen = profile.chars - logs / weight
        if fallen >= SHORT and fallen * math.sqrt(weight) >= SHORT_OUT:
            usual, now = round(math.exp(profile.chars)), round(math.exp(logs / weight))
            evidence: Evidence = {"chars_usual": usual, "chars_now": now, "of": total}
            return Finding(Kind.LAYOUT, since, "length", evidence)
        if days >= POOLS[-1] or fallen <= 0:
            break
    return None


def _share_back(rate: Rate, name: str, scene: Scene, since: str) -> bool:
    """The newest run, or the newest five articles, have it about as often as usual."""
    have, total = counted(scene.latest, name)
    if total < 3:
        for row in reversed(scene.rows):
            if row.day < since or total >= 5:
                break
            if row.day != scene.latest.day:
                mine, of = counted(row, name)
                have, total = have + mine, total + of
    return total > 0 and have >= 0.7 * rate.share * total
