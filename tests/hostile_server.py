"""A raw web server on loopback that may break every promise of HTTP: one function per path."""

import asyncio
import contextlib
import socket
import struct
import threading
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self

OPEN_ENDED = 1 << 30
"""Bytes: what a stream without end sends at the most, so that a lost client ends it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One request; ``at`` in seconds of the monotonic clock."""

    path: str
    headers: Mapping[str, str]
    at: float


class Exchange:
    """One request and the socket that its answer goes to."""

    def __init__(
        self, web: "HostileWeb", path: str, headers: Mapping[str, str], writer: asyncio.StreamWriter
    ) -> None:
        self.web, self.path, self.headers, self._writer = web, path, headers, writer
        self.sent = 0

    async def send(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()
        self.sent += len(data)

    async def head(self, status: int = 200, **headers: str) -> None:
        """Status line and headers; ``content_type`` becomes ``content-type``."""
        lines = [f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items()]
        text = f"HTTP/1.1 {status} Whatever\r\n{''.join(lines)}connection: close\r\n\r\n"
        await self.send(text.encode("latin-1"))

    async def answer(self, body: bytes, status: int = 200, **headers: str) -> None:
        """A whole and honest answer."""
        kind = {"content_type": "text/html; charset=utf-8"} | headers
        await self.head(status, content_length=str(len(body)), **kind)
        await self.send(body)

    async def reset(self) -> None:
        """RST instead of FIN: what was sent may never be read."""
        raw = self._writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()

    async def pour(self, block: bytes, limit: int = OPEN_ENDED) -> None:
        """The same bytes again and again until the client goes or ``limit`` is reached."""
        while self.sent < limit:
            await self.send(block)


Answerer = Callable[[Exchange], Awaitable[None]]


def page(body: bytes | str, status: int = 200, **headers: str) -> Answerer:
    """Answers honestly with these bytes."""
    content = body.encode() if isinstance(body, str) else body

    async def send(exchange: Exchange) -> None:
        await exchange.answer(content, status, **headers)

    return send


def to(location: str, status: int = 302) -> Answerer:
    """A redirect."""
    return page(b"", status, location=location)


def unpackable(packed: bytes, coding: str, kind: str = "text/html") -> Answerer:
    """Compressed bytes under their Content-Encoding."""
    return page(packed, content_encoding=coding, content_type=kind)


class HostileWeb:
    """``answers``: path to function, may be changed while it runs; what is not in it is a 404.

    A path may end in ``*``: it stands for all that begin so. ``sent``: bytes of each path.
    """

    def __init__(self, answers: Mapping[str, Answerer]) -> None:
        self.answers = dict(answers)
        self.seen: list[Seen] = []
        self.sent: dict[str, int] = {}
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self.url = ""

    def paths(self) -> list[str]:
        return [seen.path for seen in self.seen]

    def _find(self, path: str) -> Answerer:
        if path in self.answers:
            return self.answers[path]
        for pattern, answer in self.answers.items():
            if pattern.endswith("*") and path.startswith(pattern[:-1]):
                return answer
        return page(b"not here", 404)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            path = lines[0].split(" ")[1]
            pairs = (line.partition(":") for line in lines[1:] if line)
            headers = {name.lower(): value.strip() for name, _, value in pairs}
            self.seen.append(Seen(path, headers, time.monotonic()))
            exchange = Exchange(self, path, headers, writer)
            try:
                await self._find(path)(exchange)
            finally:
                self.sent[path] = self.sent.get(path, 0) + exchange.sent
                writer.close()

    def _serve(self) -> None:
        async def listen() -> None:
            server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
            self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            self._ready.set()

        self._loop.run_until_complete(listen())
        self._loop.run_forever()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
