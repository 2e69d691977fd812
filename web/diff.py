"""What changed between two versions of a text, sentence by sentence."""

import difflib
from dataclasses import dataclass

from web.sentences import split

MAX_SENTENCES = 600
MAX_REWRITTEN = 400
"""Longest sentence compared character by character. Unit: code points."""
_CLOSE = 0.4


@dataclass(frozen=True, slots=True)
class Change:
    """``same``: how many sentences stayed; else parts of a sentence as (del|ins|keep, text)."""

    same: int = 0
    parts: tuple[tuple[str, str], ...] = ()


def compare(old: str, new: str) -> list[Change]:
    """Changes in reading order; empty when the texts are equal.

    A rewritten sentence shows its changed characters; a new or dropped one is whole. Beyond
    MAX_SENTENCES the rest is taken as one sentence, so that time stays bounded.
    """
    if old == new:
        return []
    before, after = _bounded(split(old)), _bounded(split(new))
    changes: list[Change] = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            changes.append(Change(same=b - a))
        elif b - a == d - c:
            pairs = zip(before[a:b], after[c:d], strict=True)
            changes += [Change(parts=_rewritten(left, right)) for left, right in pairs]
        else:
            changes += [Change(parts=(("del", text),)) for text in before[a:b]]
            changes += [Change(parts=(("ins", text),)) for text in after[c:d]]
    return changes


def _bounded(sentences: list[str]) -> list[str]:
    return [*sentences[:MAX_SENTENCES], *filter(None, ["".join(sentences[MAX_SENTENCES:])])]


def _rewritten(old: str, new: str) -> tuple[tuple[str, str], ...]:
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    if max(len(old), len(new)) > MAX_REWRITTEN or matcher.ratio() < _CLOSE:
        return (("del", old), ("ins", new))
    parts: list[tuple[str, str]] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            parts.append(("keep", old[a:b]))
        else:
            parts += [(kind, text) for kind, text in (("del", old[a:b]), ("ins", new[c:d])) if text]
    return tuple(parts)
