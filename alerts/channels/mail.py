"""E-mail: one message per alert, with the alert's key as its Message-ID."""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import parseaddr
from typing import Any, Self
from urllib.parse import unquote

from alerts import render, wording
from alerts.channels.address import mistake
from alerts.wording import Message
from db.errors import ConfigError, DeliveryError
from db.settings import MailSettings

TIMEOUT = 30.0
"""Seconds that the mail server has for each step."""
_IMPLICIT_TLS = 465


class _Policy(EmailPolicy):
    """SMTP line ends; the Message-ID on one line, since some servers drop a folded one."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name == "Message-ID":
            return f"{name}: {value}{self.linesep}".encode()
        return super().fold_binary(name, value)


_POLICY = _Policy(linesep="\r\n")


@dataclass(frozen=True, slots=True)
class MailChannel:
    """``mailto:name@example.org``: exactly one plain address."""

    address: str
    mail: MailSettings
    password: str | None = None

    @classmethod
    def parse(cls, to: str, mail: MailSettings, password: str | None) -> Self:
        address = unquote(to.partition(":")[2].removeprefix("//"))
        if not _is_address(address):
            hint = "write one address and nothing else: mailto:name@example.org"
            raise mistake(to, "not an e-mail address", hint)
        if not _is_address(mail.sender):
            raise ConfigError(
                "not an e-mail address",
                where="mail.sender",
                value=mail.sender,
                hint="write name@example.org in dongbei.toml",
            )
        return cls(address, mail, password)

    def send(self, alert: Message) -> str:
        try:
            self._deliver(self.message(alert))
        except smtplib.SMTPRecipientsRefused as error:
            code, reason = next(iter(error.recipients.values()))
            raise _refused(code, reason, permanent=code >= 500) from None
        except smtplib.SMTPDataError as error:
            permanent = error.smtp_code >= 500
            raise _refused(error.smtp_code, error.smtp_error, permanent=permanent) from None
        except smtplib.SMTPResponseException as error:
            # Login, greeting, sender: the operator's settings, not this alert, are at fault.
            raise _refused(error.smtp_code, error.smtp_error, permanent=False) from None
        except (smtplib.SMTPException, OSError) as error:
            raise DeliveryError(
                f"the mail server cannot be used: {type(error).__name__}", permanent=False
            ) from None
        return "accepted by the mail server"

    def message(self, alert: Message) -> EmailMessage:
        """The whole message; the same alert always gives the same one."""
        message = EmailMessage(policy=_POLICY)
        message["Message-ID"] = f"<{alert.key}@dongbei>"
        message["From"] = self.mail.sender
        message["To"] = self.address
        message["Subject"] = wording.subject(alert)
        message["Date"] = datetime.fromisoformat(alert.created_at)
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(wording.text(alert, self.mail.base_url), cte="base64")
        message.add_alternative(
            wording.page(alert, self.mail.base_url), subtype="html", cte="base64"
        )
        message.set_boundary(f"=_{alert.key[:40]}")
        return message

    def _deliver(self, message: EmailMessage) -> None:
        server = self._connect()
        try:
            if self.mail.starttls:
                server.starttls(context=ssl.create_default_context())
            if self.mail.user:
                server.login(self.mail.user, self.password or "")
            server.send_message(message, self.mail.sender, [self.address])
            with suppress(smtplib.SMTPException, OSError):
                server.quit()  # it is accepted, however badly the server takes leave
        finally:
            server.close()

    def _connect(self) -> smtplib.SMTP:
        host, port = self.mail.host, self.mail.port
        name = self.mail.sender.rpartition("@")[2]
        if port == _IMPLICIT_TLS:
            secure = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, port, name, timeout=TIMEOUT, context=secure)
        return smtplib.SMTP(host, port, name, timeout=TIMEOUT)


def _is_address(address: str) -> bool:
    local, _, domain = address.rpartition("@")
    plain = address.isascii() and address.isprintable() and parseaddr(address) == ("", address)
    return plain and bool(local and domain) and not set(address) & set(' ,;:<>()[]"\\?')


def _refused(code: int, reason: bytes | str, *, permanent: bool) -> DeliveryError:
    said = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
    return DeliveryError(
        f"the mail server said {code} {render.line(said)[:120]}", permanent=permanent
    )
