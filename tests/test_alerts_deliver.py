"""Delivery: the outbox's rules, real receivers with faults, and senders killed at any moment."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from alerts.deliver import LEASE, deliver_due
from alerts.feed import feed_path
from alerts.match import match_articles
from db.errors import DeliveryError, InputError
from db.store import outbox, watches
from db.store.database import stamp
from tests.alert_receivers import Answer, mailbox, webhook
from tests.alerts_world import FUSHUN, NOW, World, make_world, sample_alert

NAMED = ((FUSHUN, "抚顺市"),)
TEMPORARY = DeliveryError("busy", permanent=False)
LATER = NOW + timedelta(days=2)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = make_world(tmp_path)
    yield made
    made.news.close()
    made.alerts.close()


def fill(world: World, *channels: str, stories: int = 1) -> None:
    """A watch of 抚顺市 per channel and alerts for all of them."""
    for to in channels:
        world.watch(FUSHUN, to)
    for number in range(stories):
        world.article(f"https://p.example/{number}", f"稿{number}", "抚顺市。", names=NAMED)
    match_articles(world.news, world.alerts, NOW)


def row(world: World, key: str) -> dict[str, object]:
    [found] = world.alerts.query("select * from outbox where key = ?", [key])
    return dict(found)


def attempts(world: World) -> list[tuple[int, str]]:
    return world.alerts.execute("select ok, detail from deliveries order by id").fetchall()


class TestOutbox:
    def test_a_lease_is_exclusive_until_it_runs_out(self, world: World) -> None:
        fill(world, "file:///nowhere", stories=3)
        first = outbox.lease(world.alerts, NOW, 60, 2)
        second = outbox.lease(world.alerts, NOW, 60, 2)
        assert [len(first), len(second), len(outbox.lease(world.alerts, NOW, 60, 2))] == [2, 1, 0]
        again = outbox.lease(world.alerts, NOW + timedelta(seconds=60), 60, 9)
        assert len(again) == 3 and {tries for _, _, tries in again} == {2}
        assert {watch.to for _, watch, _ in again} == {"file:///nowhere"}

    def test_moments_count_and_not_their_spelling(self, world: World) -> None:
        fill(world, "file:///nowhere")
        other_zone = datetime.fromisoformat("2024-05-01T00:59:59+00:00")
        assert outbox.lease(world.alerts, other_zone, 60, 9) == []
        assert len(outbox.lease(world.alerts, other_zone + timedelta(seconds=1), 60, 9)) == 1

    def test_a_temporary_failure_comes_back_later_each_time_and_dies_in_the_end(
        self, world: World
    ) -> None:
        fill(world, "file:///nowhere")
        now, waits = NOW, []
        for _ in range(outbox.MAX_TRIES):
            [(alert, _, _)] = outbox.lease(world.alerts, now, 60, 9)
            state = outbox.failed(world.alerts, alert.key, now, TEMPORARY)
            due = datetime.fromisoformat(str(row(world, alert.key)["due_at"]))
            assert (
                state == "dead"
                or outbox.lease(world.alerts, due - timedelta(seconds=1), 9, 9) == []
            )
            waits.append((due - now).total_seconds())
            now = due
        assert state == "dead" and outbox.lease(world.alerts, LATER, 60, 9) == []
        for number, wait in enumerate(waits):
            assert 0.8 <= wait / (60 * 2**number) <= 1.2
        assert len(attempts(world)) == outbox.MAX_TRIES

    def test_retry_after_is_honoured_within_reason(self) -> None:
        assert outbox.delay("k", 1, 5_000) == 5_000
        assert outbox.delay("k", 1, 1) == outbox.delay("k", 1, None) >= 48
        assert outbox.delay("k", 1, 1e9) == 7 * 86_400
        assert outbox.delay("k", 3, None) != outbox.delay("other", 3, None)

    def test_a_permanent_failure_is_the_end(self, world: World) -> None:
        fill(world, "file:///nowhere")
        [(alert, _, _)] = outbox.lease(world.alerts, NOW, 60, 9)
        error = DeliveryError("gone", permanent=True)
        assert outbox.failed(world.alerts, alert.key, NOW, error) == "dead"
        assert row(world, alert.key)["error"] == "gone"

    def test_an_alert_that_kills_every_sender_ends_up_dead(self, world: World) -> None:
        fill(world, "file:///nowhere")
        now = NOW
        for _ in range(outbox.MAX_TRIES):
            assert len(outbox.lease(world.alerts, now, 60, 9)) == 1
            now += timedelta(seconds=60)
        assert outbox.lease(world.alerts, now, 60, 9) == []
        assert set(world.outbox().values()) == {"dead"}

    def test_a_late_failure_does_not_undo_what_another_sender_sent(self, world: World) -> None:
        fill(world, "file:///nowhere")
        [(alert, _, _)] = outbox.lease(world.alerts, NOW, 60, 9)
        outbox.sent(world.alerts, alert.key, NOW, "ok")
        assert outbox.failed(world.alerts, alert.key, NOW, TEMPORARY) == "sent"
        assert row(world, alert.key)["state"] == "sent"
        assert [ok for ok, _ in attempts(world)] == [1, 0]

    def test_a_removed_watch_gets_nothing_more(self, world: World) -> None:
        fill(world, "file:///nowhere", stories=2)
        outbox.lease(world.alerts, NOW, 60, 1)
        watches.remove(world.alerts, 1)
        assert set(world.outbox().values()) == {"dead"}
        late = sample_alert(key="matched while it was being removed")
        assert outbox.record(world.alerts, 7, "hash", [late], NOW) == 1
        assert outbox.lease(world.alerts, LATER, 60, 9) == []
        with pytest.raises(InputError, match="no such watch"):
            watches.remove(world.alerts, 99)

    def test_a_watch_is_made_once_and_can_come_back(self, world: World) -> None:
        first = world.watch(FUSHUN, "file:///a", NOW)
        assert world.watch(FUSHUN, "file:///a", LATER) == first
        watches.remove(world.alerts, first.id)
        assert watches.list_watches(world.alerts) == []
        again = world.watch(FUSHUN, "file:///a", LATER)
        assert (again.id, again.token, again.created_at) == (first.id, first.token, stamp(LATER))
        assert len(first.token) >= 20


class TestDeliver:
    def test_every_channel_gets_its_alert_and_every_watch_its_feed(self, world: World) -> None:
        path = world.home / "out.jsonl"
        with webhook() as hook, mailbox() as box:
            fill(world, path.as_uri(), hook.to(), "mailto:r@r.example", stories=2)
            settings = world.settings(host="127.0.0.1", port=box.port)
            assert deliver_due(world.alerts, settings, NOW) == {
                "sent": 6, "later": 0, "dead": 0, "feeds": 3
            }  # fmt: skip
            again = deliver_due(world.alerts, settings, LATER)
        assert again == {"sent": 0, "later": 0, "dead": 0, "feeds": 0}
        assert set(world.outbox().values()) == {"sent"}
        ids = [str(message["Message-ID"]).strip("<>").split("@")[0] for message in box.parsed()]
        lines = path.read_text(encoding="utf-8").splitlines()
        found = sorted([*hook.keys(), *ids, *(line[9:73] for line in lines)])
        assert found == sorted(world.outbox())
        for watch in watches.list_watches(world.alerts):
            assert feed_path(world.home / "feeds", watch).read_bytes().count(b"<entry>") == 2

    def test_faults_of_one_channel_stop_no_other(self, world: World) -> None:
        with webhook() as bad, webhook() as good:
            bad.answers += [Answer(500), Answer(429, {"Retry-After": "7200"}), Answer(404)]
            fill(world, bad.to(), "bogus://gone", good.to(), stories=3)
            counts = deliver_due(world.alerts, world.settings(), NOW)
            assert counts == {"sent": 3, "later": 5, "dead": 1, "feeds": 3}
            assert deliver_due(world.alerts, world.settings(), NOW)["sent"] == 0
            soon = deliver_due(world.alerts, world.settings(), NOW + timedelta(hours=1))
            assert soon == {"sent": 1, "later": 3, "dead": 0, "feeds": 0}
            late = deliver_due(world.alerts, world.settings(), NOW + timedelta(hours=3))
            assert late["sent"] == 1
            assert len(set(bad.keys())) == 3 and len(bad.keys()) == 5

    def test_a_crash_in_a_sender_is_a_temporary_failure(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(self: object, alert: object) -> str:
            raise RuntimeError("CANARY")

        monkeypatch.setattr("alerts.channels.file.FileChannel.send", broken)
        fill(world, "file:///nowhere/a.jsonl")
        assert deliver_due(world.alerts, world.settings(), NOW)["later"] == 1
        assert attempts(world) == [(0, "the sender failed: RuntimeError")]

    def test_no_secret_is_kept_outside_the_watch(self, world: World) -> None:
        with webhook() as hook:
            hook.answers += [Answer(500), Answer(404)]
            to = f"json://user:CANARY@127.0.0.1:{hook.port}/CANARY"
            fill(world, to, "gotify://127.0.0.1:1/CANARY", stories=2)
            deliver_due(world.alerts, world.settings(), NOW, password="CANARY")
        for table in ("alerts", "outbox", "deliveries", "matchings"):
            assert "CANARY" not in str(list(world.alerts.query(f"select * from {table}")))
        for feed in (world.home / "feeds").iterdir():
            assert b"CANARY" not in feed.read_bytes()


SENDER = """
import sys
from datetime import datetime
from pathlib import Path
from alerts.deliver import deliver_due
from db.settings import MailSettings, Settings
from db.store.database import open_alerts
home, now, port = Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]), int(sys.argv[3])
mail = MailSettings(host="127.0.0.1", port=port)
settings = Settings(home=home, allow_loopback=True, mail=mail)
deliver_due(open_alerts(home / "alerts.db"), settings, now)
"""


def start_sender(home: Path, now: datetime, port: int) -> subprocess.Popen[bytes]:
    arguments = [sys.executable, "-c", SENDER, str(home), now.isoformat(), str(port)]
    return subprocess.Popen(arguments, cwd=Path(__file__).parents[1])


def test_senders_killed_at_any_moment_lose_nothing_and_repeat_only_keys(world: World) -> None:
    dice = random.Random(20240501)
    path, now, kills = world.home / "out.jsonl", NOW, 0
    sender: list[subprocess.Popen[bytes]] = []

    def killer(moment: int) -> Callable[[int], None]:
        return lambda count: os.kill(sender[-1].pid, signal.SIGKILL) if count == moment else None

    with webhook() as hook, mailbox() as box:
        fill(world, path.as_uri(), hook.to(), "mailto:r@r.example", stories=60)
        while True:
            moment = dice.randint(1, 12)
            if kills < 6:
                hook.on_request = killer(len(hook.requests) + moment)
                box.on_message = killer(len(box.messages) + moment)
            else:
                hook.on_request = box.on_message = killer(-1)
            sender.append(start_sender(world.home, now, box.port))
            code = sender[-1].wait(60)
            kills += code == -signal.SIGKILL
            if code == 0:
                break
            now += timedelta(seconds=LEASE + 60)
        assert code == 0 and kills >= 4
    rows = world.alerts.execute("select key, state, tries from outbox").fetchall()
    assert len(rows) == len({key for key, _, _ in rows}) == 180
    assert {state for _, state, _ in rows} == {"sent"}
    assert max(tries for _, _, tries in rows) > 1
    ids = [str(message["Message-ID"])[1:65] for message in box.parsed()]
    lines = [line[9:73] for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(lines) == 60
    assert {*lines, *ids, *hook.keys()} == {key for key, _, _ in rows}
    assert world.alerts.execute("pragma integrity_check").fetchone() == ("ok",)
    assert len(list((world.home / "feeds").glob("*.atom"))) == 3
