"""A tagged text for the terminal: coloured, then every mention and why, events and topics."""

from collections.abc import Callable, Iterator

import click

from db.models import Ambiguity, Event, Mention, Tags

_COLOURS = {"PROVINCE": "cyan", "CITY": "green", "SOE": "yellow", "OFFICIAL": "magenta"}


def terminal(text: str, tags: Tags, why: Callable[[Mention], str]) -> Iterator[str]:
    """Lines for a person to read; ``why`` tells one mention's evidence."""
    yield coloured(text, tags.mentions)
    for m in tags.mentions:
        name = m.name_en or m.name_zh or ""
        inside = " embedded" if m.embedded else ""
        kind = click.style(f"{m.type.value:8}", fg=_COLOURS[m.type.value])
        where = f"{m.start}-{m.end}"
        yield f"{kind} {where:11} {m.text} {m.entity_id} {name} {m.rule} {m.confidence:.2f}{inside}"
        yield f"    {why(m)}"
    for one in tags.ambiguous:
        yield f"undecided {one.start}-{one.end} {one.text}: {candidates(one)}"
    yield f"relevance {tags.relevance:.2f} ({'; '.join(tags.relevance_reasons)})"
    for event in tags.events:
        yield f"event {told(event)}"
    if tags.topics:
        yield f"topics {' '.join(tags.topics)}"


def candidates(name: Ambiguity) -> str:
    """The units that an undecided name may mean: 北京市朝阳区 gb:110105 or …."""
    return " or ".join(f"{name_zh} {entity_id}" for entity_id, name_zh in name.candidates)


def told(event: Event) -> str:
    """An event on one line: kind, who, what, where, when, rule, confidence."""
    facts = [event.kind.value, "、".join(event.who), event.what, event.where, event.when]
    return f"{' | '.join(fact or '-' for fact in facts)} | {event.rule} {event.confidence:.2f}"


def coloured(text: str, mentions: tuple[Mention, ...]) -> str:
    """``text`` with the outermost mentions styled."""
    parts: list[str] = []
    done = 0
    for m in mentions:
        if m.start >= done:
            parts.append(text[done : m.start])
            parts.append(click.style(m.text, fg=_COLOURS[m.type.value], bold=not m.embedded))
            done = m.end
    return "".join([*parts, text[done:]])
