"""The run ledger: one row for each execution of a stage for a source, unique by when it was due."""

import json
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from db.models import Run
from db.store.database import stamp, transaction

KILLED = 137
"""Exit code of a run that ended without a word."""

BACKFILL = "backfill"
"""The stage of a crawl that only takes what was queued for it: old issues of an e-paper."""

_COLUMNS = "id, stage, source, due_at, started_at, finished_at, rc, stats, error"

EVERY = "*"
"""The source of a run that serves all sources."""


def begin(db: Database, stage: str, source: str, due_at: datetime, now: datetime) -> int:
    """Open the row of a run; one that crashed is opened again, one that ended well is not.

    Returns its id, or 0 where this due time was already served. Older rows of the same stage and
    source that nobody closed are closed as killed.
    """
    with transaction(db):
        db.execute(
            "update runs set finished_at = ?, rc = ?, error = 'killed'"
            " where stage = ? and source = ? and due_at < ? and rc is null",
            [stamp(now), KILLED, stage, source, stamp(due_at)],
        )
        row = db.execute(
            "select id, rc from runs where stage = ? and source = ? and due_at = ?",
            [stage, source, stamp(due_at)],
        ).fetchone()
        if row and row[1] == 0:
            return 0
        if row:
            db.execute(
                "update runs set started_at = ?, heartbeat_at = ?, finished_at = null, rc = null,"
                " error = null where id = ?",
                [stamp(now), stamp(now), row[0]],
            )
            return int(row[0])
        cursor = db.execute(
            "insert into runs (stage, source, due_at, started_at, heartbeat_at)"
            " values (?, ?, ?, ?, ?)",
            [stage, source, stamp(due_at), stamp(now), stamp(now)],
        )
        return int(cursor.lastrowid or 0)


def beat(db: Database, run_id: int, now: datetime) -> None:
    """Say that the run is alive."""
    with transaction(db):
        db.execute("update runs set heartbeat_at = ? where id = ?", [stamp(now), run_id])


def note(db: Database, run_id: int, stats: dict[str, int], error: str | None) -> None:
    """Write a run's counts while it is still open (the crawl process does, its parent closes)."""
    with transaction(db):
        db.execute(
            "update runs set stats = ?, error = ? where id = ?",
            [json.dumps(stats, sort_keys=True), error, run_id],
        )


def finish(db: Database, run_id: int, rc: int, now: datetime, error: str | None = None) -> None:
    """Close a run; ``rc`` 0 is success."""
    with transaction(db):
        db.execute(
            "update runs set finished_at = ?, rc = ?, error = coalesce(?, error) where id = ?",
            [stamp(now), rc, error, run_id],
        )


def ended_well(db: Database, stage: str, source: str, limit: int = 200) -> list[Run]:
    """The newest runs of a stage for a source that ended well, oldest first."""
    rows: list[Any] = db.execute(
        f"select {_COLUMNS} from runs where stage = ? and source = ? and rc = 0"
        " order by due_at desc limit ?",
        [stage, source, limit],
    ).fetchall()
    return [_run(row) for row in reversed(rows)]


def latest(db: Database, limit: int = 50) -> list[Run]:
    """The newest runs, newest first."""
    rows: list[Any] = db.execute(
        f"select {_COLUMNS} from runs order by id desc limit ?",
        [limit],
    ).fetchall()
    return [_run(row) for row in rows]


def get(db: Database, run_id: int) -> Run:
    row: Any = db.execute(
        f"select {_COLUMNS} from runs where id = ?",
        [run_id],
    ).fetchone()
    return _run(row)


def _run(row: Any) -> Run:
    return Run(row[0], row[1], row[2], row[3], row[4], row[5], row[6], json.loads(row[7]), row[8])
