"""Pages that list a host's articles, in the ways the sources do: feeds, sitemaps, papers ..."""

import gzip
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from html import escape
from urllib.parse import urlencode

from large_world_articles import ISSUES, Listed, address, html
from large_world_hosts import Host
from large_world_server import Answer
from large_world_texts import LAST_DAY

Pages = Iterator[tuple[str, Answer]]
PARTS = 5
SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
RECORDS = 45
"""How many records of a jpage column are asked for at a time."""


def lists(host: Host, links: Sequence[Listed], bases: Mapping[str, str]) -> Pages:
    """All list pages of the host, by address; ``bases`` are the hosts' own addresses."""
    return KINDS[host.kind](host, links, bases[host.articles_on or host.id])


def second_list(host: Host, links: Sequence[Listed], bases: Mapping[str, str]) -> Pages:
    """A short feed on the server that has the articles of a host that only lists them."""
    return _feed(replace(host, form="rss", list="/rss.xml"), links[:8], bases[host.articles_on])


def _shares(links: Sequence[Listed], size: int) -> Iterator[Sequence[Listed]]:
    return (links[at : at + size] for at in range(0, len(links), size))


def _listing(host: Host, links: Sequence[Listed], base: str) -> Pages:
    pages = list(_shares(links, -(-len(links) // PARTS) if host.more else len(links)))
    names = [host.list, *(_more(host, number) for number in range(2, len(pages) + 1))]
    for number, (name, page) in enumerate(zip(names, pages, strict=True), 1):
        items = "".join(_item(host, link) for link in page)
        pager = _list_pager(host, names, number) if len(names) > 1 else ""
        yield name, html(host, _shell(host, f'<ul class="list">{items}</ul>{pager}'), LAST_DAY)


def _more(host: Host, number: int) -> str:
    return host.more.format(n=number, before=number - 1)


def _item(host: Host, link: Listed) -> str:
    box, words = f'<a href="{escape(link.target)}">', escape(link.title)
    if host.form == "css":
        return f'<li><div class="pic2">{box}{words}</a></div></li>'
    return f"<li>{box}{words}</a><span>{link.at:%Y-%m-%d}</span></li>"


def _list_pager(host: Host, names: Sequence[str], number: int) -> str:
    following = names[number] if number < len(names) else ""
    if host.form == "trs":
        return f'<script>createPageHTML({len(names)}, {number - 1}, "index", "html");</script>'
    if host.form == "numbered":
        return "".join(f'<a href="{name}">{at}</a>' for at, name in enumerate(names, 1))
    if not following:
        return ""
    form = {
        "link": '<a href="{}">下一页</a>',
        "next": '<a rel="next" href="{}">&gt;</a>',
        "tagname": '<a title="下一页" href="javascript:void(0)" tagname="{}">下一页</a>',
        "css": '<div class="next"><a href="{}">older</a></div>',
    }[host.form]
    return form.format(following)


def _shell(host: Host, inner: str) -> str:
    return (
        f'<html><head><meta charset="{host.charset}"><title>-</title></head><body>'
        f'<div class="nav"><a href="/">-</a> <a href="/about.html">?</a></div>{inner}'
        '<a href="https://www.example.org/elsewhere">-</a></body></html>'
    )


def _epaper(host: Host, links: Sequence[Listed], base: str) -> Pages:
    """Issues of PARTS pages, each with links to the issue's other pages and the day before."""
    for back in range(ISSUES):
        day = LAST_DAY - timedelta(days=back)
        issue = [link for link in links if link.at == day]
        pages = list(_shares(issue, -(-len(issue) // PARTS)))
        names = [_node(host, day, number) for number in range(1, len(pages) + 1)]
        nodes = [*names, _node(host, day - timedelta(days=1), 1)]
        plates = "".join(f'<a href="{name}">版</a>' for name in nodes)
        for name, page in zip(names, pages, strict=True):
            items = "".join(
                f'<li><a href="{escape(link.target)}">{escape(link.title)}</a></li>'
                f'<area href="{escape(link.target.replace("/pc/", "/pad/", 1))}">'
                for link in page
            )
            yield name, html(host, _shell(host, f"{plates}<ul>{items}</ul>"), day)


def _node(host: Host, day: datetime, number: int) -> str:
    return host.list.format(at=day, page=number)


def _feed(host: Host, links: Sequence[Listed], base: str) -> Pages:
    one = {
        "rss": "<item><title>{t}</title><link>{u}</link><pubDate>{d:%a, %d %b %Y %H:%M:%S} +0800"
        "</pubDate></item>",
        "rdf": "<item><title>{t}</title><link>{u}</link></item>",
        "atom": '<entry><title>{t}</title><link href="{u}"/><id>{u}</id><updated>{i}</updated>'
        "</entry>",
    }[host.form]
    shell = {
        "rss": '<rss version="2.0"><channel><title>-</title>{}</channel></rss>',
        "rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns="http://purl.org/rss/1.0/"><channel><title>-</title></channel>{}</rdf:RDF>',
        "atom": '<feed xmlns="http://www.w3.org/2005/Atom"><title>-</title>{}</feed>',
    }[host.form]
    items = "".join(
        one.format(t=escape(k.title), u=escape(base + k.target), d=k.at, i=k.at.isoformat())
        for k in links
    )
    yield host.list, _xml(shell.format(items))


def _sitemap(host: Host, links: Sequence[Listed], base: str) -> Pages:
    if host.form == "index":
        parts = list(_shares(links, -(-len(links) // PARTS)))
        names = [host.more.format(n=number) for number in range(1, len(parts) + 1)]
        children = "".join(f"<sitemap><loc>{base}{name}</loc></sitemap>" for name in names)
        yield host.list, _xml(f'<sitemapindex xmlns="{SITEMAPS}">{children}</sitemapindex>')
        for name, part in zip(names, parts, strict=True):
            packed = gzip.compress(_urls(part, base, news=True).body, mtime=0)
            yield name, Answer(packed, "application/x-gzip", f'"{len(packed)}"')
    else:
        yield host.list, _urls(links, base, news=host.form == "news")


def _urls(links: Sequence[Listed], base: str, *, news: bool) -> Answer:
    entries = "".join(
        f"<url><loc>{escape(base + link.target)}</loc>"
        + (
            f"<news:news><news:publication_date>{link.at.isoformat()}</news:publication_date>"
            f"<news:title>{escape(link.title)}</news:title></news:news></url>"
            if news
            else f"<lastmod>{LAST_DAY.isoformat()}</lastmod></url>"
        )
        for link in links
    )
    return _xml(f'<urlset xmlns="{SITEMAPS}" xmlns:news="{NEWS}">{entries}</urlset>')


def _xml(text: str) -> Answer:
    body = f'<?xml version="1.0" encoding="utf-8"?>{text}'.encode()
    return Answer(body, "application/xml", f'W/"{len(body)}"')


def _json(host: Host, links: Sequence[Listed], base: str) -> Pages:
    """Without validators: such interfaces are written anew for each who asks."""
    name = host.rule["date"]
    rows = [
        {"title": f"<em>{k.title}</em>", "url": base + k.target, name: f"{k.at:%Y-%m-%d %H:%M:%S}"}
        for k in links
    ]
    yield host.list, Answer(json.dumps({"data": {"results": rows}}).encode(), "application/json")


def _jpage(host: Host, links: Sequence[Listed], base: str) -> Pages:
    def records(part: Sequence[Listed]) -> str:
        return "".join(
            f'<record><![CDATA[<li><a href="{escape(link.target)}">{escape(link.title)}</a>'
            f"<span>[{link.at:%Y-%m-%d}]</span></li>]]></record>"
            for link in part
        )

    first = (
        f'<div id="8675"><script type="text/xml"><datastore>{records(links[:15])}</datastore>'
        "</script></div><script>var p = {webid:3,columnid:1190,unitid:'8675'};"
        f"$('#8675').jpage({{totalRecord:{len(links)}, perPage:15}});</script>"
    )
    yield host.list, html(host, _shell(host, first), LAST_DAY)
    for at, part in enumerate(_shares(links, RECORDS)):
        query = {
            "col": "1", "columnid": "1190", "endrecord": f"{(at + 1) * RECORDS}",
            "path": base + "/", "permissiontype": "0", "perpage": f"{RECORDS}",
            "sourceContentType": "1", "startrecord": f"{at * RECORDS + 1}", "unitid": "8675",
            "webid": "3", "webname": "x",
        }  # fmt: skip
        total = f"<totalrecord>{len(links)}</totalrecord>"
        text = f"<datastore>{total}<recordset>{records(part)}</recordset></datastore>"
        yield f"{host.more}?{urlencode(query)}", _xml(text)


def _datasource(host: Host, links: Sequence[Listed], base: str) -> Pages:
    shown, *parts = _shares(links, -(-len(links) // PARTS))
    names = [address(host, host.more, number, LAST_DAY) for number in range(1, len(parts) + 1)]
    ids = [name.removeprefix("/ds_").removesuffix(".json") for name in names]
    boxes = "".join(f'<div class="list" data="datasource:{name}"></div>' for name in ids)
    items = "".join(f"<p>{_item(host, link)}</p>" for link in shown)
    yield host.list, html(host, _shell(host, boxes + items), LAST_DAY)
    for name, part in zip(names, parts, strict=True):
        rows = [
            {
                "title": k.title,
                "publishUrl": "." + k.target,
                "publishTime": f"{k.at:%Y-%m-%d %H:%M}",
            }
            for k in part
        ]
        body = json.dumps({"datasource": rows}, ensure_ascii=False).encode()
        yield name, Answer(body, "application/json", f'"{len(body)}"')


KINDS: Mapping[str, Callable[[Host, Sequence[Listed], str], Pages]] = {
    "listing": _listing,
    "epaper": _epaper,
    "feed": _feed,
    "sitemap": _sitemap,
    "json": _json,
    "jpage": _jpage,
    "datasource": _datasource,
}
