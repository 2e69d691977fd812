"""Names believed without a title: the office table's, and national leaders past and present."""

from collections.abc import Iterator

import ahocorasick_rs

from nlp.components.names import words
from nlp.offices import CENTRAL, Offices, plain_name
from nlp.tables import Folder

FORMER_LEADER = "党和国家领导人"


class KnownNames:
    """The office table's Chinese names as one automaton, and the names of national leaders.

    ``data/leaders.csv`` adds leaders who are in no row of the table; their names are rare enough to
    stand alone.
    """

    def __init__(self, offices: Offices) -> None:
        rows = list(Folder().rows("leaders.csv", ("name_zh", "name_en")))
        self.historic = {row["name_zh"]: row["name_en"] for row in rows}
        self._chinese = {plain_name(row["name_en"]): row["name_zh"] for row in rows}
        held = offices.names().items()
        central = {
            name: rows_of
            for name, rows_of in held
            if any(h.jurisdiction == CENTRAL for h in rows_of)
        }
        self.leaders = frozenset(central) | frozenset(self.historic)
        self.leaders_en = {plain_name(rows_of[0].name_en) for rows_of in central.values()}
        self.leaders_en |= set(self._chinese)
        names = sorted({*offices.names(), *self.historic} - words("no_name"))
        kind = ahocorasick_rs.MatchKind.LeftmostLongest
        self._automaton = ahocorasick_rs.AhoCorasick(
            names, matchkind=kind, implementation=ahocorasick_rs.Implementation.DFA
        )

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Spans of known Chinese names in a simplified text."""
        for _, start, end in self._automaton.find_matches_as_indexes(text):
            yield start, end

    def chinese(self, name: str) -> str | None:
        """The Chinese name of a leader of ``leaders.csv``, by either name."""
        return name if name in self.historic else self._chinese.get(plain_name(name))
