"""Atom: an entity's articles, made on request; a watch's feed, a file of the alerts part."""

import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote
from xml.sax.saxutils import escape, quoteattr

from web import passages
from web.cards import Text
from web.site import Site, name_of, web_url

ENTRIES = 50
TOKEN = re.compile(r"[A-Za-z0-9_-]{20,}")
CONTENT_TYPE = "application/atom+xml; charset=utf-8"
_EPOCH = "1970-01-01T00:00:00Z"
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ENTITY = "select name_zh, name_en from entities where id = ?"
_ARTICLE = """
select a.id, a.url, a.title, a.published_at, a.first_seen, a.source, s.name_zh, s.name_en, t.body
from articles a left join sources s on s.id = a.source
left join article_text t on t.article_id = a.id where a.id = ?
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One article of a feed; ``updated`` as RFC 3339, ``href`` its page here."""

    id: str
    title: str
    href: str
    original: str | None
    updated: str
    source: str
    summary: str


@dataclass(frozen=True, slots=True)
class Feed:
    title: str
    href: str
    self_href: str
    entries: tuple[Entry, ...]


def entity_id_of(path: str) -> str:
    """The entity id of a feed's path, tilde- or percent-encoded, or plain."""
    return unquote(re.sub("~([0-9A-Fa-f]{2})", r"%\1", path).replace("+", " "))


def load(conn: sqlite3.Connection, entity_id: str, host: str, site: Site) -> Feed | None:
    """The newest articles of an entity, or None for an unknown one; ``host``: http://name:port."""
    row = conn.execute(_ENTITY, [entity_id]).fetchone()
    if row is None:
        return None
    ids = passages.newest(conn, entity_id, ENTRIES)
    find = passages.finder(conn, entity_id, ids)
    entries = []
    for number in ids:
        article = conn.execute(_ARTICLE, [number]).fetchone()
        found = find(Text(number, article["title"], article["body"] or ""), site)
        entries.append(
            Entry(
                id=f"urn:dongbei:article:{number}",
                title=article["title"],
                href=host + site.article(number),
                original=web_url(article["url"]),
                updated=timestamp(article["published_at"]) or timestamp(article["first_seen"]),
                source=name_of(article["name_zh"], article["name_en"], article["source"]),
                summary=f"{found.before}{found.hit}{found.after}" if found else "",
            )
        )
    name = " ".join(filter(None, [row["name_zh"], row["name_en"]])) or entity_id
    home, own = host + site.entity(entity_id), host + site.feed(entity_id)
    return Feed(f"{name} · dongbei", home, own, tuple(entries))


def render(feed: Feed) -> str:
    """The feed as XML, valid also without entries; characters XML forbids are left out."""
    updated = max((entry.updated for entry in feed.entries if entry.updated), default=_EPOCH)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<id>{_text(feed.self_href)}</id>",
        f"<title>{_text(feed.title)}</title>",
        f"<updated>{_text(updated)}</updated>",
        "<author><name>dongbei</name></author>",
        _link("self", feed.self_href),
        _link("alternate", feed.href),
        *(line for entry in feed.entries for line in _entry(entry)),
        "</feed>",
    ]
    return "\n".join(lines) + "\n"


def timestamp(moment: str | None) -> str:
    """A stored time or day as RFC 3339; a day is its midnight in China; '' when there is none.

    >>> timestamp("2024-05-01")
    '2024-05-01T00:00:00+08:00'
    """
    try:
        parsed = datetime.fromisoformat(moment or "")
    except ValueError:
        return ""
    return parsed.isoformat() + ("+08:00" if parsed.tzinfo is None else "")


def watch_feed(home: Path, token: str) -> bytes | None:
    """The bytes of HOME/feeds/<token>.atom, or None when there is no such feed."""
    if not TOKEN.fullmatch(token):
        return None
    try:
        return (home / "feeds" / f"{token}.atom").read_bytes()
    except OSError:
        return None


def _entry(entry: Entry) -> Iterable[str]:
    yield "<entry>"
    yield f"<id>{_text(entry.id)}</id>"
    yield f"<title>{_text(entry.title)}</title>"
    yield f"<updated>{_text(entry.updated or _EPOCH)}</updated>"
    yield _link("alternate", entry.original or entry.href)
    yield _link("related", entry.href)
    yield f"<author><name>{_text(entry.source)}</name></author>"
    yield f"<summary>{_text(entry.summary)}</summary>"
    yield "</entry>"


def _link(rel: str, href: str) -> str:
    return f'<link rel="{rel}" href={quoteattr(_ILLEGAL.sub("", href))}/>'


def _text(value: str) -> str:
    return escape(_ILLEGAL.sub("", value))
