"""``dongbei watch`` and ``dongbei alerts``: what a user types and reads."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from alerts.commands import alerts, watch
from alerts.match import match_articles
from db.errors import ConfigError, DongbeiError, InputError
from db.settings import Settings
from db.store import watches
from db.store.database import open_alerts
from tests.alerts_world import FUSHUN, make_world


@pytest.fixture
def home(tmp_path: Path) -> Path:
    world = make_world(tmp_path)
    world.news.close()
    world.alerts.close()
    return tmp_path


def run(home: Path, *arguments: str, typed: str | None = None) -> Result:
    group = alerts if arguments[0] == "send" else watch
    settings = Settings(home=home, allow_loopback=True)
    return CliRunner().invoke(group, arguments, obj=settings, input=typed)


def error(home: Path, *arguments: str) -> DongbeiError:
    raised = run(home, *arguments).exception
    assert isinstance(raised, DongbeiError)
    assert "\n" not in str(raised)
    return raised


@pytest.mark.parametrize(
    ("name", "entity_id"),
    [
        ("gb:210400", "gb:210400"),
        ("抚顺市", "gb:210400"),
        ("抚顺", "gb:210400"),
        ("撫順", "gb:210400"),
        (" fushun ", "gb:210400"),
        ("内蒙古", "gb:150000"),
        ("延边", "gb:222400"),
        ("吉林省", "gb:220000"),
        ("吉林市", "gb:220200"),
        ("Jilin", "gb:220000"),
        ("Jilin City", "gb:220200"),
        ("鞍钢集团有限公司", "soe:ansteel"),
    ],
)
def test_add_finds_the_entity(home: Path, name: str, entity_id: str) -> None:
    result = run(home, "add", "--entity", name, "--to", "file:///nowhere/a.jsonl")
    assert result.exit_code == 0, result.exception
    [row] = json.loads(run(home, "list", "--json").stdout)
    assert row["entity_id"] == entity_id
    assert Path(row["feed"]).read_bytes().startswith(b"<?xml")


def test_an_ambiguous_name_lists_the_candidates(home: Path) -> None:
    raised = error(home, "add", "--entity", "吉林", "--to", "file:///nowhere/a.jsonl")
    assert isinstance(raised, InputError)
    assert "gb:220000 吉林省" in str(raised) and "gb:220200 吉林市 (吉林省)" in str(raised)
    raised = error(home, "add", "--entity", "朝阳", "--to", "file:///nowhere/a.jsonl")
    assert "gb:211300 朝阳市 (辽宁省), gb:220104 朝阳区 (长春市)" in str(raised)


@pytest.mark.parametrize(
    ("name", "hint"),
    [("抚順巿", "抚顺市"), ("Fushan", "抚顺市"), ("xyzzy", "gb:210400"), ("", "id")],
)
def test_an_unknown_name_shows_the_nearest(home: Path, name: str, hint: str) -> None:
    raised = error(home, "add", "--entity", name, "--to", "file:///nowhere/a.jsonl")
    assert isinstance(raised, InputError) and hint in str(raised)


def test_mistakes_leave_nothing_behind(home: Path, tmp_path: Path) -> None:
    raised = error(home, "add", "--entity", "抚顺市", "--to", "http://h.example/CANARY")
    assert isinstance(raised, ConfigError) and "CANARY" not in str(raised)
    error(home, "add", "--entity", "吉林", "--to", "file:///nowhere/a.jsonl")
    assert json.loads(run(home, "list", "--json").stdout) == []
    assert not (home / "feeds").exists()
    empty = tmp_path / "empty"
    assert "no entities are known" in str(error(empty, "add", "--entity", "x", "--to", "file:///a"))


def test_add_twice_makes_one_watch_and_lists_no_secret(home: Path) -> None:
    to = "json://user:CANARY@h.example/CANARY"
    outputs = [run(home, "add", "--entity", "抚顺", "--to", to).stdout for _ in range(2)]
    assert outputs[0] == outputs[1]
    outputs += [run(home, "list").stdout, run(home, "list", "--json").stdout]
    assert "watch 1: 抚顺市 (gb:210400) -> json://h.example/…" in outputs[0]
    assert "1\t抚顺市\tgb:210400\tjson://h.example/…\t0 alerts\n" in outputs[2]
    assert "CANARY" not in "".join(outputs)


def test_a_secret_address_can_come_from_stdin(home: Path) -> None:
    run(home, "add", "--entity", "抚顺", "--to", "-", typed="json://h.example/CANARY\n")
    db = open_alerts(home / "alerts.db")
    assert [item.to for item in watches.list_watches(db)] == ["json://h.example/CANARY"]


def test_remove_ends_the_watch_and_its_feed(home: Path) -> None:
    run(home, "add", "--entity", "抚顺", "--to", "file:///nowhere/a.jsonl")
    assert len(list((home / "feeds").iterdir())) == 1
    assert run(home, "remove", "1").stdout == "watch 1 removed\n"
    assert list((home / "feeds").iterdir()) == []
    assert "no watches" in run(home, "list").stdout
    assert "no such watch" in str(error(home, "remove", "7"))
    assert run(home, "remove", "x").exit_code == 2


def test_send_delivers_and_says_what_it_did(tmp_path: Path) -> None:
    world = make_world(tmp_path)
    target = tmp_path / "out.jsonl"
    assert run(tmp_path, "add", "--entity", "抚顺", "--to", target.as_uri()).exit_code == 0
    [made] = watches.list_watches(world.alerts)
    seen = made.created_at
    world.article("https://p.example/1", "一", "抚顺市。", names=((FUSHUN, "抚顺市"),))
    world.news.execute("update articles set first_seen = ?, published_at = ?", [seen, seen])
    match_articles(world.news, world.alerts, datetime.fromisoformat(seen))
    assert run(tmp_path, "send").stdout == "1 sent, 0 later, 0 dead, 1 feeds\n"
    assert json.loads(run(tmp_path, "send", "--json").stdout)["sent"] == 0
    assert json.loads(target.read_text(encoding="utf-8"))["title"] == "一"
