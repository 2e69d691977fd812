"""Generated English news for measuring reprint clustering, like tests/reprints.py in Chinese.

Reprints of wire copy: edits of words, extracts, new headlines, agency lines; and look-alikes made
from one form (weather, meetings, outages, quarterly figures), each a story of its own.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from tests.reprints import Piece

PLACES = "Shenyang Dalian Anshan Fushun Benxi Dandong Jinzhou Yingkou Changchun Jilin Siping Tonghua Harbin Daqing Qiqihar Heihe Tongliao Chifeng".split()  # noqa: SIM905
SUBJECTS = ("a machine tool maker", "the port group", "a rice cooperative", "the heating plant",
            "a ski resort", "the rail depot", "a community clinic", "a vocational school",
            "the forest farm", "a casting workshop", "the city museum", "a parts supplier")  # fmt: skip
ACTS = ("put a new line into service", "signed three-year orders", "trained young technicians",
        "repaired ageing pipes", "opened a data platform", "extended its service hours",
        "cleared old debts", "published its research", "hired senior engineers")  # fmt: skip
EFFECTS = ("costs fell by {n} percent", "output rose {n} percent", "waiting times were cut by {n} minutes",
           "{n} households were reached", "exports reached {n} million yuan", "{n} jobs were created")  # fmt: skip
VOICES = ("a manager said", "officials told reporters", "an engineer explained", "residents noted",
          "statistics show", "analysts believe")  # fmt: skip
HEADLINES = ("turns a corner", "finds new buyers", "opens up", "goes digital", "looks abroad")
FORMS = (
    "The {place} weather office said on {month} {day} that the city will be partly cloudy with {wind} winds, a high of {high} degrees and a low of {low} degrees. Light rain is expected the following night. Residents are advised to dress warmly and to drive with care.",
    "A meeting on {topic} was held in {place} on {month} {day}. It reviewed recent work and set out the next tasks. Participants were asked to raise awareness, share responsibility and make sure that work on {topic} brings results. Districts and counties joined by video link.",
    "Water supply notice for {place}: because of repairs on {road} Road, service will stop from {hour} to {end} on {month} {day}. Households on both sides of {road} Road are asked to store water in advance. We apologize for any inconvenience.",
    "{place} reported on {month} {day} that retail sales in the quarter rose {high} percent from a year earlier, with online sales up {end} percent and catering up {hour} percent. The bureau said that demand remained stable and that prices were largely unchanged.",
)
TOPICS = [
    "flood control",
    "spring ploughing",
    "workplace safety",
    "employment",
    "elderly care",
    "tourism",
]
MONTHS = "January February March April May June July August September October".split()  # noqa: SIM905


def english_pieces(count: int, seed: int) -> Iterator[Piece]:
    """``count`` articles or a few more: a third look-alikes, the rest originals and reprints."""
    pick = random.Random(seed)
    story = made = 0
    while made < count:
        story += 1
        day = date(2026, 1, 1) + timedelta(days=pick.randrange(120))
        if pick.random() < 0.3:
            yield Piece(story, *_look_alike(pick), day, "look-alike")
            made += 1
            continue
        title = f"{pick.choice(PLACES)} {pick.choice(SUBJECTS)} {pick.choice(HEADLINES)}"
        sentences = [_sentence(pick) for _ in range(pick.randint(6, 14))]
        yield Piece(story, title, " ".join(sentences), day, "original")
        made += 1
        for _ in range(pick.choice((0, 0, 1, 1, 2, 3))):
            how = pick.choice(("edited", "truncated", "headline", "sourced", "shuffled"))
            later = day + timedelta(days=pick.choice((0, 0, 1, 2, 5)))
            yield Piece(story, *_changed(pick, how, title, sentences), later, how)
            made += 1


def _sentence(pick: random.Random) -> str:
    effect = pick.choice(EFFECTS).format(n=pick.randint(2, 980))
    where = f"In {pick.choice(PLACES)}, {pick.choice(SUBJECTS)} {pick.choice(ACTS)}"
    return f"{where} in phase {pick.randint(1, 60)} and {effect}, {pick.choice(VOICES)}."


def _look_alike(pick: random.Random) -> tuple[str, str]:
    values = {
        "place": pick.choice(PLACES), "month": pick.choice(MONTHS), "day": pick.randint(1, 28),
        "wind": pick.choice(("north", "south", "east", "west")), "high": pick.randint(2, 32),
        "low": pick.randint(-25, 1), "topic": pick.choice(TOPICS), "hour": pick.randint(6, 12),
        "end": pick.randint(13, 22), "road": pick.choice(PLACES),
    }  # fmt: skip
    return f"{values['place']} {pick.choice(HEADLINES)}", pick.choice(FORMS).format(**values)


def _changed(pick: random.Random, how: str, title: str, sentences: list[str]) -> tuple[str, str]:
    if how == "edited":
        words = " ".join(sentences).split()
        edited = [pick.choice(("new", "also", "now")) if pick.random() < 0.03 else w for w in words]
        return title, " ".join(edited)
    if how == "truncated":
        return title, " ".join(sentences[: max(2, round(len(sentences) * pick.uniform(0.4, 0.8)))])
    if how == "headline":
        return f"{pick.choice(SUBJECTS)} {pick.choice(HEADLINES)}", " ".join(sentences)
    if how == "sourced":
        lead = f"{pick.choice(PLACES).upper()}, May {pick.randint(1, 28)} -- "
        return title, lead + " ".join(sentences) + f"\nSource: {pick.choice(PLACES)} Daily"
    middle = sentences[1:]
    pick.shuffle(middle)
    return title, " ".join(sentences[:1] + middle)
