"""What every adversarial set of officials or events must look like, and answers from its labels."""

from collections import Counter
from datetime import date
from types import SimpleNamespace
from typing import Any

from adversarial_people_score import path_of, read

Line = dict[str, Any]


def halves(name: str) -> tuple[list[Line], list[Line]]:
    """The open half and the half set aside."""
    return read(path_of(name)), read(path_of(name, aside=True))


def complaints(name: str) -> list[str]:
    """What is wrong with the form of a set: repeated texts or ids, patterns, dates."""
    opened, aside = halves(name)
    lines = opened + aside
    patterns = Counter(line["pattern"] for line in lines)
    shared = {line["pattern"] for line in opened} & {line["pattern"] for line in aside}
    wrong = [f"{p}: {n} sentences" for p, n in patterns.items() if n > 3]
    wrong += [f"{p}: in one half only" for p in patterns.keys() - shared]
    for key in ("text", "id"):
        wrong += [t for t, n in Counter(line[key] for line in lines).items() if n > 1]
    for line in lines:
        date.fromisoformat(line["date"])
    return wrong


def chinese(lines: list[Line]) -> int:
    return sum(any("\u4e00" <= char <= "\u9fff" for char in line["text"]) for line in lines)


def labelled_answers(name: str, aside: bool) -> Any:
    """A tagger that answers every sentence of a half with its own labels."""
    lines = {line["text"]: line for line in read(path_of(name, aside))}

    def tag(text: str, date: str) -> SimpleNamespace:
        line = lines[text]
        spans = line.get("offices", ())
        mentions = [
            SimpleNamespace(type="OFFICIAL", text=person, embedded=False)
            for person in line.get("officials", ())
        ]
        posts = [
            SimpleNamespace(name=person, jurisdiction=where, status=status, start=start, end=end)
            for person, office, where, status in line.get("posts", ())
            for start, end in spans
            if text[start:end] == office
        ]
        events = [SimpleNamespace(**event) for event in line.get("events", ())]
        return SimpleNamespace(mentions=mentions, posts=posts, events=events)

    return tag
