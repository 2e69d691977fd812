"""What a text is about: subjects of the vocabulary in ``data/subjects.csv``, by score.

Each term counts once with its weight, a little more when repeated, threefold in the headline; an
appointment or departure speaks for ``personnel``. Long texts must say more to have a subject.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from math import log2
from typing import Any

from spacy.language import Language as Pipeline

from db.fold import fold
from db.models import EventKind
from nlp.scene import Scene
from nlp.steps import Step
from nlp.tables import Folder

TOPICS = (
    "policy", "industry", "personnel", "population", "trade", "agriculture", "energy", "finance",
)  # fmt: skip
_LEAST = 4.0
_SHARE = 0.35
"""A subject's least score, as a share of the strongest one's."""
_HEADLINE = 80
_MOVES = (EventKind.APPOINTMENT, EventKind.DEPARTURE)
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a subject; ``weight`` 1..5."""

    topic: str
    term: str
    weight: float


class TopicFinder:
    """Scores texts against the vocabulary with one automaton."""

    def __init__(self, folder: Folder | None = None) -> None:
        from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

        self._terms: dict[str, list[Term]] = {}
        for term in _read(folder or Folder()):
            self._terms.setdefault(fold(term.term), []).append(term)
        self._words = tuple(self._terms)
        self._latin = tuple(word[0].isascii() for word in self._words)
        self._automaton: Any = AhoCorasick(
            list(self._words),
            matchkind=MatchKind.Standard,
            implementation=Implementation.DFA,
        )

    def __call__(self, scene: Scene) -> None:
        """Fills ``scene.topics``: several or none, the strongest first."""
        scores = self.scores(scene)
        if not scores:
            return
        best = max(scores.values())
        bar = max(_LEAST + log2(1 + len(scene.text) / 500), _SHARE * best)
        ranked = sorted(scores.items(), key=lambda pair: (-pair[1], TOPICS.index(pair[0])))
        scene.topics = [topic for topic, score in ranked if score >= bar]

    def scores(self, scene: Scene) -> dict[str, float]:
        """Points by topic; topics without any term are left out."""
        text = scene.folded
        line = text.find("\n")
        headline = line if 0 < line <= _HEADLINE else 0
        counts: dict[int, int] = {}
        top: set[int] = set()
        for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            if self._latin[index] and not _whole(text, start, end):
                continue
            counts[index] = counts.get(index, 0) + 1
            if start < headline:
                top.add(index)
        scores: dict[str, float] = defaultdict(float)
        for index, count in counts.items():
            for term in self._terms[self._words[index]]:
                points = term.weight * (1 + log2(count) / 2) if count > 1 else term.weight
                scores[term.topic] += points * 3 if index in top else points
        if scene.events:
            scores["personnel"] += 4 * sum(event.kind in _MOVES for event in scene.events[:5])
        return {topic: round(score, 2) for topic, score in scores.items() if score}


def _whole(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (_WORD.match(before) or _WORD.match(after))


def _read(folder: Folder) -> list[Term]:
    found: list[Term] = []
    seen: set[tuple[str, str]] = set()
    for row in folder.rows("subjects.csv", ("topic", "term", "lang", "weight")):
        key = (row.one_of("topic", TOPICS), row["term"])
        if not row["term"] or key in seen:
            raise row.error("term", "is empty or listed twice", "keep one line per topic and term")
        seen.add(key)
        weight = float(row.one_of("weight", ("1", "2", "3", "4", "5")))
        row.one_of("lang", ("zh", "en"))
        found.append(Term(*key, weight))
    return found


@Pipeline.factory("dongbei_topics")
def create_topics(nlp: Pipeline, name: str) -> Step:
    """The spaCy component: reads and fills ``doc.user_data["scene"]``."""
    return Step(TopicFinder())
