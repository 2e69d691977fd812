"""Articles in several pages: the addresses of pages 2..n, and their texts joined."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from crawler.complete import PARTIAL, quality_of
from crawler.page import Element, read_page

if TYPE_CHECKING:
    from crawler.extract import Extracted

_MAX_PAGES = 30
_STEM = re.compile(r"\A(?P<stem>.+?)(?:[-_](?P<number>\d{1,2}))?(?P<ending>\.[a-z]{3,5})\Z", re.I)


def next_pages(body: bytes, url: str) -> list[str]:
    """Addresses of pages 2..n that ``body`` links to, in order: same directory and stem only.

    ``c1-2.html``, ``c1_2.html`` and ``c1_02.html`` continue ``c1.html``. Raises ParseError.
    """
    return further_pages(read_page(body, url).root, url)


def further_pages(root: Element, url: str) -> list[str]:
    """``next_pages`` of a page that is a tree already."""
    own = _split(url)
    if own is None:
        return []
    directory, stem, ending, own_number = own
    found: dict[int, str] = {}
    for element in root.iter("a"):
        link = element.get("href") or ""
        address = _join(url, link) if stem in link else ""  # joining every link of a page is slow
        other = _split(address) if address else None
        if other is None or other[0] != directory or other[2] != ending:
            continue
        if other[1] == stem and other[3] and other[3] != own_number:
            found.setdefault(other[3], address)
    numbers = sorted(found)
    # 2, 3, 4 …: an article's pages are without gaps; _01 as second page counts from zero.
    first = own_number or 0
    wanted = [number for number in numbers if number > first]
    run: list[int] = []
    for number in wanted[:_MAX_PAGES]:
        if run and number != run[-1] + 1:
            break
        run.append(number)
    return [found[number] for number in run] if run and run[0] <= first + 2 else []


def join_parts(parts: Sequence["Extracted"]) -> "Extracted":
    """One article of its pages: bodies joined in order, all other fields of the first page.

    Raises ValueError on an empty sequence.
    """
    if not parts:
        raise ValueError("join_parts needs at least one page")
    first = parts[0]
    bodies = list(dict.fromkeys(part.body.strip() for part in parts if part.body.strip()))
    images = dict.fromkeys(image for part in parts for image in part.images)
    editor = next((part.editor for part in reversed(parts) if part.editor), ())
    author = next((part.author for part in (first, *reversed(parts)) if part.author), ())
    found = replace(
        first, body="\n".join(bodies), images=tuple(images), editor=editor, author=author,
        is_article=any(part.is_article for part in parts),
    )  # fmt: skip
    if found.is_article:
        found = replace(found, quality=quality_of(found))
    reason = parts[-1].rules.get("partial", "")
    if len(parts) < first.pages:
        reason = f"page {len(parts)} of {first.pages}"
    return as_partial(found, "" if reason.startswith("page 1 ") else reason)


def as_partial(page: "Extracted", reason: str) -> "Extracted":
    """``page`` marked as incomplete, its quality lowered; unmarked where there is no reason."""
    rules = {name: rule for name, rule in page.rules.items() if name != "partial"}
    if not reason:
        return replace(page, rules=rules)
    quality = min(page.quality, PARTIAL)
    return replace(page, rules=rules | {"partial": reason}, quality=quality)


def _split(url: str) -> tuple[str, str, str, int] | None:
    """Host with directory, file stem, ending and page number (0: none) of an address."""
    parts = urlsplit(url)
    directory, _, name = parts.path.rpartition("/")
    match = _STEM.match(name)
    if match is None or parts.query:
        return None
    return f"{parts.netloc}{directory}", match["stem"], match["ending"], int(match["number"] or 0)


def _join(base: str, link: str) -> str:
    try:
        address = urljoin(base, link.strip())
        urlsplit(address)
    except ValueError:
        return ""
    return address.split("#")[0]
