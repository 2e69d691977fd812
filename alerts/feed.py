"""One Atom feed per watch, a file with a secret name; written whole or not at all."""

import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from alerts import render
from db.models import Alert, Watch
from db.store import outbox, watches

NEWEST = 100
_ATOM = "http://www.w3.org/2005/Atom"
_CHINA = ZoneInfo("Asia/Shanghai")
_HEAD = 2_000


def feed_path(folder: Path, watch: Watch) -> Path:
    """Where the feed of a watch is: whoever knows the name may read it."""
    return folder / f"{watch.token}.atom"


def write_feed(db: Database, watch: Watch, folder: Path, base_url: str = "") -> Path:
    """Writes the feed of a watch (its newest alerts, delivered or not) and returns its path."""
    total = outbox.counts(db).get(watch.id, 0)
    alerts = outbox.of_watch(db, watch.id, NEWEST)
    content = render_feed(watch, watches.names(db)[watch.id], alerts, total, base_url)
    folder.mkdir(parents=True, exist_ok=True)
    path = feed_path(folder, watch)
    _replace(path, content)
    return path


def refresh_feeds(db: Database, folder: Path, base_url: str = "") -> int:
    """Writes the feeds that are missing or lack an alert of their watch; returns how many."""
    totals = outbox.counts(db)
    stale = [
        watch
        for watch in watches.list_watches(db)
        if not _is_fresh(feed_path(folder, watch), totals.get(watch.id, 0))
    ]
    for watch in stale:
        write_feed(db, watch, folder, base_url)
    return len(stale)


def remove_feed(folder: Path, watch: Watch) -> None:
    """Takes the feed of a removed watch away."""
    feed_path(folder, watch).unlink(missing_ok=True)


def render_feed(
    watch: Watch, name: str, alerts: Sequence[Alert], total: int, base_url: str = ""
) -> bytes:
    """An Atom document, valid for any text and for no alerts at all.

    ``alerts`` are the newest ones, newest first, of ``total`` that the watch has had.
    """
    ElementTree.register_namespace("", _ATOM)
    feed = ElementTree.Element(f"{{{_ATOM}}}feed")
    _add(feed, "id", f"urn:dongbei:watch:{watch.token}")
    _add(feed, "subtitle", _count(total))
    _add(feed, "title", f"dongbei：{render.line(name)}")
    _add(feed, "updated", alerts[0].created_at if alerts else watch.created_at)
    _add(_add(feed, "author"), "name", "dongbei")
    if base_url:
        _link(feed, "self", f"{base_url.rstrip('/')}/-/feeds/{watch.token}.atom")
    for alert in alerts:
        _add_entry(feed, alert, base_url)
    return bytes(ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True))


def _add_entry(feed: ElementTree.Element, alert: Alert, base_url: str) -> None:
    entry = ElementTree.SubElement(feed, f"{{{_ATOM}}}entry")
    _add(entry, "id", f"urn:dongbei:{alert.key}")
    _add(entry, "title", render.line(alert.title))
    _add(entry, "updated", alert.created_at)
    if published := _rfc3339(alert.published_at):
        _add(entry, "published", published)
    _add(_add(entry, "author"), "name", render.line(alert.source) or "dongbei")
    if render.is_web(alert.url):
        _link(entry, "alternate", render.line(alert.url))
    _add(entry, "content", render.body_html(alert, base_url)).set("type", "html")


def _add(parent: ElementTree.Element, name: str, text: str = "") -> ElementTree.Element:
    element = ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}")
    element.text = text or None
    return element


def _link(parent: ElementTree.Element, rel: str, href: str) -> None:
    ElementTree.SubElement(parent, f"{{{_ATOM}}}link", {"rel": rel, "href": href})


def _rfc3339(published_at: str | None) -> str | None:
    """A moment Atom accepts; a bare day is its first moment in China."""
    try:
        moment = datetime.fromisoformat(published_at or "")
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=_CHINA)).isoformat()


def _count(number: int) -> str:
    return f"共 {number} 条"


def _is_fresh(path: Path, number: int) -> bool:
    """The head of a feed says how many alerts its watch had when it was written."""
    try:
        with path.open("rb") as file:
            return f">{_count(number)}<".encode() in file.read(_HEAD)
    except OSError:
        return False


def _replace(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
