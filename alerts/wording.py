"""Messages of both kinds in words: alerts of watches, notices of the health of sources."""

from alerts import render, render_notice
from db.models import Alert, Notice

Message = Alert | Notice


def subject(message: Message) -> str:
    if isinstance(message, Notice):
        return render_notice.subject(message)
    return render.subject(message)


def text(message: Message, base_url: str = "") -> str:
    if isinstance(message, Notice):
        return render_notice.text(message, base_url)
    return render.text(message, base_url)


def page(message: Message, base_url: str = "") -> str:
    if isinstance(message, Notice):
        return render_notice.page(message, base_url)
    return render.page(message, base_url)


def as_json(message: Message, base_url: str = "") -> dict[str, object]:
    if isinstance(message, Notice):
        return render_notice.as_json(message, base_url)
    return dict(render.as_json(message, base_url))
