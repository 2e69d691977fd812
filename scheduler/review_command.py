"""``dongbei review``: the queue, one key per decision, and the same without a terminal."""

import json
import sys
from collections.abc import Sequence
from typing import Any

import click

from db.settings import Settings
from db.store import candidates
from db.store import review as decisions
from db.store.candidates import Candidate
from db.store.review import Decision
from scheduler.commands import clock_of
from scheduler.review import Desk, Item, desk_of, item_id

KEYS = "a accept, m merge, r reject, s skip, u undo, q quit"
_PAST = {"accept": "accepted", "merge": "merged", "reject": "rejected"}
RETAG = "stored articles are tagged anew by the next: dongbei tag"


@click.group(invoke_without_command=True, short_help="What needs a human eye.")
@click.option("-i", "--interactive", is_flag=True, help=f"One key per item: {KEYS}.")
@click.option(
    "--limit",
    type=click.IntRange(1, 10_000),
    default=50,
    show_default=True,
    help="How many at most.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON array.")
@click.pass_context
def review(ctx: click.Context, interactive: bool, limit: int, as_json: bool) -> None:
    """Tags reported as wrong, and officials named in the news whom the office table does not know.

    \b
    Example:
      dongbei review
      dongbei review -i
      dongbei review merge c1a2b3c4 person:hao-peng
    """
    if ctx.invoked_subcommand is not None:
        return
    if interactive and not sys.stdin.isatty():
        raise click.UsageError("-i needs a terminal; without one: dongbei review accept ID")
    with desk_of(ctx.obj) as (desk, _, alerts):
        if interactive:
            from scheduler.review_keys import walk

            walk(desk, alerts, desk.open_items(limit), lambda: clock_of(ctx.obj))
            return
        found = desk.open_items(limit)
    if as_json:
        click.echo(json.dumps([as_row(item) for item in found], ensure_ascii=False, indent=2))
        return
    for item in found:
        click.echo(line_of(item))
    if not found:
        click.echo("nothing to review", err=True)


