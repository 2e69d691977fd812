"""Articles of a generated host: their addresses, their pages, and the links that lead nowhere."""

import hashlib
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape

from large_world_hosts import Host
from large_world_server import Answer
from large_world_texts import LAST_DAY, Story, moment
from source_pages import BOXES, skin_page

EVERY_PARTED = 7
EVERY_MOBILE = 10
ISSUES = 4
STYLE = "<style>\n" + "\n".join(
    f".box-{n} {{ margin: {n % 7}px auto; padding: 0 {n % 11}px; color: #{n * 4099 % 0xFFFFFF:06x} }}"
    for n in range(300)
) + "\n</style>"  # fmt: skip
"""Pages of real sites are mostly not text; these are about as long."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A link as lists show it; ``target`` is the address on the host that has the articles."""

    target: str
    title: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Article(Listed):
    """One article to be stored; ``parts`` are the addresses of its further pages."""

    story: Story
    parts: tuple[str, ...] = ()


def articles(host: Host, stories: Sequence[Story]) -> list[Article]:
    """The host's articles, newest first; papers bring out ISSUES issues."""
    pick = random.Random(host.id)
    if host.kind == "epaper":
        per_issue = -(-len(stories) // ISSUES)
        times = [LAST_DAY - timedelta(days=at // per_issue) for at in range(len(stories))]
    else:
        times = sorted((moment(pick) for _ in stories), reverse=True)
    made = []
    for number, (story, at) in enumerate(zip(stories, times, strict=True), 100_001):
        told = story.traditional if host.language == "zh-Hant" else story
        split = host.part and number % EVERY_PARTED == 0 and len(told.paragraphs) >= 3
        parts = [address(host, host.part, number, at, p) for p in (2, 3)] if split else []
        made.append(
            Article(address(host, host.article, number, at), told.title, at, told, tuple(parts))
        )
    return made


def address(host: Host, form: str, number: int, at: datetime, part: int = 0) -> str:
    digits = hashlib.md5(f"{host.id} {number}".encode(), usedforsecurity=False).hexdigest()
    return form.format(n=number, at=at, h=digits, p=part, before=part - 1)


def broken(host: Host, at: datetime) -> dict[Listed, Answer]:
    """Links of the shape of articles that lead to nothing to store."""
    soft = "<html><head><title>-</title></head><body><p>页面不存在或已删除</p></body></html>"
    found: dict[Listed, Answer] = {}
    answers = [
        Answer(b"gone", status=404), Answer(b"withdrawn", status=410), Answer(b"", status=500),
        Answer(b"", status=302), Answer(soft.encode(), "text/html; charset=utf-8", '"soft"'),
    ]  # fmt: skip
    for number, answer in enumerate(answers[: 1 if host.is_slow else None], 990_001):
        target = address(host, host.article, number, at)
        if answer.status == 302:
            answer = Answer(b"", status=302, location=target)
        found[Listed(target, "此页已不存在", at)] = answer
    return found


def forbidden(host: Host, at: datetime) -> dict[Listed, Answer]:
    """Links of the shape of articles that robots.txt forbids, with a page that must not be read."""
    targets = ["/closed" + address(host, host.article, number, at) for number in (980_001, 980_002)]
    last = address(host, host.article, 980_003, at)
    targets.append(last + ("&" if "?" in last else "?") + "print=1")
    return {Listed(target, "不供机器阅读", at): Answer(b"secret") for target in targets}


def robots(host: Host) -> Answer:
    delay = f"Crawl-delay: {host.crawl_delay:g}\n" if host.crawl_delay else ""
    rules = f"Disallow: /closed/\nDisallow: /*print=\n{delay}"
    if host.id == "central":  # a group of our own goes before the one that forbids everything
        text = f"User-agent: *\nDisallow: /\n\nUser-agent: dongbei\n{rules}"
    else:
        text = f"User-agent: *\n{rules}"
    return Answer(text.encode(), "text/plain")


def pages(host: Host, article: Article) -> Iterator[tuple[str, Answer]]:
    """The article's page, or its pages with a pager below each."""
    lines = article.story.paragraphs
    addresses = (article.target, *article.parts)
    for number, target in enumerate(addresses):
        share = lines[number:] if number == len(addresses) - 1 else lines[number : number + 1]
        yield target, html(host, _page(host, article, share, addresses, number), article.at)


def mobile(host: Host, found: Sequence[Article]) -> dict[Listed, Answer]:
    """Some articles a second time at an address for telephones, which names the first one."""
    copies: dict[Listed, Answer] = {}
    for number, article in enumerate(found):
        if number % EVERY_MOBILE == 1 and not article.parts and host.kind != "epaper":
            text = _page(host, article, article.story.paragraphs, [article.target], 0)
            link = f'<head><link rel="canonical" href="{escape(article.target)}">'
            shown = Listed("/amp" + article.target, article.title, article.at)
            copies[shown] = html(host, text.replace("<head>", link, 1), article.at)
    return copies


def html(host: Host, text: str, at: datetime) -> Answer:
    """Bytes in the host's charset; every third host has only one of the two validators."""
    body = text.encode(host.codec or host.charset, "xmlcharrefreplace")
    tag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    date = format_datetime(at.replace(tzinfo=None))[:-5] + "GMT"
    turn = sum(host.id.encode()) % 3
    return Answer(
        body, f"text/html; charset={host.charset}", "" if turn == 1 else tag,
        "" if turn == 2 else date,
    )  # fmt: skip


def _page(
    host: Host, article: Article, lines: Sequence[str], addresses: Sequence[str], here: int
) -> str:
    indent = "" if host.language == "en" else "　　"
    paragraphs = [f"<p>{indent}{escape(line)}</p>" for line in lines]
    body = "\n".join(paragraphs) + _pager(addresses, here)
    tree = [{"type": "p", "children": [{"type": "text", "data": line}]} for line in lines]
    words: Mapping[str, str] = {
        "title": escape(article.title), "site": site_name(host), "charset": host.charset,
        "body": body, "box": BOXES.get(host.box, "{}").format(body), "origin": site_name(host),
        "author": "Lin Ping" if host.language == "en" else "林平", "editor": "安然",
        "json": json.dumps(tree),
    }  # fmt: skip
    return skin_page(host.skin, article.at, words).replace("<head>", "<head>\n" + STYLE, 1)


def _pager(addresses: Sequence[str], here: int) -> str:
    if len(addresses) == 1:
        return ""
    names = [target.rsplit("/", 1)[1] for target in addresses]
    links = [f'<a href="{name}">{number}</a>' for number, name in enumerate(names, 1)]
    if here + 1 < len(names):
        links.append(f'<a href="{names[here + 1]}">下一页</a>')
    return f'\n<div class="pages">{" ".join(links)}</div>'


def site_name(host: Host) -> str:
    return f"The {host.id.title()} Review" if host.language == "en" else f"北方{host.id}报"
