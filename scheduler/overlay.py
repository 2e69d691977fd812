"""The operator's knowledge: HOME/knowledge/*.csv, and what was decided in the review."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from io import StringIO
from pathlib import Path
from typing import Any

from db.settings import Settings
from db.store import review
from db.store.database import open_alerts
from db.store.review import Decision
from nlp.overlay import Correction, Overlay, Table, read_folder

OFFICIALS = "officials.csv"
_COLUMNS = (
    "id", "name_zh", "name_en", "office_zh", "office_en", "jurisdiction", "start_date", "end_date",
    "evidence", "as_of", "status", "confidence",
)  # fmt: skip
_PAST = ("former", "left")


def folder_of(settings: Settings) -> Path:
    """Where the operator's tables lie."""
    return settings.home / "knowledge"


def overlay_of(settings: Settings) -> Overlay:
    """Tables and decisions in force; raises KnowledgeError for a file that cannot be read."""
    with closing(open_alerts(settings.alerts_db)) as alerts:
        return with_decisions(read_folder(folder_of(settings)), review.all_in_force(alerts))


def with_decisions(tables: Overlay, decisions: Iterable[Decision]) -> Overlay:
    """``tables`` and what the decisions add: holders, refused officials, corrected tags."""
    added: list[Table] = []
    refused: list[str] = []
    corrections: list[Correction] = []
    for decision in decisions:
        if decision.item.startswith("r"):
            if decision.action != "reject":
                corrections.append(_correction(decision))
        elif decision.action == "reject":
            refused.append(decision.entity_id)
        else:
            label = f"review decision {decision.item}"
            added.append(Table(OFFICIALS, label, _csv(_rows(decision))))
    return Overlay((*tables.tables, *added), tuple(refused), tuple(corrections))


def _correction(decision: Decision) -> Correction:
    span = decision.details
    return Correction(
        span["sentence"], span["start"], span["text"], decision.entity_id, decision.target
    )


def _rows(decision: Decision) -> Iterator[Mapping[str, Any]]:
    """One row of officials.csv per office, of medium confidence and unknown dates."""
    person = (decision.target or "").removeprefix("person:")
    shared = {key: decision.details[key] for key in ("name_zh", "name_en", "evidence")}
    for number, office in enumerate(decision.details["offices"], 1):
        column = "office_zh" if office["office"][0] >= "一" else "office_en"
        yield (
            dict.fromkeys(_COLUMNS, "")
            | shared
            | {
                "id": f"{person}--{decision.item}--{number}",
                column: office["office"],
                "jurisdiction": office["jurisdiction"].partition(":")[2],
                "as_of": office["day"] or "",
                "status": "former" if office["status"] in _PAST else "last_seen",
                "confidence": "medium",
            }
        )


def _csv(rows: Iterable[Mapping[str, Any]]) -> str:
    text = StringIO()
    writer = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
