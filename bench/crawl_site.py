"""A news site on loopback for the crawl benchmark: any number of generated Chinese pages.

``/COUNT/list/1.html`` and the lists after it lead to COUNT articles, 100 to a list; a gzipped news
sitemap names the first thousand of them again. Pages have about 17 kB, 900 Chinese characters of
text, and an ETag; those below ``/COUNTt/`` are typical: 128 kB, 1,760 tags, 1,200 characters are
the medians of the labelled Chinese pages. ``/totals`` answers the requests and bytes sent so far as
JSON. Served by one process, raw asyncio with uvloop, so that the crawler beside it is measured.
"""

import asyncio
import gzip
import json
import random
import subprocess
import sys
import urllib.request
from collections import Counter
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

import uvloop

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.reprints import ACTS, EFFECTS, PLACES, SUBJECTS, VOICES

PER_LIST = 100
IN_SITEMAP = 1000
CHARACTERS = 900
TRASH = 14_000
"""Bytes of navigation, scripts and footer around the text of an article."""
TYPICAL = "t"
TYPICAL_CHARACTERS, TYPICAL_SCRIPT, TYPICAL_MARKUP = 1200, 30_000, 92_000
STYLE = "display:inline-block;width:240px;line-height:28px;background:url(/images/icon.png) #f2f2f2"

SOURCE = """\
id = "bench"
name_zh = "试验报"
name_en = "Bench"
language = "zh"
delay = 0
allow = ["/a/"]
[[discovery]]
kind = "listing"
urls = ["{root}/list/1.html"]
links = "ul.news a"
next = "a.next"
max_pages = 1000
[[discovery]]
kind = "sitemap"
urls = ["{root}/sitemap.xml.gz"]
"""
"""The site as a source; ``root`` is its address with the number of articles."""


def addresses(root: str, count: int) -> list[str]:
    """Every page of a site but robots.txt: lists, sitemap, articles."""
    lists = [f"{root}/list/{n}.html" for n in range(1, lists_of(count) + 1)]
    return [*lists, f"{root}/sitemap.xml.gz", *(f"{root}/a/{n}.html" for n in range(count))]


