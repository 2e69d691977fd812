"""Stories: articles that are the same text reprinted, found by shared runs of characters.

A text's fingerprints are the hashes of its overlapping runs of 8 characters (20 in Latin text), of
which every eighth is kept; an article joins the story of the one it shares most with, where that is
at least 40 % of the smaller of the two. Containment sees extracts, added lines and new headlines.
"""

from collections import Counter
from collections.abc import Callable, Iterable
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
DAYS = 30
"""Days between two publications beyond which equal text is a new story (a yearly notice)."""

BATCH = 200


def fingerprints(text: str) -> list[int]:
    """Sorted 63-bit hashes that stand for a text; width, script, case, punctuation do not count."""
    letters = "".join(c for c in fold(text) if c.isalnum())
    if not letters:
        return []
    chinese = sum("\u3400" <= c <= "\u9fff" for c in letters) * 2 > len(letters)
    size = min(CJK_RUN if chinese else LATIN_RUN, len(letters))
    runs = (letters[i : i + size] for i in range(len(letters) - size + 1))
    hashes = {xxhash.xxh3_64_intdigest(run.encode()) >> 1 for run in runs}
    kept = {value for value in hashes if value % KEEP_ONE_IN == 0}
    return sorted(kept if len(kept) >= LEAST_SHARED else hashes)


def cluster_waiting(news: Database, clock: Callable[[], datetime]) -> dict[str, int]:
    """Put every article whose text is new into a story; counts of new, joined, kept."""
    counts: Counter[str] = Counter()
    while batch := stories.unclustered(news, BATCH):
        for item in batch:
            hashes = fingerprints(item.body)
            found = best(item, len(hashes), stories.candidates(news, item.article_id, hashes))
            story = found.story_id if found else None
            key = xxhash.xxh3_128_hexdigest(item.url.encode())
            outcome = stories.save(news, item, hashes, story, key, clock())
            counts[outcome] += 1
    return dict(sorted(counts.items()))


def best(item: Unclustered, total: int, candidates: Iterable[Candidate]) -> Candidate | None:
    """The candidate that shares the largest part of the smaller text, if that is enough."""
    close = [
        c
        for c in candidates
        if c.shared >= LEAST_SHARED
        and c.shared >= LEAST_SHARE * min(total, c.total)
        and _near(item.published_day, c.published_day)
    ]
    return max(close, key=lambda c: (c.shared / min(total, c.total), -c.story_id), default=None)


def _near(one: str | None, other: str | None) -> bool:
    if not one or not other:
        return True
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days) <= DAYS
