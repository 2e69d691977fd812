"""Tags reported as wrong: they land in the queue, and a decision corrects that sentence alone."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from review_home import copy_of, make_home, news_picture, queue, run
from site_home import rows

from db.models import (
    Entity,
    EntityType,
    Event,
    EventKind,
    Language,
    Mention,
    Post,
    PostStatus,
    Tags,
)
from nlp.corrections import correct
from nlp.overlay import Correction, Overlay

SHENYANG = "gb:210100"
PLACES = {
    "gb:1": Entity("gb:1", EntityType.CITY, "甲市", "Jia"),
    "gb:2": Entity("gb:2", EntityType.PROVINCE, "乙省", None),
}
MAN = Entity("person:a", EntityType.OFFICIAL, "丙", "Bing")


@pytest.fixture(scope="module")
def tagged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_home(tmp_path_factory.mktemp("tagged"))


@pytest.fixture
def home(tagged: Path, tmp_path: Path) -> Path:
    return copy_of(tagged, tmp_path / "home")


def shenyang(home: Path) -> list[tuple[int, int, int]]:
    return rows(
        home / "news.db",
        'select article_id, start, "end" from mentions where entity_id = ? order by start',
        SHENYANG,
    )


def report(home: Path, place: tuple[int, int, int]) -> str:
    said = run(home, "review", "report", *map(str, place), "--why", "a factory's name")
    return said.split()[0]


def test_the_tags_of_an_article_are_listed(tagged: Path) -> None:
    article, start, end = shenyang(tagged)[0]
    lines = run(tagged, "review", "report", str(article)).splitlines()
    assert f"{start} {end}  沈阳  {SHENYANG}" in lines


def test_a_report_is_in_the_queue_once(home: Path) -> None:
    place = shenyang(home)[0]
    assert report(home, place) == report(home, place) == "r1"
    first, *_ = queue(home).items()
    assert first[0] == SHENYANG
    item = first[1]
    assert (item["id"], item["kind"], item["why"]) == ("r1", "report", "a factory's name")
    assert (item["article_id"], item["start"], item["end"]) == place
    assert item["text"] in item["sentence"]
    assert "沈阳 is not gb:210100?" in run(home, "review", "show", "r1")


def test_an_accepted_report_takes_that_tag_away_and_undo_brings_it_back(home: Path) -> None:
    before, places = news_picture(home), shenyang(home)
    assert len(places) == 2, "twice in one sentence"
    run(home, "review", "accept", report(home, places[1]))
    run(home, "tag")
    assert shenyang(home) == places[:1]
    assert "r1" not in run(home, "review")
    run(home, "review", "undo", "r1")
    run(home, "tag")
    assert news_picture(home) == before
    assert queue(home)[SHENYANG]["id"] == "r1"


def test_a_merged_report_names_another_entity(home: Path) -> None:
    place = shenyang(home)[0]
    run(home, "review", "merge", report(home, place), "gb:220200")
    run(home, "tag")
    found = rows(
        home / "news.db",
        "select text, type, entity_id, rule from mentions where article_id = ? and start = ?",
        *place[:2],
    )
    assert found == [("沈阳", "CITY", "gb:220200", "review:corrected")]


def test_a_rejected_report_changes_no_tag(home: Path) -> None:
    before = news_picture(home)
    run(home, "review", "reject", report(home, shenyang(home)[0]))
    run(home, "tag")
    assert news_picture(home) == before
    assert SHENYANG not in queue(home)


def mention(text: str, start: int, end: int, entity: Entity) -> Mention:
    return Mention(
        start, end, text[start:end], entity.type, entity.id, entity.name_zh, entity.name_en, 0.9,
        "short",
    )  # fmt: skip


def tags_of(
    mentions: tuple[Mention, ...], posts: tuple[Post, ...] = (), events: tuple[Event, ...] = ()
) -> Tags:
    return Tags(Language.HANS, 0.5, mentions, posts, events=events)


def meeting(*who: str) -> Event:
    return Event(EventKind.MEETING, who, "会", "gb:1", None, 0, 6, 0.9, "met")


def test_the_same_sentence_is_corrected_wherever_it_stands() -> None:
    text = "丁地好。\n甲地好。甲地坏。甲地好。"
    mentions = tuple(mention(text, at, at + 1, PLACES["gb:1"]) for at in (5, 9, 13))
    wrong = Correction("甲地好。", 0, "甲", "gb:1", None)
    left = correct(text, tags_of(mentions), Overlay(corrections=(wrong,)), PLACES)
    assert [m.start for m in left.mentions] == [9]


@pytest.mark.parametrize(
    ("target", "persons", "events"),
    [
        (None, [], [("戊",)]),
        ("person:b", ["person:b"], [("丙",), ("丙", "戊")]),
        ("person:gone", [], [("戊",)]),
    ],
)
def test_posts_and_events_follow_their_person(
    target: str | None, persons: list[str], events: list[tuple[str, ...]]
) -> None:
    text = "甲市长丙说。"
    post = Post("丙", "市长", "gb:1", PostStatus.INCUMBENT, 1, 3, "person:a", 0.9)
    wrong = Correction(text, 3, "丙", "person:a", target)
    known = {"person:b": Entity("person:b", EntityType.OFFICIAL, "丙", None)}
    tags = tags_of((mention(text, 3, 4, MAN),), (post,), (meeting("丙"), meeting("丙", "戊")))
    left = correct(text, tags, Overlay(corrections=(wrong,)), known)
    assert [m.entity_id for m in left.mentions] == persons
    assert [p.person_id for p in left.posts] == persons
    assert [event.who for event in left.events] == events


def test_a_person_who_is_named_elsewhere_keeps_post_and_events() -> None:
    text = "甲市长丙说。丙笑。"
    post = Post("丙", "市长", "gb:1", PostStatus.INCUMBENT, 1, 3, "person:a", 0.9)
    wrong = Correction("丙笑。", 0, "丙", "person:a", None)
    tags = tags_of(
        (mention(text, 3, 4, MAN), mention(text, 6, 7, MAN)), (post,), (meeting("丙"), meeting())
    )
    left = correct(text, tags, Overlay(corrections=(wrong,)), {})
    assert left.mentions == tags.mentions[:1]
    assert (left.posts, left.events) == (tags.posts, tags.events)


@given(
    text=st.text("甲乙。", min_size=1, max_size=30),
    sentence=st.text("甲乙。", min_size=1, max_size=4),
    target=st.sampled_from([None, "gb:2", "gb:unknown"]),
)
def test_only_the_named_entity_at_the_named_place_changes(
    text: str, sentence: str, target: str | None
) -> None:
    mentions = tuple(
        mention(text, at, at + 1, PLACES["gb:1" if char == "甲" else "gb:2"])
        for at, char in enumerate(text)
        if char != "。"
    )
    wrong = Correction(sentence, 0, sentence[:1], "gb:1", target)
    overlay = Overlay(corrections=(wrong,))
    left = correct(text, tags_of(mentions), overlay, PLACES)
    for m in mentions:
        hit = m.entity_id == "gb:1" and text.startswith(sentence, m.start)
        after = [n for n in left.mentions if n.start == m.start]
        if not hit:
            assert after == [m]
        else:
            assert [n.entity_id for n in after] == (["gb:2"] if target == "gb:2" else [])
    assert correct(text, left, overlay, PLACES) == left
    assert all(text[n.start : n.end] == n.text for n in left.mentions)
