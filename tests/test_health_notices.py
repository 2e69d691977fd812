"""The operator hears of each opening once and of each closing once, whatever is killed."""

import json
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from alert_receivers import Answer, mailbox, webhook
from alerts_world import CHINA, World, make_world
from sqlite_utils import Database

from alerts import notices, render_notice
from alerts.deliver import deliver_due
from db import migrations
from db.errors import ConfigError
from db.models import Notice, NoticeItem
from db.settings import Settings, load
from db.store import health
from db.store import notices as store
from db.store.database import open_alerts, transaction
from db.store.health_rows import EVERY, Incident, Kind

NOW = datetime(2026, 3, 2, 7, 0, tzinfo=CHINA)
HOSTILE = "</p><script>alert(1)</script>\r\nBcc: all@example.org"


def opened(news: Database, source: str = "paper", kind: Kind = Kind.STALE, why: str = "x") -> None:
    at = NOW.isoformat(timespec="microseconds")
    with transaction(news):
        health.open_incident(news, Incident(source, kind, "2026-03-01", at, why))


def close_all(news: Database, at: datetime = NOW) -> None:
    with transaction(news):
        for incident in health.incidents(news, only_open=True):
            health.close_incident(news, incident.id, "recovered", at)


def settings(world: World, *to: str) -> Settings:
    return world.settings().model_copy(
        update={"health": world.settings().health.model_copy(update={"to": to})}
    )


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_each_opening_and_closing_is_told_once(tmp_path: Path) -> None:
    world, path = make_world(tmp_path), tmp_path / "operator.jsonl"
    here = settings(world, path.as_uri())
    opened(world.news, why="nothing new since Friday")
    for _ in range(2):
        notices.tell(world.news, world.alerts, here, NOW)
        deliver_due(world.alerts, here, NOW)
    close_all(world.news)
    for _ in range(2):
        notices.tell(world.news, world.alerts, here, NOW)
        deliver_due(world.alerts, here, NOW)
    first, second = lines(path)
    assert "示例晚报" in str(first["subject"]) and "opened" in str(first["subject"])
    assert "nothing new since Friday" in str(first["text"])
    assert "closed" in str(second["subject"]) and "recovered" in str(second["text"])


def test_many_openings_of_one_round_are_one_message(tmp_path: Path) -> None:
    world, path = make_world(tmp_path), tmp_path / "operator.jsonl"
    here = settings(world, path.as_uri())
    for kind in (Kind.FIELDS, Kind.VOLUME, Kind.TAGS):
        opened(world.news, kind=kind)
    opened(world.news, EVERY, Kind.NETWORK)
    assert notices.tell(world.news, world.alerts, here, NOW) == 1
    deliver_due(world.alerts, here, NOW)
    (line,) = lines(path)
    assert len(list(line["incidents"])) == 4  # type: ignore[call-overload]
    assert "4 opened" in str(line["subject"])


def test_without_channels_nothing_is_marked_and_later_ones_hear_of_open_incidents(
    tmp_path: Path,
) -> None:
    world = make_world(tmp_path)
    opened(world.news)
    assert notices.tell(world.news, world.alerts, settings(world), NOW) == 0
    here = settings(world, (tmp_path / "operator.jsonl").as_uri())
    assert notices.tell(world.news, world.alerts, here, NOW) == 1


def test_what_nobody_was_told_of_is_not_told_when_it_is_over(tmp_path: Path) -> None:
    world = make_world(tmp_path)
    opened(world.news)
    close_all(world.news)
    here = settings(world, (tmp_path / "operator.jsonl").as_uri())
    assert notices.tell(world.news, world.alerts, here, NOW) == 0


def test_a_failing_receiver_is_tried_again_with_the_same_key(tmp_path: Path) -> None:
    world = make_world(tmp_path)
    opened(world.news)
    with webhook() as hook:
        hook.answers = [Answer(503)]
        here = settings(world, hook.to())
        notices.tell(world.news, world.alerts, here, NOW)
        assert deliver_due(world.alerts, here, NOW)["later"] == 1
        assert deliver_due(world.alerts, here, NOW + timedelta(minutes=5))["sent"] == 1
        assert len(set(hook.keys())) == 1 and len(hook.keys()) == 2


