"""A notice of incidents as the operator sees it: subject, text, HTML, JSON."""

import html
from collections import Counter
from dataclasses import asdict

from alerts.render import SUBJECT_LIMIT, line
from db.models import Notice, NoticeItem
from db.store.health_rows import KIND_LABELS, OUTCOME_LABELS, Kind

EVENT_LABELS = {"opened": "opened 新增", "closed": "closed 结束"}


def subject(notice: Notice) -> str:
    """``【采集健康】name: kind`` of a single incident, else how many opened and closed."""
    if len(notice.items) == 1:
        said = f"{_event(notice.items[0])} · {_who(notice.items[0])} · {_kind(notice.items[0])}"
    else:
        counts = Counter(item.event for item in notice.items)
        said = "，".join(f"{counts[event]} {EVENT_LABELS[event]}" for event in sorted(counts))
    return f"【采集健康】{said}"[:SUBJECT_LIMIT].strip()


def text(notice: Notice, base_url: str = "") -> str:
    """Plain text, an incident per paragraph, openings first."""
    parts = [
        f"{_event(item)}：{_who(item)} · {_kind(item)}\n{line(item.reason)}\n{_when(item)}\n"
        for item in _ordered(notice)
    ]
    if base_url:
        parts.append(f"查看：{page_link(base_url)}\n")
    return "\n".join(parts)


def page(notice: Notice, base_url: str = "") -> str:
    """A whole HTML document, for e-mail."""
    escape = html.escape
    items = "".join(
        f"<li><b>{escape(_event(item))}：{escape(_who(item))} · {escape(_kind(item))}</b><br>"
        f"{escape(line(item.reason))}<br>{escape(_when(item))}</li>\n"
        for item in _ordered(notice)
    )
    link = escape(page_link(base_url))
    more = f'<p><a href="{link}">{link}</a></p>\n' if base_url else ""
    return (
        '<!DOCTYPE html>\n<html lang="zh"><head><meta charset="utf-8">'
        f"<title>{escape(subject(notice))}</title></head>\n<body>\n<ul>\n{items}</ul>\n{more}"
        "</body></html>\n"
    )


def as_json(notice: Notice, base_url: str = "") -> dict[str, object]:
    """What webhooks and files get."""
    return {
        "key": notice.key,
        "subject": subject(notice),
        "text": text(notice, base_url),
        "created_at": notice.created_at,
        "incidents": [
            {name: value and line(value) for name, value in asdict(item).items()}
            for item in _ordered(notice)
        ],
    }


def page_link(base_url: str) -> str:
    """The health page of our own site."""
    return f"{base_url.rstrip('/')}/-/health"


def _ordered(notice: Notice) -> list[NoticeItem]:
    return sorted(notice.items, key=lambda item: item.event == "closed")


def _event(item: NoticeItem) -> str:
    return EVENT_LABELS[item.event]


def _who(item: NoticeItem) -> str:
    return f"{line(item.name)}（{line(item.source)}）"


def _kind(item: NoticeItem) -> str:
    return KIND_LABELS[Kind(item.kind)]


def _when(item: NoticeItem) -> str:
    said = f"since 自 {item.since}"
    return f"{said} · {OUTCOME_LABELS[item.outcome]} {item.at[:16]}" if item.outcome else said
