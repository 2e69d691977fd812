"""Channels: each against a real receiver on loopback; what they refuse; what they never show."""

import fcntl
import json
import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from alerts.channels import open_channel, redact
from alerts.channels.file import FileChannel
from db.errors import ConfigError, DeliveryError
from db.models import Alert
from db.settings import MailSettings, Settings
from tests.alert_receivers import Answer, Mailbox, mailbox, webhook
from tests.alerts_world import sample_alert

ALERT = sample_alert()
LOCAL = Settings(allow_loopback=True)


def send(to: str, settings: Settings = LOCAL) -> str:
    return open_channel(to, settings).send(ALERT)


def mail_settings(box: Mailbox, **more: object) -> Settings:
    values = {"host": "127.0.0.1", "port": box.port, "sender": "monitor@d.example"} | more
    return Settings(mail=MailSettings.model_validate(values))


def refusal(to: str, settings: Settings = LOCAL) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        send(to, settings)
    return caught.value


class TestMail:
    def test_sends_text_and_html_with_a_fixed_message_id(self) -> None:
        with mailbox() as box:
            settings = mail_settings(box, base_url="https://d.example/")
            assert send("mailto:reader@r.example", settings) == "accepted by the mail server"
            send("mailto://reader@r.example", settings)
        assert box.recipients == ["reader@r.example"] * 2
        assert box.messages[0] == box.messages[1]
        message = box.parsed()[0]
        assert message["Message-ID"] == f"<{ALERT.key}@dongbei>"
        assert message["Auto-Submitted"] == "auto-generated"
        assert message["Subject"] == "【抚顺市】老工业区换新颜"
        assert message["Date"].datetime.isoformat() == "2024-05-01T09:00:00+08:00"
        plain, html = message.iter_parts()
        assert plain.get_content_type() == "text/plain"
        assert "https://d.example/news/articles/7" in plain.get_content()
        assert "<mark>抚顺市</mark>" in html.get_content()

    def test_line_breaks_make_no_headers(self) -> None:
        evil = sample_alert(
            title="标题\r\nBcc: victim@v.example\n\nbody", entity_name="抚\nX-Evil: 1\r顺"
        )
        with mailbox() as box:
            open_channel("mailto:reader@r.example", mail_settings(box)).send(evil)
        [message] = box.parsed()
        assert message["Bcc"] is None and message["X-Evil"] is None
        assert box.recipients == ["reader@r.example"]
        assert message["Subject"] == "【抚 X-Evil: 1 顺】标题 Bcc: victim@v.example body"

    @pytest.mark.parametrize(
        ("stage", "answer", "permanent"),
        [
            ("rcpt", "550 no such user", True),
            ("rcpt", "450 greylisted", False),
            ("data", "554 spam", True),
            ("data", "451 busy", False),
        ],
    )
    def test_refusals_by_class(self, stage: str, answer: str, permanent: bool) -> None:
        with mailbox() as box:
            getattr(box, stage).append(answer)
            error = refusal("mailto:reader@r.example", mail_settings(box))
            assert error.permanent is permanent
            assert answer in str(error)
            assert send("mailto:reader@r.example", mail_settings(box))

    def test_the_operators_mistakes_are_temporary(self) -> None:
        with mailbox() as box:
            for more in ({"starttls": True}, {"user": "u"}):
                assert not refusal("mailto:a@r.example", mail_settings(box, **more)).permanent
        assert not refusal("mailto:a@r.example", mail_settings(box)).permanent
        with pytest.raises(ConfigError, match=r"mail\.sender"):
            send("mailto:a@r.example", mail_settings(box, sender="a@b\r\nBcc: c@d"))


