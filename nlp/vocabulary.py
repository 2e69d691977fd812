"""Reads the word lists: topics, decoys, short names that are words, abbreviations in compounds."""

import re

from db.fold import fold
from nlp.knowledge import Place, Topic
from nlp.tables import Folder, Row, unique

_ROLES = ("sufficient", "signal", "weak", "mask", "off_topic", "neutral")
DECOY_KINDS = (
    "phrase", "cross", "nature", "person", "brand", "foreign", "firm", "street", "unit", "school",
)  # fmt: skip


def _pattern(row: Row) -> re.Pattern[str]:
    source = row["match_regex"]
    if not source:
        source = re.escape(row["term"])
        if row["lang"] == "en":
            source = rf"(?i)(?<!\w){source}(?!\w)"
    try:
        return re.compile(source)
    except re.error as error:
        hint = "write a valid regular expression or leave it blank"
        raise row.error("match_regex", f"bad pattern: {error}", hint) from error


def topics(folder: Folder) -> tuple[Topic, ...]:
    """The terms that say what a text is about."""
    fields = ("id", "term", "lang", "weight", "role", "needs_context", "match_regex")
    found = []
    for row in unique(folder.rows("topics.csv", fields), "id"):
        if not re.fullmatch(r"-?\d{1,2}", row["weight"]):
            raise row.error("weight", "not a whole number", "write -10 to 10")
        found.append(
            Topic(
                row["id"], row["term"], row.one_of("lang", ("zh", "en")), int(row["weight"]),
                row.one_of("role", _ROLES), row["needs_context"] == "yes", _pattern(row),
                fold(row["term"]), bool(row["match_regex"]),
            )
        )  # fmt: skip
    return tuple(found)


def decoys(folder: Folder) -> dict[str, str]:
    """Strings that hide a name inside: term -> kind."""
    rows = unique(folder.rows("decoys.csv", ("term", "kind", "reason")), "term")
    return {row["term"]: row.one_of("kind", DECOY_KINDS) for row in rows}


def words(folder: Folder) -> dict[tuple[str, str], str]:
    """(level, name) -> how freely it may be read as one, where that is not the default."""
    listed: dict[tuple[str, str], str] = {}
    for row in folder.rows("words.csv", ("name", "level", "kind", "reason")):
        key = (row.one_of("level", ("prefecture", "county", "soe")), row["name"])
        if key in listed:
            raise row.error("name", "listed twice", "keep one line per level and name")
        listed[key] = row.one_of("kind", ("never", "weak", "given", "strong"))
    return listed


def compounds(folder: Folder, places: dict[str, Place]) -> dict[str, tuple[str, ...]]:
    """Abbreviations written together -> codes."""
    found = {}
    for row in unique(folder.rows("compounds.csv", ("term", "codes")), "term"):
        codes = row.many("codes")
        if not codes or any(code not in places for code in codes):
            raise row.error("codes", "unknown unit", "list codes of the place tables")
        found[row["term"]] = codes
    return found
