"""The operator's own files into the same path as crawled pages: HTML, JSON Lines, plain text.

Everything is checked before anything is stored: one bad line and nothing of that file is imported.
"""

import gzip
import hashlib
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from crawler.text import language_of
from db.errors import ForbiddenAddress, InputError
from db.store import raw
from db.store.frontier import ARTICLE, NewTarget
from db.urls import canonical_url

MAX_BYTES = 64 * 1024 * 1024
TEXT = "text"
_LONE = re.compile("[\ud800-\udfff]")
_KNOWN = "id url title text body date published_at author origin source html html_path language"


@dataclass(frozen=True, slots=True)
class Item:
    """One page or text to import; ``body`` as the extraction stage will read it."""

    url: str
    kind: str
    title: str | None
    published: str | None
    body: bytes
    content_type: str


def read_file(path: Path, source: str) -> list[Item]:
    """All items of one file; raises InputError naming file, line, field, value and next step.

    ``.jsonl``: one object a line, with ``text`` (or ``body``) or with ``html`` (a path beside the
    file: a manifest of HTML pages); ``.html``/``.htm`` (also ``.gz``): a page; ``.txt``: a text
    whose first line is the title.
    """
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() != ".gz"]
    suffix = suffixes[-1] if suffixes else ""
    if suffix == ".jsonl":
        return list(_lines(path, source))
    if suffix in (".html", ".htm", ".shtml"):
        return [_page(path, {}, source, str(path))]
    if suffix == ".txt":
        text = _decode(_bytes(path, str(path)), str(path))
        return [_text(path, {"text": text}, source, str(path))]
    raise InputError(
        "not a kind of file that can be imported",
        where=str(path),
        value=suffix or "no ending",
        hint="give .jsonl, .html, .htm or .txt (.gz is fine too)",
    )


def store(db: Database, source: str, items: list[Item], now: datetime) -> int:
    """Put items where crawled pages are; those already there unchanged are not stored again."""
    new = 0
    for item in items:
        target = NewTarget(item.url, ARTICLE, title=item.title, published=item.published)
        new += raw.add_page(
            db, source, target, item.kind, item.body, {"content-type": item.content_type}, now
        )
    return new


def _lines(path: Path, source: str) -> Iterator[Item]:
    text = _decode(_bytes(path, str(path)), str(path))
    for number, line in enumerate(text.split("\n"), start=1):
        where = f"{path}:{number}"
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as error:
            reason = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deep"
            raise InputError(
                f"not JSON: {reason}", where=where, value=line[:60], hint="mend or remove the line"
            ) from None
        if not isinstance(row, dict):
            raise InputError(
                "not a JSON object", where=where, value=line[:60], hint=f"fields: {_KNOWN}"
            )
        if _LONE.search(json.dumps(row, ensure_ascii=False)):
            raise InputError(
                "half a character (a lone surrogate)", where=where, hint="mend the line"
            )
        html = row.get("html") or row.get("html_path")
        if html:
            yield _page(path.parent / str(html), row, source, where)
        else:
            yield _text(path, row, source, where)


def _page(path: Path, row: dict[str, Any], source: str, where: str) -> Item:
    body = _bytes(path, where)
    title = row.get("title")
    return Item(
        _url(row, source, path, where), ARTICLE, str(title) if title else None, _date(row, where),
        body, "text/html",
    )  # fmt: skip


def _text(path: Path, row: dict[str, Any], source: str, where: str) -> Item:
    text = row.get("body") or row.get("text")
    if not isinstance(text, str) or not text.strip():
        raise InputError(
            "no text", where=f"{where}: text", value=text, hint="give text, body or html"
        )
    title = str(row.get("title") or text.strip().split("\n", 1)[0])[:300].strip()
    body = text.strip()
    if body.startswith(title) and body != title:
        body = body[len(title) :].strip()
    author = row.get("author") or []
    published = _date(row, where)
    content = {
        "title": title,
        "body": body,
        "published_at": published,
        "author": [str(a) for a in author] if isinstance(author, list) else [str(author)],
        "origin": row.get("origin"),
        "language": language_of(f"{title}\n{body}"),
    }
    encoded = json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
    url = _url(row, source, path, where)
    return Item(url, TEXT, title, published, encoded, "application/json")


def _url(row: dict[str, Any], source: str, path: Path, where: str) -> str:
    url = row.get("url")
    if url:
        try:
            return canonical_url(str(url))
        except ForbiddenAddress as error:
            raise InputError(
                error.what, where=f"{where}: url", value=url, hint="give an http(s) URL or none"
            ) from None
    name = re.sub(r"[^\w.:-]+", "-", str(row.get("id") or path.name))
    digest = hashlib.sha256(str(row.get("id") or path.name).encode()).hexdigest()[:8]
    return f"urn:dongbei:{source}:{name}-{digest}"


def _date(row: dict[str, Any], where: str) -> str | None:
    value = row.get("published_at") or row.get("date")
    if value is None:
        return None
    text = str(value).strip()
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return date.fromisoformat(text).isoformat()
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InputError(
            "not a date", where=f"{where}: date", value=value, hint="write 2024-05-01 or ISO 8601"
        ) from None
    return moment.isoformat() if moment.tzinfo else moment.isoformat() + "+08:00"


def _bytes(path: Path, where: str) -> bytes:
    try:
        with path.open("rb") as handle:
            body = handle.read(MAX_BYTES + 1)
        if path.suffix.lower() == ".gz":
            body = zlib.decompressobj(31).decompress(body, MAX_BYTES + 1)
    except (OSError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(
            "cannot be read", where=where, value=f"{path}: {error}", hint="check the path"
        ) from None
    if len(body) > MAX_BYTES:
        raise InputError("larger than 64 MiB", where=where, value=path, hint="split the file")
    return body


def _decode(body: bytes, where: str) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body[: error.start].count(b"\n") + 1
        raise InputError(
            "not UTF-8", where=f"{where}:{line}", value=body[error.start : error.start + 8],
            hint="convert the file to UTF-8",
        ) from None  # fmt: skip
