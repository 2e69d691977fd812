"""The adversarial SOE sentences: their form, the half set aside, the open half's floor."""

import json
from collections import Counter
from datetime import date

from adversarial_score import HERE, digest, judge, path_of, predicted, read, score

from db.models import EntityType, Mention
from nlp.tagger import Tagger

FIRST = json.loads((HERE / "first_scores.json").read_text(encoding="utf-8"))["soes_aside"]
LINES = read(path_of("soes")) + read(path_of("soes", aside=True))
LABELS = ("must", "may", "never")


def enterprise(entity: str, text: str) -> Mention:
    return Mention(0, len(text), text, EntityType.SOE, entity, None, None, 0.9, "short")


def test_the_half_set_aside_is_the_one_first_scored() -> None:
    assert digest(path_of("soes", aside=True)) == FIRST["sha256"]


def test_the_sentences_are_many_and_all_different() -> None:
    assert len(LINES) >= 110
    assert sum(not line["text"].isascii() for line in LINES) >= 85
    assert sum(line["text"].isascii() for line in LINES) >= 20
    assert len({line["text"] for line in LINES}) == len(LINES)
    assert len({line["id"] for line in LINES}) == len(LINES)
    assert max(Counter(line["pattern"] for line in LINES).values()) <= 3


def test_every_sentence_has_a_day_and_labels_said_once() -> None:
    for line in LINES:
        assert date.fromisoformat(line["date"]), line["id"]
        labels = [tuple(label) for field in LABELS for label in line[field]]
        assert len(set(labels)) == len(labels), line["id"]
        assert {kind for kind, _ in labels} <= {"SOE"}, line["id"]


def test_ownership_by_date_is_asked_at_least_twenty_times() -> None:
    """Entities both wanted on one date and refused on another, or refused as formerly owned."""
    wanted = {key for line in LINES for _, key in line["must"]}
    refused = {key for line in LINES for _, key in line["never"]}
    both = wanted & refused
    dated = [
        line
        for line in LINES
        if any(key in both for field in ("must", "never") for _, key in line[field])
    ]
    assert len(dated) >= 20


def test_an_id_is_matched_whole_and_a_printed_name_by_its_text() -> None:
    line = {"must": [["SOE", "soe:faw"], ["SOE", "首钢集团"]], "may": [], "never": []}
    found = predicted([enterprise("soe:faw", "一汽"), enterprise("soe:x", "首钢")], {"SOE"})
    assert judge(line, found) == ({"soe:faw", "首钢集团"}, [], [])
    other = predicted([enterprise("soe:faw-vw", "一汽")], {"SOE"})
    assert judge(line, other) == (set(), ["soe:faw", "首钢集团"], ["soe:faw-vw"])


def test_the_open_half_stays_above_its_floor() -> None:
    result = score(path_of("soes"), Tagger().tag)
    assert result.accuracy >= FIRST["open_floor"], [miss["line"]["id"] for miss in result.misses]
