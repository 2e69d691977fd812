"""Government portals: gov.cn, UCAP, jpage, TRS, huilan, glist, VSB. Meta tags are read before."""

from crawler.families.base import Family, patterns

_STANDARD_BODY = (
    "#UCAP-CONTENT", ".TRS_UEDITOR", ".TRS_Editor", "#zoomcon", "#zoom", "#Zoom", "#vsb_content",
    ".v_news_content",
)  # fmt: skip

GOVERNMENT = (
    Family(
        "gov_cn",
        urls=patterns(r"//(?:www\.)?gov\.cn/.*content_\d+\.html?"),
        selectors={
            "title": ("#ti", ".article h1", "h1"),
            "date": (".pages-date", ".article .date"),
            "origin": (".pages-date .font", ".laiyuan"),
            "editor": (".editor",),
            "body": ("#UCAP-CONTENT", ".pages_content", ".article_con"),
            "images": ("#UCAP-CONTENT img", ".pages_content img"),
        },
    ),
    Family(
        "ucap",
        urls=patterns(r"/c\d+/\d{6}/c\d{2}_\d+\.shtml"),
        markers=('id="zoomcon"',),
        selectors={
            "title": ("h1.article_title", ".article_title", "h1"),
            "date": ("span.date b", "span.date", ".article_date"),
            "origin": ("span.ly", "span.source"),
            "body": ("#zoomcon", "#UCAP-CONTENT"),
            "images": ("#zoomcon img",),
        },
    ),
    Family(
        "jpage",
        urls=patterns(r"/art/\d{4}/\d{1,2}/\d{1,2}/art_\d+_\d+\.html?"),
        selectors={"title": ("h1", ".title"), "body": ("#zoom", "#Zoom"), "images": ("#zoom img",)},
    ),
    Family(
        "trs",
        urls=patterns(r"/\d{6}/t\d{8}_\d+(?:_\d+)?\.s?html?"),
        markers=("TRS_Editor", "TRS_UEDITOR"),
        selectors={"body": _STANDARD_BODY, "images": (".TRS_Editor img", ".TRS_UEDITOR img")},
    ),
    Family(
        "huilan",
        urls=patterns(r"/(?:\d{17,19}|[0-9A-F]{32})/index\.s?html?"),
        selectors={
            "title": (".title", "h1"),
            "body": (".TRS_Editor", ".zsy_comain", *_STANDARD_BODY),
        },
    ),
    Family(
        "glist",
        markers=('class="arTitle"', 'class="arMeta"'),
        selectors={
            "title": (".arTitle h2", ".arTitle"),
            "date": (".arMeta small", ".arMeta"),
            "origin": (".arMeta small", ".arMeta"),
            "body": ("article .arBd", ".arBd"),
            "images": (".arBd img",),
        },
    ),
    Family(
        "vsb",
        urls=patterns(r"/info/\d+/\d+\.html?"),
        markers=('id="vsb_content', "v_news_content"),
        selectors={"body": ("#vsb_content", ".v_news_content", "[id^=vsb_content]")},
    ),
)
