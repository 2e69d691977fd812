"""``dongbei nlp check`` and ``dongbei nlp stale``: is the office table sound, and is it fresh."""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import click

from db.errors import InputError

if TYPE_CHECKING:
    from nlp.offices import Holding, Offices
    from nlp.pipeline import Resources

_IN_OFFICE = ("in_office", "last_seen")
_AGE = timedelta(days=365)

_folder = click.option(
    "--overlay",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="The operator's tables (default: HOME/knowledge).",
)


@click.command()
@_folder
@click.pass_context
def check(ctx: click.Context, folder: Path | None) -> None:
    """Check all tables, the operator's too; name each seat that two people hold at once.

    What the stored texts say against the table is found by `dongbei review check`.

    Example: dongbei nlp check
    """
    shared = _resources(ctx, folder)
    knowledge, offices = shared.knowledge, shared.offices
    rows, persons = sum(1 for _ in offices.holdings()), sum(1 for _ in offices.persons())
    click.echo(
        f"{len(knowledge.places)} places, {len(knowledge.soes)} enterprises, "
        f"{rows} offices held by {persons} people: every row is sound"
    )
    for office, place, one, two in shared_seats(offices):
        names = " and ".join(
            f"{h.name_zh} ({_where(h)}, seen {h.as_of or '?'})" for h in (one, two)
        )
        click.echo(f"{office} of {place}: {names} are both in office")


@click.command()
@_folder
@click.option("--before", metavar="YYYY-MM-DD", help="Older than this (default: a year ago).")
@click.option("--json", "machine", is_flag=True, help="One JSON array.")
@click.pass_context
def stale(ctx: click.Context, folder: Path | None, before: str | None, machine: bool) -> None:
    """List people said to be in office whom no evidence has seen there for long, oldest first.

    Example: dongbei nlp stale --before 2025-01-01
    """
    try:
        limit = date.fromisoformat(before) if before else date.today() - _AGE
    except ValueError as error:
        hint = "write YYYY-MM-DD"
        raise InputError("not a date", where="--before", value=before, hint=hint) from error
    found = stale_rows(_resources(ctx, folder).offices, limit.isoformat())
    if machine:
        rows = [
            {"person": h.person_id, "name_zh": h.name_zh, "office_zh": h.office_zh,
             "jurisdiction": h.jurisdiction, "as_of": h.as_of, "status": h.status,
             "confidence": h.confidence, "where": _where(h)}
            for h in found
        ]  # fmt: skip
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for h in found:
        click.echo(
            f"{h.as_of or '?':10}  {h.name_zh}  {h.office_zh} ({h.jurisdiction})  {_where(h)}"
        )
    click.echo(f"{len(found)} rows last seen before {limit}", err=True)


def stale_rows(offices: "Offices", before: str) -> list["Holding"]:
    """Holdings without an end whose evidence is older than ``before`` (YYYY-MM-DD) or undated."""
    from nlp.office_days import last_day

    found = [
        h for h in offices.holdings()
        if h.status in _IN_OFFICE and not h.end and (not h.as_of or last_day(h.as_of) < before)
    ]  # fmt: skip
    return sorted(found, key=lambda h: (h.as_of or "", h.table, h.line))


def shared_seats(offices: "Offices") -> Iterator[tuple[str, str, "Holding", "Holding"]]:
    """(office key, place, holding, holding): two people said to be in one seat now."""
    from nlp.office_keys import is_one_seat

    seats: dict[tuple[str, str], list[Holding]] = defaultdict(list)
    for held in offices.holdings():
        if held.status == "in_office" and not held.end and "副" not in held.office_zh:
            for key in filter(is_one_seat, held.keys):
                seats[key, held.jurisdiction].append(held)
    for (key, place), holders in sorted(seats.items()):
        for one, two in combinations(holders, 2):
            if one.person_id != two.person_id:
                yield key, place, one, two


def _resources(ctx: click.Context, folder: Path | None) -> "Resources":
    from nlp.overlay import NOTHING, read_folder
    from nlp.pipeline import resources

    home = getattr(ctx.obj, "home", None)
    if folder is None and home is not None:
        folder = Path(home) / "knowledge"
    return resources(NOTHING if folder is None else read_folder(folder))


def _where(held: "Holding") -> str:
    return f"{held.table} line {held.line}"
