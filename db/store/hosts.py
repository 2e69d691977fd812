"""What crawl.db remembers of hosts, for every crawl and after any stop: how long a host wants to be
left alone, when the next request to it may be sent, and which robots.txt held.

A host is ``name`` or ``name:port`` as in the URL. Times here are UTC.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from sqlite_utils import Database

from db.store.database import stamp, transaction

FAR = timedelta(hours=2)
"""A booking further away than this comes from a clock that was wrong."""

MAX_RULES = 100_000
"""Characters of a robots.txt that are kept."""


@dataclass(frozen=True, slots=True)
class Rest:
    """A host that wants to be left alone; ``refusals`` in a row led to it."""

    until: datetime
    refusals: int
    reason: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """What robots.txt decided of a fetch; ``robots_id``: which one, None where there was none."""

    decision: Literal["allowed", "denied", "unknown"]
    robots_id: int | None


def rest_of(db: Database, host: str) -> Rest | None:
    """The newest refusal that no good answer has followed; it may be over."""
    row = db.execute(
        "select rest_until, refusals, reason from hosts where host = ? and refusals > 0", [host]
    ).fetchone()
    return Rest(datetime.fromisoformat(row[0]), int(row[1]), row[2]) if row else None


def leave_alone(db: Database, host: str, rest: Rest) -> None:
    """Ask ``host`` for nothing until ``rest.until``; a longer rest already noted holds."""
    with transaction(db):
        db.execute(
            "insert into hosts (host, rest_until, refusals, reason) values (?, ?, ?, ?)"
            " on conflict (host) do update set refusals = excluded.refusals,"
            " reason = excluded.reason,"
            " rest_until = max(coalesce(rest_until, ''), excluded.rest_until)",
            [host, stamp(rest.until.astimezone(UTC)), rest.refusals, rest.reason],
        )


def forgive(db: Database, host: str) -> None:
    """A good answer came: the count of refusals begins anew."""
    with transaction(db):
        db.execute(
            "update hosts set refusals = 0, rest_until = null, reason = null where host = ?", [host]
        )


def book(db: Database, host: str, now: datetime, delay: timedelta) -> tuple[datetime, Rest | None]:
    """The moment at which the caller may send its request, and the host's rest as in ``rest_of``.

    Nobody else may send until ``delay`` after that moment: crawls of several sources that lead to
    one host take turns by this.
    """
    with transaction(db):
        row = db.execute("select next_at from hosts where host = ?", [host]).fetchone()
        booked = datetime.fromisoformat(row[0]) if row and row[0] else now
        start = booked if now < booked < now + FAR else now
        db.execute(
            "insert into hosts (host, next_at) values (?, ?)"
            " on conflict (host) do update set next_at = excluded.next_at",
            [host, stamp((start + delay).astimezone(UTC))],
        )
    return start, rest_of(db, host)


def keep_robots(
    db: Database, root: str, status: int, rules: str, delay: float | None, now: datetime
) -> int:
    """The number of this robots.txt of ``root`` (scheme and host); ``status`` 0: no answer."""
    digest = hashlib.sha256(rules.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    at = stamp(now.astimezone(UTC))
    with transaction(db):
        db.execute(
            "insert into robots (root, status, hash, delay, rules, first_at, last_at)"
            " values (?, ?, ?, ?, ?, ?, ?)"
            " on conflict (root, status, hash) do update set last_at = excluded.last_at",
            [root, status, digest, delay, rules[:MAX_RULES], at, at],
        )
        row = db.execute(
            "select id from robots where root = ? and status = ? and hash = ?",
            [root, status, digest],
        ).fetchone()
    return int(row[0])


def crawl_delay(db: Database, host: str) -> float | None:
    """Seconds of the Crawl-delay in the newest robots.txt of ``host``, if it names one."""
    row = db.execute(
        "select delay from robots where root in (?, ?) and status = 200"
        " order by last_at desc limit 1",
        [f"http://{host}", f"https://{host}"],
    ).fetchone()
    return row[0] if row else None


def rule(db: Database, rulings: Mapping[int, Ruling]) -> None:
    """Write the rulings of fetches by frontier id, inside the caller's transaction."""
    db.conn.executemany(
        "update frontier set robots = ?, robots_id = ? where id = ?",
        [(ruling.decision, ruling.robots_id, key) for key, ruling in rulings.items()],
    )
