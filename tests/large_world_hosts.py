"""The hosts of the generated world: every page family, every way of listing articles.

``article``, ``part`` and ``more`` are addresses with ``n`` (the article's number, or the list page
counted from 1; ``before`` is one less), ``p`` (the part's number), ``at`` (when the article came
out) and ``h`` (32 hexadecimal digits).
"""

from dataclasses import dataclass, field
from typing import Any, Literal

Shown = Literal["minute", "day"]
QUICK = 0.02


@dataclass(frozen=True, slots=True)
class Host:
    """One host and the source that is crawled there. ``delay`` and ``crawl_delay`` in seconds."""

    id: str
    family: str
    kind: str
    skin: str
    article: str
    list: str
    allow: str
    more: str = ""
    form: str = ""
    """Of its kind: how a list's next page is told, which dialect of feed or sitemap it is."""
    rule: dict[str, Any] = field(default_factory=dict)
    part: str = ""
    language: Literal["zh", "zh-Hant", "en"] = "zh"
    charset: str = "utf-8"
    codec: str = ""
    box: str = ""
    shown: Shown = "minute"
    delay: float = QUICK
    crawl_delay: float = 0.0
    articles_on: str = ""
    """Another host of this source that has the articles; this one then only lists them."""

    @property
    def is_slow(self) -> bool:
        return self.spacing >= 1

    @property
    def spacing(self) -> float:
        """What must lie between two requests."""
        return max(self.delay, self.crawl_delay)


EPAPERS = (
    Host(
        "daily-a1", "founder_a1", "epaper", "founder_a1",
        "/pc/content/{at:%Y%m/%d}/content_{n}.html",
        "/pc/layout/{at:%Y%m/%d}/node_{page:02d}.html", r"/pc/content/\d{6}/\d{2}/content_\d+\.html$",
        form="/pc/layout/{YYYYMM}/{DD}/node_01.html", shown="day",
    ),
    Host(
        "daily-a2", "founder_a2", "epaper", "founder_a2",
        "/rb/pc/paper/con/{at:%Y%m/%d}/content_{n}.html",
        "/rb/pc/paper/layout/{at:%Y%m/%d}/node_{page:02d}.html",
        r"/rb/pc/paper/con/\d{6}/\d{2}/content_\d+\.html$",
        form="/rb/pc/paper/layout/{YYYYMM}/{DD}/node_01.html", shown="day",
    ),
    Host(
        "daily-b", "founder_b", "epaper", "founder_b",
        "/wb/html/{at:%Y-%m/%d}/content_{n}_1.htm", "/wb/html/{at:%Y-%m/%d}/node_{page}.htm",
        r"/wb/html/\d{4}-\d{2}/\d{2}/content_\w+\.htm$", charset="gb2312", codec="gb18030",
        form="/wb/html/{YYYY}-{MM}/{DD}/node_1.htm", shown="day",
        rule={"article": r"/content_\w+\.htm$"},
    ),
    Host(
        "szbz", "szbz", "epaper", "szbz", "/Html/szbz/{at:%Y%m%d}/szbz{n}.Html",
        "/Html/szbz/{at:%Y%m%d}/szbzA{page}.Html", r"(?i)/html/szbz/\d{8}/szbz\d{3,}\.html$",
        form="/Html/szbz/{YYYYMMDD}/szbzA1.Html", charset="gb2312", codec="gb18030", shown="day",
        rule={"node": r"(?i)/szbzA\d{1,2}\.html$", "article": r"(?i)/szbz\d{3,}\.html$"},
    ),
    Host(
        "joyhua", "joyhua", "epaper", "joyhua", "/rb/{at:%Y%m%d}/html/content_{at:%Y%m%d}{n}.htm",
        "/rb/{at:%Y%m%d}/html/page_{page:02d}.htm", r"/rb/\d{8}/html/content_\d+\.htm$",
        form="/rb/{YYYYMMDD}/html/page_01.htm", shown="day",
        rule={"node": r"/page_\d+\.htm$", "article": r"/content_\d+\.htm$"},
    ),
)  # fmt: skip

PORTALS = (
    Host(
        "enp", "founder_enp", "listing", "ybrbnews", "/content/{at:%Y-%m/%d}/content_{n}.html",
        "/xw/index.html", r"/content/\d{4}-\d{2}/\d{2}/content_\d+\.html", "/xw/index_{n}.html",
        "numbered",
    ),
    Host(
        "people", "people", "listing", "people", "/n1/{at:%Y/%m%d}/c1004-{n}.html",
        "/GB/70846/index.html", r"/n1/\d{4}/\d{4}/c\d+-\d+\.html$", "/GB/70846/index{n}.html",
        "link", part="/n1/{at:%Y/%m%d}/c1004-{n}-{p}.html", charset="gb2312", codec="gb18030",
    ),
    Host(
        "xinhua", "xinhua", "datasource", "xinhua", "/{at:%Y%m%d}/{h}/c.html", "/xw.htm",
        r"/\d{8}/[0-9a-f]{32}/c\.html", "/ds_{h}.json",
    ),
    Host(
        "chinanews", "chinanews", "feed", "chinanews", "/gn/{at:%Y/%m-%d}/{n}.shtml",
        "/rss/scroll-news.xml", r"/\d{4}/\d{2}-\d{2}/\d+\.shtml", form="rss",
    ),
    Host(
        "system", "system_cms", "sitemap", "dbw", "/system/{at:%Y/%m/%d}/{n:09d}.shtml",
        "/sitemap.xml", r"/system/\d{4}/\d{2}/\d{2}/\d+\.shtml$", "/news_{n}.xml.gz", "index",
        part="/system/{at:%Y/%m/%d}/{n:09d}_{p:02d}.shtml", charset="gbk", codec="gb18030",
    ),
    Host(
        "wechat", "wechat", "json", "wechat", "/s/{h}.html", "/list?begin=0",
        r"/s/[0-9a-f]{32}\.html", rule={"items": "data.results", "date": "time"},
    ),
    Host(
        "evening", "generic", "listing", "corporate", "/xwzx/{at:%Y-%m-%d}/{n}.html", "/xwzx/",
        r"/xwzx/\d{4}-\d{2}-\d{2}/\d+\.html", crawl_delay=1.0, delay=0.2,
    ),
    Host(
        "patient", "generic", "listing", "cnjiwang", "/xwzx/{at:%Y-%m-%d}/{n}.html", "/xwzx/",
        r"/xwzx/\d{4}-\d{2}-\d{2}/\d+\.html", delay=1.0,
    ),
    Host(
        "harbour", "generic", "feed", "jiemian", "/news/{at:%Y/%m/%d}/{n}.html", "/atom.xml",
        r"/news/\d{4}/\d{2}/\d{2}/\d+\.html", form="atom", language="zh-Hant", charset="big5",
        codec="big5hkscs",
    ),
)  # fmt: skip

