"""The adversarial events: their form, the half set aside, the scorer, the open half's floor."""

import json
from collections import Counter
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from adversarial_people_form import chinese, complaints, halves, labelled_answers
from adversarial_people_score import RECORD, alike, digest, path_of, score

from db.models import EventKind
from nlp.tagger import Tagger

FIRST = json.loads(RECORD.read_text(encoding="utf-8"))["events_aside"]
OPEN, ASIDE = halves("events")


def test_the_half_set_aside_is_the_one_first_scored() -> None:
    assert digest(path_of("events", aside=True)) == FIRST["sha256"]


def test_the_sentences_are_many_and_all_different() -> None:
    assert not complaints("events")
    lines = OPEN + ASIDE
    assert chinese(lines) >= 170 and len(lines) - chinese(lines) >= 30
    assert sum(not line["events"] for line in lines) >= 40
    kinds = Counter(event["kind"] for line in lines for event in line["events"])
    assert set(kinds) == {kind.value for kind in EventKind} and min(kinds.values()) >= 20
    assert abs(len(OPEN) - len(ASIDE)) <= 1


def test_every_label_is_printed_in_its_sentence() -> None:
    for line in OPEN + ASIDE:
        for event in line["events"]:
            assert event["what"] in line["text"] and event["who"], line["id"]
            assert all(who in line["text"] for who in event["who"]), line["id"]
            where = event["where"] or event["where_office"]
            assert where is None or where.partition(":")[0] in ("gb", "soe"), line["id"]
            assert event["where"] is None or event["where_office"] is None, line["id"]
            if event["when"]:
                assert date.fromisoformat(event["when"]) <= date.fromisoformat(line["date"])


@pytest.mark.parametrize(
    "one, other, same",
    [
        ("企业生产经营情况", "生产经营情况", True),
        ("沈阳市副市长", "副市长", False),
        ("《清洁供暖合作协议》", "清洁供暖合作协议", True),
        ("產業園建設", "产业园建设", True),
        ("smart factory agreement", "smart factory agreements", False),
        ("", "会议", False),
    ],
)
def test_objects_agree_when_most_of_the_longer_one_is_shared(
    one: str, other: str, same: bool
) -> None:
    assert alike(one, other) is alike(other, one) is same


@pytest.mark.parametrize("aside", [False, True])
def test_the_labels_themselves_score_full_and_anything_else_less(aside: bool) -> None:
    path, labels = path_of("events", aside), labelled_answers("events", aside)

    def spoilt(field: str, value: Any) -> Any:
        def tag(text: str, date: str) -> SimpleNamespace:
            events = [
                SimpleNamespace(**{**vars(event), field: value}) for event in labels(text, date).events
            ]  # fmt: skip
            return SimpleNamespace(events=events)

        return tag

    assert all(measure.f1 == 1 for measure in score(path, labels).measures.values())
    for field, value in (("who", ("无名",)), ("what", "无"), ("where", "gb:0"), ("kind", "none")):
        spoiled = score(path, spoilt(field, value))
        assert all(measure.f1 == 0 for measure in spoiled.measures.values()), field


def test_the_open_half_stays_above_its_floor() -> None:
    result = score(path_of("events"), Tagger().tag)
    if FIRST["first_with_component"] is None:
        assert not result.found, "run tests/adversarial_people_score.py events --record-first"
    for name, measure in result.measures.items():
        assert measure.f1 >= FIRST["open_floor"][name], (name, measure.figures())
