"""Opening the databases: schema, write-ahead log, search functions, one writer with short waits."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database, Migrations

from db import migrations
from db.errors import NewerSchemaError, StoreError
from db.functions import register

BUSY_MS = 30_000


def open_news(path: Path) -> Database:
    """news.db, created or migrated when needed; raises StoreError, NewerSchemaError."""
    return _open(path, migrations.news)


def open_crawl(path: Path) -> Database:
    """crawl.db, created or migrated when needed; raises StoreError, NewerSchemaError."""
    return _open(path, migrations.crawl)


def open_alerts(path: Path) -> Database:
    """alerts.db, for its owner's eyes only; raises StoreError, NewerSchemaError."""
    return _open(path, migrations.alerts, mode=0o600)


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """One write transaction: all of the block or nothing; inside another it is a part of that."""
    if db.conn.in_transaction:
        yield
        return
    db.conn.execute("begin immediate")
    try:
        yield
    except BaseException:
        db.conn.rollback()
        raise
    db.conn.commit()


def stamp(now: datetime) -> str:
    """A moment as stored: ISO 8601 to the microsecond with its offset; must be aware."""
    if now.tzinfo is None:
        raise ValueError("a time without an offset cannot be stored")
    return now.isoformat(timespec="microseconds")


def _open(path: Path, steps: Migrations, mode: int = 0o644) -> Database:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=mode)
        conn = sqlite3.connect(path, isolation_level=None, timeout=BUSY_MS / 1000)
        conn.execute("pragma journal_mode=wal")
    except (OSError, sqlite3.Error) as error:
        raise StoreError(
            f"cannot open the database: {error}",
            where=str(path),
            hint="choose a writable folder with --home or mend its permissions",
        ) from None
    conn.execute("pragma synchronous=normal")
    conn.execute("pragma foreign_keys=on")
    register(conn)
    db = Database(conn, recursive_triggers=True, execute_plugins=False)
    try:
        _migrate(db, path, steps)
    except (StoreError, sqlite3.Error) as error:
        conn.close()
        if isinstance(error, StoreError):
            raise
        raise StoreError(
            f"the database cannot be used: {error}", where=str(path), hint="restore a backup"
        ) from None
    return db


def _migrate(db: Database, path: Path, steps: Migrations) -> None:
    known = _names(steps)
    unknown = [step.name for step in steps.applied(db) if step.name not in known]
    if unknown:
        raise NewerSchemaError(
            "written by a newer version of dongbei",
            where=str(path),
            value=", ".join(unknown),
            hint="upgrade dongbei, or point --home at another folder",
        )
    if steps.pending(db):
        steps.apply(db)


def _names(steps: Migrations) -> set[str]:
    scratch = Database(memory=True)
    try:
        return {step.name for step in steps.pending(scratch)}
    finally:
        scratch.close()
