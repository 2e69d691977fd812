"""JSON webhooks: one POST per alert with its key as Idempotency-Key; no redirects, no proxies."""

import http.client
import json
import socket
import ssl
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Self
from urllib.parse import quote, unquote

from alerts import wording
from alerts.channels.address import mistake, split
from alerts.channels.guard import addresses
from alerts.wording import Message
from db.errors import DeliveryError

TIMEOUT = 30.0
"""Seconds for the whole exchange, however slowly the receiver talks."""
_SAFE = "/%:@!$&'()*+,;=~-._?"


@dataclass(frozen=True, slots=True)
class WebhookChannel:
    """``json://[user:password@]host[:port]/path?query`` over http, ``jsons://`` over https."""

    host: str
    port: int
    target: str
    secure: bool
    user: str | None
    password: str
    base_url: str = ""
    allow_loopback: bool = False
    timeout: float = TIMEOUT

    @classmethod
    def parse(cls, to: str, base_url: str, *, allow_loopback: bool) -> Self:
        parts = split(to)
        secure = parts.scheme.lower() == "jsons"
        host = (parts.hostname or "").rstrip(".")
        try:
            host = host if host.isascii() else host.encode("idna").decode()
        except UnicodeError:
            host = ""
        if not host:
            raise mistake(to, "no host in the address")
        target = quote(parts.path or "/", safe=_SAFE)
        if parts.query:
            target += "?" + quote(parts.query, safe=_SAFE)
        return cls(
            host=host,
            port=parts.port or (443 if secure else 80),
            target=target,
            secure=secure,
            user=None if parts.username is None else unquote(parts.username),
            password=unquote(parts.password or ""),
            base_url=base_url,
            allow_loopback=allow_loopback,
        )

    def send(self, alert: Message) -> str:
        body = json.dumps(wording.as_json(alert, self.base_url), ensure_ascii=False).encode()
        deadline = time.monotonic() + self.timeout
        found = addresses(self.host, self.port, allow_loopback=self.allow_loopback)
        try:
            with _connected(found, self.port, deadline) as raw:
                status, headers = self._exchange(raw, alert.key, body)
        except (OSError, http.client.HTTPException) as error:
            late = time.monotonic() >= deadline
            name = "it took too long" if late else type(error).__name__
            raise DeliveryError(f"the webhook cannot be reached: {name}", permanent=False) from None
        return _verdict(status, headers)

    def _exchange(
        self, raw: socket.socket, key: str, body: bytes
    ) -> tuple[int, http.client.HTTPMessage]:
        connection = http.client.HTTPConnection(self.host, self.port)
        connection.sock = raw
        if self.secure:
            context = ssl.create_default_context()
            connection.sock = context.wrap_socket(raw, server_hostname=self.host)
        with connection.sock:
            connection.request("POST", self.target, body, self._headers(key))
            with connection.getresponse() as response:
                return response.status, response.headers

    def _headers(self, key: str) -> dict[str, str]:
        default = 443 if self.secure else 80
        name = f"[{self.host}]" if ":" in self.host else self.host
        headers = {
            "Host": name if self.port == default else f"{name}:{self.port}",
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "dongbei",
            "Idempotency-Key": key,
            "Connection": "close",
        }
        if self.user is not None:
            headers["Authorization"] = _basic(self.user, self.password)
        return headers


@contextmanager
def _connected(found: list[str], port: int, deadline: float) -> Iterator[socket.socket]:
    """A socket to the first address that answers, shut at the deadline."""
    raw = _connect(found, port, deadline)
    left = max(deadline - time.monotonic(), 0.001)
    raw.settimeout(left)
    # TLS takes the socket over, so the timer holds a handle of its own.
    with raw, raw.dup() as handle:
        timer = threading.Timer(left, _shut, [handle])
        timer.daemon = True
        timer.start()
        try:
            yield raw
        finally:
            timer.cancel()


def _connect(found: list[str], port: int, deadline: float) -> socket.socket:
    last: OSError = TimeoutError()
    for address in found:
        left = deadline - time.monotonic()
        if left <= 0:
            break
        try:
            return socket.create_connection((address, port), timeout=left)
        except OSError as error:
            last = error
    raise last


def _shut(raw: socket.socket) -> None:
    with suppress(OSError):
        raw.shutdown(socket.SHUT_RDWR)


def _verdict(status: int, headers: http.client.HTTPMessage) -> str:
    said = f"HTTP {status}"
    if 200 <= status < 300:
        return said
    if status in (408, 425, 429) or status >= 500:
        raise DeliveryError(said, permanent=False, retry_after=_retry_after(headers))
    if 300 <= status < 400:
        raise DeliveryError(f"{said}: redirects are not followed", permanent=True)
    raise DeliveryError(said, permanent=True)


def _retry_after(headers: http.client.HTTPMessage) -> float | None:
    """Seconds to wait; a date is read against the receiver's own clock."""
    value = (headers.get("Retry-After") or "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        until, date = (parsedate_to_datetime(text) for text in (value, headers.get("Date") or ""))
        return max((until - date).total_seconds(), 0.0)
    except (TypeError, ValueError):
        return None


def _basic(user: str, password: str) -> str:
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode()
