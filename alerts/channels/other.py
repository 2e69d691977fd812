"""Every other service, by apprise: best effort, since it says only whether a message left."""

import logging
from dataclasses import dataclass
from typing import Any, Self

from alerts import wording
from alerts.channels.address import mistake, scheme_of
from alerts.wording import Message
from db.errors import DeliveryError

_UNGUARDED = frozenset({"form", "forms", "xml", "xmls"})
"""Webhooks of apprise to any host: they follow redirects and look at no address."""


@dataclass(frozen=True, slots=True)
class AppriseChannel:
    """A service URL that apprise knows, such as ``tgram://token/chat``."""

    to: str
    base_url: str = ""

    @classmethod
    def parse(cls, to: str, base_url: str) -> Self:
        if scheme_of(to) in _UNGUARDED:
            raise mistake(to, "not a channel", "use json:// for http, jsons:// for https")
        if _service(to) is None:
            raise mistake(to, "no such channel, or a part of the address is missing")
        return cls(to, base_url)

    def send(self, alert: Message) -> str:
        service = _service(self.to)
        if service is None:
            raise DeliveryError("apprise no longer knows this address", permanent=True)
        body = wording.text(alert, self.base_url)
        if not service.notify(body=body, title=wording.subject(alert), body_format="text"):
            raise DeliveryError(f"{service.service_name} did not take it", permanent=False)
        return f"taken by {service.service_name}"


def _service(to: str) -> Any:
    """apprise's object for a URL, or None; its log is shut because it prints whole URLs."""
    from apprise import Apprise

    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
    return Apprise.instantiate(to)
