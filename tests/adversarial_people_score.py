"""Score a tagger on the adversarial officials and events (``adversarial/README_people.md``).

``python tests/adversarial_people_score.py officials|events [--aside] [--show] [--record-first]``
"""

import argparse
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from db.fold import fold

HERE = Path(__file__).parent / "adversarial"
RECORD = HERE / "first_scores_people.json"
SETS = ("officials", "events")
LINKS = re.compile(r"[\s、，,兼和及与]*|[\s,]+and\s+")
TOKENS = re.compile(r"[a-z0-9]+|[^\W_]")
MARGIN = 0.01
Line = dict[str, Any]
Tag = Callable[..., Any]


@dataclass
class Measure:
    """Counts of one measure; precision, recall and F1 are shares 0..1."""

    right: int = 0
    extra: int = 0
    missed: int = 0

    def add(self, gold: set[Any], found: set[Any]) -> None:
        self.right += len(gold & found)
        self.extra += len(found - gold)
        self.missed += len(gold - found)

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.extra or 1)

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed or 1)

    @property
    def f1(self) -> float:
        return 2 * self.right / (2 * self.right + self.extra + self.missed or 1)

    def figures(self) -> dict[str, float]:
        return {k: round(getattr(self, k), 4) for k in ("precision", "recall", "f1")}


@dataclass
class Result:
    """The measures of one set and, per wrong sentence, what was missing and what was extra."""

    sentences: int = 0
    measures: dict[str, Measure] = field(default_factory=dict)
    misses: list[Line] = field(default_factory=list)
    traps: int = 0
    when_right: int = 0
    found: int = 0

    def take(self, line: Line, name: str, gold: set[Any], found: set[Any]) -> None:
        self.measures.setdefault(name, Measure()).add(gold, found)
        if gold != found:
            parts = {"missing": sorted(map(str, gold - found)), "extra": sorted(
                map(str, found - gold))}  # fmt: skip
            self.misses.append({"line": line, "measure": name, **parts})

    def figures(self) -> dict[str, dict[str, float]]:
        return {name: measure.figures() for name, measure in self.measures.items()}


def path_of(name: str, aside: bool = False) -> Path:
    return HERE / f"{name}{'_aside' if aside else ''}.jsonl"


def read(path: Path) -> list[Line]:
    """The labelled lines of one set."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def digest(path: Path) -> str:
    """SHA-256 of the file's bytes, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def score(path: Path, tag: Tag) -> Result:
    """Score ``tag(text, date=...)``, a ``Tags``, on the officials or the events in ``path``."""
    judge = judge_officials if path.name.startswith("officials") else judge_events
    result = Result()
    for line in read(path):
        result.sentences += 1
        judge(result, line, tag(line["text"], date=line["date"]))
    return result


def judge_officials(result: Result, line: Line, tags: Any) -> None:
    """Offices by exact span, officials by name, posts by name, office, jurisdiction, status."""
    names = {plain(m.text) for m in tags.mentions if str(m.type) == "OFFICIAL" and not m.embedded}
    result.traps += len(names & set(map(plain, line["never"])))
    gold = {
        (plain(name), fold(office), where, status) for name, office, where, status in line["posts"]
    }
    offices: set[Any] = set()
    posts: set[Any] = set()
    for post in tags.posts:
        spans = units(line, post.start, post.end)
        offices.update(spans)
        posts.update(stated(line, gold, post, spans))
    result.take(line, "office", {tuple(span) for span in line["offices"]}, offices)
    result.take(line, "name", set(map(plain, line["officials"])), names)
    result.take(line, "post", gold, posts)
    result.found += len(offices)


def stated(line: Line, gold: set[Any], post: Any, spans: list[tuple[int, int]]) -> set[Any]:
    """One post per office of ``spans``.

    A chain stated as one post has the jurisdiction and status of its last office; where these are
    right the labelled posts of its other offices are right too.
    """
    own = (post.jurisdiction, str(post.status))
    keys = [(plain(post.name), fold(line["text"][start:end])) for start, end in spans]
    found = {(*key, *own) for key in keys}
    if len(keys) > 1 and (*keys[-1], *own) in gold:
        found = {next((g for g in gold if g[:2] == key), (*key, *own)) for key in keys}
    return found


def units(line: Line, start: int, end: int) -> list[tuple[int, int]]:
    """The offices a stated span holds: a whole chain counts as each of its offices.

    A part that begins at an accepted start and ends at an accepted end of a labelled office is
    that office's own span; any other part stays as it is.
    """
    chain = chained(line, start, end)
    if chain:
        return chain
    text, parts, at = line["text"], [], start
    for piece in re.split("([、兼])", text[start:end]):
        if piece not in ("、", "兼", ""):
            parts.append(labelled(line, at, at + len(piece)))
        at += len(piece)
    return parts


def labelled(line: Line, start: int, end: int) -> tuple[int, int]:
    for (first, last), (starts, ends) in zip(line["offices"], line["accept"], strict=True):
        if start in starts and end in ends:
            return (first, last)
    return (start, end)


