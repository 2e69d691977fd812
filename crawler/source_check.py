"""What a source gives today: its lists, and three articles with every field and its rule."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import zip_longest

from crawler.discovery import Found, Link, discover, parse_date
from crawler.extract import Extracted, extract
from crawler.fetched import Fetch, Fetched
from crawler.source import Discovery, Seed, Source, seeds
from db.errors import FetchError, ParseError

ARTICLES = 3
MAX_LISTS = 6
MAX_DEPTH = 2
SHOWN = 3
TEXT = 60
FIELDS = ("title", "kicker", "published_at", "origin", "author", "editor", "body")


@dataclass(frozen=True, slots=True)
class Step:
    """One page that was asked for: what to print, and the page itself when it came."""

    lines: tuple[str, ...]
    kind: str = ""
    page: Fetched | None = None
    complete: bool = False
    """True for an article with title, time and text."""


def check(source: Source, today: date, now: datetime, fetch: Fetch) -> Iterator[Step]:
    """Ask for the source's lists, then for ``ARTICLES`` of the articles found, and read them.

    ``today`` is the day in the source's time zone, ``now`` (aware) the moment. Failures of single
    pages are steps like others, never errors.
    """
    listed: list[list[Link]] = []
    for rule in source.discovery:
        tried = 0
        for seed in seeds(source.model_copy(update={"discovery": (rule,)}), today)[:MAX_LISTS]:
            steps, links = _list(source, rule, seed, now, fetch)
            yield from steps
            if links:
                listed.append(links)
                tried += 1
            if tried and rule.kind == "epaper":
                break  # the newest issue is enough
    chosen = _in_turn(listed)
    if not chosen:
        yield Step(("no article was found: see the lists above, then allow, deny and discovery",))
    for link in chosen[:ARTICLES]:
        yield _article(source, link, now, fetch)


def _list(
    source: Source, rule: Discovery, seed: Seed, now: datetime, fetch: Fetch
) -> tuple[list[Step], list[Link]]:
    """The page of a seed; where it holds no article, the first page that it leads to."""
    steps: list[Step] = []
    while True:
        head = f"{seed.kind:8} {seed.url}"
        try:
            page = fetch(seed.url)
            found = discover(seed.kind, page.body, seed.url, source, rule, seed.depth)
        except (FetchError, ParseError) as error:
            steps.append(Step((head, f"  FAILED: {error.what}")))
            return steps, []
        lines = (head, *_found_lines(source, found, now))
        steps.append(Step(lines, seed.kind, page))
        if found.articles or not found.more or seed.depth >= MAX_DEPTH:
            return steps, found.articles
        seed = found.more[0]


def _found_lines(source: Source, found: Found, now: datetime) -> list[str]:
    lines = [f"  {len(found.articles)} articles, {len(found.more)} further pages"]
    if found.note:
        lines.append(f"  {found.note}")
    for link in found.articles[:SHOWN]:
        when = parse_date(link.published_raw, source.timezone, now) or "-"
        lines.append(f"    {when}  {link.title or '(no title)'}  {link.url}")
    return lines


def _in_turn(listed: list[list[Link]]) -> list[Link]:
    """The first link of each list, then the second ones; each address once."""
    found: dict[str, Link] = {}
    for row in zip_longest(*listed):
        for link in row:
            if link is not None:
                found.setdefault(link.url, link)
    return list(found.values())


def _article(source: Source, link: Link, now: datetime, fetch: Fetch) -> Step:
    head = f"article  {link.url}"
    try:
        page = fetch(link.url)
    except FetchError as error:
        return Step((head, f"  FAILED: {error.what}"))
    try:
        read = extract(
            page.body,
            page.url,
            charset=page.charset or source.charset or None,
            family=source.family,
            selectors=source.selectors.model_dump(exclude_none=True),
            timezone=source.timezone,
            fetched_at=now.isoformat(),
        )
    except ParseError as error:
        return Step((head, f"  FAILED: {error.what}"), "article", page)
    when = read.published_at or parse_date(link.published_raw, source.timezone, now)
    lines = [
        head,
        *_field_lines(read),
        f"  quality       {read.quality:g}; language {read.language}",
    ]
    if when and not read.published_at:
        lines.append(f"  published_at  {when}  [the list]")
    if not read.is_article:
        lines.append(f"  NOT AN ARTICLE: {len(read.body)} characters of text")
    complete = bool(read.is_article and read.title and when)
    return Step(tuple(lines), "article", page, complete)


def _field_lines(read: Extracted) -> Iterator[str]:
    for name in FIELDS:
        value = getattr(read, name)
        text = "、".join(value) if isinstance(value, tuple) else str(value or "")
        text = " ".join(text.split())
        if name == "body" and text:
            text = f"{len(read.body)} characters: {text}"
        if len(text) > TEXT:
            text = text[:TEXT] + "…"
        rule = read.rules.get(name, "")
        if text or name != "kicker":
            yield f"  {name:13} {text or '(none)'}" + (f"  [{rule}]" if rule else "")
    yield f"  {'family':13} {read.rules.get('family', '(none)')}"
