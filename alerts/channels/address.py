"""Channel URLs as text: their scheme, what of them may be shown, mistakes in them."""

import re
from urllib.parse import SplitResult, urlsplit

from db.errors import ConfigError

FORMS = (
    "mailto:name@example.org, file:///folder/alerts.jsonl, json://host/path (http) or "
    "jsons://host/path (https), or a service URL of apprise such as tgram://token/chat"
)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,31}):")
_SHOWS_HOST = frozenset({"json", "jsons", "http", "https"})


def scheme_of(to: str) -> str:
    """The scheme in lower case; raises ConfigError when there is none or a character is odd."""
    match = _SCHEME.match(to)
    if not match or any(char.isspace() or not char.isprintable() for char in to):
        raise mistake(to, "not a channel address")
    return match[1].lower()


def split(to: str) -> SplitResult:
    """The parts of the URL; raises ConfigError for brackets and ports that make no sense."""
    try:
        parts = urlsplit(to)
        _ = parts.port
    except ValueError:
        raise mistake(to, "not a valid address") from None
    return parts


def mistake(to: str, what: str, hint: str = "") -> ConfigError:
    """The error for a wrong ``to``: shows it without its secrets, and the known forms."""
    return ConfigError(what, where="--to", value=redact(to), hint=hint or f"known forms: {FORMS}")


def redact(to: str) -> str:
    """What may be shown of a channel: its scheme, a web host, a file's path, a mail's domain.

    >>> redact("jsons://user:secret@hooks.example.org/T0/abc?key=1")
    'jsons://hooks.example.org/…'
    >>> redact("mailto:reader@example.org")
    'mailto:r…@example.org'
    >>> redact("tgram://123:secret/42")
    'tgram://…'
    """
    match = _SCHEME.match(to)
    if not match:
        return "…"
    scheme = match[1].lower()
    if scheme == "file":
        return to
    if scheme == "mailto":
        name, at, domain = to[len("mailto:") :].lstrip("/").rpartition("@")
        return f"mailto:{name[:1]}…@{domain}" if at and ":" not in name else "mailto:…"
    if scheme in _SHOWS_HOST:
        try:
            host = urlsplit(to).hostname
        except ValueError:
            host = None
        return f"{scheme}://{host}/…" if host else f"{scheme}://…"
    return f"{scheme}://…"
