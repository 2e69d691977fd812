"""Stories: articles that are the same text reprinted, found by shared runs of characters.

A text's fingerprints are the hashes of its overlapping runs of 8 characters (20 in Latin text), of
which every eighth is kept; those that stand in many articles are ignored. An article joins the
story of the one it shares most with, where that is at least 40 % of the smaller of the two:
containment sees extracts, added lines and new headlines. Two notices made from one form share
their words too, but not their numbers and names: where those differ, the stories do.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime

import xxhash
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

DAYS = 30
"""Days between two publications beyond which equal text is a new story (a yearly notice)."""

BATCH = 500
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def fingerprints(text: str) -> list[int]:
    """Sorted 63-bit hashes that stand for a text; width, script, case, punctuation do not count."""
    letters = "".join(c for c in fold(text) if c.isalnum())
    if not letters:
        return []
    chinese = sum("\u3400" <= c <= "\u9fff" for c in letters) * 2 > len(letters)
    size = min(CJK_RUN if chinese else LATIN_RUN, len(letters))
    digest = xxhash.xxh3_64_intdigest
    encoded = letters.encode("utf-32-le")
    runs = (encoded[i : i + 4 * size] for i in range(0, len(encoded) - 4 * size + 4, 4))
    hashes = {digest(run) >> 1 for run in runs}
    kept = {value for value in hashes if value % KEEP_ONE_IN == 0}
    return sorted(kept if len(kept) >= LEAST_SHARED else hashes)


def cluster_waiting(news: Database, clock: Callable[[], datetime]) -> dict[str, int]:
    """Put every article whose text is new into a story; counts of new, joined and kept."""
    counts: Counter[str] = Counter()
    while batch := stories.unclustered(news, BATCH):
        for item in batch:
            postings = stories.telling(news, fingerprints(item.body))
            near = stories.candidates(news, item.article_id, postings)
            entities = stories.entities_of(news, item.article_id) if near else frozenset()
            found = best(item, len(postings), entities, near)
            story = found.story_id if found else None
            key = xxhash.xxh3_128_hexdigest(item.url.encode())
            counts[stories.save(news, item, sorted(postings), story, key, clock())] += 1
    return dict(sorted(counts.items()))


def best(
    item: Unclustered, total: int, entities: Collection[str], candidates: Iterable[Candidate]
) -> Candidate | None:
    """The candidate that shares the largest part of the smaller text, if that is enough."""
    numbers = set(_NUMBER.findall(fold(item.body)))
    close = [
        c
        for c in candidates
        if c.text_hash == item.text_hash
        or (
            c.shared >= LEAST_SHARED
            and c.shared >= LEAST_SHARE * min(total, c.total)
            and _agree(numbers, set(_NUMBER.findall(fold(c.body))), 3)
            and _agree(entities, c.entities, 1)
        )
    ]
    near = [c for c in close if _near(item.published_day, c.published_day)]
    return max(
        near, key=lambda c: (c.shared / max(1, min(total, c.total)), -c.story_id), default=None
    )


def _agree(one: Collection[str], other: Collection[str], least: int) -> bool:
    """Whether most of the smaller collection is in the other; too few say nothing."""
    smaller = min(len(one), len(other))
    return smaller < least or len(set(one) & set(other)) >= LEAST_FACTS * smaller


def _near(one: str | None, other: str | None) -> bool:
    if not one or not other:
        return True
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days) <= DAYS
