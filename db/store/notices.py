"""What the operator is told of the health of sources: notices and their outbox rows in alerts.db.

A channel is stored as a hash: its address is in the settings and nowhere else.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlite_utils import Database

from db.models import Notice, NoticeItem
from db.store import outbox
from db.store.database import stamp, transaction


def channel_id(to: str) -> str:
    """How a channel is named in alerts.db."""
    return hashlib.sha256(to.encode()).hexdigest()[:32]


def told(db: Database) -> set[str]:
    """Everything the operator was told of, as ``source/kind/opened_at/event``."""
    return {row[0] for row in db.execute("select item from noticed").fetchall()}


def record(
    db: Database,
    told: Sequence[str],
    items: Sequence[NoticeItem],
    channels: Iterable[str],
    now: datetime,
) -> int:
    """One notice per channel with all items, its outbox row, and the marks: one transaction.

    ``told``: the names of the items as in ``told()``. Returns how many notices are new.
    """
    text = json.dumps([asdict(item) for item in items], ensure_ascii=False)
    new = 0
    with transaction(db):
        for channel in channels:
            name = f"{channel_id(channel)}|{'|'.join(sorted(told))}"
            key = hashlib.sha256(name.encode()).hexdigest()
            added = db.execute(
                "insert or ignore into notices (key, channel, items, created_at)"
                " values (?, ?, ?, ?)",
                [key, channel_id(channel), text, stamp(now)],
            ).rowcount
            if added:
                db.execute("insert into outbox (key, due_at) values (?, ?)", [key, stamp(now)])
            new += added
        for item in told:
            db.execute("insert or ignore into noticed (item, at) values (?, ?)", [item, stamp(now)])
    return new


def lease(db: Database, now: datetime, seconds: float, limit: int) -> list[tuple[Notice, str]]:
    """Up to ``limit`` notices to send, each with its channel's id; as ``outbox.lease``."""
    with transaction(db):
        rows = outbox.take(
            db,
            "select n.key, n.channel, n.items, n.created_at from outbox o"
            " join notices n using (key) where true",
            now,
            seconds,
            limit,
        )
    return [(_notice(row["key"], row["items"], row["created_at"]), row["channel"]) for row in rows]


def _notice(key: str, items: str, created_at: str) -> Notice:
    return Notice(key, tuple(NoticeItem(**item) for item in json.loads(items)), created_at)
