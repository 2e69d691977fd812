"""Reads enterprises and their owners, and checks whom the officials' table refers to."""

from dataclasses import replace

from nlp.knowledge import CENTRAL, Ownership, Place, Soe
from nlp.tables import Folder, Row, unique

_FIELDS = (
    "id", "name_zh", "short_zh", "aliases_zh", "name_en", "aliases_en", "level", "parent_id",
    "hq_gb_code", "sector", "evidence", "as_of", "confidence",
)  # fmt: skip
_LEVELS = ("central", "provincial", "municipal", "former")
_CONFIDENCE = ("high", "medium", "low")


def _soe(row: Row, places: dict[str, Place]) -> Soe:
    if row["hq_gb_code"] and row["hq_gb_code"] not in places:
        raise row.error("hq_gb_code", "unknown unit", "name a row of the place tables")
    row.date("as_of")
    return Soe(
        row["id"], row["name_zh"], row["short_zh"], row.many("aliases_zh"), row["name_en"],
        row.many("aliases_en"), row.one_of("level", _LEVELS), row["parent_id"] or None,
        row["hq_gb_code"] or None, row["sector"], row.one_of("confidence", _CONFIDENCE),
        evidence=row["evidence"],
    )  # fmt: skip


def _check_parents(rows: list[Row], soes: dict[str, Soe]) -> None:
    for row in rows:
        seen = {row["id"]}
        parent = row["parent_id"]
        while parent:
            if parent not in soes:
                raise row.error("parent_id", "unknown parent", "name an id of soes.csv")
            if parent in seen:
                raise row.error("parent_id", "is its own ancestor", "break the circle")
            seen.add(parent)
            parent = soes[parent].parent_id or ""


def read(folder: Folder, places: dict[str, Place]) -> dict[str, Soe]:
    """Enterprises by id, with the periods in which the state owned them."""
    rows = list(unique(folder.rows("soes.csv", _FIELDS), "id"))
    soes = {row["id"]: _soe(row, places) for row in rows}
    _check_parents(rows, soes)
    for row in folder.rows("ownership.csv", ("soe_id", "start", "end", "level", "evidence")):
        soe = soes.get(row["soe_id"])
        if soe is None:
            raise row.error("soe_id", "unknown enterprise", "name an id of soes.csv")
        start, end = row.interval("start", "end")
        period = Ownership(start, end, row.one_of("level", _LEVELS[:3]), row["evidence"])
        if any(_overlap(period, other) for other in soe.periods):
            raise row.error("start", "overlaps another period", "an enterprise has one owner a day")
        soes[soe.id] = replace(soe, periods=(*soe.periods, period))
    return soes


def _overlap(one: Ownership, two: Ownership) -> bool:
    first_end, second_end = one.end or "9999", two.end or "9999"
    return (one.start or "0000") < second_end and (two.start or "0000") < first_end


def check_offices(folder: Folder, places: dict[str, Place], soes: dict[str, Soe]) -> None:
    """Jurisdictions exist, ids are unique and dates are in order in ``officials.csv``."""
    fields = ("id", "name_zh", "jurisdiction", "start_date", "end_date", "as_of", "confidence")
    for row in unique(folder.rows("officials.csv", fields), "id"):
        known = row["jurisdiction"] in places or row["jurisdiction"] in soes
        if not known and row["jurisdiction"] != CENTRAL:
            hint = f"use a place code, an id of soes.csv, or {CENTRAL} for the central level"
            raise row.error("jurisdiction", "unknown jurisdiction", hint)
        row.interval("start_date", "end_date")
        row.date("as_of")
        row.one_of("confidence", _CONFIDENCE)
