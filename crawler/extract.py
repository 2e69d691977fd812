"""One page → its fields, each with the rule that won.

Order of trust: what the page states for machines, the selectors of its family, the generic reading.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin, urlsplit

from crawler.body.choose import Body, choose_body
from crawler.body.layout import Layout, lay_out
from crawler.complete import missing, quality_of
from crawler.credits import find_editors, find_origin, find_writers
from crawler.dates import Stamp, iso, parse, stamps, url_date
from crawler.families import BY_NAME, Family, Selected, detect, select
from crawler.page import Element, Page, read_page
from crawler.parts import as_partial, further_pages, join_parts, next_pages
from crawler.structured import Stated, stated
from crawler.text import is_chinese, language_of
from crawler.titles import above_and_below, beside_time, headline
from crawler.when import published
from db.models import Language

__all__ = ["Extracted", "extract", "join_parts", "next_pages"]

_MAX_IMAGES = 40
_STOP = re.compile(r"[。！？!?…；]|\.(?:\s|\Z)")


@dataclass(frozen=True, slots=True)
class Extracted:
    """One page's fields. ``published_at`` is ISO 8601 with offset, or a day without minute.

    ``author`` names writers, never editors; ``pages``: how many the article has, by its links;
    ``quality`` is 0..1; ``is_article`` is false for index pages and pages without prose. The rule
    ``partial`` says what is missing of an incomplete article.
    """

    url: str
    title: str = ""
    kicker: str = ""
    subtitle: str = ""
    body: str = ""
    author: tuple[str, ...] = ()
    origin: str | None = None
    editor: tuple[str, ...] = ()
    published_at: str | None = None
    language: Language = Language.OTHER
    canonical_url: str = ""
    images: tuple[str, ...] = ()
    pages: int = 1
    quality: float = 0.0
    rules: dict[str, str] = field(default_factory=dict)
    is_article: bool = False


def extract(
    body: bytes, url: str, *, charset: str | None = None, family: str | None = None,
    selectors: Mapping[str, str] | None = None, timezone: str = "Asia/Shanghai",
    language: str | None = None, fetched_at: str | None = None,
) -> Extracted:  # fmt: skip
    """Fields of the page ``body`` fetched from ``url``.

    ``charset`` is the HTTP header's; ``family`` names a template (else detected); ``selectors``
    maps field names to CSS and goes before the template's; ``timezone`` is that of naive times.
    Raises ParseError on empty input, on what is not HTML and on markup built to exhaust.
    """
    page = read_page(body, url, charset)
    template = BY_NAME.get(family or "") or detect(url, page.source)
    chosen = _select(page, template, selectors)
    facts = stated(page)
    title_rule, title, layout = _headed(page, facts, chosen)
    text = choose_body(page, layout, title, chosen.body, facts.bodies, hint=language)
    chinese = is_chinese(f"{title}\n{text.text}"[:6000]) if text.text else text.chinese
    when = _when(page, facts, template, chosen, layout, timezone, fetched_at, chinese)
    credit, around = chosen.text("origin"), above_and_below(layout)
    origin = find_origin(facts.origins, credit, layout, text.text, chinese=chinese)
    author = find_writers(layout, text.text, chosen.text("author"), facts.authors, chinese=chinese)
    editor = find_editors(layout, chosen.text("editor"), chinese=chinese)
    rules = {
        "title": title_rule, "body": text.rule, "published_at": when[0], "origin": origin[0],
        "author": author[0], "editor": editor[0], "family": template.name if template else "",
    }  # fmt: skip
    found = Extracted(
        url=url, title=title, body=text.text, author=author[1], origin=origin[1],
        editor=editor[1], published_at=when[1], canonical_url=_canonical(page),
        kicker=chosen.text("kicker") or facts.kicker or around[0],
        subtitle=chosen.text("subtitle") or facts.subtitle or around[1],
        language=_language(title, text.text, language), images=_images(page, text, chosen),
        rules={name: rule for name, rule in rules.items() if rule},
    )  # fmt: skip
    if not is_article(title, text.text, when[1], origin[1], layout.anchor >= 0):
        return replace(found, quality=0.1)
    pages = 1 + len(further_pages(page.root, url))
    found = replace(found, is_article=True, quality=quality_of(found), pages=pages)
    return as_partial(found, missing(layout, text.text, page.source, pages))


def _headed(page: Page, facts: Stated, chosen: Selected) -> tuple[str, str, Layout]:
    """Rule, headline and the layout it anchors; a title that names only a section is replaced."""
    rule, title = headline(page, facts.titles, chosen.text("title"))
    description = page.meta.get("description", "")
    layout = lay_out(page.root, title, description)
    named = rule == "title" and layout.anchor >= 0 and len(title) >= 8
    if rule in ("", "title") and not named and (shown := beside_time(layout)):
        return "heading-beside-time", shown, lay_out(page.root, shown, description)
    return rule, title, layout


def is_article(
    title: str, body: str, published_at: str | None, origin: str | None, headed: bool
) -> bool:
    """The completeness gate: prose with a sentence mark; a brief also needs a title and a date."""
    if not _STOP.search(body):
        return False
    if len(body) < 80:
        return bool(title and published_at and len(body) >= 20)
    return bool(published_at or origin or headed or len(body) >= 400)


def _select(page: Page, template: Family | None, own: Mapping[str, str] | None) -> Selected:
    merged = {name: (css,) for name, css in (own or {}).items()}
    for name, expressions in (template.selectors if template else {}).items():
        merged[name] = (*merged.get(name, ()), *expressions)
    return select(page.root, merged, template.drop if template else "")


def _when(
    page: Page, facts: Stated, template: Family | None, chosen: Selected, layout: Layout,
    zone: str, fetched_at: str | None, chinese: bool,
) -> tuple[str, str | None]:  # fmt: skip
    """Rule and ISO time; an e-paper's day is in its address (its markers hold import times)."""
    address = url_date(page.url)
    if template and template.epaper and address:
        return "url", iso(address, zone, convert=chinese)
    shown = _stamp(chosen.text("date"))

    def best(claims: list[tuple[str, Stamp]]) -> tuple[str, Stamp] | None:
        return published(
            claims, shown, layout, page.url, chinese=chinese, zone=zone, fetched_at=fetched_at
        )

    found = best(facts.dates) or best(_last_resort(page))
    return (found[0], iso(found[1], zone, convert=chinese)) if found else ("", None)


