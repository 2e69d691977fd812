"""Channels: where alerts go. Ours are e-mail, files and JSON webhooks; apprise does the rest."""

from typing import Protocol

from alerts.channels.address import FORMS, redact, scheme_of
from alerts.wording import Message
from db.errors import ConfigError
from db.settings import Settings


class Channel(Protocol):
    """One destination, checked when it is made."""

    def send(self, alert: Message) -> str:
        """Delivers one alert or notice and says how, in a word or two without secrets.

        Sending the same alert again is safe: the receiver gets the same key. Raises DeliveryError.
        """


def open_channel(to: str, settings: Settings, password: str | None = None) -> Channel:
    """The channel of a watch's ``to``; raises ConfigError for one that cannot work.

    ``password`` is the mail server's. Nothing is connected yet.
    """
    scheme = scheme_of(to)
    if scheme == "mailto":
        from alerts.channels.mail import MailChannel

        return MailChannel.parse(to, settings.mail, password)
    if scheme == "file":
        from alerts.channels.file import FileChannel

        return FileChannel.parse(to, settings.mail.base_url)
    if scheme in ("json", "jsons"):
        from alerts.channels.webhook import WebhookChannel

        return WebhookChannel.parse(
            to, settings.mail.base_url, allow_loopback=settings.allow_loopback
        )
    if scheme in ("http", "https"):
        raise ConfigError(
            "not a channel",
            where="--to",
            value=redact(to),
            hint="for a JSON webhook write json:// for http, jsons:// for https",
        )
    from alerts.channels.other import AppriseChannel

    return AppriseChannel.parse(to, settings.mail.base_url)


__all__ = ["FORMS", "Channel", "open_channel", "redact"]
