"""The adversarial place sentences: their form, the half set aside, the open half's floor."""

import json
from collections import Counter

from adversarial_score import HERE, digest, judge, path_of, predicted, read, score

from db.models import EntityType, Mention
from nlp.knowledge import load
from nlp.tagger import Tagger

FIRST = json.loads((HERE / "first_scores.json").read_text(encoding="utf-8"))["places_aside"]
LINES = read(path_of("places")) + read(path_of("places", aside=True))
LABELS = ("must", "may", "never")


def place(entity: str, kind: EntityType = EntityType.CITY, embedded: bool = False) -> Mention:
    return Mention(0, 2, "沈阳", kind, entity, "沈阳市", "Shenyang", 0.9, "full", embedded)


def test_the_half_set_aside_is_the_one_first_scored() -> None:
    assert digest(path_of("places", aside=True)) == FIRST["sha256"]


def test_the_sentences_are_many_and_all_different() -> None:
    assert len(LINES) >= 320
    assert sum(not line["text"].isascii() for line in LINES) >= 240
    assert sum(line["text"].isascii() for line in LINES) >= 60
    assert len({line["text"] for line in LINES}) == len(LINES)
    assert len({line["id"] for line in LINES}) == len(LINES)
    assert max(Counter(line["pattern"] for line in LINES).values()) <= 3


def test_every_label_is_a_known_place_of_its_type_said_once() -> None:
    places = load().places
    for line in LINES:
        labels = [tuple(label) for field in LABELS for label in line[field]]
        assert len(set(labels)) == len(labels), line["id"]
        for kind, code in labels:
            level = places[code].level
            assert (kind == "PROVINCE") == (level == "province"), (line["id"], code)


def test_a_code_is_right_wrong_or_missing() -> None:
    line = {"must": [["CITY", "210100"]], "may": [["CITY", "210200"]], "never": []}
    kinds = {"PROVINCE", "CITY"}
    both = predicted([place("gb:210100"), place("gb:210200")], kinds)
    assert judge(line, both) == ({"210100"}, [], [])
    other = predicted([place("gb:210300")], kinds)
    assert judge(line, other) == (set(), ["210100"], ["210300"])
    inside = predicted([place("gb:210300", embedded=True)], kinds)
    assert judge(line, inside) == (set(), ["210100"], [])


def test_the_open_half_stays_above_its_floor() -> None:
    result = score(path_of("places"), Tagger().tag)
    assert result.accuracy >= FIRST["open_floor"], [miss["line"]["id"] for miss in result.misses]
