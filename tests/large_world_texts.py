"""News in any number for a generated world, Chinese and English, the same for the same seed."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cache

import opencc
from reprints import pieces

BEIJING = timezone(timedelta(hours=8))
LAST_DAY = datetime(2025, 5, 12, tzinfo=BEIJING)
LEFT_OUT = frozenset({"sourced"})
"""A line naming the origin inside the text is taken out of it when it is read."""

TOWNS = "Shenyang Dalian Anshan Fushun Benxi Dandong Jinzhou Yingkou Fuxin Liaoyang Tieling Changchun Siping Tonghua Songyuan Baicheng Harbin Daqing Jixi Hegang Yichun Heihe Suihua".split()  # noqa: SIM905
THINGS = [
    "tractor plants",
    "ski resorts",
    "grain stores",
    "rail workshops",
    "small ports",
    "heating companies",
    "night schools",
    "border markets",
    "forest farms",
    "village clinics",
    "machine shops",
    "film studios",
]
DEEDS = [
    "hire through the winter",
    "open their doors on Sundays",
    "share one order book",
    "repair machines for half the price",
    "publish their accounts",
    "train young welders",
    "buy their power at night",
    "lend tools to neighbours",
    "count visitors by hand",
    "post prices online",
]
WITNESSES = [
    "A manager said that",
    "Neighbours remember that",
    "The accounts show that",
    "An engineer explained that",
    "Visitors noticed that",
    "A teacher pointed out that",
    "Drivers complain that",
    "The survey found that",
]
RESULTS = [
    "costs fell by {} percent",
    "{} families stayed",
    "the queue shrank to {} minutes",
    "orders rose by {} a month",
    "{} beds were added",
    "waste dropped by {} tons",
    "{} shops reopened",
    "repairs now take {} hours",
]
_TRADITIONAL = opencc.OpenCC("s2t")


@dataclass(frozen=True, slots=True)
class Story:
    """One piece of news; reprints of it have the same ``number``."""

    number: int
    title: str
    paragraphs: tuple[str, ...]

    @property
    def traditional(self) -> "Story":
        paragraphs = tuple(_TRADITIONAL.convert(line) for line in self.paragraphs)
        return Story(self.number, _TRADITIONAL.convert(self.title), paragraphs)


@cache
def chinese(count: int) -> tuple[Story, ...]:
    """``count`` texts: originals, their reprints in changed form, and look-alikes."""
    found = (piece for piece in pieces(2 * count, seed=20260824) if piece.how not in LEFT_OUT)
    stories = (Story(one.story, one.title, tuple(one.body.split("\n"))) for one in found)
    return tuple(story for story, _ in zip(stories, range(count), strict=False))


@cache
def english(count: int) -> tuple[Story, ...]:
    """``count`` different texts of six to ten sentences in three paragraphs or more."""
    pick = random.Random(824)
    return tuple(Story(-number, *_text(pick)) for number in range(1, count + 1))


def _text(pick: random.Random) -> tuple[str, tuple[str, ...]]:
    town, things = pick.choice(TOWNS), pick.choice(THINGS)
    title = f"How the {things} of {town} {pick.choice(DEEDS)}"
    sentences = list(_sentences(pick, pick.randint(6, 10)))
    return title, tuple(" ".join(sentences[at : at + 2]) for at in range(0, len(sentences), 2))


def _sentences(pick: random.Random, count: int) -> Iterator[str]:
    for _ in range(count):
        result = pick.choice(RESULTS).format(pick.randint(3, 890))
        yield (
            f"{pick.choice(WITNESSES)} the {pick.choice(THINGS)} of {pick.choice(TOWNS)}"
            f" {pick.choice(DEEDS)}, and that {result} in {pick.randint(1990, 2024)}."
        )


def moment(pick: random.Random, days: int = 40) -> datetime:
    """A minute of one of the last ``days`` days."""
    back = timedelta(days=pick.randint(1, days), minutes=-pick.randint(420, 1260))
    return LAST_DAY - back
