"""Watches in alerts.db: who wants to hear of what.

``to`` is a secret: it is read here for delivery and nowhere else printed in full.
"""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from db.errors import InputError
from db.models import Watch
from db.store.database import stamp, transaction

_COLUMNS = 'id, entity_id, "to", created_at, token, active'


def add(db: Database, entity_id: str, entity_name: str, to: str, now: datetime) -> Watch:
    """The watch of an entity and a channel, made when there is none.

    An active one is returned unchanged; a removed one starts anew at ``now`` with its old feed.
    """
    with transaction(db):
        db.execute(
            'insert into watches(entity_id, entity_name, "to", token, created_at) values '
            '(?, ?, ?, ?, ?) on conflict(entity_id, "to") do update set active = 1, '
            "entity_name = excluded.entity_name, created_at = excluded.created_at "
            "where active = 0",
            [entity_id, entity_name, to, secrets.token_urlsafe(24), stamp(now)],
        )
        row = _rows(
            db, f'select {_COLUMNS} from watches where entity_id = ? and "to" = ?', entity_id, to
        )[0]
    return _watch(row)


def list_watches(db: Database) -> list[Watch]:
    """All active watches, oldest first."""
    rows = _rows(db, f"select {_COLUMNS} from watches where active = 1 order by id")
    return [_watch(row) for row in rows]


def get(db: Database, watch_id: int) -> Watch:
    """One watch, active or not; raises InputError for an unknown id."""
    rows = _rows(db, f"select {_COLUMNS} from watches where id = ?", watch_id)
    if not rows:
        raise InputError(
            "no such watch", where="watch", value=watch_id, hint="see `dongbei watch list`"
        )
    return _watch(rows[0])


def names(db: Database) -> dict[int, str]:
    """Watch id to the name its entity had when the watch was made."""
    return {
        row["id"]: row["entity_name"] for row in _rows(db, "select id, entity_name from watches")
    }


def remove(db: Database, watch_id: int) -> Watch:
    """Ends a watch: nothing more is matched or sent; returns it; raises InputError if unknown."""
    watch = get(db, watch_id)
    with transaction(db):
        db.execute("update watches set active = 0 where id = ?", [watch_id])
        db.execute(
            "update outbox set state = 'dead', leased_until = null, error = 'watch removed' "
            "where state in ('due', 'leased') "
            "and key in (select key from alerts where watch_id = ?)",
            [watch_id],
        )
    return watch


def by_entity(watches: Iterable[Watch]) -> dict[str, list[Watch]]:
    """Entity id to its watches, in the given order."""
    grouped: dict[str, list[Watch]] = {}
    for watch in watches:
        grouped.setdefault(watch.entity_id, []).append(watch)
    return grouped


def _rows(db: Database, sql: str, *values: object) -> list[Mapping[str, Any]]:
    return list(db.query(sql, list(values)))


def _watch(row: Mapping[str, Any]) -> Watch:
    return Watch(
        id=row["id"],
        entity_id=row["entity_id"],
        to=row["to"],
        created_at=row["created_at"],
        token=row["token"],
        active=bool(row["active"]),
    )
