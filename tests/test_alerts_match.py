"""Matching: which articles alert which watches, once."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.match import alert_key, match_articles
from alerts.render import text
from alerts.sentence import LIMIT, sentence_at
from db.models import Alert
from db.store import matchings, outbox, watches
from nlp.tagger import Tagger
from tests.alerts_world import FUSHUN, NOW, World, make_world, sample_alert

FILE = "file:///nowhere/alerts.jsonl"
NAMED = ((FUSHUN, "抚顺市"),)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = make_world(tmp_path)
    yield made
    made.news.close()
    made.alerts.close()


def alerts_of(world: World) -> list[Alert]:
    found = [
        outbox.of_watch(world.alerts, watch.id, 99) for watch in watches.list_watches(world.alerts)
    ]
    return [alert for per_watch in found for alert in per_watch]


def test_a_named_entity_alerts_with_its_sentence_and_exact_offsets(world: World) -> None:
    watch = world.watch(FUSHUN, FILE)
    title, body = "春天来了", "大雪过去。记者走进抚顺市的厂房，看到新机器。明天有雨。"
    world.article("https://p.example/1", title, body, story="s1", names=NAMED)
    assert match_articles(world.news, world.alerts, NOW) == {"articles": 1, "alerts": 1}
    [alert] = alerts_of(world)
    assert alert.key == alert_key(watch.id, "s1")
    assert alert.sentence == "记者走进抚顺市的厂房，看到新机器。"
    whole = f"{title}\n{body}"
    assert whole[alert.sentence_start :].startswith(alert.sentence)
    assert whole[alert.mention_start : alert.mention_end] == "抚顺市"
    assert (alert.entity_name, alert.title, alert.source) == ("抚顺市", title, "paper")
    assert world.outbox() == {alert.key: "due"}


def test_the_sentence_of_the_first_mention_is_shown(world: World) -> None:
    world.watch(FUSHUN, FILE)
    world.article("https://p.example/1", "题", "先说抚顺市。再说抚顺市。", names=NAMED)
    match_articles(world.news, world.alerts, NOW)
    assert [alert.sentence for alert in alerts_of(world)] == ["先说抚顺市。"]


def test_a_second_run_finds_nothing_to_do(world: World) -> None:
    world.watch(FUSHUN, FILE)
    world.article("https://p.example/1", "抚顺市", "", names=NAMED)
    match_articles(world.news, world.alerts, NOW)
    assert matchings.undone(world.news, world.alerts) == []
    assert match_articles(world.news, world.alerts, NOW) == {"articles": 0, "alerts": 0}


def test_reprints_of_a_story_alert_once_with_the_earliest(world: World) -> None:
    world.watch(FUSHUN, FILE)
    for number, hour in ((1, "10"), (2, "07"), (3, "09")):
        published = f"2024-05-01T{hour}:00:00+08:00"
        world.article(
            f"https://p.example/{number}",
            f"稿{number}",
            "抚顺市。",
            story="same",
            names=NAMED,
            published_at=published,
        )
    assert match_articles(world.news, world.alerts, NOW) == {"articles": 3, "alerts": 1}
    world.article("https://p.example/4", "稿4", "抚顺市。", story="same", names=NAMED)
    assert match_articles(world.news, world.alerts, NOW) == {"articles": 1, "alerts": 0}
    assert [alert.url for alert in alerts_of(world)] == ["https://p.example/2"]


def test_a_story_that_gets_a_new_key_does_not_alert_again(world: World) -> None:
    world.watch(FUSHUN, FILE)
    world.article("https://p.example/1", "一", "抚顺市。", story="old", names=NAMED)
    match_articles(world.news, world.alerts, NOW)
    world.article("https://p.example/1", "一", "抚顺市改。", story="new", names=NAMED)
    world.article("https://p.example/2", "二", "抚顺市。", story="new", names=NAMED)
    assert match_articles(world.news, world.alerts, NOW) == {"articles": 2, "alerts": 0}


def test_a_revision_alerts_only_for_an_entity_that_is_new_in_it(world: World) -> None:
    world.watch(FUSHUN, FILE)
    ansteel = world.watch("soe:ansteel", FILE)
    world.article("https://p.example/1", "一", "抚顺市。", story="s", names=NAMED)
    match_articles(world.news, world.alerts, NOW)
    both = (*NAMED, ("soe:ansteel", "鞍钢集团"))
    later = NOW + timedelta(hours=2)
    world.article("https://p.example/1", "一", "抚顺市与鞍钢集团。", story="s", names=both)
    assert match_articles(world.news, world.alerts, later)["alerts"] == 1
    assert [alert.watch_id for alert in alerts_of(world)].count(ansteel.id) == 1
    world.article("https://p.example/1", "一", "抚顺市与鞍钢集团，又改。", story="s", names=both)
    assert match_articles(world.news, world.alerts, later) == {"articles": 1, "alerts": 0}


def test_a_new_tagging_of_the_same_text_is_not_matched_again(world: World) -> None:
    world.watch(FUSHUN, FILE)
    world.article("https://p.example/1", "一", "抚顺市。")
    match_articles(world.news, world.alerts, NOW)
    world.article("https://p.example/1", "一", "抚顺市。", names=NAMED)
    assert match_articles(world.news, world.alerts, NOW) == {"articles": 0, "alerts": 0}


def test_an_embedded_name_never_alerts(world: World) -> None:
    world.watch(FUSHUN, FILE)
    world.article("https://p.example/1", "一", "抚顺市银行开业。", embedded=NAMED)
    assert match_articles(world.news, world.alerts, NOW) == {"articles": 1, "alerts": 0}
    world.article(
        "https://p.example/2",
        "二",
        "抚顺石化。抚顺市好。",
        embedded=((FUSHUN, "抚顺石化"),),
        names=NAMED,
    )
    match_articles(world.news, world.alerts, NOW)
    assert [alert.sentence for alert in alerts_of(world)] == ["抚顺市好。"]


def test_a_watch_hears_only_of_articles_first_seen_after_it_was_made(world: World) -> None:
    world.article("https://p.example/1", "一", "抚顺市。", names=NAMED, seen=NOW)
    world.watch(FUSHUN, FILE, NOW + timedelta(microseconds=1))
    assert match_articles(world.news, world.alerts, NOW) == {"articles": 1, "alerts": 0}
    world.article(
        "https://p.example/2", "二", "抚顺市。", names=NAMED, seen=NOW + timedelta(seconds=1)
    )
    assert match_articles(world.news, world.alerts, NOW)["alerts"] == 1


def test_only_the_exact_entity_counts(world: World) -> None:
    province = world.watch("gb:220000", FILE)
    world.article("https://p.example/1", "一", "吉林市开会。", names=(("gb:220200", "吉林市"),))
    assert match_articles(world.news, world.alerts, NOW)["alerts"] == 0
    world.article("https://p.example/2", "二", "吉林省开会。", names=(("gb:220000", "吉林省"),))
    match_articles(world.news, world.alerts, NOW)
    assert [alert.watch_id for alert in alerts_of(world)] == [province.id]


def test_two_watches_of_one_entity_each_get_an_alert(world: World) -> None:
    world.watch(FUSHUN, FILE)
    world.watch(FUSHUN, "mailto:a@b.example")
    world.article("https://p.example/1", "一", "抚顺市。", names=NAMED)
    assert match_articles(world.news, world.alerts, NOW)["alerts"] == 2
    assert len(world.outbox()) == 2


def test_a_text_that_waits_for_tagging_or_clustering_is_left_alone(world: World) -> None:
    world.watch(FUSHUN, FILE)
    world.article("https://p.example/1", "一", "抚顺市。", names=NAMED)
    world.news.execute("update taggings set text_hash = 'older text'")
    world.article("https://p.example/2", "二", "抚顺市。", names=NAMED)
    world.news.execute("delete from story_articles where article_id = 2")
    world.article("https://p.example/3", "三", "抚顺市。", names=NAMED)
    world.news.execute("update story_articles set text_hash = 'older' where article_id = 3")
    assert match_articles(world.news, world.alerts, NOW) == {"articles": 0, "alerts": 0}
    assert [matchings.load(world.news, article_id) for article_id in (1, 2, 3)] == [None] * 3


def test_articles_are_taken_in_order_of_publication_with_undated_ones_last(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matchings, "BATCH", 2)
    for name, day in (("a", None), ("b", "2024-05-03"), ("d", "2024-05-01"), ("c", "2024-05-01")):
        world.article(f"https://p.example/{name}", name, "", published_at=day)
    order = matchings.undone(world.news, world.alerts)
    assert order == [world.articles[f"https://p.example/{name}"] for name in "cdba"]


def test_a_failing_record_leaves_neither_alert_nor_mark(world: World) -> None:
    watch = world.watch(FUSHUN, FILE)
    good = sample_alert(watch_id=watch.id)
    orphan = sample_alert(watch_id=999, key="x", story_key="other")
    with pytest.raises(Exception, match="FOREIGN KEY"):
        outbox.record(world.alerts, 7, "hash", [good, orphan], NOW)
    for table in ("alerts", "outbox", "matchings"):
        assert world.alerts.execute(f"select count(*) from {table}").fetchone() == (0,)
    assert outbox.record(world.alerts, 7, "hash", [good], NOW) == 1
    assert outbox.record(world.alerts, 7, "hash", [good], NOW) == 0


def test_a_run_that_stops_half_way_is_finished_by_the_next(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.watch(FUSHUN, FILE)
    for number in range(4):
        world.article(f"https://p.example/{number}", f"{number}", "抚顺市。", names=NAMED)
    real, calls = outbox.record, []

    def stopping(*arguments: Any) -> int:
        calls.append(arguments)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return real(*arguments)

    monkeypatch.setattr(outbox, "record", stopping)
    with pytest.raises(KeyboardInterrupt):
        match_articles(world.news, world.alerts, NOW)
    assert match_articles(world.news, world.alerts, NOW) == {"articles": 2, "alerts": 2}
    assert len(world.outbox()) == 4


@pytest.mark.parametrize(
    ("text", "mention", "sentence"),
    [
        ("标题\n正文。抚顺市长说：“好！”他走了。", "抚顺市", "抚顺市长说：“好！”"),
        ("今天抚顺市\n记者", "抚顺市", "今天抚顺市"),
        ("GDP rose 3.5 percent in Fushun. Next.", "Fushun", "GDP rose 3.5 percent in Fushun."),
        (
            "It ended. Mr. Li went to Fushun by train! Then",
            "Fushun",
            "Mr. Li went to Fushun by train!",
        ),
        ("The U.S. firm left. In Fushun it stayed.", "Fushun", "In Fushun it stayed."),
        ("抚顺市", "抚顺市", "抚顺市"),
    ],
)
def test_sentences(text: str, mention: str, sentence: str) -> None:
    start = text.index(mention)
    assert text[slice(*sentence_at(text, start, start + len(mention)))] == sentence


def test_a_long_sentence_is_cut_at_clauses_around_the_mention() -> None:
    text = "甲乙丙丁，" * 100 + "抚顺市" + "，戊己庚辛" * 100
    left, right = sentence_at(text, 500, 503)
    assert right - left <= LIMIT
    assert text[left:right].startswith("甲") and text[left:right].endswith("辛")
    assert left <= 500 and right >= 503


@given(st.text(alphabet="抚顺。，! .\nA”…x", max_size=900), st.data())
def test_a_sentence_holds_its_span_and_is_short(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 30)))
    left, right = sentence_at(text, start, end)
    assert 0 <= left <= start <= end <= right <= len(text)
    assert right - left <= LIMIT


WEAK, SURE = "赤峰市市长栾天猛会见客商。", "辽宁省委书记郝鹏讲话。"


@pytest.mark.parametrize(
    ("person", "name", "body", "day", "told"),
    [
        ("person:luan-tianmeng", "栾天猛", WEAK, "2026-07-20", "依据不足 unconfirmed"),
        ("person:hao-peng", "郝鹏", SURE, "2024-05-20", ""),
    ],
)
def test_an_office_of_weak_evidence_is_never_asserted(
    world: World, person: str, name: str, body: str, day: str, told: str
) -> None:
    entity = (person, "OFFICIAL", name, None, None, None)
    world.news.execute("insert into entities values (?, ?, ?, ?, ?, ?)", list(entity))
    watches.add(world.alerts, person, name, FILE, NOW - timedelta(days=1))
    article_id = world.article("https://p.example/1", "题", body, names=((person, name),))
    [mention] = [m for m in Tagger().tag(f"题\n{body}", date=day).mentions if m.text == name]
    assert mention.entity_id == person
    world.news.execute(
        "update mentions set confidence = ? where article_id = ?", [mention.confidence, article_id]
    )
    match_articles(world.news, world.alerts, NOW)
    [alert] = alerts_of(world)
    assert alert.confidence == mention.confidence
    [named] = [row for row in text(alert).splitlines() if row.startswith("命中：")]
    assert ("unconfirmed" in named) == bool(told) and told in named
    office = body.split(name)[0]
    assert text(alert).count(office) == alert.sentence.count(office) == 1


def test_the_surest_mention_of_an_article_counts(world: World) -> None:
    world.watch(FUSHUN, FILE)
    world.article("https://p.example/1", "题", "先说抚顺市。再说抚顺市。", names=NAMED)
    world.news.execute("update mentions set confidence = case start when 4 then 0.7 else 0.95 end")
    match_articles(world.news, world.alerts, NOW)
    assert [alert.confidence for alert in alerts_of(world)] == [0.95]
