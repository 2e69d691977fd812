"""What a large knowledge base costs: 50,000 aliases against 3,000.

    python bench/nlp_memory.py

Generated aliases, made of the characters of the texts, are added to the packaged ones. Time is that
of the gazetteer alone and that of the whole pipeline, both sizes in turn in one process; memory is
what a process has grown by once its automaton is built, each size in a process of its own. Says
whether the limits are met.
"""

import argparse
import gc
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from db.fold import simplify
from nlp.components.gazetteer import find_hits
from nlp.knowledge import Knowledge, load
from nlp.lexicon import Lexicon, build
from nlp.pipeline import COMPONENTS
from nlp.scene import Scene
from nlp.tagger import Tagger
from tests.reprints import pieces

SMALL, LARGE = 3_000, 50_000
TIME_LIMIT = 1.25
MEMORY_LIMIT = 60.0
"""MB."""
ROUNDS = 7


def texts(size: int = 300_000) -> list[str]:
    """Generated news, about ``size`` code points in all."""
    found: list[str] = []
    total = 0
    for piece in pieces(100_000, seed=5):
        found.append(f"{piece.title}\n{piece.body}")
        total += len(found[-1])
        if total >= size:
            break
    return found


def aliases(count: int, news: list[str]) -> Iterator[str]:
    """``count`` different names of 4 to 8 characters that are frequent in ``news``."""
    rng = random.Random(1)
    characters = [char for text in news for char in text if "一" <= char <= "鿿"]
    seen: set[str] = set()
    while len(seen) < count:
        name = simplify("".join(rng.choices(characters, k=rng.randint(4, 8))))
        if name not in seen:
            seen.add(name)
            yield name


def with_aliases(count: int, news: list[str]) -> Knowledge:
    """The packaged knowledge, one of its enterprises with ``count`` more names."""
    knowledge = load()
    soe = knowledge.soes["ansteel"]
    named = replace(soe, aliases_zh=(*soe.aliases_zh, *aliases(count, news)))
    return replace(knowledge, soes=knowledge.soes | {soe.id: named})


def alone(lexicon: Lexicon, news: list[str]) -> Callable[[], None]:
    """The gazetteer alone on texts that are folded already."""
    scenes = [Scene(text) for text in news]

    def read() -> None:
        for scene in scenes:
            find_hits(scene, lexicon)

    return read


def whole(lexicon: Lexicon, news: list[str]) -> Callable[[], None]:
    """Every component, the gazetteer with ``lexicon``."""
    tagger = Tagger()
    number = [name for name, _ in COMPONENTS].index("dongbei_gazetteer")
    tagger._steps[number] = lambda scene: find_hits(scene, lexicon)

    def read() -> None:
        for text in news:
            tagger.tag(text)

    return read


def ratio(ways: dict[int, Callable[[], None]]) -> float:
    """Best CPU time of the large size in those of the small one, the sizes taken in turn."""
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(ROUNDS):
        for count, way in ways.items():
            start = time.process_time()
            way()
            best[count] = min(best[count], time.process_time() - start)
    return best[LARGE] / best[SMALL]


def resident() -> float:
    """MB of this process in memory (Linux)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def grown(count: int) -> float:
    """MB that a process has more once knowledge and automaton of that size are in it."""
    news = texts()
    before = resident()
    kept = build(with_aliases(count, news))
    gc.collect()
    after = resident()
    assert len(kept.entries) > count
    return after - before


def measured_alone(count: int) -> float:
    """``grown`` in a process of its own."""
    command = [sys.executable, __file__, "--grown", str(count)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def compare() -> dict[str, float]:
    """The figures: times as ratios, memory as a difference, MB."""
    news = texts()
    lexicons = {count: build(with_aliases(count, news)) for count in (SMALL, LARGE)}
    ratios = {
        name: ratio({count: way(lexicon, news) for count, lexicon in lexicons.items()})
        for name, way in (("component", alone), ("pipeline", whole))
    }
    small, large = measured_alone(SMALL), measured_alone(LARGE)
    return {
        "component time ratio": round(ratios["component"], 3),
        "pipeline time ratio": round(ratios["pipeline"], 3),
        "more MB": round(large - small, 1),
        f"MB {SMALL}": round(small, 1),
        f"MB {LARGE}": round(large, 1),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--grown", type=int, help="print the MB of one size and end")
    options = parser.parse_args()
    if options.grown is not None:
        print(grown(options.grown))
    else:
        figures = compare()
        met = {
            f"time ratio < {TIME_LIMIT}": figures["component time ratio"] < TIME_LIMIT
            and figures["pipeline time ratio"] < TIME_LIMIT,
            f"more MB < {MEMORY_LIMIT:.0f}": figures["more MB"] < MEMORY_LIMIT,
        }
        print(json.dumps(figures | met, indent=1))