def lists_of(count: int) -> int:
    return -(-count // PER_LIST)


def article(number: int, *, typical: bool = False) -> str:
    pick = random.Random(number)
    head, foot = _typical_frame(number % 16) if typical else _frame(number % 16)
    paragraphs, size = [], 0
    while size < (TYPICAL_CHARACTERS if typical else CHARACTERS):
        text = "".join(_sentence(pick) for _ in range(3))
        paragraphs.append(f"<p>　　{text}</p>")
        size += len(text)
    title = _title(number)
    return (
        f"{head}<title>{title}_试验报</title></head><body><div class='nav'>{foot}</div>"
        f"<h1>{title}</h1><div class='info'>2026年5月12日 {number % 24:02}:{number % 60:02}"
        f" 来源：试验报 责任编辑：{pick.choice('王李张刘')}一民</div>"
        f"<div class='text'>{''.join(paragraphs)}</div><div class='foot'>版权所有</div></body>"
    )


def listing(number: int, count: int) -> str:
    first = (number - 1) * PER_LIST
    shown = [*range(first, min(first + PER_LIST, count)), *range(min(10, count))]
    items = "".join(f"<li><a href='../a/{n}.html'>{_title(n)}</a></li>" for n in shown)
    more = f"<a class='next' href='{number + 1}.html'>更多</a>" if first + PER_LIST < count else ""
    head, foot = _frame(number % 16)
    return f"{head}<title>新闻</title></head><body>{foot}<ul class='news'>{items}</ul>{more}</body>"


def sitemap(root: str, count: int) -> bytes:
    items = "".join(
        f"<url><loc>{root}/a/{n}.html</loc><news:news><news:title>{_title(n)}</news:title>"
        "<news:publication_date>2026-05-12T08:00:00+08:00</news:publication_date></news:news></url>"
        for n in range(min(count, IN_SITEMAP))
    )
    text = (
        '<?xml version="1.0" encoding="UTF-8"?><urlset'
        ' xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        f' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{items}</urlset>'
    )
    return gzip.compress(text.encode(), 6, mtime=0)


def _title(number: int) -> str:
    pick = random.Random(-number - 1)
    return f"{pick.choice(PLACES)}{pick.choice(SUBJECTS)}{pick.choice(ACTS)}，{number}户受益"


def _sentence(pick: random.Random) -> str:
    return (
        f"{pick.choice(VOICES)}，{pick.choice(PLACES)}{pick.choice(SUBJECTS)}{pick.choice(ACTS)}，"
        f"涉及{pick.randint(3, 980)}户，{pick.choice(EFFECTS)}百分之{pick.randint(2, 89)}。"
    )


@cache
def _frame(kind: int) -> tuple[str, str]:
    """What a page has before its title, and its navigation: long, and no two kinds alike."""
    pick = random.Random(f"frame {kind}")
    head, links = _head(pick, 800), ""
    while len((head + links).encode()) < TRASH:
        word = pick.choice(SUBJECTS) + pick.choice(ACTS)
        links += f"<a class='c{pick.randrange(99)}' href='/c/{pick.randrange(10**6)}/'>{word}</a>\n"
    return head, links


@cache
def _typical_frame(kind: int) -> tuple[str, str]:
    pick = random.Random(f"typical frame {kind}")
    head, items = _head(pick, TYPICAL_SCRIPT), ""
    while len(items.encode()) < TYPICAL_MARKUP:
        word = pick.choice(SUBJECTS) + pick.choice(ACTS)
        style = f" style='{STYLE};left:{pick.randrange(999)}px'"
        items += (
            f"<li class='item c{pick.randrange(99)}'{style}><i class='icon'></i>"
            f"<span{style} data-id='{pick.getrandbits(128):x}'>{pick.choice(PLACES)}</span>"
            f"<a target='_blank' href='/c/{pick.getrandbits(64):x}/'>{word}</a></li>\n"
        )
    return head, f"<ul>{items}</ul>"


def _head(pick: random.Random, script: int) -> str:
    """The start of a page, with a script of about so many bytes."""
    return (
        "<!DOCTYPE html><html lang='zh'><head><meta charset='utf-8'>"
        f"<script>var page={{k:'{pick.getrandbits(4 * script):x}'}}</script>"
    )


class Site(asyncio.Protocol):
    """One connection, kept alive."""

    totals: ClassVar[Counter[str]] = Counter()
    root = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._input = b""

    def data_received(self, data: bytes) -> None:
        self._input += data
        while b"\r\n\r\n" in self._input:
            head, _, self._input = self._input.partition(b"\r\n\r\n")
            self._answer(head.decode("latin-1").split("\r\n"))

    def _answer(self, lines: list[str]) -> None:
        path = lines[0].split(" ")[1]
        tag = f'"{path}"'
        fields = dict(line.lower().split(": ", 1) for line in lines[1:])
        if fields.get("if-none-match") == tag:
            self._send("304 Not Modified", f"ETag: {tag}\r\n", b"")
            return
        kind, body = page(self.root, path)
        head = f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\nETag: {tag}\r\n"
        self._send("200 OK" if kind else "404 Not Found", head, body)

    def _send(self, status: str, head: str, body: bytes) -> None:
        data = f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body
        self.totals["requests"] += 1
        self.totals["bytes"] += len(data)
        self.totals[status[:3]] += 1
        self._transport.write(data)  # type: ignore[attr-defined]


def page(root: str, path: str) -> tuple[str, bytes]:
    """Content type and body of a path; both empty where there is none."""
    if path == "/robots.txt":
        return "text/plain", b"User-agent: *\nDisallow: /private/\n"
    if path == "/totals":
        return "application/json", json.dumps(Site.totals).encode()
    _, count, kind, *rest = path.split("/")
    typical, size = count.endswith(TYPICAL), int(count.removesuffix(TYPICAL))
    if kind == "sitemap.xml.gz":
        return "application/gzip", sitemap(f"{root}/{count}", size)
    number = int(rest[0].removesuffix(".html"))
    text = article(number, typical=typical) if kind == "a" else listing(number, size)
    return "text/html; charset=utf-8", text.encode()


class Running:
    """The site in a process of its own; ``root`` is its address."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen([sys.executable, __file__], stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        self.root = self._process.stdout.readline().decode().strip()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def totals(self) -> Counter[str]:
        with urllib.request.urlopen(f"{self.root}/totals") as answer:
            return Counter(json.load(answer))


async def serve() -> None:
    server = await asyncio.get_running_loop().create_server(Site, "127.0.0.1", 0)
    Site.root = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    print(Site.root, flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve())
