"""Speed of the Chinese pipeline against its peers, in one run, as ratios of CPU time.

    python bench/nlp_speed.py

Text: the sample site's articles and generated news, about 1 MB. jieba is measured where it is
installed (pip install jieba); it is no dependency of the project. jieba.posseg is so slow that it
reads a twentieth of the texts; speeds are per byte.
"""

import importlib.util
import json
import logging
import math
import multiprocessing
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from crawler.samplesite import manifest
from db.models import Language
from tests.reprints import pieces

ROUNDS = 5
SLOW = "jieba.posseg"
SLOW_SHARE = 20
"""The slow one reads the first texts only, one in so many."""
DAY = "2026-05-12"
TURNS = 12
"""Times that two workers read the corpus, each time with another last line."""
SHARE = 20
"""Texts that a worker is handed at a time, at the least."""
COUNTS = 4_000_000


def corpus(size: int = 1_000_000) -> list[str]:
    """Texts of about ``size`` bytes of UTF-8 in all: half real-looking, half generated."""
    real = [f"{e.title}\n{e.body}" for e in manifest(1) if e.language != Language.EN]
    texts: list[str] = []
    total = 0
    for piece in pieces(1_000_000, seed=5):
        for text in (f"{piece.title}\n{piece.body}", real[len(texts) % len(real)]):
            texts.append(text)
            total += len(text.encode())
        if total >= size:
            return texts
    return texts


def measure(ways: dict[str, Callable[[str], object]], texts: list[str]) -> dict[str, float]:
    """Best speed of each way in MB per second of CPU time, the ways taken in turn."""
    best = dict.fromkeys(ways, 0.0)
    for _ in range(ROUNDS):
        for name, way in ways.items():
            read = texts[: len(texts) // SLOW_SHARE] if name == SLOW else texts
            start = time.process_time()
            for text in read:
                way(text)
            took = time.process_time() - start
            best[name] = max(best[name], sum(len(text.encode()) for text in read) / 1e6 / took)
    return best


def peers() -> dict[str, Callable[[str], object]]:
    """What others do with the same text."""
    import spacy
    from spacy.matcher import PhraseMatcher

    from nlp.knowledge import load

    blank = spacy.blank("zh")
    ways: dict[str, Callable[[str], object]] = {"blank zh": blank.make_doc}
    if importlib.util.find_spec("jieba") is None:
        sys.stderr.write("jieba is not installed: its two lines are left out\n")
        return ways
    import jieba
    import jieba.posseg

    jieba.setLogLevel(logging.WARNING)
    words = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "jieba"}}})
    matcher = PhraseMatcher(words.vocab)
    matcher.add("PLACE", list(words.tokenizer.pipe(p.name_zh for p in load().places.values())))
    ways["zh+jieba+PhraseMatcher"] = lambda text: matcher(words.make_doc(text))
    ways[SLOW] = lambda text: list(jieba.posseg.cut(text))
    return ways


def two_workers(texts: list[str]) -> dict[str, float]:
    """Wall-clock ratio of one process to a warm pool of two that returns plain tuples.

    The two are spawned, as the workers of the stages are: forked ones share the memory that they
    count references in, and take 5 % more processor time. The best of ten rounds on each side,
    taken in turn; the same for counting in plain Python, the most that two processes reach here.
    """
    texts = [f"{text}\n{turn}" for turn in range(TURNS) for text in texts]
    best = dict.fromkeys(("tag", "tag 2", "count", "count 2"), math.inf)
    with multiprocessing.get_context("spawn").Pool(2, ready) as pool:
        ways: dict[str, Callable[[], object]] = {
            "tag": lambda: tag_all(texts),
            "tag 2": lambda: pool.map(tag_all, shares(texts), chunksize=1),
            "count": lambda: [count(COUNTS) for _ in range(8)],
            "count 2": lambda: pool.map(count, [COUNTS] * 8, chunksize=1),
        }
        pool.map(tag_all, shares(texts), chunksize=1)
        for _ in range(2 * ROUNDS):
            for name, way in ways.items():
                start = time.perf_counter()
                way()
                best[name] = min(best[name], time.perf_counter() - start)
    return {
        "two workers": round(best["tag"] / best["tag 2"], 2),
        "two workers that only count": round(best["count"] / best["count 2"], 2),
    }


def shares(texts: list[str]) -> list[list[str]]:
    """What two workers take in turn: long shares first, so that both end at about the same time."""
    found, at = [], 0
    while at < len(texts):
        size = max(SHARE, (len(texts) - at) // 4)
        found.append(texts[at : at + size])
        at += size
    return found


def ready() -> None:
    global TAGGER
    from nlp.tagger import Tagger

    TAGGER = Tagger()


def count(turns: int) -> int:
    total = 0
    for number in range(turns):
        total += number * number
    return total


def tag_all(texts: list[str]) -> list[list[tuple[int, int, str]]]:
    found = (TAGGER.tag(text, date=DAY) for text in texts)
    return [[(m.start, m.end, m.entity_id) for m in tags.mentions] for tags in found]


def cold_start() -> float:
    """Wall-clock seconds from nothing to the first answer, a new process."""
    code = "from nlp.tagger import Tagger; Tagger().tag('沈阳市委书记在鞍钢调研')"
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[1])
    return time.perf_counter() - start


if __name__ == "__main__":
    ready()
    TEXTS = corpus()
    speeds = measure(peers() | {"dongbei": lambda text: TAGGER.tag(text, date=DAY)}, TEXTS)
    figures = {f"MB/s {name}": round(speed, 3) for name, speed in speeds.items()}
    ratios = {
        f"times {name}": round(speeds["dongbei"] / speed, 2)
        for name, speed in speeds.items()
        if name != "dongbei"
    }
    print(
        json.dumps(
            figures | ratios | two_workers(TEXTS) | {"cold start s": round(cold_start(), 2)},
            indent=1,
        )
    )