def chained(line: Line, start: int, end: int) -> list[tuple[int, int]]:
    """The labelled offices that fill ``start..end`` but for links between them, else nothing."""
    inside = [
        (span, accept)
        for span, accept in zip(line["offices"], line["accept"], strict=True)
        if start <= span[0] and span[1] <= end
    ]
    at = {start}
    for (_, _), (starts, ends) in inside:
        if not any(LINKS.fullmatch(line["text"][a:b]) for a in at for b in starts if a <= b):
            return []
        if at == {start} and start not in starts:
            return []
        at = set(ends)
    return [(first, last) for (first, last), _ in inside] if end in at else []


def judge_events(result: Result, line: Line, tags: Any) -> None:
    """An event is right when kind, who, where and what agree; each labelled one is met once.

    ``event`` wants the place as labelled; in ``event_office`` the jurisdiction of the actor's
    office also answers where the sentence states no place.
    """
    for name, loose in (("event", False), ("event_office", True)):
        left = dict(enumerate(line["events"]))
        found: set[Any] = set()
        for number, event in enumerate(tags.events):
            same = next((i for i, gold in left.items() if agrees(gold, event, loose)), None)
            if same is None:
                shown = (str(event.kind), "|".join(event.who), event.what, event.where)
                found.add((-1 - number, *shown))
                continue
            gold = left.pop(same)
            found.add(shown_gold(same, gold))
            result.when_right += not loose and gold["when"] == event.when
        every = {shown_gold(i, gold) for i, gold in enumerate(line["events"])}
        result.take(line, name, every, found)
    result.found += len(tags.events)


def shown_gold(number: int, gold: Line) -> tuple[Any, ...]:
    return (number, gold["kind"], "|".join(gold["who"]), gold["what"], gold["where"])


def agrees(gold: Line, event: Any, loose: bool) -> bool:
    places = {gold["where"], gold["where_office"] or gold["where"]} if loose else {gold["where"]}
    return (
        gold["kind"] == str(event.kind)
        and set(map(plain, gold["who"])) == set(map(plain, event.who))
        and event.where in places
        and any(alike(what, event.what) for what in [gold["what"], *gold["what_also"]])
    )


def alike(one: str, other: str) -> bool:
    """Equal but for punctuation, or sharing 70 % of the longer one's characters (Latin: words)."""
    a, b = TOKENS.findall(fold(one)), TOKENS.findall(fold(other))
    shared = sum((Counter(a) & Counter(b)).values())
    return bool(a and b) and shared >= 0.7 * max(len(a), len(b))


def plain(name: str) -> str:
    """A name without its script, case, inner spaces (Chinese) or leading article."""
    name = " ".join(fold(name).split()).removeprefix("the ")
    return name if name.isascii() else name.replace(" ", "")


def report(result: Result, show: bool) -> Iterable[str]:
    for name, measure in result.measures.items():
        shares = "  ".join(f"{key} {value:.3f}" for key, value in measure.figures().items())
        counts = f"right {measure.right}  extra {measure.extra}  missed {measure.missed}"
        yield f"{name:12} {shares}  {counts}"
    yield f"{result.sentences} sentences  traps {result.traps}  when right {result.when_right}"
    for miss in result.misses if show else ():
        line = miss["line"]
        yield f"{line['id']} [{line['pattern']}] {miss['measure']}: {line['text']}"
        yield f"    missing {miss['missing']}  extra {miss['extra']}"


def record_first(name: str, tag: Tag) -> str:
    """Write the first score of a set once; refuses when one is there or nothing was found."""
    record = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}
    entry = record.setdefault(f"{name}_aside", {"first_with_component": None})
    if entry["first_with_component"]:
        return f"{name}: the first score is recorded already"
    opened, aside = (score(path_of(name, half), tag) for half in (False, True))
    present = bool(opened.found or aside.found)
    run = {"date": date.today().isoformat(), "aside": aside.figures(), "open": opened.figures()}
    entry |= {
        "sha256": digest(path_of(name, True)),
        "component": "present" if present else "absent",
    }
    entry.setdefault("first", run)
    entry["open_floor"] = {
        key: max(0.0, round(measure.f1 - MARGIN, 3)) for key, measure in opened.measures.items()
    }
    entry["first_with_component"] = run if present else None
    text = json.dumps(record, indent=2, ensure_ascii=False)
    RECORD.write_text(text + "\n", encoding="utf-8")
    return f"{name}: first score recorded, component {entry['component']}"


def main() -> None:
    from nlp.tagger import Tagger

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("set", choices=SETS)
    parser.add_argument("--aside", action="store_true", help="score the half that is set aside")
    parser.add_argument("--show", action="store_true", help="list the misses of the open half")
    parser.add_argument("--record-first", action="store_true", help="write the first score, once")
    args = parser.parse_args()
    tag = Tagger().tag
    if args.record_first:
        sys.stdout.write(record_first(args.set, tag) + "\n")
        return
    result = score(path_of(args.set, args.aside), tag)
    sys.stdout.write("\n".join(report(result, args.show and not args.aside)) + "\n")


if __name__ == "__main__":
    main()
