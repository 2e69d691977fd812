"""``POST /-/report``: a reader says that a tag is wrong; it goes into the operator's review queue.

The only thing the web writes. It adds a row to alerts.db through the store and shows nothing of it.
"""

import asyncio
import re
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from datasette.utils.asgi import Forbidden, NotFound, Response
from datasette.views.base import DatasetteError
from sqlite_utils import Database

from db.errors import DongbeiError, InputError
from db.store import candidates, review
from db.store.candidates import TaggedSpan
from db.store.database import open_alerts
from web.site import NEWS, is_shared, read, site_of

HOURLY = 60
"""New reports that the web accepts in an hour, from everybody together."""

MAX_BODY = 16_384
"""Bytes of a form; a reason of WHY_LIMIT Chinese characters fits, percent-encoded."""

_TAG = re.compile(r"(\d{1,9})-(\d{1,9})-(.{1,300})", re.DOTALL)
_NUMBER = re.compile(r"\d{1,12}")
_CHINA = timezone(timedelta(hours=8))


async def report(datasette: Any, request: Any) -> Any:
    """Form fields ``article`` (id), ``tag`` (``start-end-entity``), ``why``; back to the article.

    In ``shared`` mode only signed-in users may report; others are told that there is no such page.
    """
    if is_shared(datasette) and not request.actor:
        raise NotFound("Not found")
    if request.method != "POST":
        return Response.text("POST only\n", status=405, headers={"Allow": "POST"})
    if "ds_csrftoken" not in request.cookies:
        raise Forbidden("Report from the article's page, with cookies allowed.")
    length = request.headers.get("content-length", "")
    if not _NUMBER.fullmatch(length) or int(length) > MAX_BODY:
        raise DatasetteError("The report is too long.", status=413)
    form = await request.post_vars()
    span = await _span(datasette, form.get("article", ""), form.get("tag", ""))
    path = Path(datasette.get_database(NEWS).path).parent / "alerts.db"
    try:
        await asyncio.to_thread(_store, path, span, form.get("why", ""))
    except review.TooManyReports:
        raise DatasetteError("Too many reports; try again later.", status=429) from None
    except (DongbeiError, sqlite3.Error):
        raise DatasetteError("The report cannot be stored now.", status=503) from None
    answer = Response.redirect(site_of(datasette).article(span.article_id))
    datasette.add_message(request, "Reported, thank you. 已记录，谢谢。")
    return answer


async def _span(datasette: Any, article: str, tag: str) -> TaggedSpan:
    """The stored tag the form names."""
    match = _TAG.fullmatch(tag)
    if not _NUMBER.fullmatch(article) or match is None:
        raise DatasetteError("The form names no tag.", status=400)
    start, end, entity_id = int(match[1]), int(match[2]), match[3]

    def find(conn: sqlite3.Connection) -> list[TaggedSpan]:
        news = Database(conn, execute_plugins=False)
        return candidates.spans_at(news, int(article), start, end)

    try:
        found = await read(datasette, find)
    except InputError:
        found = []
    for span in found:
        if span.entity_id == entity_id:
            return span
    raise DatasetteError("There is no such tag any more.", status=400)


def _store(path: Path, span: TaggedSpan, why: str) -> None:
    with closing(open_alerts(path)) as alerts:
        review.add_report(alerts, span, why, "web", datetime.now(_CHINA), hourly=HOURLY)
