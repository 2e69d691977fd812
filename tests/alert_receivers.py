"""Receivers of alerts on loopback: a JSON webhook and a mail server that answer as told."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Answer:
    """One HTTP answer; ``drip`` sends a status line that never ends."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    drip: bool = False


@dataclass
class Webhook:
    """What came, and what to answer: ``answers`` in turn, then 200 for ever."""

    port: int
    answers: list[Answer] = field(default_factory=list)
    requests: list[tuple[str, dict[str, str], dict[str, Any]]] = field(default_factory=list)
    on_request: Callable[[int], None] = lambda count: None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def keys(self) -> list[str]:
        return [headers["idempotency-key"] for _, headers, _ in self.requests]

    def to(self, path: str = "/hook") -> str:
        return f"json://127.0.0.1:{self.port}{path}"


@contextmanager
def webhook() -> Iterator[Webhook]:
    hook = Webhook(0)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard = {name.lower(): value for name, value in self.headers.items()}
            with hook.lock:
                hook.requests.append((self.path, heard, json.loads(body)))
                answer = hook.answers.pop(0) if hook.answers else Answer()
                hook.on_request(len(hook.requests))
            if answer.drip:
                self.drip()
                return
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def drip(self) -> None:
            pause = threading.Event()
            with suppress(OSError):
                while not pause.wait(0.05):
                    self.wfile.write(b"H")
            self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            pass

        def handle(self) -> None:
            with suppress(OSError):  # the client was killed
                super().handle()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    hook.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield hook
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class Mailbox:
    """Messages as received; ``rcpt`` and ``data`` are the next answers, then 250 for ever."""

    port: int = 0
    messages: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    rcpt: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    on_message: Callable[[int], None] = lambda count: None

    def parsed(self) -> list[EmailMessage]:
        parsed = [message_from_bytes(raw, policy=default) for raw in self.messages]
        return [message for message in parsed if isinstance(message, EmailMessage)]

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.rcpt:
            return self.rcpt.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.data:
            return self.data.pop(0)
        assert isinstance(envelope.content, bytes)
        self.messages.append(envelope.content)
        self.recipients.extend(envelope.rcpt_tos)
        self.on_message(len(self.messages))
        return "250 OK"


class _AnyPort(Controller):
    """Binds port 0 and tells which one it got."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox()
    controller = _AnyPort(box, hostname="127.0.0.1", port=0)
    controller.start()
    box.port = controller.port
    try:
        yield box
    finally:
        controller.stop()
