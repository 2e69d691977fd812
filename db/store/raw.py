"""Stored pages: reading them back, the links found in them, and pages that came from files."""

import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlite_utils import Database

from db.store.database import stamp, transaction
from db.store.frontier import COLUMNS, INSERT_RAW, NewTarget, Target, enqueue, mark_discovered


class Raw(NamedTuple):
    """A stored page; ``packed`` is its body, compressed, ``length`` that of the body in bytes."""

    id: int
    frontier_id: int
    source: str
    url: str
    kind: str
    fetched_at: str
    headers: dict[str, str]
    packed: bytes
    length: int

    @property
    def body(self) -> bytes:
        """As the server meant it: transfer compression undone."""
        return zlib.decompress(self.packed)


def undiscovered(db: Database, source: str) -> list[tuple[int, Target]]:
    """Stored pages whose links nobody has looked at yet: (raw id, where it came from)."""
    columns = ", ".join(f"f.{name}" for name in COLUMNS.split(", "))
    rows = db.execute(
        f"select r.id, {columns} from raw r join frontier f on f.id = r.frontier_id"
        " left join discoveries d on d.raw_id = r.id"
        " where r.source = ? and d.raw_id is null order by r.id",
        [source],
    ).fetchall()
    return [(row[0], Target(*row[1:])) for row in rows]


def discovered(
    db: Database,
    raw_id: int,
    targets: Sequence[NewTarget],
    source: str,
    error: str | None,
    now: datetime,
    run_started: datetime,
) -> int:
    """The links found in a page and the mark that it was looked at, in one transaction."""
    with transaction(db):
        new = enqueue(db, source, targets, now, run_started)
        mark_discovered(db, raw_id, len(targets), error, now)
    return new


def load_raw(db: Database, raw_id: int) -> Raw:
    row: Any = db.execute(
        "select id, frontier_id, source, url, kind, fetched_at, headers, body, length from raw"
        " where id = ?",
        [raw_id],
    ).fetchone()
    number, target, source, url, kind, fetched_at, headers, packed, length = row
    return Raw(number, target, source, url, kind, fetched_at, json.loads(headers), packed, length)


def add_page(
    db: Database,
    source: str,
    target: NewTarget,
    kind: str,
    body: bytes,
    headers: Mapping[str, str],
    now: datetime,
) -> int:
    """Store a page that came from a file; 1 if its bytes are new, else 0. One transaction."""
    with transaction(db):
        enqueue(db, source, [target], now, now)
        row = db.execute(
            "select id, body_hash from frontier where source = ? and url = ?", [source, target.url]
        ).fetchone()
        digest = hashlib.sha256(body).hexdigest()[:32]
        if row[1] == digest:
            return 0
        db.execute(
            "update frontier set state = 'done', fetched_at = ?, body_hash = ?, title = ?,"
            " published = ? where id = ?",
            [stamp(now), digest, target.title, target.published, row[0]],
        )
        cursor = db.execute(
            INSERT_RAW,
            [row[0], source, target.url, kind, stamp(now), 200]
            + [json.dumps(dict(headers)), zlib.compress(body, 1), digest, len(body)],
        )
        mark_discovered(db, int(cursor.lastrowid or 0), 0, None, now)
    return 1
