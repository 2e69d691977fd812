"""The review queue on a real home: new officials are proposed, decided, undone."""

import json
import random
import time
from pathlib import Path

import pytest
from review_home import (
    ARTICLES,
    MAYOR,
    OFFICIAL,
    VICE,
    copy_of,
    make_home,
    news_picture,
    people,
    queue,
    refused,
    run,
    write_table,
)
from site_home import rows, start

PERSON = "person:cheng-yuanhang"
MERGED = ("5", "2025-05-09", "铁岭新闻", "抚顺市委书记程远航出席了铁岭市的座谈会，谈到两市之间的"
          "交通与旅游，希望今后多走动，把合作的事一件一件办好。")  # fmt: skip


@pytest.fixture(scope="module")
def tagged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_home(tmp_path_factory.mktemp("tagged"))


@pytest.fixture
def home(tagged: Path, tmp_path: Path) -> Path:
    return copy_of(tagged, tmp_path / "home")


def decisions(home: Path) -> list[tuple[str, ...]]:
    return rows(
        home / "alerts.db",
        "select entity_id, action, undone_at is null from decisions order by id",
    )


def test_candidates_come_with_their_evidence(tagged: Path) -> None:
    found = queue(tagged)
    assert list(found) == [VICE, MAYOR] or list(found) == [MAYOR, VICE]
    mayor = found[MAYOR]
    assert (mayor["name"], mayor["articles"], mayor["sources"]) == ("钱立言", 2, 1)
    assert (mayor["first"], mayor["last"]) == ("2025-03-02", "2025-05-06")
    assert mayor["offices"] == [
        {"office": "抚顺市市长", "jurisdiction": "gb:210400", "status": "incumbent"}
    ]
    assert [e["url"] for e in mayor["evidence"]] == [
        "https://news.example/2", "https://news.example/1",
    ]  # fmt: skip
    bodies = "".join(body for _, _, _, body in ARTICLES)
    assert all("钱立言" in e["sentence"] and e["sentence"] in bodies for e in mayor["evidence"])
    assert mayor["id"] in run(tagged, "review")


def test_most_mentioned_come_first_and_the_limit_holds(tmp_path: Path) -> None:
    third = ("6", "2025-05-10", "又一则", "抚顺市市长钱立言走访企业，了解生产经营情况，帮助解决用工"
             "与用能方面的难题，并对下一步工作提出要求。")  # fmt: skip
    home = make_home(tmp_path / "home", third)
    assert list(queue(home)) == [MAYOR, VICE]
    assert len(json.loads(run(home, "review", "--json", "--limit", "1"))) == 1


def test_an_accepted_official_is_a_person_of_the_table(home: Path) -> None:
    item = queue(home)[MAYOR]["id"]
    run(home, "review", "accept", item)
    assert list(queue(home)) == [VICE]
    run(home, "tag")
    person = f"person:local-{item[1:]}"
    assert [row[2] for row in people(home) if row[1] == "钱立言"] == [person, person]
    held = rows(
        home / "news.db",
        "select office_zh, jurisdiction, start_date, as_of, status, confidence, evidence"
        " from offices where person_id = ?",
        person,
    )
    evidence = "https://news.example/2 ; 2025-05-06 ; https://news.example/1 ; 2025-03-02"
    assert held == [
        ("抚顺市市长", "gb:210400", None, "2025-05-06", "last_seen", "medium", evidence)
    ]
    named = rows(home / "news.db", "select id, name_zh from entities where name_zh = '钱立言'")
    assert named == [(person, "钱立言")], "the nil entity is gone"
    assert list(queue(home)) == [VICE]


def test_a_merged_official_is_the_known_person(home: Path, tmp_path: Path) -> None:
    home = make_home(tmp_path / "merging", MERGED)
    write_table(home, "officials.csv", OFFICIAL)
    run(home, "tag")
    candidate = next(v for k, v in queue(home).items() if k.startswith("nil:程远航@"))
    shown = json.loads(run(home, "review", "show", candidate["id"], "--json"))
    assert [person["id"] for person in shown["known"]] == [PERSON]
    assert PERSON in run(home, "review", "show", candidate["id"])
    run(home, "review", "merge", candidate["id"], PERSON)
    run(home, "tag")
    assert ("https://news.example/5", "程远航", PERSON) in people(home)
    assert rows(home / "news.db", "select count(*) from offices where person_id = ?", PERSON) == [
        (2,)
    ]


@pytest.mark.parametrize("action", ["accept", "reject"])
def test_undo_restores_exactly(home: Path, action: str) -> None:
    before = news_picture(home)
    item = queue(home)[MAYOR]["id"]
    run(home, "review", action, item)
    run(home, "tag")
    changed = news_picture(home)
    assert changed["mentions"] != before["mentions"] and changed["taggings"] != before["taggings"]
    run(home, "review", "undo", item)
    run(home, "tag")
    assert news_picture(home) == before
    assert queue(home)[MAYOR]["id"] == item
    assert decisions(home) == [(MAYOR, action, 0)], "undone decisions are kept"
    run(home, "review", "accept", item)
    assert decisions(home)[1:] == [(MAYOR, "accept", 1)]
    assert len(json.loads(run(home, "review", "history", "--json"))) == 2


def test_a_rejected_official_is_tagged_no_more(home: Path) -> None:
    run(home, "review", "reject", queue(home)[VICE]["id"])
    run(home, "tag")
    assert {row[1] for row in people(home)} == {"钱立言"}
    assert rows(home / "news.db", "select 1 from mentions where text = '关知远'") == []
    assert list(queue(home)) == [MAYOR]


def test_a_decision_twice_is_one_and_another_is_refused(home: Path) -> None:
    item = queue(home)[MAYOR]["id"]
    first = run(home, "review", "accept", item)
    run(home, "tag")
    assert run(home, "review", "accept", item) == first
    assert "decided already: accept" in refused(home, "review", "reject", item)
    assert decisions(home) == [(MAYOR, "accept", 1)]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("accept", "c00000000"), "no such item (got c00000000); see the open ones"),
        (("accept", "nonsense"), "no such item"),
        (("undo", "c00000000"), "no decision to undo (got c00000000); see them"),
        (("merge", MAYOR, "person:nobody"), "no such person (got person:nobody); give an id"),
        (("merge", MAYOR, "gb:210400"), "no such person"),
        (("report", "99"), "no such article (got 99); find it"),
        (("report", "1", "0", "1"), "no tag there (got 0 1); list the tags"),
    ],
)
def test_bad_input_is_told_and_leaves_nothing(
    tagged: Path, arguments: tuple[str, ...], words: str
) -> None:
    ids = {MAYOR: queue(tagged)[MAYOR]["id"]}
    assert words in refused(tagged, "review", *(ids.get(a, a) for a in arguments))
    assert decisions(tagged) == []


def test_a_decision_that_is_killed_is_made_or_not(home: Path) -> None:
    item = queue(home)[MAYOR]["id"]
    moments = random.Random(7)
    began = time.monotonic()
    run(home, "review", "show", item)
    whole = time.monotonic() - began
    for _ in range(6):
        process = start(home, "review", "accept", item)
        try:
            process.wait(timeout=moments.uniform(0.2, 1.2) * whole)
        except Exception:
            process.kill()
        process.communicate()
        assert decisions(home) in ([], [(MAYOR, "accept", 1)])
    run(home, "review", "accept", item)
    assert decisions(home) == [(MAYOR, "accept", 1)]
    assert rows(home / "alerts.db", "pragma integrity_check") == [("ok",)]
