"""How often articles of a source have what they should have, and how long they are. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from db.store.health_rows import FIELDS, SourceDay


@dataclass(frozen=True, slots=True)
class Rate:
    """Share of articles (or pages) that have something: a beta distribution of daily shares."""

    share: float
    spread: float
    """Articles that a day's own share is worth: large where days are alike."""
    seen: int

    @property
    def always(self) -> bool:
        """Whether it was never missing."""
        return self.share >= 1 - 0.5 / (self.seen + 1)


def rates(rows: Sequence[SourceDay]) -> dict[str, Rate]:
    """Of every field, of readable and tagged articles, of pages that are articles, of answers."""
    found = {
        name: _rate([(getattr(row, count), row.new) for row in rows if row.new])
        for name, count in {**FIELDS, "readable": "readable", "tagged": "tagged"}.items()
    }
    found["article"] = _rate([(row.pages - row.refused, row.pages) for row in rows if row.pages])
    found["answered"] = _rate(
        [(row.fetched, row.fetched + row.failed) for row in rows if row.fetched + row.failed]
    )
    return found


def _rate(pairs: Sequence[tuple[int, int]]) -> Rate:
    """``pairs``: (have it, of how many) per day."""
    have, total = sum([a for a, _ in pairs]), sum([b for _, b in pairs])
    if not total:
        return Rate(0.0, 20.0, 0)
    share = (have + 0.5) / (total + 0.55)  # a miss never seen is thought rarer than a hit
    beyond = weight = 0.0
    for a, b in pairs if have < total else ():
        if b >= 2:
            beyond += ((a - b * share) ** 2 - b * share * (1 - share)) / (b - 1)
            weight += b * share * (1 - share)
    correlation = min(0.3, max(0.005, (beyond + 0.2) / (weight + 20)))
    return Rate(min(share, 1 - 0.05 / (total + 1)), 1 / correlation - 1, total)


def length(rows: Sequence[SourceDay]) -> tuple[float, float]:
    """Logarithm of the usual body length, and the spread of single articles around it."""
    logs = sorted(math.log(row.chars) for row in rows if row.chars > 0)
    if len(logs) < 5:
        return 0.0, 1.0
    spreads = [
        math.log(row.chars_high / row.chars_low) / 1.35
        for row in rows
        if row.new >= 4 and row.chars_low > 0
    ]
    return median(logs), max(0.2, median(spreads)) if len(spreads) >= 5 else 0.7
