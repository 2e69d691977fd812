"""Precision, recall and F1 against document-level gold, and the floors they may not sink below.

Gold is JSON Lines: ``id``, ``text``, ``date``; ``must``, ``may`` and ``never`` as ``[type, key]``
lists; ``relevance`` 0 or 1. A key is a GB/T 2260 code for PROVINCE and CITY, a printed name for
SOE and OFFICIAL. Per document an entity that answers a ``must`` is right, one that answers a
``may`` is ignored, any other is wrong, and a trap if ``never`` lists it; embedded places are
ignored.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from db.errors import ConfigError, InputError
from db.models import Language, Mention, Tags

TYPES = ("PROVINCE", "CITY", "SOE", "OFFICIAL")
_PLACES = ("PROVINCE", "CITY")
_CONTAINED, _EQUAL = 1, 2


@dataclass(slots=True)
class Score:
    """Counts of one type; ``traps`` are the wrong ones the gold warns of."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    traps: int = 0

    @property
    def precision(self) -> float:
        return self.right / ((self.right + self.wrong) or 1)

    @property
    def recall(self) -> float:
        return self.right / ((self.right + self.missed) or 1)

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / (total or 1)


@dataclass(frozen=True, slots=True)
class Miss:
    """One error: ``what`` is missed, wrong or trap; ``key`` the gold's or the entity's id."""

    document: str
    kind: str
    what: str
    key: str
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(slots=True)
class Report:
    """Scores by type (and RELEVANCE) over ``documents``; ``bad_spans`` must be 0.

    ``parts`` are the same by language and, for CITY, by level: ``CITY zh``, ``CITY county``.
    """

    documents: int = 0
    bad_spans: int = 0
    scores: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    parts: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    misses: list[Miss] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """F1 by type, three decimals, truncated so that a floor is never above its score."""
        return {name: int(score.f1 * 1000) / 1000 for name, score in sorted(self.scores.items())}


