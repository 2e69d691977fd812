"""The adversarial officials: their form, the half set aside, the scorer, the open half's floor."""

import json
from types import SimpleNamespace

from adversarial_people_form import chinese, complaints, halves, labelled_answers
from adversarial_people_score import (
    RECORD,
    Result,
    digest,
    judge_officials,
    path_of,
    score,
    units,
)

from nlp.tagger import Tagger

FIRST = json.loads(RECORD.read_text(encoding="utf-8"))["officials_aside"]
OPEN, ASIDE = halves("officials")
STATUSES = {"incumbent", "acting", "former", "appointed", "left"}


def test_the_half_set_aside_is_the_one_first_scored() -> None:
    assert digest(path_of("officials", aside=True)) == FIRST["sha256"]


def test_the_sentences_are_many_and_all_different() -> None:
    assert not complaints("officials")
    lines = OPEN + ASIDE
    assert chinese(lines) >= 125 and len(lines) - chinese(lines) >= 30
    assert abs(len(OPEN) - len(ASIDE)) <= 1


def test_every_span_is_exact_and_every_name_is_in_its_sentence() -> None:
    for line in OPEN + ASIDE:
        text, spans = line["text"], line["offices"]
        offices = [text[start:end] for start, end in spans]
        assert all(0 <= start < end <= len(text) for start, end in spans), line["id"]
        assert offices == [office.strip(" ，。、") for office in offices], line["id"]
        assert spans == sorted(spans) and len(spans) == len(line["accept"]), line["id"]
        for (start, end), (starts, ends) in zip(spans, line["accept"], strict=True):
            assert max(starts) == start and min(ends) == end, line["id"]
        assert {office for _, office, _, _ in line["posts"]} == set(offices), line["id"]
        assert {name for name, *_ in line["posts"]} == set(line["officials"]), line["id"]
        assert all(name in text for name in line["officials"] + line["never"]), line["id"]
        assert {status for *_, status in line["posts"]} <= STATUSES, line["id"]
        assert not set(line["never"]) & set(line["officials"]), line["id"]


def test_a_whole_chain_counts_as_its_offices_and_a_torn_one_does_not() -> None:
    text = "辽宁省委常委、沈阳市委书记某某"
    line = {"text": text, "offices": [[2, 6], [9, 13]], "accept": [[[0, 2], [6]], [[7, 9], [13]]]}
    assert units(line, 0, 13) == units(line, 2, 13) == [(2, 6), (9, 13)]
    assert units(line, 1, 13) == [(1, 6), (9, 13)]
    assert units(line, 0, 12) == [(2, 6), (7, 12)]


def test_a_chain_given_as_one_post_is_judged_by_its_last_office() -> None:
    line = OPEN[0] | {
        "text": "辽宁省委常委、沈阳市委书记甲",
        "offices": [[2, 6], [9, 13]],
        "accept": [[[0, 2], [6]], [[7, 9], [13]]],
        "officials": [],
        "posts": [["甲", "省委常委", "gb:210000", "incumbent"],
                  ["甲", "市委书记", "gb:210100", "incumbent"]],
    }  # fmt: skip
    for where, right in (("gb:210100", 2), ("gb:210000", 1)):
        post = SimpleNamespace(name="甲", jurisdiction=where, status="incumbent", start=0, end=13)
        result = Result()
        judge_officials(result, line, SimpleNamespace(mentions=(), posts=[post]))
        assert result.measures["office"].f1 == 1
        assert result.measures["post"].right == right


def test_the_labels_themselves_score_full_and_silence_scores_nothing() -> None:
    silent = SimpleNamespace(mentions=(), posts=(), events=())
    for aside in (False, True):
        path = path_of("officials", aside)
        full = score(path, labelled_answers("officials", aside))
        assert {k: v["f1"] for k, v in full.figures().items()} == {
            "office": 1.0, "name": 1.0, "post": 1.0}  # fmt: skip
        assert full.traps == 0
        empty = score(path, lambda text, date: silent)
        assert all(measure.f1 == 0 for measure in empty.measures.values())


def test_the_open_half_stays_above_its_floor() -> None:
    result = score(path_of("officials"), Tagger().tag)
    low = {
        name: round(measure.f1, 4)
        for name, measure in result.measures.items()
        if measure.f1 < FIRST["open_floor"][name]
    }
    assert not low, FIRST["open_floor"]
