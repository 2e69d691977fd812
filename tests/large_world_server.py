"""Many hosts on loopback, served by one thread that notes when the kernel got each request.

Every host has an address of its own (127.0.0.10, 127.0.0.11 ...) because a crawler's delay counts
per host name; where only 127.0.0.1 can be bound (macOS) each has at least its own port. Arrival
times are the kernel's (SO_TIMESTAMPNS on Linux: the moment the bytes reached the socket), so that
a busy machine which reads late cannot make two requests look closer than they were. Elsewhere they
are the moment of reading.
"""

import selectors
import socket
import struct
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Self

STAMPED = 35 if sys.platform == "linux" else 0
"""SO_TIMESTAMPNS, which the socket module does not name."""
FIRST = 10
REASONS = {200: "OK", 302: "Found", 304: "Not Modified", 404: "Not Found", 410: "Gone"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent for one target. ``modified`` is an HTTP date; empty: no such validator."""

    body: bytes
    kind: str = "text/html"
    etag: str = ""
    modified: str = ""
    status: int = 200
    location: str = ""

    def unchanged(self, headers: Mapping[str, str]) -> bool:
        """Whether the client has this already; If-None-Match goes before the date."""
        if "if-none-match" in headers:
            return bool(self.etag) and headers["if-none-match"] == self.etag
        return bool(self.modified) and headers.get("if-modified-since") == self.modified


class Request(NamedTuple):
    """One answered request; ``at`` in seconds, ``sent`` counts head and body."""

    host: str
    target: str
    at: float
    status: int
    sent: int
    conditional: bool
    agent: str


@dataclass(slots=True)
class _Connection:
    host: str
    socket: socket.socket
    buffer: bytes = b""


@dataclass(slots=True)
class HostServer:
    """A context manager; ``bases`` after entering, answers come from ``pages[host][target]``."""

    hosts: tuple[str, ...]
    pages: Mapping[str, Mapping[str, Answer]] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    bases: dict[str, str] = field(default_factory=dict)
    _loop: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)
    _thread: threading.Thread | None = None
    _bell: tuple[socket.socket, socket.socket] = field(default_factory=socket.socketpair)

    def __enter__(self) -> Self:
        self._loop.register(self._bell[0], selectors.EVENT_READ, None)
        for number, host in enumerate(self.hosts, FIRST):
            listening = _listen(f"127.0.0.{number}")
            address, port = listening.getsockname()
            self.bases[host] = f"http://{address}:{port}"
            self._loop.register(listening, selectors.EVENT_READ, host)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bell[1].send(b"x")
        if self._thread is not None:
            self._thread.join()
        for key in list(self._loop.get_map().values()):
            if isinstance(key.fileobj, socket.socket):
                key.fileobj.close()
        self._bell[1].close()
        self._loop.close()

    def _serve(self) -> None:
        while True:
            for key, _ in self._loop.select():
                if key.data is None:
                    return
                if isinstance(key.data, _Connection):
                    self._read(key.data)
                elif isinstance(key.fileobj, socket.socket):
                    taken, _ = key.fileobj.accept()
                    taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    connection = _Connection(key.data, taken)
                    self._loop.register(taken, selectors.EVENT_READ, connection)

    def _read(self, connection: _Connection) -> None:
        try:
            data, notes, _, _ = connection.socket.recvmsg(65536, 256)
            at = _stamp(notes)
            connection.buffer += data
            while b"\r\n\r\n" in connection.buffer:
                head, _, connection.buffer = connection.buffer.partition(b"\r\n\r\n")
                connection.socket.sendall(self._answer(connection.host, head, at))
        except OSError:
            data = b""
        if not data:
            self._loop.unregister(connection.socket)
            connection.socket.close()

    def _answer(self, host: str, head: bytes, at: float) -> bytes:
        first, *lines = head.decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in lines)
        headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
        target = first.split(" ")[1]
        found = self.pages[host].get(target, Answer(b"no such page", "text/plain", status=404))
        conditional = "if-none-match" in headers or "if-modified-since" in headers
        status = 304 if found.status == 200 and found.unchanged(headers) else found.status
        sent = _bytes(found, status)
        agent = headers.get("user-agent", "")
        self.requests.append(Request(host, target, at, status, len(sent), conditional, agent))
        return sent


def _bytes(answer: Answer, status: int) -> bytes:
    lines = [f"HTTP/1.1 {status} {REASONS.get(status, 'Error')}"]
    if status != 304:
        lines += [f"Content-Type: {answer.kind}", f"Content-Length: {len(answer.body)}"]
    extra = {"ETag": answer.etag, "Last-Modified": answer.modified, "Location": answer.location}
    lines += [f"{name}: {value}" for name, value in extra.items() if value]
    return "\r\n".join([*lines, "", ""]).encode() + (b"" if status == 304 else answer.body)


def _listen(address: str) -> socket.socket:
    """A listening socket at ``address``, or at 127.0.0.1 where the system has no other."""
    listening = socket.socket()
    if STAMPED:
        listening.setsockopt(socket.SOL_SOCKET, STAMPED, 1)
    try:
        listening.bind((address, 0))
    except OSError:
        listening.bind(("127.0.0.1", 0))
    listening.listen(64)
    return listening


def _stamp(notes: list[tuple[int, int, bytes]]) -> float:
    for level, kind, data in notes:
        if level == socket.SOL_SOCKET and kind == STAMPED and STAMPED:
            seconds, nanoseconds = struct.unpack("@ll", data[: struct.calcsize("@ll")])
            return float(seconds + nanoseconds / 1e9)
    return time.time()
