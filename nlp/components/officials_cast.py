"""Who a text names with an office, and who with something else: filled by both readers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from db.models import PostStatus
from nlp.components.linker import Stated


@dataclass(slots=True)
class Office:
    """Titles of one bearer in one jurisdiction; ``start``/``end`` span their words."""

    start: int
    end: int
    words: str
    jurisdiction: str | None
    status: PostStatus

    def stated(self) -> Stated:
        past = self.status in (PostStatus.FORMER, PostStatus.LEFT)
        return Stated(self.words, self.jurisdiction, past)


@dataclass(slots=True)
class Bearer:
    """A named person: where the name stands, and the offices the text gives him."""

    name: str
    spans: dict[int, tuple[int, str]] = field(default_factory=dict)
    """Start of the name to its end and the rule that found it."""
    offices: list[Office] = field(default_factory=list)


@dataclass(slots=True)
class Cast:
    """Everyone a text names with a title: the officials, and those who are something else."""

    officials: dict[str, Bearer] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)
    unnamed: list[Office] = field(default_factory=list)
    """Offices stated without a name beside them."""

    def offices(self) -> Iterator[Office]:
        """Every office the text states, with and without a bearer."""
        yield from self.unnamed
        for bearer in self.officials.values():
            yield from bearer.offices

    def add(self, name: str, start: int, end: int, rule: str, offices: Sequence[Office]) -> None:
        bearer = self.officials.setdefault(name, Bearer(name))
        bearer.spans.setdefault(start, (end, rule))
        self.hold(name, offices)

    def hold(self, name: str, offices: Sequence[Office]) -> None:
        """Add offices to a named official, each once."""
        bearer = self.officials[name]
        held = {(office.words, office.jurisdiction, office.status) for office in bearer.offices}
        for office in offices:
            if (office.words, office.jurisdiction, office.status) not in held:
                bearer.offices.append(office)
