"""Datasette on news.db, alone or inside the scheduler's event loop."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from datasette.app import Datasette
from datasette.plugins import pm

from db.errors import ConfigError
from db.settings import Settings
from db.store.database import open_news
from web import plugin
from web.site import load_metadata

_SETTINGS = {
    "suggest_facets": False,
    "facet_time_limit_ms": 1_000,
    "sql_time_limit_ms": 2_000,
    "default_page_size": 50,
    "default_facet_size": 12,
    "allow_download": False,
    "num_sql_threads": 3,
}


def datasette_for(settings: Settings) -> Any:
    """A Datasette that serves HOME/news.db with our pages; a missing database is created empty.

    Raises StoreError, NewerSchemaError.
    """
    open_news(settings.news_db).close()
    # With rich installed Datasette prints every 404 with all local variables, cookies included.
    pm.get_plugin("datasette.handle_exception").rich = None
    if not pm.is_registered(plugin):
        pm.register(plugin, "dongbei")
    metadata = load_metadata()
    metadata["plugins"] = {"dongbei": {"shared": settings.web.shared}}
    return Datasette(
        files=[str(settings.news_db)],
        metadata=metadata,
        settings={**_SETTINGS, "default_allow_sql": not settings.web.shared},
    )


def bind(host: str, port: int) -> socket.socket:
    """A listening socket (port 0: any free one); raises ConfigError when it cannot be had."""
    try:
        family, kind, proto, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        sock = socket.socket(family, kind, proto)
    except OSError as error:
        raise _cannot_listen(host, port, error) from None
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(address)
        sock.listen(128)
    except OSError as error:
        sock.close()
        raise _cannot_listen(host, port, error) from None
    return sock


async def serve(
    settings: Settings,
    stop: asyncio.Event,
    ready: Callable[[str], None] | None = None,
) -> None:
    """Serve until ``stop`` is set; ``ready`` gets the address when it can be opened.

    Leaves signals to the caller. Raises ConfigError when host:port cannot be had.
    """
    sock = bind(settings.web.host, settings.web.port)
    try:
        app = datasette_for(settings).app()
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, timeout_graceful_shutdown=5
        )
        await _run(_Server(config), sock, stop, ready)
    finally:
        sock.close()


async def _run(
    server: uvicorn.Server,
    sock: socket.socket,
    stop: asyncio.Event,
    ready: Callable[[str], None] | None,
) -> None:
    task = asyncio.create_task(server.serve(sockets=[sock]))
    stopped = asyncio.create_task(stop.wait())
    try:
        while not server.started and not task.done():
            await asyncio.sleep(0.01)
        if ready is not None and server.started:
            ready(_address(sock))
        await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        server.should_exit = True
        stopped.cancel()
        await task


class _Server(uvicorn.Server):
    """Signals belong to the caller, who sets ``stop``."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _address(sock: socket.socket) -> str:
    host, port = sock.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _cannot_listen(host: str, port: int, error: OSError) -> ConfigError:
    return ConfigError(
        f"cannot listen: {error.strerror or error}",
        where=f"{host}:{port}",
        hint="stop the program that uses the port, or choose another with --port or [web] port",
    )
