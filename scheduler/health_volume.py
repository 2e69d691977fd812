"""How much a source brings: a fall below what is usual, and its end. Pure."""

from collections.abc import Sequence

from db.store.health_rows import Kind, SourceDay
from scheduler.health_bands import Profile
from scheduler.health_scene import Finding, Scene

WINDOWS = (2, 3, 4, 5, 7, 10, 14, 21, 28, 42, 63, 91, 126)
"""Days over which volumes are summed."""
VOLUME_DAYS = 28
OUT = 2.9
"""Standard deviations below the usual total that ring."""
LOW = 0.7
"""Share of the usual volume above which nothing rings."""
BACK = 0.75
"""Share of the usual that counts as recovered."""
STEADY = 0.2
"""Scatter of a total at which half and whole are 2.5 standard deviations apart."""


def volume(profile: Profile, scene: Scene) -> Finding | None:
    """The window, up to the newest article, whose total lies farthest out; a silence is no fall."""
    best, found = OUT, None
    count = days = 0
    expected = normal = 0.0
    for row in scene.days(Kind.VOLUME):
        weight = profile.evidence(row)
        if weight <= 0 or not (days or profile.count(row)):
            continue
        days += 1
        count, normal = count + profile.count(row), normal + weight
        expected += profile.base * weight
        if days > WINDOWS[-1]:
            break
        if days not in WINDOWS or expected <= 0 or count > LOW * expected:
            continue
        out = (1 - count / expected) / profile.scatter(normal, expected)
        if out > best and normal >= 1.4:
            evidence = {"days": days, "count": count, "expected": round(expected, 1)}
            evidence |= {"a_day": round(profile.base, 1)}
            best, found = out, Finding(Kind.VOLUME, row.day, "", evidence)
    return found


def volume_back(profile: Profile, rows: Sequence[SourceDay], since: str) -> bool:
    """Over the newest days, as many as it takes to tell half from whole."""
    expected = count = normal = 0.0
    for row in reversed(rows):
        if row.day <= since:
            return False
        weight = profile.evidence(row)
        normal, expected = normal + weight, expected + profile.base * weight
        count += profile.count(row) if weight > 0 else 0
        if normal >= 2 and expected > 0 and profile.scatter(normal, expected) <= STEADY:
            return count >= BACK * expected
    return False
