"""What an operator adds to the packaged knowledge: rows of its tables, and corrections of tags."""

import json
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources.abc import Traversable
from pathlib import Path

from db.errors import KnowledgeError

NAMES = ("cities.csv", "soes.csv", "officials.csv")
"""Tables an operator may add rows to."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows, as CSV text with a header, that follow those of the packaged table ``name``.

    ``label`` names them in errors: a path, or a decision.
    """

    name: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A tag that is wrong in one sentence, wherever that sentence stands.

    ``start``: code points into ``sentence``; ``entity_id`` becomes ``target``, or nothing for None.
    """

    sentence: str
    start: int
    text: str
    entity_id: str
    target: str | None


@dataclass(frozen=True, slots=True)
class Overlay:
    """All additions of one operator; ``refused``: ids (``nil:…``) that name no official."""

    tables: tuple[Table, ...] = ()
    refused: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()

    def digest(self) -> str:
        """Twelve hex digits that change with the content; '' when there is none."""
        if self == NOTHING:
            return ""
        parts = (
            sorted([table.name, table.text] for table in self.tables),
            sorted(self.refused),
            sorted(
                [c.sentence, str(c.start), c.text, c.entity_id, c.target or ""]
                for c in self.corrections
            ),
        )
        return sha256(json.dumps(parts).encode()).hexdigest()[:12]

    def of(self, name: str) -> tuple[Table, ...]:
        """The additions to one packaged table."""
        return tuple(table for table in self.tables if table.name == name)


NOTHING = Overlay()


def read_folder(folder: Path) -> Overlay:
    """The tables of an operator's folder; a folder that is not there adds nothing.

    Rows are checked where they are loaded; raises KnowledgeError for a file that is no table of
    ``NAMES`` or cannot be read.
    """
    tables = []
    for path in sorted(folder.glob("*.csv")):
        if path.name not in NAMES:
            raise KnowledgeError(
                "not a table that can be added to",
                where=str(path),
                hint=f"name it one of {', '.join(NAMES)}, or move it elsewhere",
            )
        tables.append(Table(path.name, str(path), read_table(path, str(path))))
    return Overlay(tuple(tables))


def read_table(path: Traversable, label: str) -> str:
    """The text of a UTF-8 table; raises KnowledgeError."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeError(
            "cannot be read", where=label, value=error, hint="restore the file as UTF-8 CSV"
        ) from error
