"""An alert as a reader sees it: subject, text, HTML, JSON; all third-party text is escaped."""

import html
import re
from urllib.parse import urlsplit

from db.models import Alert

SUBJECT_LIMIT = 200
HIGH = 0.9
"""A person below this is only probably the one whom the office table has."""
UNCONFIRMED = "依据不足 unconfirmed"
_PLANE_ENDS = "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
_ILLEGAL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    f"\u200e\u200f\u202a-\u202e\u2066-\u2069{_PLANE_ENDS}]"
)


def clean(text: str) -> str:
    """Without control characters, text direction marks and what XML cannot hold."""
    return _ILLEGAL.sub("", text)


def line(text: str) -> str:
    """Cleaned and on one line: for subjects, titles, names."""
    return " ".join(clean(text).split())


def is_confirmed(alert: Alert) -> bool:
    """False for a person whose office on the article's day is known from weak evidence alone."""
    return alert.confidence >= HIGH or not alert.entity_id.startswith("person:")


def entity(alert: Alert) -> str:
    """The entity's name and id; a person who is not confirmed is named as such."""
    named = f"{line(alert.entity_name)}（{line(alert.entity_id)}）"
    if is_confirmed(alert):
        return named
    return f"{named}，{UNCONFIRMED}，把握 {alert.confidence:.2f}"


def subject(alert: Alert) -> str:
    """``【抚顺市】title``, one line of at most SUBJECT_LIMIT code points."""
    doubt = "" if is_confirmed(alert) else f"（{UNCONFIRMED}）"
    return f"【{line(alert.entity_name)}{doubt}】{line(alert.title)}"[:SUBJECT_LIMIT].strip()


def text(alert: Alert, base_url: str = "") -> str:
    """Plain text, one fact per line."""
    facts = [
        line(alert.title),
        "",
        line(alert.sentence),
        "",
        f"命中：{entity(alert)}",
        f"来源：{line(alert.source)}",
        f"发布：{line(alert.published_at or '未知')}",
        f"原文：{line(alert.url)}",
    ]
    if base_url:
        facts.append(f"查看：{article_link(alert, base_url)}")
    return "\n".join(facts) + "\n"


def body_html(alert: Alert, base_url: str = "") -> str:
    """An HTML fragment; the only markup in it is ours, only http(s) addresses become links."""
    before, mention, after = sentence_parts(alert)
    escape = html.escape
    items = [
        f"命中：{escape(entity(alert))}",
        f"来源：{escape(line(alert.source))}",
        f"发布：{escape(line(alert.published_at or '未知'))}",
        f"原文：{_link(alert.url)}",
    ]
    if base_url:
        items.append(f"查看：{_link(article_link(alert, base_url))}")
    return (
        f"<h3>{escape(line(alert.title))}</h3>\n"
        f"<blockquote>{escape(before)}<mark>{escape(mention)}</mark>{escape(after)}</blockquote>\n"
        "<ul>\n" + "".join(f"<li>{item}</li>\n" for item in items) + "</ul>\n"
    )


def page(alert: Alert, base_url: str = "") -> str:
    """A whole HTML document, for e-mail."""
    return (
        '<!DOCTYPE html>\n<html lang="zh"><head><meta charset="utf-8">'
        f"<title>{html.escape(subject(alert))}</title></head>\n"
        f"<body>\n{body_html(alert, base_url)}</body></html>\n"
    )


def as_json(alert: Alert, base_url: str = "") -> dict[str, str | int | float | None]:
    """What webhooks and files get; the mention's offsets point into ``sentence``."""
    before, mention, after = sentence_parts(alert)
    return {
        "key": alert.key,
        "entity_id": alert.entity_id,
        "entity_name": line(alert.entity_name),
        "confidence": alert.confidence,
        "confirmed": is_confirmed(alert),
        "title": line(alert.title),
        "url": line(alert.url),
        "source": line(alert.source),
        "published_at": alert.published_at,
        "sentence": before + mention + after,
        "mention_start": len(before),
        "mention_end": len(before) + len(mention),
        "article_id": alert.article_id,
        "created_at": alert.created_at,
        "subject": subject(alert),
        "text": text(alert, base_url),
    }


def sentence_parts(alert: Alert) -> tuple[str, str, str]:
    """The sentence before, at and after the mention, cleaned."""
    start = alert.mention_start - alert.sentence_start
    end = alert.mention_end - alert.sentence_start
    raw = alert.sentence
    return clean(raw[:start]), clean(raw[start:end]), clean(raw[end:])


def article_link(alert: Alert, base_url: str) -> str:
    """The article's page on our own site."""
    return f"{base_url.rstrip('/')}/news/articles/{alert.article_id}"


def is_web(url: str) -> bool:
    """Whether a link may point there: http or https with a host."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _link(url: str) -> str:
    shown = html.escape(line(url))
    return f'<a href="{shown}" rel="noopener nofollow">{shown}</a>' if is_web(url) else shown
