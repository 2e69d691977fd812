"""Who tells the operator of incidents: each opening once, each closing once, on every channel.

All that is new in one round is one notice, so that a bad day is one message and not a hundred.
"""

from datetime import datetime

from sqlite_utils import Database

from alerts.channels import open_channel
from db.errors import ConfigError
from db.models import NoticeItem
from db.settings import Settings
from db.store import health, notices
from db.store.health_rows import EVERY, Incident


def tell(news: Database, alerts_db: Database, settings: Settings, now: datetime) -> int:
    """Put what the operator was not told yet into the outbox; how many notices are new.

    What opened and closed before anybody was told is left out, as is everything without channels.
    Raises ConfigError for a channel of ``health.to`` that cannot work.
    """
    channels = tuple(dict.fromkeys(settings.health.to))
    for number, channel in enumerate(channels, 1):
        _check(channel, number, settings)
    if not channels:
        return 0
    known = notices.told(alerts_db)
    names = health.names(news)
    told: list[str] = []
    items: list[NoticeItem] = []
    for incident in reversed(health.incidents(news)):
        opening, closing = f"{_name(incident)}/opened", f"{_name(incident)}/closed"
        if incident.closed_at is None and opening not in known:
            told.append(opening)
            items.append(_item("opened", incident, names))
        elif incident.closed_at and opening in known and closing not in known:
            told.append(closing)
            items.append(_item("closed", incident, names))
    return notices.record(alerts_db, told, items, channels, now) if items else 0


def _check(channel: str, number: int, settings: Settings) -> None:
    try:
        open_channel(channel, settings)
    except ConfigError as error:
        where = f"{settings.home / 'dongbei.toml'}: health.to, number {number}"
        raise ConfigError(error.what, where=where, value=error.value, hint=error.hint) from None


def _name(incident: Incident) -> str:
    return f"{incident.source}/{incident.kind}/{incident.opened_at}"


def _item(event: str, incident: Incident, names: dict[str, str]) -> NoticeItem:
    name = "all sources 全部来源" if incident.source == EVERY else names.get(incident.source, "")
    at = incident.opened_at if event == "opened" else incident.closed_at or ""
    return NoticeItem(
        event, incident.source, name or incident.source, str(incident.kind), incident.reason,
        incident.since, at, incident.outcome,
    )  # fmt: skip
