"""Pages of a source in its family's layout, made from the facts in ``fixtures/sources/_cases``.

An article page is a skin (``_skins/<name>.html``) filled with the source's title, time, origin and a
story of ours; a list page is written here, with links as that family writes them.
"""

import base64
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from string import Template
from urllib.parse import quote, urlsplit
from xml.sax.saxutils import escape

from source_stories import STORIES

FOLDER = Path(__file__).parent / "fixtures" / "sources"
BOXES = {
    "TRS_Editor": '<div class="view TRS_Editor">{}</div>',
    "TRS_UEDITOR": '<div class="view TRS_UEDITOR trs_paper_default">{}</div>',
    "UCAP": '<div id="UCAP-CONTENT">{}</div>',
    "zoomcon": '<div class="article_content" id="zoomcon">{}</div>',
    "zoom": '<div id="zoom">{}</div>',
    "vsb": '<div id="vsb_content"><div class="v_news_content">{}</div></div>',
    "article": '<div class="article_txt">{}</div>',
}


@dataclass(frozen=True, slots=True)
class Case:
    """One source's page: what its site would serve and what must be read from it."""

    skin: str
    list: str
    list_url: str
    url: str
    other: str
    title: str
    published_at: str
    story: str
    charset: str = "utf-8"
    origin: str = ""
    author: str = ""
    editor: str = ""
    box: str = ""
    pager: str = ""
    more: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    """Fields that the layout prints in a way that is not read right yet."""

    @property
    def english(self) -> bool:
        return self.story.endswith("_en")

    @property
    def other_title(self) -> str:
        return "Another story from the same day" if self.english else "另一条消息"

    @property
    def words(self) -> tuple[str, str, str]:
        """Of links that are no articles: home, about, elsewhere."""
        return (
            ("Home", "About us", "Elsewhere")
            if self.english
            else ("首页", "关于我们", "别处的消息")
        )

    @property
    def printed(self) -> list[str]:
        """Paragraphs; an e-paper's first one names its writer."""
        first, *rest = STORIES[self.story]
        byline = f"本报讯（记者{self.author}）" if self.list == "epaper" and self.author else ""
        return [byline + first, *rest]

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.published_at)


def cases() -> dict[str, Case]:
    """All cases by source id."""
    found: dict[str, Case] = {}
    for path in sorted((FOLDER / "_cases").glob("*.toml")):
        for source_id, facts in tomllib.loads(path.read_text(encoding="utf-8")).items():
            found[source_id] = Case(**facts)
    return found


def article_page(case: Case, site: str) -> bytes:
    """The article's page as bytes in the case's charset."""
    indent = "" if case.english else "　　"
    body = "\n".join(f"<p>{indent}{escape(line)}</p>" for line in case.printed)
    words = {
        "title": case.title, "site": site, "charset": case.charset, "body": body,
        "origin": case.origin, "author": case.author, "editor": case.editor,
        "box": BOXES.get(case.box, "{}").format(body), "iso": case.published_at,
    }  # fmt: skip
    return skin_page(case.skin, case.moment, words).encode(case.charset)


def skin_page(skin: str, at: datetime, words: Mapping[str, str]) -> str:
    """The skin filled with ``words`` and with the time ``at`` in every way that skins show it."""
    values = {
        "kicker": "", "iso": at.isoformat(), "epoch": str(int(at.timestamp())),
        "day": f"{at:%Y-%m-%d}", "minute": f"{at:%Y-%m-%d %H:%M}", "clock": f"{at:%H:%M:%S}",
        "seconds": f"{at:%Y-%m-%d %H:%M:%S}", "cn_day": f"{at:%Y年%m月%d日}",
        "cn_minute": f"{at:%Y年%m月%d日 %H:%M}", "year": f"{at:%Y}", "month": f"{at:%m}",
        "mday": f"{at:%d}", "en_day": f"{at:%B %d, %Y}", "en_clock": f"{at:%H:%M}",
        "en_short": f"{at:%b %d, %Y}", "en_time": f"{at:%I:%M %p}",
    }  # fmt: skip
    return _skin(skin).substitute(values | dict(words))


@cache
def _skin(name: str) -> Template:
    return Template((FOLDER / "_skins" / f"{name}.html").read_text(encoding="utf-8"))


def list_page(case: Case) -> bytes:
    """The page that lists the article, another one, and links that are no articles."""
    match case.list:
        case "listing":
            text = _listing(case)
        case "epaper":
            text = _node(case)
        case "jpage":
            text = _jpage(case)
        case "datasource":
            text = _channel(case)
        case "json" | "gdelt":
            text = _json(case)
        case "sitemap":
            text = _sitemap(case)
        case _:
            text = _feed(case)
    return text.encode(case.charset)


def _href(case: Case, url: str) -> str:
    """As a site writes it: relative below the list, from the root on its host, else in full."""
    folder = case.list_url.rsplit("/", 1)[0] + "/"
    if url.startswith(folder) and urlsplit(case.list_url).path.count("/") > 1:
        return "./" + url.removeprefix(folder)
    same = urlsplit(url).netloc == urlsplit(case.list_url).netloc
    return "/" + url.split("/", 3)[3] if same else url


