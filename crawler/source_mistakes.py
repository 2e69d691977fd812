"""Pydantic's findings on a source's TOML as one SourceError: field, value, what to do."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from db.errors import SourceError

EXAMPLES = {
    "id": 'id = "lnrb-epaper"',
    "name_zh": 'name_zh = "辽宁日报"',
    "name_en": 'name_en = "Liaoning Daily"',
    "language": 'language = "zh"',
    "discovery": "a [[discovery]] table with kind and urls",
    "kind": 'kind = "feed"',
    "urls": 'urls = ["https://example.org/feed.xml"]',
}
PATTERN_HINTS = {
    "id": "use small letters, digits and single hyphens, as in lnrb-epaper",
    "region": "use gb: and six digits, as in gb:210000 for Liaoning",
}


MANY = 30
"""Names that still fit into one clear line."""


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint for an unknown name: the nearest known one, else all if they are few.

    >>> nearest("chinanew", ["chinanews", "people"])
    'did you mean chinanews?'
    """
    names = sorted(known)
    close = get_close_matches(name, names, n=1, cutoff=0.6)
    close = close or [known for known in names if name and known.startswith(name)]
    if close:
        return f"did you mean {' or '.join(close[:3])}?"
    if len(names) > MANY:
        return f"use one of {len(names)} names such as {', '.join(names[:5])}"
    return f"use one of: {', '.join(names)}"


def explain(
    error: ValidationError, where: str, known: Mapping[str, tuple[str, ...]]
) -> SourceError:
    """The first mistake of ``error``, and how many more there are.

    ``known`` maps a table's name ("" for the top) to its keys.
    """
    details = [one for one in error.errors(include_url=False) if not _echo(one)]
    unknown = [one for one in details if one["type"] == "extra_forbidden"]
    first = (unknown or details)[0]  # an unknown key is often why another one is missing
    what, hint = _words(first, known)
    more = len(details) - 1
    if more:
        hint += f" ({more} more {'mistake' if more == 1 else 'mistakes'} in this file)"
    field = _field(first["loc"])
    # a whole table is no use as a value
    value = None if isinstance(first["input"], dict) else first["input"]
    return SourceError(what, where=f"{where}: {field}" if field else where, value=value, hint=hint)


def _echo(one: ErrorDetails) -> bool:
    """A list said to be too short only because a mistake inside it was already reported."""
    return one["type"] == "too_short" and bool(one["input"])


def _words(one: ErrorDetails, known: Mapping[str, tuple[str, ...]]) -> tuple[str, str]:
    loc = one["loc"]
    key = next((str(part) for part in reversed(loc) if isinstance(part, str)), "")
    context = one.get("ctx", {})
    match one["type"]:
        case "extra_forbidden":
            return "unknown key", nearest(key, known[str(loc[0]) if len(loc) > 1 else ""])
        case "missing":
            return "required key is missing", f"add {EXAMPLES.get(key, key)}"
        case "source":
            return context["what"], context["hint"]
        case "string_pattern_mismatch":
            return "not of the right form", PATTERN_HINTS[key]
        case "literal_error":
            choices = str(context["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
            return "unknown value", nearest(str(one["input"]), choices)
    what = one["msg"].replace("Input should be", "should be").replace("valid tuple", "list")
    return what, f"see the example {EXAMPLES[key]}" if key in EXAMPLES else "correct it"


def _field(loc: tuple[int | str, ...]) -> str:
    """``discovery[0].urls`` as a person counts: ``discovery 1, urls``."""
    words = [f" {part + 1}" if isinstance(part, int) else f", {part}" for part in loc]
    return "".join(words).removeprefix(", ")
