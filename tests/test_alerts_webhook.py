"""Webhooks: a real receiver on loopback, its faults, and addresses that must not be reached."""

import socket
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest

from alerts.channels import open_channel
from alerts.channels.guard import addresses
from alerts.channels.webhook import WebhookChannel
from db.errors import DeliveryError
from db.settings import Settings
from tests.alert_receivers import Answer, webhook
from tests.alerts_world import sample_alert

ALERT = sample_alert()
LOCAL = Settings(allow_loopback=True)


def send(to: str, settings: Settings = LOCAL) -> str:
    return open_channel(to, settings).send(ALERT)


def refusal(to: str, settings: Settings = LOCAL) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        send(to, settings)
    return caught.value


def test_posts_the_alert_with_its_key() -> None:
    with webhook() as hook:
        assert send(hook.to("/钩?a=1&b=%20")) == "HTTP 200"
    [(path, headers, body)] = hook.requests
    assert path == "/%E9%92%A9?a=1&b=%20"
    assert headers["idempotency-key"] == body["key"] == ALERT.key
    assert headers["host"] == f"127.0.0.1:{hook.port}"
    assert body["sentence"][body["mention_start"] : body["mention_end"]] == "抚顺市"


def test_sends_user_and_password_as_basic_auth() -> None:
    with webhook() as hook:
        send(f"json://us%40er:p%3Aw@127.0.0.1:{hook.port}")
    assert hook.requests[0][1]["authorization"] == "Basic dXNAZXI6cDp3"


@pytest.mark.parametrize(
    ("status", "permanent"),
    [
        (500, False),
        (503, False),
        (429, False),
        (408, False),
        (400, True),
        (401, True),
        (404, True),
        (410, True),
    ],
)
def test_errors_are_temporary_or_permanent(status: int, permanent: bool) -> None:
    with webhook() as hook:
        hook.answers.append(Answer(status))
        error = refusal(hook.to())
    assert (error.permanent, str(error)) == (permanent, f"HTTP {status}")


def test_retry_after_in_seconds_and_as_a_date() -> None:
    past, far = (format_datetime(datetime(year, 1, 1, tzinfo=UTC), True) for year in (2024, 2999))
    with webhook() as hook:
        hook.answers += [
            Answer(429, {"Retry-After": "120"}),
            Answer(503, {"Retry-After": past}),
            Answer(503, {"Retry-After": far}),
            Answer(503, {"Retry-After": "soon"}),
        ]
        errors = [refusal(hook.to()) for _ in range(4)]
    seconds, gone, coming, nonsense = (error.retry_after for error in errors)
    assert (seconds, gone, nonsense) == (120, 0, None)
    assert coming is not None and coming > 1e9


def test_does_not_follow_a_redirect() -> None:
    with webhook() as target, webhook() as hook:
        hook.answers.append(Answer(307, {"Location": f"http://127.0.0.1:{target.port}/"}))
        error = refusal(hook.to())
        assert error.permanent and "redirects are not followed" in str(error)
        assert target.requests == []


def test_ends_at_its_deadline_however_the_receiver_drips() -> None:
    with webhook() as hook:
        hook.answers.append(Answer(drip=True))
        channel = WebhookChannel(
            "127.0.0.1", hook.port, "/", False, None, "", allow_loopback=True, timeout=0.4
        )
        with pytest.raises(DeliveryError, match="took too long") as caught:
            channel.send(ALERT)
    assert not caught.value.permanent


def test_a_closed_port_is_temporary() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert not refusal(f"json://127.0.0.1:{port}/").permanent


def test_jsons_verifies_and_speaks_tls() -> None:
    with webhook() as hook:
        error = refusal(f"jsons://127.0.0.1:{hook.port}/")
    assert not error.permanent and "SSL" in str(error)
    assert hook.requests == []


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "127.1",
        "2130706433",
        "0x7f.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
        "10.0.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "[fe80::1]",
        "[fc00::1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "224.0.0.1",
        "255.255.255.255",
    ],
)
def test_only_public_addresses(host: str) -> None:
    with webhook() as hook:
        error = refusal(f"json://{host}:{hook.port}/", Settings())
        assert error.permanent and "public" in str(error)
        assert hook.requests == []


def test_loopback_permission_opens_no_other_private_network() -> None:
    assert addresses("127.0.0.1", 80, allow_loopback=True) == ["127.0.0.1"]
    assert addresses("8.8.8.8", 80, allow_loopback=False) == ["8.8.8.8"]
    for host in ("10.0.0.1", "169.254.169.254", "0.0.0.0"):
        with pytest.raises(DeliveryError):
            addresses(host, 80, allow_loopback=True)


def test_one_private_address_among_public_ones_refuses_all(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [(2, 1, 6, "", (ip, 80)) for ip in ("8.8.8.8", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **named: answers)
    with pytest.raises(DeliveryError, match="public"):
        addresses("mixed.example", 80, allow_loopback=False)
