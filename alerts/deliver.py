"""Delivery: lease what is due, send in threads, mark each as it ends, then renew the feeds."""

import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta

from sqlite_utils import Database

from alerts.channels import open_channel
from alerts.feed import refresh_feeds
from alerts.wording import Message
from db.errors import ConfigError, DeliveryError
from db.settings import Settings, smtp_password
from db.store import notices, outbox

WORKERS = 8
LEASE = 300.0
"""Seconds; more than one alert takes when its receiver uses up every time limit."""


def deliver_due(
    alerts_db: Database,
    settings: Settings,
    now: datetime,
    *,
    password: str | None = None,
    workers: int = WORKERS,
) -> dict[str, int]:
    """Sends every alert and notice that is due at ``now`` once and writes the feeds that changed.

    ``password`` is the mail server's; the environment's when not given. Returns counts:
    sent, later (will be tried again), dead, feeds. Safe to kill: what was sent but not yet
    marked is sent again with the same key.
    """
    password = smtp_password() if password is None else password
    counts = {"sent": 0, "later": 0, "dead": 0, "feeds": 0}
    begun = time.monotonic()
    under_way: dict[Future[str], str] = {}
    with ThreadPoolExecutor(workers, thread_name_prefix="deliver") as pool:
        while True:
            passed = time.monotonic() - begun
            # A failure moves its row past ``now``, so this ends.
            free = workers - len(under_way)
            for message, to in _due(alerts_db, settings, now, LEASE + passed, free):
                under_way[pool.submit(_send, message, to, settings, password)] = message.key
            if not under_way:
                break
            for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                moment = now + timedelta(seconds=time.monotonic() - begun)
                counts[_settle(alerts_db, under_way.pop(future), future, moment)] += 1
    counts["feeds"] = refresh_feeds(alerts_db, settings.home / "feeds", settings.mail.base_url)
    return counts


def _due(
    db: Database, settings: Settings, now: datetime, seconds: float, limit: int
) -> list[tuple[Message, str | None]]:
    """Alerts, then notices, with their channels; None for one that the settings name no more."""
    found: list[tuple[Message, str | None]] = [
        (alert, watch.to) for alert, watch, _ in outbox.lease(db, now, seconds, limit)
    ]
    channels = {notices.channel_id(to): to for to in settings.health.to}
    left = notices.lease(db, now, seconds, limit - len(found))
    return found + [(notice, channels.get(channel)) for notice, channel in left]


def _send(message: Message, to: str | None, settings: Settings, password: str | None) -> str:
    if to is None:
        raise DeliveryError("health.to names this channel no more", permanent=True)
    try:
        return open_channel(to, settings, password).send(message)
    except ConfigError as error:  # the operator can mend it
        raise DeliveryError(error.what, permanent=False) from None


def _settle(db: Database, key: str, future: Future[str], now: datetime) -> str:
    error = future.exception()
    if error is None:
        outbox.sent(db, key, now, future.result())
        return "sent"
    if not isinstance(error, DeliveryError):
        error = DeliveryError(f"the sender failed: {type(error).__name__}", permanent=False)
    state = outbox.failed(db, key, now, error)
    return {"due": "later"}.get(state, state)
