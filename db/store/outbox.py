"""Alerts and their delivery in alerts.db: what is due, sent, failed or dead.

States of an outbox row: ``due`` -> ``leased`` -> ``sent``, or back to ``due`` after a temporary
failure, or ``dead`` after a permanent one, after ``MAX_TRIES`` or when its watch is removed.
``quiet``: an alert of an old article, never sent; a fresh article of its story takes its place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, fields
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlite_utils import Database

from db.errors import DeliveryError
from db.models import Alert, Watch
from db.store import matchings, watches
from db.store.database import stamp, transaction

MAX_TRIES = 12
FIRST_DELAY = 60.0
"""Seconds before the second attempt; doubled each time: 12 tries span about 34 hours."""
LONGEST_DELAY = 7 * 86_400.0
"""The most that a receiver's Retry-After can ask for, in seconds."""

_ALERT_COLUMNS = tuple(field.name for field in fields(Alert))


def alerted(db: Database, watch_id: int, story_key: str, article_ids: Sequence[int]) -> bool:
    """Whether this watch has heard of this story, under its key or through one of its articles."""
    marks = ", ".join("?" * len(article_ids))
    row = db.execute(
        f"select exists(select 1 from alerts join outbox o using (key) where watch_id = ? and "
        f"o.state != 'quiet' and (story_key = ? or article_id in ({marks})))",
        [watch_id, story_key, *article_ids],
    ).fetchone()
    return bool(row[0])


def record(
    db: Database,
    article_id: int,
    text_hash: str,
    alerts: Sequence[Alert],
    now: datetime,
    quiet: bool = False,
) -> int:
    """The alerts of one article, their outbox rows and its mark, all in one transaction.

    Idempotent; a watch that already has an alert of the story keeps that one, unless it is a quiet
    one and this is not. Returns how many alerts are new.
    """
    columns = ", ".join(_ALERT_COLUMNS)
    marks = ", ".join("?" * len(_ALERT_COLUMNS))
    new = 0
    with transaction(db):
        for alert in alerts:
            added = db.execute(
                f"insert or ignore into alerts({columns}) values ({marks})", list(astuple(alert))
            ).rowcount
            if added:
                db.execute(
                    "insert into outbox(key, state, due_at) values (?, ?, ?)",
                    [alert.key, "quiet" if quiet else "due", stamp(now)],
                )
            new += added or (not quiet and _speak(db, alert, now))
        matchings.mark(db, article_id, text_hash, now)
    return new


def _speak(db: Database, alert: Alert, now: datetime) -> bool:
    """Put a fresh alert in the place of a quiet one; whether there was one."""
    waiting = db.execute(
        "update outbox set state = 'due', due_at = ? where key = ? and state = 'quiet'",
        [stamp(now), alert.key],
    ).rowcount
    if waiting:
        values = ", ".join(f"{name} = ?" for name in _ALERT_COLUMNS)
        db.execute(f"update alerts set {values} where key = ?", [*astuple(alert), alert.key])
    return bool(waiting)


def lease(
    db: Database, now: datetime, seconds: float, limit: int
) -> list[tuple[Alert, Watch, int]]:
    """Up to ``limit`` alerts to send, each with its watch and the number of this attempt.

    Taken are due rows and those whose lease ran out; the attempt is counted before the work, so
    that an alert which kills its sender ends up dead and not in a circle.
    """
    with transaction(db):
        rows = take(
            db,
            f"select {', '.join('a.' + name for name in _ALERT_COLUMNS)}, o.tries "
            "from outbox o join alerts a using (key) join watches w on w.id = a.watch_id "
            "where w.active = 1",
            now,
            seconds,
            limit,
        )
        return [(_alert(row), watches.get(db, row["watch_id"]), row["tries"] + 1) for row in rows]


