"""What is looked at when a source is judged, and what is found. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from db.store.health_rows import Evidence, Kind, SourceDay


@dataclass(frozen=True, slots=True)
class Finding:
    """``since``: the first day that shows it; ``detail``: which fields, comma between them."""

    kind: Kind
    since: str
    detail: str = ""
    evidence: Evidence = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scene:
    """``rows``: the source's days in order; ``latest``: its newest run alone; ``links``: how many
    article links its list pages held when last read, None if unknown; ``error``: the last run's."""

    rows: Sequence[SourceDay]
    latest: SourceDay
    links: int | None = None
    error: str | None = None
    after: Mapping[Kind, str] = field(default_factory=dict)
    """When an incident of a kind closed last: earlier days do not open it again."""

    def days(self, kind: Kind) -> Iterator[SourceDay]:
        """Newest first, back to the last incident of the kind."""
        start = self.after.get(kind, "")
        return (row for row in reversed(self.rows) if row.day >= start)
