"""The word lists of the event grammar, one regular expression per role and language."""

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from nlp.tables import Folder

ROLES = (
    "inspect", "look", "receive", "talk", "host", "attend", "sign", "appoint", "depart", "leave",
    "plan", "deny", "void", "doubt", "order", "speech", "allege", "vague_day",
)  # fmt: skip


@cache
def _listed() -> Mapping[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in Folder().rows("event_words.csv", ("word", "lang", "role")):
        if not row["word"]:
            raise row.error("word", "is empty", "fill it in or remove the line")
        key = (row.one_of("lang", ("zh", "en")), row.one_of("role", ROLES))
        if row["word"] in found[key]:
            raise row.error("word", "listed twice", "keep one line per word, language and role")
        found[key].append(row["word"])
    return {
        key: tuple(sorted(words, key=lambda word: (-len(word), word)))
        for key, words in found.items()
    }


def words(lang: str, *roles: str) -> tuple[str, ...]:
    """The words of these roles, longest first."""
    listed = _listed()
    found = {word for role in roles for word in listed.get((lang, role), ())}
    return tuple(sorted(found, key=lambda word: (-len(word), word)))


@cache
def pattern(lang: str, *roles: str) -> re.Pattern[str]:
    """Any word of these roles; English ones as whole words, case as listed (may, not May)."""
    body = "|".join(map(re.escape, words(lang, *roles)))
    return re.compile(body) if lang == "zh" else re.compile(rf"\b(?:{body})\b")
