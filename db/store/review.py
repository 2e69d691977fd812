"""The reviewer's decisions and the reports of wrong tags, in alerts.db: the operator's own work.

A decision is never deleted: undoing one dates its end. At most one decision of an item is in force.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from db.errors import InputError
from db.store.candidates import TaggedSpan
from db.store.database import stamp, transaction

WHY_LIMIT = 500
"""Code points kept of a reason."""


@dataclass(frozen=True, slots=True)
class Report:
    """A tag that someone holds to be wrong; ``origin``: ``web`` or ``cli``."""

    id: int
    span: TaggedSpan
    why: str
    origin: str
    at: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided of ``item`` (``c…`` a candidate, ``r…`` a report).

    ``action``: accept, merge or reject; ``target``: the person or entity it leads to; ``details``:
    what the decision needs when the texts have been tagged anew.
    """

    id: int
    item: str
    action: str
    entity_id: str
    target: str | None
    details: dict[str, Any]
    at: str
    undone_at: str | None


class TooManyReports(InputError):
    """The hourly allowance of reports from the web is used up."""


def add_report(
    alerts: Database, span: TaggedSpan, why: str, origin: str, now: datetime,
    hourly: int | None = None,
) -> int:  # fmt: skip
    """The id of the report of a tag; the same tag is reported once.

    ``hourly``: how many new ones of this origin an hour may bring; raises TooManyReports.
    """
    with transaction(alerts):
        known = alerts.execute(
            'select id from reports where article_id = ? and start = ? and "end" = ?'
            " and entity_id = ? and sentence = ?",
            [span.article_id, span.start, span.end, span.entity_id, span.sentence],
        ).fetchone()
        if known:
            return int(known[0])
        if hourly is not None and _since(alerts, origin, now - timedelta(hours=1)) >= hourly:
            raise TooManyReports("too many reports in an hour", value=hourly, hint="try later")
        cursor = alerts.execute(
            'insert into reports (article_id, url, start, "end", text, entity_id, sentence,'
            " sentence_start, why, origin, at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [span.article_id, span.url, span.start, span.end, span.text, span.entity_id]
            + [span.sentence, span.sentence_start, " ".join(why.split())[:WHY_LIMIT], origin]
            + [stamp(now)],
        )
        return int(cursor.lastrowid or 0)


def reports(alerts: Database) -> list[Report]:
    """All reports, newest first."""
    rows = alerts.execute(
        'select id, article_id, url, start, "end", text, entity_id, sentence, sentence_start,'
        " why, origin, at from reports order by id desc"
    ).fetchall()
    return [Report(row[0], TaggedSpan(*row[1:9]), *row[9:]) for row in rows]


def decide(
    alerts: Database, item: str, action: str, entity_id: str, target: str | None,
    details: dict[str, Any], now: datetime,
) -> Decision:  # fmt: skip
    """Record a decision; the same one again changes nothing.

    Raises InputError when another decision of the item is in force.
    """
    with transaction(alerts):
        standing = in_force(alerts, item)
        if standing is None:
            alerts.execute(
                "insert into decisions (item, action, entity_id, target, details, at)"
                " values (?, ?, ?, ?, ?, ?)",
                [item, action, entity_id, target]
                + [json.dumps(details, ensure_ascii=False, sort_keys=True), stamp(now)],
            )
    decision = standing or in_force(alerts, item)
    assert decision is not None
    if (decision.action, decision.target) != (action, target):
        raise decided_already(decision)
    return decision


def decided_already(decision: Decision) -> InputError:
    """What to say to another decision of the same item."""
    return InputError(
        f"decided already: {decision.action} {decision.target or ''}".rstrip(),
        where=decision.item,
        hint=f"undo that first: dongbei review undo {decision.item}",
    )


def undo(alerts: Database, item: str, now: datetime) -> Decision:
    """End the decision in force of an item; raises InputError when there is none."""
    with transaction(alerts):
        standing = in_force(alerts, item)
        if standing is None:
            raise InputError(
                "no decision to undo", value=item, hint="see them: dongbei review history"
            )
        alerts.execute("update decisions set undone_at = ? where id = ?", [stamp(now), standing.id])
    return standing


def in_force(alerts: Database, item: str) -> Decision | None:
    """The decision of an item that was not undone."""
    found = _decisions(alerts, "where item = ? and undone_at is null", [item])
    return found[0] if found else None


def all_in_force(alerts: Database) -> list[Decision]:
    """Every decision that was not undone, oldest first."""
    return _decisions(alerts, "where undone_at is null order by id", [])


def history(alerts: Database) -> list[Decision]:
    """Every decision ever made, newest first."""
    return _decisions(alerts, "order by id desc", [])


def _decisions(alerts: Database, rest: str, values: Iterable[object]) -> list[Decision]:
    rows = alerts.execute(
        f"select id, item, action, entity_id, target, details, at, undone_at from decisions {rest}",
        list(values),
    ).fetchall()
    return [
        Decision(row[0], row[1], row[2], row[3], row[4], json.loads(row[5]), row[6], row[7])
        for row in rows
    ]


def _since(alerts: Database, origin: str, moment: datetime) -> int:
    row = alerts.execute(
        "select count(*) from reports where origin = ? and julianday(at) > julianday(?)",
        [origin, stamp(moment)],
    ).fetchone()
    return int(row[0])
