"""Our extraction against single libraries, on labelled pages, in one run: body F1 and cost.

    python bench/extraction.py [PAGES.jsonl]

F1 is the scorer's: precision and recall of 4-gram shingles averaged over pages. Every reader gets
the same decoded text. Cost is CPU time on the Chinese pages, each page read by both sides in turn,
the best of several rounds; ours gives all fields, trafilatura (fast) the text alone. Prints JSON
with each limit and whether it is met; the labelled pages are not part of the project.
"""

import argparse
import gc
import json
import logging
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import trafilatura

sys.path.insert(0, str(Path(__file__).parents[1]))

from crawler.body.vote import newspaper_text, readability_text
from crawler.decode import decode
from crawler.evaluate import body_f1, labelled_pages
from crawler.extract import extract
from db.errors import ParseError

LEAD = 0.01
"""Of ours over the best single library, on English pages."""
COST_LIMIT = 1.5
ROUNDS = 5
PAGES = Path(__file__).parents[2] / "shared" / "gold" / "pages" / "pages.jsonl"
Reader = Callable[[str, str], str | None]


@dataclass(frozen=True, slots=True)
class Labelled:
    """One page: its bytes, its decoded text and the body that a person marked."""

    language: str
    url: str
    raw: bytes
    text: str
    body: str


def _fast(text: str, _url: str) -> str | None:
    return trafilatura.extract(text, fast=True, include_comments=False)


PEERS: dict[str, Reader] = {
    "trafilatura fast": _fast,
    "trafilatura": lambda text, _: trafilatura.extract(text, include_comments=False),
    "trafilatura precision": lambda text, _: trafilatura.extract(
        text, favor_precision=True, include_comments=False
    ),
    "trafilatura recall": lambda text, _: trafilatura.extract(
        text, favor_recall=True, include_comments=False
    ),
    "readability-lxml": readability_text,
    "newspaper4k": newspaper_text,
}


def load(pages: Path) -> Iterator[Labelled]:
    """The labelled pages with their bytes."""
    for row, raw in labelled_pages(pages):
        url = row["url"] or "http://example.org/"
        yield Labelled(row["lang"], url, raw, decode(raw), row["body"])


def ours(page: Labelled) -> str:
    """The body that we give; nothing where the page is refused."""
    try:
        return extract(page.raw, page.url).body
    except ParseError:
        return ""


def peer(read: Reader, page: Labelled) -> str:
    """The body that a library gives; nothing where it fails."""
    try:
        return read(page.text, page.url) or ""
    except Exception:  # a library that fails on a page has no text for it
        return ""


def quality(pages: list[Labelled]) -> dict[str, float]:
    """F1 of ours and of each library, all of one language."""

    def score(bodies: list[str]) -> float:
        pairs = [(page.body, body) for page, body in zip(pages, bodies, strict=True)]
        return round(body_f1(pairs, pages[0].language), 4)

    found = {"ours": score([ours(page) for page in pages])}
    for name, read in PEERS.items():
        found[name] = score([peer(read, page) for page in pages])
    return found


def cost(pages: list[Labelled]) -> float:
    """CPU of ours with all fields over that of trafilatura's fast text: sums of best rounds."""
    own, other = 0.0, 0.0
    for page in pages:
        best = [float("inf"), float("inf")]
        for _ in range(ROUNDS):
            for side in (0, 1):
                start = time.process_time()
                _ = peer(_fast, page) if side else ours(page)
                best[side] = min(best[side], time.process_time() - start)
        own, other = own + best[0], other + best[1]
        gc.collect()
    return round(own / other, 3)


def measure(pages: list[Labelled]) -> dict[str, object]:
    """All figures and limits."""
    english = [page for page in pages if page.language == "en"]
    chinese = [page for page in pages if page.language == "zh"]
    found: dict[str, dict[str, float]] = {"en": quality(english), "zh": quality(chinese)}
    single = max(score for name, score in found["en"].items() if name != "ours")
    lead, ratio = round(found["en"]["ours"] - single, 4), cost(chinese)
    return {
        "pages": {"en": len(english), "zh": len(chinese)},
        "f1": found,
        "en: ours - best single": lead,
        "zh: cost of all fields / trafilatura fast text": ratio,
        f"lead >= {LEAD}": lead >= LEAD,
        f"cost <= {COST_LIMIT}": ratio <= COST_LIMIT,
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="?", type=Path, default=PAGES)
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    if options.pages.exists():
        print(json.dumps(measure(list(load(options.pages))), indent=1))
    else:
        print(json.dumps({"skipped": f"no labelled pages at {options.pages.name}"}))