def _stamp(text: str) -> Stamp | None:
    return next((stamp for stamp, _, _ in stamps(text)), None) or (parse(text) if text else None)


def _last_resort(page: Page) -> list[tuple[str, Stamp]]:
    """htmldate, quick mode, for pages of ordinary size only: its long search can take seconds."""
    if len(page.source) > 400_000 or not page.is_ordinary:
        return []
    from htmldate import find_date

    try:
        day = find_date(page.source, original_date=True, extensive_search=False)
    except Exception:  # a third-party parser on a hostile page: no date is the right answer
        return []
    stamp = parse(day) if day else None
    return [("htmldate", stamp)] if stamp else []


def _language(title: str, body: str, hint: str | None) -> Language:
    found = language_of(f"{title}\n{body}")
    if found is Language.OTHER and len(body) < 80 and hint in set(Language):
        return Language(hint)
    return found


def _canonical(page: Page) -> str:
    """The page's own address by ``rel=canonical`` or ``og:url``; never a bare home page."""
    links = [
        e.get("href") or "" for e in page.root.iter("link") if "canonical" in (e.get("rel") or "")
    ]
    for link in (*links[:1], page.meta.get("og:url", "")):
        address = _absolute(page.url, link)
        if address and (len(urlsplit(address).path) > 1 or urlsplit(address).query):
            return address
    return page.url


def _absolute(base: str, link: str) -> str:
    try:
        address = urljoin(base, link.strip())
        return address if link and urlsplit(address).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _images(page: Page, text: Body, chosen: Selected) -> tuple[str, ...]:
    """Addresses of the pictures in the body, icons and tracking pixels left out."""
    elements: list[Element] = [*chosen.images]
    if text.container is not None:
        elements += text.container.iter("img")
    found: dict[str, None] = {}
    for element in elements[:400]:
        sizes = [element.get(side) or "" for side in ("width", "height")]
        if any(
            size.rstrip("px").isdecimal() and int(size.rstrip("px")[:6]) <= 60 for size in sizes
        ):
            continue
        link = next(
            (element.get(a) for a in ("data-src", "data-original", "src") if element.get(a)), ""
        )
        if address := _absolute(page.url, link):
            found.setdefault(address)
    return tuple(found)[:_MAX_IMAGES]