class TestFile:
    def test_appends_each_alert_once(self, tmp_path: Path) -> None:
        path = tmp_path / "new folder" / "警报.jsonl"
        to = path.as_uri()
        assert [send(to), send(to)] == ["appended", "already in the file"]
        open_channel(to, LOCAL).send(sample_alert(key="b" * 64))
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        assert [line["key"] for line in lines] == [ALERT.key, "b" * 64]
        assert lines[0]["entity_id"] == "gb:210400"

    def test_many_senders_at_once_lose_and_double_nothing(self, tmp_path: Path) -> None:
        channel = FileChannel(tmp_path / "a.jsonl")
        start = Barrier(8)

        def send_at_once(alert: Alert) -> str:
            start.wait(10)
            return channel.send(alert)

        alerts = [sample_alert(key=f"{number // 8:064d}") for number in range(400)]
        with ThreadPoolExecutor(8) as pool:
            done = list(pool.map(send_at_once, alerts))
        assert done.count("appended") == 50
        keys = [json.loads(line)["key"] for line in channel.path.read_text().splitlines()]
        assert sorted(keys) == sorted({alert.key for alert in alerts})

    def test_a_sender_waits_for_the_one_that_holds_the_file(self, tmp_path: Path) -> None:
        path = tmp_path / "a.jsonl"
        with ThreadPoolExecutor(1) as pool:
            with path.open("wb") as held:
                fcntl.flock(held, fcntl.LOCK_EX)
                waiting = pool.submit(send, path.as_uri())
                with pytest.raises(TimeoutError):
                    waiting.result(timeout=0.3)
                assert path.read_bytes() == b""
            assert waiting.result(timeout=10) == "appended"

    @pytest.mark.parametrize("cut", [1, 3, 20, 90, -1])
    def test_half_a_line_of_ours_is_replaced(self, tmp_path: Path, cut: int) -> None:
        path = tmp_path / "a.jsonl"
        send(path.as_uri())
        whole = path.read_bytes()
        path.write_bytes(whole.replace(ALERT.key.encode(), b"c" * 64) + whole[:cut])
        assert send(path.as_uri()) == "appended"
        keys = [json.loads(line)["key"] for line in path.read_text().splitlines()]
        assert keys == ["c" * 64, ALERT.key]

    def test_a_last_line_of_somebody_else_is_kept(self, tmp_path: Path) -> None:
        path = tmp_path / "a.jsonl"
        path.write_text('{"mine": 1}')
        send(path.as_uri())
        lines = path.read_text().splitlines()
        assert lines[0] == '{"mine": 1}' and json.loads(lines[1])["key"] == ALERT.key

    def test_never_writes_into_other_kinds_of_files(self, tmp_path: Path) -> None:
        path = tmp_path / "news.db"
        channel = open_channel(path.as_uri(), LOCAL)
        path.write_bytes(b"SQLite format 3\0")
        with pytest.raises(DeliveryError) as caught:
            channel.send(ALERT)
        assert caught.value.permanent
        assert path.read_bytes() == b"SQLite format 3\0"
        for to in (path.as_uri(), tmp_path.as_uri(), "file:///dev/null"):
            with pytest.raises(ConfigError, match="JSON lines"):
                open_channel(to, LOCAL)

    def test_a_folder_that_cannot_be_made_is_temporary(self, tmp_path: Path) -> None:
        (tmp_path / "a").write_text("")
        assert not refusal((tmp_path / "a" / "b.jsonl").as_uri()).permanent


class TestApprise:
    def test_sends_through_a_service(self) -> None:
        with webhook() as hook:
            said = send(f"gotify://127.0.0.1:{hook.port}/token-canary")
        assert "Gotify" in said
        assert "抚顺市" in hook.requests[0][2]["message"]

    def test_a_refusal_is_temporary_and_logs_no_secret(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        with webhook() as hook, caplog.at_level(logging.INFO):
            hook.answers += [Answer(500)] * 5
            error = refusal(f"gotify://127.0.0.1:{hook.port}/token-canary")
        assert not error.permanent
        assert "canary" not in str(error) + caplog.text


SECRET = "CANARY"


@pytest.mark.parametrize(
    "to",
    [
        "",
        "no-scheme-CANARY",
        "bogus://CANARY",
        "slack://",
        "http://CANARY:CANARY@h.example/CANARY",
        "https://h.example/CANARY",
        "xmls://h.example/CANARY",
        "mailto:",
        "mailto:CANARY",
        "mailto:a@b.example,CANARY@c.example",
        "mailto:a@b.example?bcc=CANARY@c.example",
        "mailto://user:CANARY@b.example",
        "mailto:a@b.example%0d%0aBcc:CANARY@c.example",
        "mailto:阿@b.example",
        "json://",
        "json://h.example:99999/CANARY",
        "json://[::1/CANARY",
        "jsons://h.example/CANARY\r\nX: y",
        "file://relative.jsonl",
        "file:relative.jsonl",
        "file:///a%00b",
        "file:///" + "a" * 300,
    ],
)
def test_a_bad_address_is_refused_in_one_line_without_its_secrets(
    to: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(ConfigError) as caught:
        open_channel(to, LOCAL)
    text = str(caught.value)
    assert text.startswith("--to: ") and "\n" not in text
    assert SECRET not in text + caplog.text
    assert "://" in text or "mailto:" in text


@pytest.mark.parametrize(
    ("to", "shown"),
    [
        ("mailto:reader@r.example", "mailto:r…@r.example"),
        ("json://u:CANARY@h.example:8080/CANARY?k=CANARY", "json://h.example/…"),
        ("tgram://CANARY/42", "tgram://…"),
        ("file:///var/a.jsonl", "file:///var/a.jsonl"),
        ("CANARY", "…"),
        ("json://[CANARY", "json://…"),
    ],
)
def test_redact(to: str, shown: str) -> None:
    assert redact(to) == shown
