"""The one spider: takes URLs from the frontier, stores bytes, parses nothing in its own process."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from scrapy import Request, Spider
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.deadline import Worker, WorkFailed, WorkKilled
from crawler.desk import Desk, find_links
from crawler.middlewares.robots import RobotsDenied
from crawler.source import Source
from db.store import raw
from db.store.frontier import NewTarget, Target

BATCH = 16
LINK_SECONDS = 20.0
ANSWERS = sorted(set(range(200, 600)) - {301, 302, 303, 307, 308})
"""Statuses that are an answer; the others are followed."""

Work = tuple[str, bytes, str, Source, int, int]


class NewsSpider(Spider):
    """Crawls one source until its frontier holds nothing that is due."""

    name = "news"

    def __init__(self, desk: Desk, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._desk = desk
        self._worker: Worker[Work, list[NewTarget]] = Worker(find_links)
        self._worker_turn = asyncio.Lock()
        self._progress = asyncio.Event()
        self._open = 0

    async def start(self) -> AsyncIterator[Request]:
        for raw_id, target in raw.undiscovered(self._desk.db, self._desk.source.id):
            body = raw.load_raw(self._desk.db, raw_id).body
            await self._follow(raw_id, target, body)
        while True:
            self._progress.clear()
            free = BATCH - self._open
            targets = self._desk.lease(free) if free > 0 else []
            for target in targets:
                self._open += 1
                yield self._request(target)
            if self._open == 0:
                return
            await self._progress.wait()

    def closed(self, reason: str) -> None:
        self._worker.close()

    def _request(self, target: Target) -> Request:
        headers = {}
        if target.etag:
            headers["If-None-Match"] = target.etag
        if target.last_modified:
            headers["If-Modified-Since"] = target.last_modified
        return Request(
            target.url,
            headers=headers,
            callback=self._answered,
            errback=self._failed,
            dont_filter=True,
            meta={"target": target, "handle_httpstatus_list": ANSWERS},
        )

    async def _answered(self, response: Response) -> None:
        target: Target = response.meta["target"]
        try:
            headers = {
                name: value.decode("latin-1")
                for name in ("content-type", "etag", "last-modified")
                if (value := response.headers.get(name)) is not None
            }
            if response.status == 304:
                self._desk.unchanged(target, headers)
            elif response.status == 200:
                raw_id = self._desk.keep(
                    target, response.status, headers, response.body, response.url
                )
                if raw_id is not None:
                    await self._follow(raw_id, target, response.body)
            else:
                state = "gone" if response.status in (404, 410) else "failed"
                error = f"HTTP {response.status}"
                self._desk.lost(target, state, response.status, error)
        finally:
            self._done()

    def _failed(self, failure: Failure) -> None:
        target: Target = failure.request.meta["target"]  # type: ignore[attr-defined]
        try:
            error = failure.value
            text = str(error) or type(error).__name__
            if isinstance(error, RobotsDenied):
                self._desk.lost(target, "denied", None, text)
            elif isinstance(error, IgnoreRequest):
                self._desk.lost(target, "failed", None, text or "refused")
            else:
                self._desk.lost(target, "failed", None, f"{type(error).__name__}: {text}")
        finally:
            self._done()

    async def _follow(self, raw_id: int, target: Target, body: bytes) -> None:
        """Find links in the worker process, one page at a time, without blocking the network."""
        work = (target.kind, body, target.url, self._desk.source, target.depth, target.id)
        found: list[NewTarget] = []
        error = None
        async with self._worker_turn:
            try:
                found = await asyncio.to_thread(self._worker.call, work, LINK_SECONDS)
            except (WorkFailed, WorkKilled) as failure:
                error = str(failure)
        self._desk.links(raw_id, target, found, error)

    def _done(self) -> None:
        self._open -= 1
        self._progress.set()
