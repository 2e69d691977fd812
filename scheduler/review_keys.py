"""The review with one key per item, on a terminal."""

from collections.abc import Callable, Sequence
from datetime import datetime

import click
from sqlite_utils import Database

from db.errors import InputError
from db.store import review as decisions
from db.store.review import Decision
from scheduler.review import Desk, Item
from scheduler.review_command import KEYS, RETAG, full_lines, told

_ACTIONS = {"a": "accept", "m": "merge", "r": "reject"}


def walk(
    desk: Desk, alerts: Database, items: Sequence[Item], clock: Callable[[], datetime]
) -> None:
    """Show each item and do what its key says; u undoes this session's last and returns to it."""
    at = 0
    done: list[tuple[int, str]] = []
    while at < len(items):
        click.echo("\n".join(full_lines(desk, items[at])))
        click.echo(f"[{at + 1}/{len(items)}] {KEYS}: ", nl=False)
        key = click.getchar()
        click.echo(key)
        if key in ("q", ""):
            break
        if key == "u" and done:
            at, name = done.pop()
            click.echo(f"{decisions.undo(alerts, name, clock()).action} undone: {name}")
        elif key == "s":
            at += 1
        elif key in _ACTIONS:
            made = _decide(desk, items[at], key, clock())
            if made is not None:
                done.append((at, made.item))
                at += 1
    click.echo(f"{len(done)} decided; {RETAG}" if done else "nothing decided")


def _decide(desk: Desk, item: Item, key: str, now: datetime) -> Decision | None:
    """None when the answer was no good: the item is asked again."""
    try:
        target = click.prompt("id").strip() if key == "m" else None
        made = desk.decide(item, _ACTIONS[key], target, now)
    except InputError as error:
        click.echo(str(error), err=True)
        return None
    click.echo(told(made))
    return made
