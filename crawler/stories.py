"""Stories: articles that are the same text reprinted, found by shared runs of characters.

A text's fingerprints are the hashes of its overlapping runs of 8 characters (20 in Latin text), of
which every eighth is kept; those that stand in many stories are ignored. An article joins the
story of the one it shares most with, where that is at least 40 % of the smaller of the two:
containment sees extracts, added lines and new headlines. Two notices made from one form share
their words too, but not their numbers and names: where those differ, the stories do.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Set
from datetime import date, datetime

import numpy as np
import xxhash
from numpy.typing import NDArray
from sqlite_utils import Database

from db.fold import fold
from db.store import stories
from db.store.stories import Candidate, Unclustered

CJK_RUN, LATIN_RUN = 8, 20
KEEP_ONE_IN = 8
LEAST_SHARED = 4
LEAST_SHARE = 0.4
LEAST_FACTS = 0.6
"""Share of the smaller text's numbers, and of its entities, that the other must have."""

LONG, FEW = 400, 3
"""In a text of so many characters fewer numbers than these say nothing; in a notice they do."""

DAYS = 30
"""Days between two publications beyond which equal text is a new story (a yearly notice)."""

BATCH = 500
"""Articles in one transaction."""

_NUMBER = re.compile(r"\d+(?:[.．]\d+)?")
_GAPS = re.compile(r"[\W_]+")
_FACTOR, _MIX = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9)
_HALF, _SIGN = np.uint64(32), np.uint64(1)


def fingerprints(text: str) -> list[int]:
    """Sorted 63-bit hashes that stand for a text; width, script, case, punctuation do not count."""
    letters = _GAPS.sub("", fold(text))
    if not letters:
        return []
    codes = np.frombuffer(letters.encode("utf-32-le"), dtype="<u4").astype(np.uint64)
    chinese = np.count_nonzero((codes >= 0x3400) & (codes <= 0x9FFF)) * 2 > len(codes)
    hashes = _runs(codes, min(CJK_RUN if chinese else LATIN_RUN, len(codes)))
    kept = set(hashes[hashes % KEEP_ONE_IN == 0].tolist())
    return sorted(kept if len(kept) >= LEAST_SHARED else set(hashes.tolist()))


def _runs(codes: NDArray[np.uint64], size: int) -> NDArray[np.uint64]:
    """A hash of each run of ``size`` characters: a polynomial, mixed so that every bit counts."""
    hashes = np.zeros(len(codes) - size + 1, dtype=np.uint64)
    for start in range(size):
        hashes = (hashes + codes[start : start + len(hashes)]) * _FACTOR
    for _ in range(2):
        hashes = (hashes ^ (hashes >> _HALF)) * _MIX
    return (hashes ^ (hashes >> _HALF)) >> _SIGN


def cluster_waiting(
    news: Database, clock: Callable[[], datetime], batch: int = BATCH
) -> dict[str, int]:
    """Put every article whose text is new into a story; counts of new, joined and kept.

    A batch is one transaction; its size does not change the result.
    """
    counts: Counter[str] = Counter()
    while waiting := stories.unclustered(news):
        for start in range(0, len(waiting), batch):
            with stories.filing(news, clock()) as files:
                for item in stories.load(news, waiting[start : start + batch]):
                    postings = stories.telling(news, fingerprints(item.body))
                    found = best(news, item, postings)
                    key = xxhash.xxh3_128_hexdigest(item.url.encode())
                    story = found.story_id if found else None
                    counts[files.save(item, postings, story, key)] += 1
    return dict(sorted(counts.items()))


def best(news: Database, item: Unclustered, postings: Mapping[int, bytes]) -> Candidate | None:
    """The candidate that shares the largest part of the smaller text, if that is enough.

    Among those that share as much, one of the oldest story.
    """
    near = stories.candidates(news, item.article_id, postings)
    shares = {c.article_id: _share(postings, c) for c in near}
    for c in sorted(near, key=lambda c: (-shares[c.article_id], c.story_id)):
        if not _near(item.published_day, c.published_day):
            continue
        if c.text_hash == item.text_hash:
            return c
        if shares[c.article_id] >= LEAST_SHARE and _same_facts(news, item, c):
            return c
    return None


def _share(prints: Mapping[int, object], other: Candidate) -> float:
    """The part of the smaller text's fingerprints that the other has; 0 where it is too few."""
    shared = len(other.prints.intersection(prints))
    return shared / min(len(prints), len(other.prints)) if shared >= LEAST_SHARED else 0.0


def _same_facts(news: Database, item: Unclustered, other: Candidate) -> bool:
    body = stories.body_of(news, other.article_id)
    mine, theirs = _numbers(item.body), _numbers(body)
    long = min(len(item.body), len(body)) >= LONG
    if not (long and min(len(mine), len(theirs)) < FEW) and not _agree(mine, theirs):
        return False
    named, others = (stories.entities_of(news, one) for one in (item.article_id, other.article_id))
    return _agree(named, others)


def _numbers(text: str) -> set[str]:
    return set(fold(" ".join(_NUMBER.findall(text))).split())


def _agree(one: Set[str], other: Set[str]) -> bool:
    """Whether most of the smaller set is in the other; an empty one says nothing."""
    smaller = min(len(one), len(other))
    return len(one & other) >= LEAST_FACTS * smaller


def _near(one: str | None, other: str | None) -> bool:
    if not one or not other:
        return True
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days) <= DAYS