def read_gold(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """The documents of the gold files; raises InputError naming file and line."""
    documents = []
    for path in paths:
        try:
            lines = path.read_text(encoding="utf-8").split("\n")
        except (OSError, UnicodeDecodeError) as error:
            hint = "give a JSON Lines file"
            raise InputError("cannot be read", where=str(path), value=error, hint=hint) from error
        for number, line in enumerate(lines, 1):
            if line.strip():
                documents.append(_document(line, f"{path} line {number}"))
    return [document for document in documents if document.get("text")]


def _document(line: str, where: str) -> dict[str, Any]:
    try:
        document = json.loads(line)
        [(kind, key) for name in ("must", "may", "never") for kind, key in document[name]]
    except (ValueError, TypeError, KeyError) as error:
        hint = "each line is an object with text, must, may and never"
        raise InputError("not a gold document", where=where, value=error, hint=hint) from error
    return dict(document)


def evaluate(documents: Iterable[dict[str, Any]], tag: Callable[..., Tags]) -> Report:
    """Tags every document and compares."""
    report = Report()
    for document in documents:
        tags = tag(document["text"], date=document.get("date"))
        report.documents += 1
        text = document["text"]
        report.bad_spans += sum(text[m.start : m.end] != m.text for m in tags.mentions)
        for kind in TYPES:
            right, misses = _compare(kind, document, tags)
            report.misses += misses
            language = "en" if tags.language == Language.EN else "zh"
            for score in (report.scores[kind], report.parts[f"{kind} {language}"]):
                _count(score, len(right), misses)
            for level in ("prefecture", "county") if kind == "CITY" else ():
                of_level = [miss for miss in misses if _level(miss.key) == level]
                hits = sum(_level(key) == level for key in right)
                _count(report.parts[f"{kind} {level}"], hits, of_level)
        if "relevance" in document:
            _compare_relevance(report.scores["RELEVANCE"], document["relevance"], tags.relevance)
    return report


def _compare_relevance(score: Score, wanted: int, found: float) -> None:
    said = found >= 0.5
    score.right += bool(wanted and said)
    score.wrong += bool(not wanted and said)
    score.missed += bool(wanted and not said)


def _compare(kind: str, document: dict[str, Any], tags: Tags) -> tuple[set[str], list[Miss]]:
    """The keys that were found, and every error."""
    keys = {
        name: [key for label, key in document[name] if label == kind]
        for name in ("must", "may", "never")
    }
    forms: dict[str, list[Mention]] = defaultdict(list)
    for m in tags.mentions:
        if m.type == kind and not (m.embedded and kind in _PLACES):
            forms[m.entity_id].append(m)
    hit: set[str] = set()
    misses: list[Miss] = []
    for entity_id, mentions in forms.items():
        written = {(m.text, m.name_zh or "", m.name_en or "") for m in mentions}
        answered = _answered(kind, keys["must"], entity_id, written)
        if answered:
            hit.update(answered)
        elif not _answered(kind, keys["may"], entity_id, written):
            trap = _answered(kind, keys["never"], entity_id, written)
            spans = tuple((m.start, m.end) for m in mentions)
            what = "trap" if trap else "wrong"
            misses.append(Miss(document["id"], kind, what, entity_id, spans))
    for key in sorted(set(keys["must"]) - hit):
        misses.append(Miss(document["id"], kind, "missed", key))
    return hit, misses


def _count(score: Score, right: int, misses: list[Miss]) -> None:
    score.right += right
    score.missed += sum(miss.what == "missed" for miss in misses)
    score.wrong += sum(miss.what != "missed" for miss in misses)
    score.traps += sum(miss.what == "trap" for miss in misses)


def _level(key: str) -> str:
    return "prefecture" if key.endswith("00") else "county"


def _answered(
    kind: str, keys: list[str], entity_id: str, forms: set[tuple[str, str, str]]
) -> list[str]:
    """The keys one entity answers for: all that are equal, else the longest one contained."""
    if kind in _PLACES:
        return [key for key in keys if entity_id.split(":")[-1] == key]
    grades = {
        key: max(_grade(key, span, name) for span, zh, en in forms for name in (zh, en))
        for key in keys
    }
    equal = [key for key, grade in grades.items() if grade == _EQUAL]
    contained = [key for key, grade in grades.items() if grade == _CONTAINED]
    return equal or sorted(contained, key=len)[-1:]


def _grade(key: str, span: str, name: str) -> int:
    wanted, said = _plain(key), _plain(span)
    if wanted in (said, _plain(name)):
        return _EQUAL
    bounded = 2 <= len(said) <= 3 * len(wanted) and len(wanted) >= 2
    return _CONTAINED if bounded and (said in wanted or wanted in said) else 0


def _plain(text: str) -> str:
    return "".join(text.casefold().replace("’", "'").split())


def digest(paths: Iterable[Path]) -> str:
    """Sixteen hex digits over the gold files, in the order of their names."""
    total = sha256()
    for path in sorted(paths, key=lambda path: path.name):
        total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()[:16]


def read_floors(path: Path) -> dict[str, Any]:
    """``{"gold": digest, "floors": {type: F1}}``; raises ConfigError."""
    try:
        floors = json.loads(path.read_text(encoding="utf-8"))
        return {
            "gold": str(floors["gold"]),
            "floors": {k: float(v) for k, v in floors["floors"].items()},
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        hint = "write it with `nlp eval --raise-floors`"
        raise ConfigError("cannot be read", where=str(path), value=error, hint=hint) from error


def below(figures: dict[str, float], floors: dict[str, float]) -> dict[str, tuple[float, float]]:
    """The types whose F1 is under its floor: type -> (F1, floor)."""
    return {
        name: (figures.get(name, 0.0), floor)
        for name, floor in floors.items()
        if figures.get(name, 0.0) < floor
    }
