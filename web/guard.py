"""Around every response: security headers, safe CSV, and what ``shared`` mode closes."""

import base64
import hashlib
import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Any, Send], Awaitable[None]]

OPEN_WHEN_SHARED = ("/-/static/", "/-/static-plugins/", "/-/dongbei/", "/-/feeds/", "/-/report")
_EMPTY_DROPPED = frozenset({"_search", "published_day__gte", "published_day__lte"})
_CLOSED_ARGUMENTS = frozenset({"_fts_table", "_fts_pk"})
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_CELL = re.compile(r'(?:"(?P<quoted>[^"]*(?:""[^"]*)*)"|(?P<plain>[^",\r\n]*))(?P<end>,|\r\n|\Z)')
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")


class Guard:
    """ASGI wrapper; ``policy`` is the Content-Security-Policy, ``base`` Datasette's base_url."""

    def __init__(self, app: App, *, shared: bool, policy: str, base: str = "/") -> None:
        self.app, self.shared, self.base = app, shared, base
        self.headers = [
            (b"content-security-policy", policy.encode("ascii")),
            (b"x-content-type-options", b"nosniff"),
            (b"x-robots-tag", b"noindex, nofollow"),
            (b"referrer-policy", b"no-referrer"),
        ]

    async def __call__(self, scope: Message, receive: Any, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = self._path(scope)
        guarded = self._guarded(send, path.endswith(".csv"))
        if self.shared and path.startswith("/-/") and not path.startswith(OPEN_WHEN_SHARED):
            await _not_found(guarded)
            return
        query = self._query(scope.get("query_string", b""))
        await self.app({**scope, "query_string": query}, receive, guarded)

    def _path(self, scope: Message) -> str:
        raw: bytes = scope.get("raw_path") or scope["path"].encode("utf-8")
        path = raw.partition(b"?")[0].decode("latin-1")
        base = self.base.rstrip("/")
        return path[len(base) :] if base and path.startswith(base + "/") else path

    def _query(self, query: bytes) -> bytes:
        pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True, encoding="utf-8")
        kept = [
            (key, value)
            for key, value in pairs
            if not (key in _EMPTY_DROPPED and not value.strip())
            and not (self.shared and key in _CLOSED_ARGUMENTS)
        ]
        return query if kept == pairs else urlencode(kept).encode("ascii")

    def _guarded(self, send: Send, is_csv: bool) -> Send:
        plain = False

        async def guarded(message: Message) -> None:
            nonlocal plain
            if message["type"] == "http.response.start":
                plain = is_csv and _is_csv(message.get("headers", []))
                names = {name for name, _ in self.headers}
                kept = [pair for pair in message.get("headers", []) if pair[0].lower() not in names]
                message = {**message, "headers": [*kept, *self.headers]}
            elif plain and message.get("body"):
                message = {**message, "body": safe_csv(message["body"])}
            await send(message)

        return guarded


def content_policy(scripts: Iterable[str]) -> str:
    """Only our own files; of inline scripts only these, by their hash.

    Datasette's own pages style inline and need the word of a few scripts.
    """
    hashes = [
        base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
        for script in scripts
    ]
    allowed = " ".join(["'self'", *(f"'sha256-{value}'" for value in hashes)])
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )


def inline_scripts(templates: Iterable[str]) -> list[str]:
    """The inline scripts of Datasette's templates, and the one line its tables page fills in."""
    found = [script for text in templates for script in _INLINE.findall(text)]
    flags = [f"DATASETTE_ALLOW_FACET = {value};" for value in ("true", "false")]
    return [script for script in found if "{{" not in script] + flags


def safe_csv(records: bytes) -> bytes:
    """Whole CSV records with every cell that a spreadsheet would run as a formula led by '."""
    return _CELL.sub(_safe, records.decode("utf-8")).encode("utf-8")


def _safe(match: re.Match[str]) -> str:
    quoted, plain, end = match["quoted"], match["plain"], match["end"]
    cell = quoted if plain is None else plain
    if cell.startswith(_FORMULA) and not _NUMBER.fullmatch(cell):
        cell = "'" + cell
    return (f'"{cell}"' if plain is None else cell) + end


def _is_csv(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    kinds = [value for name, value in headers if name.lower() == b"content-type"]
    return any(kind.startswith((b"text/plain", b"text/csv")) for kind in kinds)


async def _not_found(send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": 404, "headers": headers})
    await send({"type": "http.response.body", "body": b"Not found\n"})