@review.command("show")
@click.argument("item", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def show(settings: Settings, item: str, as_json: bool) -> None:
    """One item with its evidence, and the known people of that name.

    \b
    Example:
      dongbei review show c1a2b3c4
    """
    with desk_of(settings) as (desk, _, _):
        found = desk.item(item)
        if not as_json:
            for line in full_lines(desk, found):
                click.echo(line)
            return
        known = [
            {"id": person.id, "name": person.name, "offices": list(person.offices)}
            for person in desk.persons_like(found)
        ]
    click.echo(json.dumps(as_row(found) | {"known": known}, ensure_ascii=False, indent=2))


@review.command("accept")
@click.argument("item", metavar="ID")
@click.pass_obj
def accept(settings: Settings, item: str) -> None:
    """A candidate is a new person in that office; a reported tag is wrong and goes.

    \b
    Example:
      dongbei review accept c1a2b3c4
    """
    _decide(settings, item, "accept", None)


@review.command("merge")
@click.argument("item", metavar="ID")
@click.argument("target", metavar="PERSON|ENTITY")
@click.pass_obj
def merge(settings: Settings, item: str, target: str) -> None:
    """A candidate is a person already known; a reported tag should be another entity.

    \b
    Example:
      dongbei review merge c1a2b3c4 person:hao-peng
      dongbei review merge r1 gb:220200
    """
    _decide(settings, item, "merge", target)


@review.command("reject")
@click.argument("item", metavar="ID")
@click.pass_obj
def reject(settings: Settings, item: str) -> None:
    """A candidate is no official and is tagged no more; a reported tag was right.

    \b
    Example:
      dongbei review reject c1a2b3c4
    """
    _decide(settings, item, "reject", None)


@review.command("undo")
@click.argument("item", metavar="ID")
@click.pass_obj
def undo(settings: Settings, item: str) -> None:
    """End the decision about an item; the item is open again once its articles are tagged anew.

    \b
    Example:
      dongbei review undo c1a2b3c4
    """
    with desk_of(settings) as (_, _, alerts):
        undone = decisions.undo(alerts, item, clock_of(settings))
    click.echo(f"{item} undone: {undone.action}; {RETAG}")


@review.command("history")
@click.option("--json", "as_json", is_flag=True, help="One JSON array.")
@click.pass_obj
def history(settings: Settings, as_json: bool) -> None:
    """Every decision ever made, newest first, undone ones too.

    \b
    Example:
      dongbei review history
    """
    with desk_of(settings) as (_, _, alerts):
        made = decisions.history(alerts)
    if as_json:
        rows = [_decision_row(decision) for decision in made]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for one in made:
        end = f"  undone {one.undone_at[:16]}" if one.undone_at else ""
        target = f" -> {one.target}" if one.target else ""
        click.echo(f"{one.at[:16]}  {one.item}  {one.action}  {one.entity_id}{target}{end}")
    if not made:
        click.echo("no decisions", err=True)


@review.command("report")
@click.argument("article_id", type=int)
@click.argument("start", type=int, required=False)
@click.argument("end", type=int, required=False)
@click.option("--why", default="", help="What is wrong with the tag.")
@click.pass_obj
def report(
    settings: Settings, article_id: int, start: int | None, end: int | None, why: str
) -> None:
    """Put a wrong tag into the queue; without START END list the tags of the article.

    \b
    Example:
      dongbei review report 17 102 104 --why "a surname, not the county"
    """
    with desk_of(settings) as (_, news, alerts):
        if start is None or end is None:
            for first, last, text, entity_id in candidates.spans_of(news, article_id):
                click.echo(f"{first} {last}  {text}  {entity_id}")
            return
        for span in candidates.spans_at(news, article_id, start, end):
            number = decisions.add_report(alerts, span, why, "cli", clock_of(settings))
            click.echo(f"r{number}  {span.text} is not {span.entity_id}")


@review.command("check")
@click.option("--json", "as_json", is_flag=True, help="One JSON array.")
@click.pass_obj
def check(settings: Settings, as_json: bool) -> None:
    """Check tables and decisions, and find where the stored texts contradict them or each other.

    \b
    Example:
      dongbei review check
    """
    from scheduler.review_check import contradictions

    found = contradictions(settings)
    if as_json:
        rows = [one.as_row() for one in found]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for one in found:
        click.echo(one.line())
    click.echo(f"knowledge is sound; {len(found)} contradictions with the texts", err=True)


def as_row(item: Item) -> dict[str, Any]:
    """The fields of ``dongbei review --json``."""
    if isinstance(item, Candidate):
        return {
            "id": item_id(item), "kind": "official", "entity_id": item.entity_id,
            "name": item.name, "first": item.first, "last": item.last,
            "articles": item.articles, "sources": item.sources,
            "offices": [
                {"office": o.office, "jurisdiction": o.jurisdiction, "status": o.status}
                for o in item.offices
            ],
            "evidence": [
                {"article_id": e.article_id, "url": e.url, "day": e.day, "sentence": e.sentence}
                for e in item.evidence
            ],
        }  # fmt: skip
    span = item.span
    return {
        "id": item_id(item), "kind": "report", "entity_id": span.entity_id, "text": span.text,
        "article_id": span.article_id, "url": span.url, "start": span.start, "end": span.end,
        "sentence": span.sentence, "why": item.why, "origin": item.origin, "at": item.at,
    }  # fmt: skip


def line_of(item: Item) -> str:
    """One line of the list."""
    if isinstance(item, Candidate):
        stated = item.offices[0]
        seen = " – ".join(dict.fromkeys(filter(None, (item.first, item.last)))) or "no date"
        return (
            f"{item_id(item)}  {item.name}  {stated.office} ({stated.jurisdiction})"
            f"  {item.articles} articles, {item.sources} sources, {seen}"
        )
    why = f"  {item.why}" if item.why else ""
    return f"{item_id(item)}  {item.span.text} is not {item.span.entity_id}?{why}"


def full_lines(desk: Desk, item: Item) -> Sequence[str]:
    """The item, its evidence, and whom it might be."""
    lines = [line_of(item)]
    if isinstance(item, Candidate):
        lines += [f"    {o.office} ({o.jurisdiction}) {o.status}" for o in item.offices[1:]]
        lines += [f"  {e.day or 'no date'}  {e.sentence}\n      {e.url}" for e in item.evidence]
    else:
        lines += [f"  {' '.join(item.span.sentence.split())}\n      {item.span.url}"]
    for person in desk.persons_like(item):
        lines.append(f"  known: {person.id}  {person.name}  {'; '.join(person.offices)}")
    return lines


def _decide(settings: Settings, name: str, action: str, target: str | None) -> None:
    with desk_of(settings) as (desk, _, alerts):
        made = decisions.in_force(alerts, name)
        if made is None:
            made = desk.decide(desk.item(name), action, target, clock_of(settings))
        elif made.action != action or made.target != (target or made.target):
            raise decisions.decided_already(made)
    click.echo(f"{told(made)}; {RETAG}")


def told(made: Decision) -> str:
    """A decision in a few words."""
    target = f" -> {made.target}" if made.target else ""
    return f"{made.item} {_PAST[made.action]}: {made.entity_id}{target}"


def _decision_row(one: Decision) -> dict[str, Any]:
    return {
        "id": one.id, "item": one.item, "action": one.action, "entity_id": one.entity_id,
        "target": one.target, "details": one.details, "at": one.at, "undone_at": one.undone_at,
    }  # fmt: skip
