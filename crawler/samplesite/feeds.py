"""RSS 2.0 and Atom documents."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from crawler.samplesite.outlets import Outlet

XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
FEED_LANGUAGES = {"zh-Hans": "zh-CN", "zh-Hant": "zh-HK", "en": "en-US"}


@dataclass(frozen=True, slots=True)
class Entry:
    """``published`` is an RFC 822 time (RSS), ``updated`` an ISO time (Atom); empty: left out."""

    url: str
    title: str
    published: str = ""
    updated: str = ""
    summary: str = ""


def rss(outlet: Outlet, base_url: str, entries: Iterable[Entry]) -> bytes:
    items = "\n".join(_item(entry) for entry in entries)
    return (
        f'{XML}<rss version="2.0"><channel><title>{escape(outlet.name)}</title>'
        f"<link>{base_url}/</link><description>{escape(outlet.name)}</description>"
        f"<language>{FEED_LANGUAGES[outlet.language]}</language>\n{items}\n</channel></rss>\n"
    ).encode()


def _item(entry: Entry) -> str:
    date = f"<pubDate>{entry.published}</pubDate>" if entry.published else ""
    summary = f"<description>{escape(entry.summary)}</description>" if entry.summary else ""
    return (
        f"<item><title>{escape(entry.title)}</title><link>{escape(entry.url)}</link>"
        f'<guid isPermaLink="false">{escape(entry.url)}</guid>{date}{summary}</item>'
    )


def atom(outlet: Outlet, base_url: str, entries: Iterable[Entry]) -> bytes:
    items = "\n".join(
        f"<entry><title>{escape(entry.title)}</title><id>{escape(entry.url)}</id>"
        f'<link href="{escape(entry.url)}"/><published>{entry.updated}</published>'
        f"<updated>{entry.updated}</updated></entry>"
        for entry in entries
    )
    return (
        f'{XML}<feed xmlns="http://www.w3.org/2005/Atom" '
        f'xml:lang="{FEED_LANGUAGES[outlet.language]}"><title>{escape(outlet.name)}</title>'
        f"<id>{base_url}/</id><updated>2026-05-12T12:00:00+08:00</updated>\n{items}\n</feed>\n"
    ).encode()