def _listing(case: Case) -> str:
    first, second = _href(case, case.url), _href(case, case.other)
    home, about, elsewhere = case.words
    following = _href(case, case.more[0]) if case.more else ""
    pager = {
        "trs": '<script>createPageHTML(5, 0, "index", "html");</script>',
        "link": f'<a href="{following}">下一页</a>',
        "next": f'<a rel="next" href="{following}">&gt;</a>',
        "tagname": f'<a title="下一页" href="javascript:void(0)" tagname="{following}">下一页</a>',
        "": "",
    }[case.pager]
    return f"""<html><head><meta charset="{case.charset}"><title>{home}</title></head><body>
<ul class="nav"><li><a href="/">{home}</a></li><li><a href="/about.html">{about}</a></li></ul>
<ul class="list"><li><a href="{first}">{case.title}</a><span>{case.moment:%Y-%m-%d}</span></li>
<li><a href="{second}">{case.other_title}</a><span>{case.moment:%Y-%m-%d}</span></li>
<li><a href="https://www.example.org/elsewhere">{elsewhere}</a></li></ul>
<div class="page">{pager}</div></body></html>"""


def _node(case: Case) -> str:
    return f"""<html><head><meta charset="{case.charset}"><title>版面</title></head><body>
<a href="{_href(case, case.list_url)}">第1版</a><a href="{_href(case, case.more[0])}">第2版</a>
<map><area shape="rect" coords="0,0,9,9" href="{_href(case, case.url)}"></map>
<ul><li><a href="{_href(case, case.url)}">{case.title}</a></li>
<li><a href="{_href(case, case.other)}">{case.other_title}</a></li></ul>
<a href="/about.html">关于我们</a></body></html>"""


def _jpage(case: Case) -> str:
    records = "".join(
        f'<record><![CDATA[<li><a target="_blank" href="{_href(case, url)}">{title}</a>'
        f'<span class="desc">[{case.moment:%Y-%m-%d}]</span></li>]]></record>'
        for url, title in ((case.url, case.title), (case.other, case.other_title))
    )
    return f"""<html><head><meta charset="utf-8"><title>栏目</title></head><body><a href="/">首页</a>
<div id="8675"><script type="text/xml"><datastore><recordset>{records}</recordset></datastore></script></div>
<script>var param_8675 = {{col:1,webid:3,path:'/',columnid:1190,unitid:'8675',webname:'x'}};
$('#8675').jpage({{totalRecord:60, perPage:15}});</script></body></html>"""


def _channel(case: Case) -> str:
    name = case.more[0].rsplit("/ds_", 1)[1].removesuffix(".json")
    return f"""<html><head><meta charset="utf-8"><title>{case.words[0]}</title></head><body>
<a href="/about.htm">{case.words[1]}</a><div class="list" data="datasource:{name}">
<p><a href="{_href(case, case.url)}">{case.title}</a></p><p><a href="{case.other}">{case.other_title}</a></p>
</div></body></html>"""


def _json(case: Case) -> str:
    shown = f"{case.moment:%Y-%m-%d %H:%M:%S}"
    rows = [
        {"title": title, "url": url, "publishedTimeStr": shown, "createDate": shown, "time": shown,
         "seendate": f"{case.moment:%Y%m%dT%H%M%SZ}", "domain": urlsplit(url).netloc}
        for url, title in ((case.url, case.title), (case.other, case.other_title))
    ]  # fmt: skip
    rows.append({"title": "no address"})
    both = {"results": rows, "data": rows, "articleList": rows}
    return json.dumps({"code": 0, "data": both, "articles": rows}, ensure_ascii=False)


def _sitemap(case: Case) -> str:
    entries = "".join(
        f"<url><loc>{url}</loc><news:news><news:publication><news:name>x</news:name>"
        "<news:language>en</news:language></news:publication>"
        f"<news:publication_date>{case.published_at}</news:publication_date>"
        f"<news:title>{escape(title)}</news:title></news:news></url>"
        for url, title in ((case.url, case.title), (case.other, case.other_title))
    )
    about = f"<url><loc>https://{urlsplit(case.url).netloc}/about</loc></url>"
    return (
        '<?xml version="1.0" encoding="utf-8"?><urlset'
        ' xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
        + entries
        + about
        + "</urlset>"
    )


def _feed(case: Case) -> str:
    at = case.moment
    items = []
    for url, title in ((case.url, case.title), (case.other, case.other_title)):
        link, shown, medium = url, title, ""
        if case.list == "bing":
            link = (
                f"http://www.bing.com/news/apiclick.aspx?ref=FexRss&tid=1&url={quote(url, safe='')}"
            )
        elif case.list == "google":
            code = base64.urlsafe_b64encode(b"\x08\x13\x22\x40" + url.encode() + b"\xd2\x01\x00")
            link = f"https://news.google.com/rss/articles/{code.decode().rstrip('=')}?oc=5"
            shown, medium = f"{title} - 示例网", '<source url="http://example.cn">示例网</source>'
        items.append(
            f"<item><title>{escape(shown)}</title><link>{escape(link)}</link>{medium}"
            + ("" if case.list == "rdf" else f"<pubDate>{format_datetime(at)}</pubDate>")
            + "</item>"
        )
    if case.list == "rdf":
        head = (
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
            ' xmlns="http://purl.org/rss/1.0/"><channel><title>x</title></channel>'
        )
        return f'<?xml version="1.0" encoding="utf-8"?>{head}{"".join(items)}</rdf:RDF>'
    extra = (
        "<item><title>关于</title><link>https://news.google.com/rss/articles/opaque</link></item>"
    )
    return (
        f'<?xml version="1.0" encoding="{case.charset}"?><rss version="2.0"><channel><title>x</title>'
        f"{''.join(items)}{extra if case.list == 'google' else ''}</channel></rss>"
    )