GOVERNMENT = (
    Host(
        "central", "gov_cn", "listing", "gov_cn", "/yaowen/liebiao/{at:%Y%m}/content_{n}.htm",
        "/yaowen/index.htm", r"/\d{6}/content_\d+\.htm", "/yaowen/home_{before}.htm", "next",
    ),
    Host(
        "ucap", "ucap", "json", "gov_meta", "/xw/c104535/{at:%Y%m}/c01_{n}.shtml",
        "/common/search/5b80?_isJson=true&page=1", r"/c\d+/\d{6}/c\d{2}_\d+\.shtml", box="zoomcon",
        rule={"items": "data.results", "date": "publishedTimeStr"}, articles_on="ucap-pages",
    ),
    Host(
        "jpage", "jpage", "jpage", "gov_meta",
        "/art/{at:%Y}/{at.month}/{at.day}/art_1190_{n}.html", "/col/col1190/index.html",
        r"/art/\d{4}/\d{1,2}/\d{1,2}/art_\d+_\d+\.html",
        "/module/web/jpage/dataproxy.jsp", box="zoom",
    ),
    Host(
        "trs", "trs", "listing", "gov_meta", "/zw/{at:%Y%m}/t{at:%Y%m%d}_{n}.html",
        "/zw/index.html", r"/\d{6}/t\d{8}_\d+\.html$", "/zw/index_{before}.html", "trs",
        part="/zw/{at:%Y%m}/t{at:%Y%m%d}_{n}_{before}.html", box="TRS_Editor",
    ),
    Host(
        "huilan", "huilan", "listing", "gov_meta", "/zc/{at:%Y%m%d}{n:09d}/index.shtml",
        "/tzgg/index.shtml", r"/zc/\d{17}/index\.shtml", "/tzgg/57426d9f-{n}.shtml", "tagname",
        box="TRS_Editor", rule={"next": 'a[title="下一页"]'},
    ),
    Host(
        "glist", "glist", "listing", "glist", "/html/18/{at:%Y%m}/a{h:.16}.html", "/bmdt/glist.html",
        r"/html/18/\d+/\w+\.html", "/bmdt/glist_{n}.html", "link",
    ),
    Host(
        "vsb", "vsb", "listing", "gov_meta", "/info/1190/{n}.htm", "/xw.htm", r"/info/\d+/\d+\.htm",
        "/xw/{n}.htm", "link", box="vsb",
    ),
)  # fmt: skip

ENGLISH = (
    Host(
        "wordpress", "wordpress", "feed", "wordpress", "/{at:%Y/%m}/story-number-{n}/", "/feed/",
        r"/\d{4}/\d{2}/[\w-]+/", form="rss", language="en",
    ),
    Host(
        "scmp", "scmp", "sitemap", "scmp", "/economy/article/{n}/story-number-{n}", "/news.xml",
        r"/economy/article/\d+/[\w-]+", form="news", language="en",
    ),
    Host(
        "ejinsight", "ejinsight", "listing", "ejinsight", "/eji/article/id/{n}/{at:%Y%m%d}-Story",
        "/eji/category/world", r"/eji/article/id/\d+/20\d{6}-[\w-]+", "/eji/category/world/{n}",
        "css", rule={"links": ".pic2 > a", "next": ".next > a"}, language="en",
    ),
    Host(
        "gzero", "gzero", "sitemap", "gzero", "/news/one-more-story-number-{n}", "/map.xml",
        r"/news/\w+(?:-\w+){3,}", form="plain", language="en",
    ),
    Host(
        "newschina", "newschina", "listing", "newschina",
        "/newschina/articleDetail.do?article_id={n}&magazine_id=128", "/",
        r"/newschina/articleDetail\.do\?(?=.*article_id=\d+)", language="en", shown="day",
    ),
    Host(
        "weekly", "generic", "feed", "english", "/business/{at:%Y/%m}/story-number-{n}", "/rdf.xml",
        r"/business/\d{4}/\d{2}/[\w-]+", form="rdf", language="en",
    ),
)  # fmt: skip

HOSTS = (*EPAPERS, *PORTALS, *GOVERNMENT, *ENGLISH)
ADDRESSES = tuple(dict.fromkeys(name for h in HOSTS for name in (h.id, h.articles_on) if name))