def take(
    db: Database, select: str, now: datetime, seconds: float, limit: int
) -> list[dict[str, Any]]:
    """Lease the due rows of a select on ``outbox o`` that ends in a where clause.

    Inside the caller's transaction. What its sender was killed over too often is given up.
    """
    moment, until = stamp(now), stamp(now + timedelta(seconds=seconds))
    due, late = _not_after("o.due_at"), _not_after("o.leased_until")
    db.execute(
        "update outbox as o set state = 'dead', leased_until = null, "
        "error = 'the sender was stopped in every attempt' "
        f"where tries >= ? and o.state = 'leased' and {late}",
        [MAX_TRIES, moment],
    )
    rows = db.query(
        f"{select} and ((o.state = 'due' and {due}) or (o.state = 'leased' and {late})) "
        "order by o.due_at, o.key limit ?",
        [moment, moment, limit],
    )
    taken = list(rows)
    for row in taken:
        db.execute(
            "update outbox set state = 'leased', tries = tries + 1, leased_until = ? where key = ?",
            [until, row["key"]],
        )
    return taken


def sent(db: Database, key: str, now: datetime, detail: str) -> None:
    """Marks an alert as delivered and keeps the attempt."""
    with transaction(db):
        db.execute(
            "update outbox set state = 'sent', sent_at = ?, leased_until = null, error = null "
            "where key = ?",
            [stamp(now), key],
        )
        _attempt(db, key, now, ok=True, detail=detail)


def failed(db: Database, key: str, now: datetime, error: DeliveryError) -> str:
    """Keeps a failed attempt and returns the state it leads to: ``due`` (later) or ``dead``.

    A row that is no longer leased (sent by another sender, or its watch removed) stays as it is.
    """
    with transaction(db):
        _attempt(db, key, now, ok=False, detail=str(error))
        state, tries = db.execute("select state, tries from outbox where key = ?", [key]).fetchone()
        if state != "leased":
            return str(state)
        state = "dead" if error.permanent or tries >= MAX_TRIES else "due"
        later = now + timedelta(seconds=delay(key, tries, error.retry_after))
        db.execute(
            "update outbox set state = ?, due_at = ?, leased_until = null, error = ? where key = ?",
            [state, stamp(later), str(error), key],
        )
    return state


def delay(key: str, tries: int, retry_after: float | None) -> float:
    """Seconds until the next attempt: doubling, a fifth of jitter fixed by the key and the try."""
    backoff = FIRST_DELAY * 2.0 ** (tries - 1) * Random(f"{key}:{tries}").uniform(0.8, 1.2)
    return max(backoff, min(retry_after or 0.0, LONGEST_DELAY))


def of_watch(db: Database, watch_id: int, limit: int) -> list[Alert]:
    """The newest alerts of a watch, newest first; quiet ones left out."""
    rows = db.query(
        f"select {', '.join(_ALERT_COLUMNS)} from alerts join outbox o using (key) "
        "where watch_id = ? and o.state != 'quiet' "
        "order by created_at desc, key limit ?",
        [watch_id, limit],
    )
    return [_alert(row) for row in rows]


def counts(db: Database) -> dict[int, int]:
    """Watch id to the number of its alerts, quiet ones left out; those without are absent."""
    rows = db.execute(
        "select watch_id, count(*) from alerts join outbox o using (key)"
        " where o.state != 'quiet' group by watch_id"
    )
    return dict(rows.fetchall())


def _not_after(column: str) -> str:
    """Stored times may have different offsets: compare moments, not strings."""
    return f"julianday({column}) <= julianday(?)"


def _attempt(db: Database, key: str, now: datetime, *, ok: bool, detail: str) -> None:
    db.execute(
        "insert into deliveries(key, at, ok, detail) values (?, ?, ?, ?)",
        [key, stamp(now), int(ok), detail],
    )


def _alert(row: Mapping[str, Any]) -> Alert:
    return Alert(**{name: row[name] for name in _ALERT_COLUMNS})
