"""One page as a tree, its meta tags and its JSON-LD, guarded against hostile input."""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lxml import etree

from crawler.decode import decode
from db.errors import ParseError

MAX_BYTES = 2_000_000
MAX_ATTRIBUTES = 2_000
Element = Any  # lxml ships no types

_BINARY = (
    (b"%PDF", "a PDF"), (b"\x89PNG", "an image"), (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"), (b"RIFF", "an image"), (b"PK\x03\x04", "a zip or office file"),
    (b"\x1f\x8b", "gzip data"), (b"\xd0\xcf\x11\xe0", "an office file"), (b"Rar!", "an archive"),
)  # fmt: skip
_ATTRIBUTES = r"""(?:[^>"'=]++|=\s{0,99}"[^"]*+"|=\s{0,99}'[^']*+'|["'=])*+"""
_TAG = re.compile(
    rf"<(script|style)\b({_ATTRIBUTES})>?(?s:.*?)(?:</\1|\Z)"
    rf"|<!--(?:-?>|(?s:.*?)(?:--!?>|\Z))|<[a-z]({_ATTRIBUTES})",
    re.I,
)
_LD = re.compile(r"<script[^>]{0,300}?ld\+json[^>]{0,300}?>(.*?)(?:</script|\Z)", re.I | re.S)
_CLOSE = re.compile(r"</(?:body|html)\s{0,9}>", re.I)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MARKUP = re.compile(r"<[a-z!/?]", re.I)


@dataclass(frozen=True)
class Page:
    """``source`` is the decoded HTML; ``root`` its tree, comments and instructions removed."""

    url: str
    source: str
    root: Element

    @cached_property
    def is_ordinary(self) -> bool:
        """At most 20,000 tags, thrice the largest seen: beyond, other libraries take minutes."""
        return self.source.count("<") <= 20_000

    @cached_property
    def meta(self) -> dict[str, str]:
        """Meta tags by lower-case name, property or itemprop; the first non-empty content wins."""
        found: dict[str, str] = {}
        for tag in self.root.iter("meta"):
            content = " ".join((tag.get("content") or "").split())
            for attribute in ("name", "property", "itemprop", "http-equiv"):
                key = (tag.get(attribute) or "").strip().lower()
                if key and content:
                    found.setdefault(key, content)
        return found

    @cached_property
    def linked_data(self) -> list[dict[str, Any]]:
        """Every JSON-LD object of the page, graphs flattened, broken scripts skipped."""
        found: list[dict[str, Any]] = []
        for match in _LD.finditer(self.source):
            found.extend(_objects(read_json(match[1])))
        return found


def read_page(body: bytes, url: str, charset: str | None = None) -> Page:
    """The page behind ``body``; at most ``MAX_BYTES`` are read.

    Raises ParseError on empty input, on input that is not HTML and on markup built to exhaust.
    """
    _refuse_other_formats(body, url)
    source = _CONTROL.sub("", decode(body[:MAX_BYTES], charset))
    if not _MARKUP.search(source[:20_000]):
        raise ParseError("no HTML markup in the page", where=url, hint="check what the server sent")
    _refuse_exhausting(source, url)
    closings = list(_CLOSE.finditer(source))
    if len(closings) > 2:
        source = _CLOSE.sub("", source[: closings[-2].start()]) + source[closings[-2].start() :]
    return Page(url, source, _tree(source, url))


def parse_fragment(source: str) -> Element:
    """Tree of a piece of HTML (the part between two CMS markers)."""
    return _tree(f"<html><body><div>{source}</div></body></html>", "")


def _tree(source: str, url: str) -> Element:
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, recover=True
    )
    try:
        root = etree.fromstring(source.encode("utf-8"), parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise ParseError("the HTML cannot be parsed", where=url, value=error) from None
    if root is None:
        raise ParseError("the page holds no element", where=url, hint="check what the server sent")
    if any("xcessive depth" in entry.message for entry in parser.error_log):
        raise ParseError("elements nested deeper than 255", where=url, hint="skip this page")
    return root


def _refuse_other_formats(body: bytes, url: str) -> None:
    head = body[:4096].lstrip()
    if not head:
        raise ParseError("the page is empty", where=url, hint="fetch it again later")
    for magic, name in _BINARY:
        if head.startswith(magic):
            raise ParseError(f"{name}, not HTML", where=url, hint="filter such links in the source")
    if head[:1] in b"{[" and read_json(body[:MAX_BYTES].decode("utf-8", "replace")) is not None:
        raise ParseError("JSON, not HTML", where=url, hint="use a source of kind json")
    if head.count(b"\0") > len(head) // 8 and not body.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ParseError("binary data, not HTML", where=url, hint="filter such links in the source")


def _refuse_exhausting(source: str, url: str) -> None:
    """libxml2 compares each attribute with all before it: 40,000 on one tag cost 15 s."""
    for match in _TAG.finditer(source):
        attributes = match[2] or match[3] or ""
        if len(attributes) > 2 * MAX_ATTRIBUTES:
            bare = re.sub(r"""=\s{0,99}(?:"[^"]*+"|'[^']*+')""", "= ", attributes)
            if (count := len(bare.replace("/", " ").split())) > MAX_ATTRIBUTES:
                raise ParseError(
                    "too many attributes on one tag", where=url, value=count, hint="skip this page"
                )


def read_json(text: str) -> Any:
    """A script's JSON value, comment and CDATA wrappers removed; None when it is broken."""
    text = text.strip().removeprefix("<!--").removesuffix("-->").removeprefix("//<![CDATA[")
    text = text.removesuffix("//]]>").strip().rstrip(";")
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _objects(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if isinstance(value, list) and depth < 6:
        for item in value[:200]:
            yield from _objects(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            if key in value and depth < 6:
                yield from _objects(value[key], depth + 1)


def unescape(text: str) -> str:
    """Entities resolved, tags dropped, white space folded."""
    return " ".join(re.sub(r"<[^<>]{1,500}>", " ", html.unescape(text)).split())
