"""``dongbei tag --diff``: what the present tagger would change, without changing it."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from review_home import (
    ARTICLES,
    MAYOR,
    SOE,
    copy_of,
    make_home,
    news_picture,
    queue,
    run,
    write_table,
)
from site_home import dongbei

FAIR = ("5", "2025-05-09", "灯会", "抚顺灯笼集团与沈阳的企业一道筹备灯会，预计下月开幕，届时将有"
        "数百件作品展出，欢迎市民前往观赏。")  # fmt: skip


@pytest.fixture(scope="module")
def tagged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_home(tmp_path_factory.mktemp("tagged"), FAIR)


@pytest.fixture
def home(tagged: Path, tmp_path: Path) -> Path:
    return copy_of(tagged, tmp_path / "home")


def diff(home: Path, *options: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(home, "tag", "--diff", "--json", *options))
    return found


def spoil(home: Path, sql: str) -> None:
    with closing(sqlite3.connect(home / "news.db")) as db, db:
        db.execute(sql)


def test_the_same_tagger_changes_nothing(tagged: Path) -> None:
    found = diff(tagged)
    assert (found["articles"], found["failed"]) == (len(ARTICLES) + 1, 0)
    assert (found["counts"], found["changes"]) == ({}, [])


def test_changes_are_counted_and_shown_and_not_written(home: Path) -> None:
    write_table(home, "soes.csv", SOE)
    run(home, "review", "accept", queue(home)[MAYOR]["id"])
    before = news_picture(home)
    found = diff(home)
    assert news_picture(home) == before
    new = [c for c in found["changes"] if c["after"] == "soe:fushun-lantern"]
    assert [(c["text"], c["type"]) for c in new] == [("抚顺灯笼集团", "SOE")]
    assert new[0]["sentence"] == FAIR[3]
    people = [c for c in found["changes"] if c["type"] == "OFFICIAL"]
    assert [(c["kind"], c["before"]) for c in people] == [("changed", MAYOR)] * 2
    assert found["counts"]["POST"] == {"changed": 2}
    assert sum(sum(kinds.values()) for kinds in found["counts"].values()) == len(found["changes"])
    shown = run(home, "tag", "--diff")
    assert shown.index("5 articles compared") < shown.index("OFFICIAL  changed=2")
    assert f"{MAYOR} -> person:local-" in shown
    run(home, "tag")
    assert diff(home)["changes"] == [], "what was shown is what was done"


def test_added_removed_and_changed_are_told_apart(home: Path) -> None:
    spoil(home, "delete from mentions where text = '清原县'")
    spoil(home, "update mentions set entity_id = 'gb:210200' where text = '本溪市'")
    spoil(home, "insert into mentions values (1, 0, 1, '抚', 'CITY', 'gb:210200', 0.5, 'x', 0)")
    spoil(home, "delete from posts where name = '关知远'")
    found = {(c["kind"], c["type"], c["before"], c["after"]) for c in diff(home)["changes"]}
    post = "关知远 gb:210500 incumbent nil:关知远@本溪市副市长"
    assert found == {
        ("added", "CITY", None, "gb:210423"),
        ("changed", "CITY", "gb:210200", "gb:210500"),
        ("removed", "CITY", "gb:210200", None),
        ("added", "POST", None, post),
    }


def test_the_limit_takes_the_newest_and_texts_never_tagged_are_left_out(home: Path) -> None:
    spoil(home, "delete from mentions")
    newest = diff(home, "--limit", "1")
    assert newest["articles"] == 1
    assert {c["sentence"] for c in newest["changes"]} <= {FAIR[2], FAIR[3]}
    spoil(home, "update articles set text_hash = 'new' where title = '灯会'")
    assert diff(home)["articles"] == len(ARTICLES)


def test_limit_alone_is_a_mistake(tagged: Path) -> None:
    done = dongbei(tagged, "tag", "--limit", "3")
    assert done.returncode == 2 and "--limit needs --diff" in done.stderr
