"""CSV tables of the knowledge base; errors name the file, line and field of a value."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import StringIO
from pathlib import Path

from db.errors import KnowledgeError
from nlp.overlay import NOTHING, Overlay, read_table

_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?\Z")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table; ``line`` counts from 1, the header being line 1."""

    table: str
    line: int
    values: dict[str, str]

    def __getitem__(self, field: str) -> str:
        return self.values[field]

    def many(self, field: str) -> tuple[str, ...]:
        """The parts of a ``|``-separated field, without blanks."""
        return tuple(part.strip() for part in self.values[field].split("|") if part.strip())

    def error(self, field: str, what: str, hint: str) -> KnowledgeError:
        where = f"{self.table} line {self.line}, field {field}"
        return KnowledgeError(what, where=where, value=self.values.get(field), hint=hint)

    def one_of(self, field: str, allowed: Iterable[str]) -> str:
        choices = sorted(allowed)
        if self.values[field] not in choices:
            raise self.error(field, "unknown value", f"use one of {', '.join(choices)}")
        return self.values[field]

    def date(self, field: str) -> str | None:
        """``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; blank stays unknown."""
        value = self.values[field]
        if value and not _DATE.match(value):
            raise self.error(
                field, "not a date", "write YYYY, YYYY-MM or YYYY-MM-DD, or leave blank"
            )
        return value or None

    def interval(self, start: str, end: str) -> tuple[str | None, str | None]:
        """Two date fields in order; compared only as far as both are known."""
        first, last = self.date(start), self.date(end)
        if first and last:
            known = min(len(first), len(last))
            if last[:known] < first[:known]:
                raise self.error(
                    end, f"ends before it starts ({first})", "swap or correct the dates"
                )
        return first, last


class Folder:
    """The tables of one folder, by default the packaged data, followed by an operator's rows."""

    def __init__(self, path: Path | None = None, overlay: Overlay = NOTHING) -> None:
        self.root: Traversable = path if path is not None else files("nlp").joinpath("data")
        self._overlay = overlay

    def rows(self, name: str, fields: tuple[str, ...]) -> Iterator[Row]:
        """All rows of ``name``, which must have ``fields``; raises KnowledgeError."""
        yield from _rows(name, read_table(self.root.joinpath(name), name), fields)
        for table in self._overlay.of(name):
            yield from _rows(table.label, table.text, fields)

    def digest(self) -> str:
        """Twelve hex digits that change when any table of the folder changes."""
        total = sha256()
        tables = {item.name: item for item in self.root.iterdir() if item.name.endswith(".csv")}
        for name, table in sorted(tables.items()):
            total.update(name.encode() + b"\0" + table.read_bytes())
        return total.hexdigest()[:12]


def _rows(label: str, text: str, fields: tuple[str, ...]) -> Iterator[Row]:
    reader = csv.DictReader(StringIO(text, newline=""))
    missing = sorted(set(fields) - set(reader.fieldnames or ()))
    if missing:
        hint = "add the columns to the header"
        raise KnowledgeError("missing columns", where=f"{label} line 1", value=missing, hint=hint)
    for record in reader:
        if None in record or None in record.values():
            where = f"{label} line {reader.line_num}"
            hint = "give every column one value; quote values that hold commas"
            raise KnowledgeError("wrong number of columns", where=where, hint=hint)
        yield Row(label, reader.line_num, {key: value.strip() for key, value in record.items()})


def unique(rows: Iterable[Row], field: str) -> Iterator[Row]:
    """``rows``, refusing a second row with the same ``field``."""
    seen: dict[str, Row] = {}
    for row in rows:
        if not row[field]:
            raise row.error(field, "is empty", "give the row an id")
        if first := seen.get(row[field]):
            where = "" if first.table == row.table else f"{first.table} "
            raise row.error(field, f"already used in {where}line {first.line}", "ids are unique")
        seen[row[field]] = row
        yield row
