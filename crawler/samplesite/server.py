"""Serves the outlets on loopback, one port each, and remembers every request."""

import hashlib
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from datetime import UTC
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from types import TracebackType
from typing import NamedTuple, Self
from urllib.parse import parse_qs, urlsplit

from crawler.samplesite.markup import Page
from crawler.samplesite.outlets import OUTLETS, Outlet
from crawler.samplesite.render import render
from db.errors import DongbeiError

HOST = "127.0.0.1"
EDITIONS = (1, 2)
IDLE_SECONDS = 5.0


class Request(NamedTuple):
    """One answered request; ``at`` is in seconds of ``time.monotonic()`` when it arrived."""

    source: str
    port: int
    method: str
    path: str
    status: int
    bytes_sent: int
    if_none_match: str | None
    user_agent: str | None
    at: float


class SampleSite:
    """The outlets as running servers; a context manager.

    ``ports`` in the order of OUTLETS, one each; without them the system chooses free ones.
    ``edition`` 1 or 2 may be set while running. Raises DongbeiError for a port that is taken.
    """

    def __init__(
        self,
        ports: Sequence[int] | None = None,
        edition: int = 1,
        log: Path | None = None,
    ) -> None:
        chosen = tuple(ports) if ports is not None else (0,) * len(OUTLETS)
        if len(chosen) != len(OUTLETS):
            raise DongbeiError(
                "wrong number of ports", where="sample site", value=len(chosen),
                hint=f"give {len(OUTLETS)} ports, or none to take free ones",
            )  # fmt: skip
        self._ports = chosen
        self._log = log
        self._lock = threading.Lock()
        self._requests: list[Request] = []
        self._servers: list[_OutletServer] = []
        self._edition = _known(edition)

    @property
    def edition(self) -> int:
        return self._edition

    @edition.setter
    def edition(self, edition: int) -> None:
        self._edition = _known(edition)

    @property
    def base_urls(self) -> Mapping[str, str]:
        """Source id to ``http://127.0.0.1:port`` of each running outlet."""
        return {server.outlet.source_id: server.base_url for server in self._servers}

    @property
    def requests(self) -> list[Request]:
        """A copy of all requests so far, in the order of their answers."""
        with self._lock:
            return list(self._requests)

    def clear_requests(self) -> None:
        with self._lock:
            self._requests.clear()

    def start(self) -> Self:
        try:
            for outlet, port in zip(OUTLETS, self._ports, strict=True):
                self._servers.append(_listen(self, outlet, port))
        except DongbeiError:
            self.stop()
            raise
        for server in self._servers:
            server.thread.start()
        return self

    def stop(self) -> None:
        for server in self._servers:
            server.close()
        self._servers.clear()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def note(self, request: Request) -> None:
        """Called by the servers for each request they answer."""
        with self._lock:
            self._requests.append(request)
            if self._log is not None:
                with self._log.open("a", encoding="utf-8") as file:
                    file.write(_log_line(request))


class _OutletServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, site: SampleSite, outlet: Outlet, port: int) -> None:
        super().__init__((HOST, port), _Handler)
        self.site, self.outlet = site, outlet
        self.base_url = f"http://{HOST}:{self.server_port}"
        self.editions = {one: render(outlet, self.base_url, one) for one in EDITIONS}
        self.open = True
        self.thread = threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True)

    def server_bind(self) -> None:
        """Binds without asking a name server for the host's full name."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away in mid-answer is no error of the site."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    def find(self, target: str) -> Page | None:
        """The page at a request target; of the query only ``page`` counts."""
        parts = urlsplit(target)
        pages = self.editions[self.site.edition]
        number = parse_qs(parts.query).get("page", [""])[0]
        return pages.get(f"{parts.path}?page={number}") or pages.get(parts.path)

    def close(self) -> None:
        self.open = False
        if self.thread.is_alive():
            self.shutdown()
            self.thread.join()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "samplesite"
    timeout = IDLE_SECONDS
    wbufsize = -1
    server: _OutletServer

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def log_message(self, format: str, *args: object) -> None:
        """Requests go to SampleSite.requests, not to the terminal."""

    def _answer(self, with_body: bool) -> None:
        if not self.server.open:
            self.close_connection = True
            return
        arrived = time.monotonic()
        if self.path == "/robots.txt":
            time.sleep(self.server.outlet.robots_wait)
        page = self.server.find(self.path)
        if page is None:
            status, content, headers = HTTPStatus.NOT_FOUND, b"not found\n", _plain_headers()
        else:
            status = HTTPStatus.NOT_MODIFIED if self._is_current(page) else HTTPStatus.OK
            content, headers = page.content, _headers(page)
        sent = content if with_body and status is not HTTPStatus.NOT_MODIFIED else b""
        # noted before it is sent: whoever has the answer finds the request in the list
        self._note(status, len(sent), arrived)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status is not HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(sent)

    def _is_current(self, page: Page) -> bool:
        """Whether the client has this page already; If-None-Match goes before the date."""
        wanted = self.headers.get("If-None-Match")
        if wanted is not None:
            tags = {tag.strip().removeprefix("W/") for tag in wanted.split(",")}
            return "*" in tags or etag(page.content) in tags
        since = self.headers.get("If-Modified-Since")
        if since is None:
            return False
        try:
            moment = parsedate_to_datetime(since)
        except ValueError:
            return False
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return page.modified <= moment

    def _note(self, status: int, bytes_sent: int, arrived: float) -> None:
        server = self.server
        server.site.note(
            Request(
                server.outlet.source_id, server.server_port, self.command, self.path, int(status),
                bytes_sent, self.headers.get("If-None-Match"), self.headers.get("User-Agent"),
                arrived,
            )
        )  # fmt: skip


def etag(content: bytes) -> str:
    """The strong entity tag of a page's bytes, quotes included."""
    return f'"{hashlib.sha256(content).hexdigest()[:20]}"'


def _headers(page: Page) -> dict[str, str]:
    modified = format_datetime(page.modified.astimezone(UTC), usegmt=True)
    return {
        "Content-Type": page.content_type,
        "ETag": etag(page.content),
        "Last-Modified": modified,
        "Cache-Control": "no-cache",
    }


def _plain_headers() -> dict[str, str]:
    return {"Content-Type": "text/plain; charset=utf-8"}


def _listen(site: SampleSite, outlet: Outlet, port: int) -> _OutletServer:
    try:
        return _OutletServer(site, outlet, port)
    except (OSError, OverflowError) as error:
        raise DongbeiError(
            f"cannot listen on {HOST}: {getattr(error, 'strerror', None) or error}",
            where=f"sample site: {outlet.source_id}", value=f"port {port}",
            hint="stop the program that uses it, or choose other ports with --ports",
        ) from None  # fmt: skip


def _known(edition: int) -> int:
    if edition not in EDITIONS:
        raise DongbeiError("no such edition", where="sample site", value=edition, hint="use 1 or 2")
    return edition


def _log_line(request: Request) -> str:
    tag = request.if_none_match or "-"
    return (
        f"{request.source}\t{request.method}\t{request.path}\t{request.status}\t"
        f"{request.bytes_sent}\t{tag}\n"
    )