def test_a_sender_killed_after_sending_sends_again_with_the_same_key(tmp_path: Path) -> None:
    world = make_world(tmp_path)
    opened(world.news)
    with webhook() as hook:
        here = settings(world, hook.to())
        notices.tell(world.news, world.alerts, here, NOW)
        ((notice, _),) = store.lease(world.alerts, NOW, 300, 8)  # leased, sent, never marked
        assert deliver_due(world.alerts, here, NOW)["sent"] == 0
        assert deliver_due(world.alerts, here, NOW + timedelta(seconds=301))["sent"] == 1
        assert hook.keys() == [notice.key]


def test_mark_and_notice_are_one_transaction(tmp_path: Path) -> None:
    world = make_world(tmp_path)
    opened(world.news)
    here = settings(world, (tmp_path / "operator.jsonl").as_uri())
    world.alerts.execute(
        "create trigger stop before insert on noticed begin select raise(abort, 'killed'); end"
    )
    with pytest.raises(sqlite3.IntegrityError, match="killed"):
        notices.tell(world.news, world.alerts, here, NOW)
    assert world.outbox() == {}
    world.alerts.execute("drop trigger stop")
    assert notices.tell(world.news, world.alerts, here, NOW) == 1


def test_a_channel_that_left_the_settings_is_not_sent_to(tmp_path: Path) -> None:
    world, path = make_world(tmp_path), tmp_path / "operator.jsonl"
    opened(world.news)
    notices.tell(world.news, world.alerts, settings(world, path.as_uri()), NOW)
    assert deliver_due(world.alerts, settings(world), NOW)["dead"] == 1
    assert not path.exists()


def test_a_wrong_channel_is_named_without_its_secret(tmp_path: Path) -> None:
    world = make_world(tmp_path)
    with pytest.raises(ConfigError, match=r"health\.to, number 1: not a channel") as error:
        notices.tell(world.news, world.alerts, settings(world, "https://h.example/S3CRET"), NOW)
    assert "S3CRET" not in str(error.value)
    (tmp_path / "dongbei.toml").write_text('[health]\nto = "json://h.example/S3CRET"\n')
    with pytest.raises(ConfigError, match=r"health\.to") as error:
        load(tmp_path, {})
    assert "S3CRET" not in str(error.value)


def test_addresses_are_not_in_the_database(tmp_path: Path) -> None:
    world = make_world(tmp_path)
    opened(world.news)
    notices.tell(world.news, world.alerts, settings(world, "mailto:ops@example.org"), NOW)
    world.alerts.conn.commit()
    stored = "".join(world.alerts.conn.iterdump())
    assert "ops@example.org" not in stored


def test_hostile_reasons_are_escaped_and_cannot_add_headers(tmp_path: Path) -> None:
    item = NoticeItem("opened", "s", HOSTILE, "stale", HOSTILE, "2026-03-01", "2026-03-02")
    notice = Notice("k" * 64, (item,), NOW.isoformat())
    assert "<script>" not in render_notice.page(notice)
    assert "\n" not in render_notice.subject(notice)
    world = make_world(tmp_path)
    opened(world.news, why=HOSTILE)
    with mailbox() as box:
        here = settings(world, "mailto:ops@example.org").model_copy(
            update={"mail": world.settings(host="127.0.0.1", port=box.port).mail}
        )
        notices.tell(world.news, world.alerts, here, NOW)
        deliver_due(world.alerts, here, NOW)
        (message,) = box.parsed()
    assert message["Bcc"] is None and box.recipients == ["ops@example.org"]


def test_an_older_database_keeps_its_outbox(tmp_path: Path) -> None:
    path = tmp_path / "alerts.db"
    with closing(Database(path, execute_plugins=False)) as old:
        migrations.alerts.apply(old, stop_before="m004_notices")
        old.execute("insert into watches values (1, 'e', 'n', 'file:///a', 't', 'x', 1)")
        columns = "key, watch_id, story_key, article_id, entity_id, entity_name, url, title, source"
        more = "sentence, sentence_start, mention_start, mention_end, created_at"
        old.execute(
            f"insert into alerts ({columns}, {more})"
            " values ('k', 1, 's', 1, 'e', 'n', 'u', 't', 's', '', 0, 0, 0, 'x')"
        )
        old.execute("insert into outbox (key, tries, due_at) values ('k', 3, '2026-01-01')")
        old.execute("insert into deliveries (key, at, ok, detail) values ('k', 'x', 0, 'y')")
        old.conn.commit()
    with closing(open_alerts(path)) as new:
        assert new.execute("select key, state, tries from outbox").fetchall() == [("k", "due", 3)]
        assert new.execute("select key, detail from deliveries").fetchall() == [("k", "y")]
        assert new.execute("pragma foreign_key_check").fetchall() == []
