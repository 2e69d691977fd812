"""Electronic editions of printed papers (数字报): Founder A1, A2 and B, dbw's szbz, joyhua."""

from crawler.families.base import Family, patterns

EPAPERS = (
    Family(
        "founder_a2",
        urls=patterns(r"/(?:pc|pad)/paper/(?:c|con|content)/\d{6}/\d{2}/(?:content_|c)\w+\.html?"),
        markers=('id="PreTitle"',),
        selectors={
            "title": ("#Title", "founder-title", "#main-title"),
            "kicker": ("#PreTitle",),
            "subtitle": ("#SubTitle",),
            "author": ("#Author", "founder-author"),
            "body": ("founder-content", "#ozoom", "#content"),
            "images": ("div.attachment img", "founder-content img"),
        },
        epaper=True,
    ),
    Family(
        "founder_a1",
        urls=patterns(r"/(?:pc|pad)/(?:con|content|c)/\d{6}/\d{2}/(?:content_|c)\w+\.html?"),
        markers=("newsdetatit", 'id="ScroLeft"'),
        selectors={
            "title": ("div.newsdetatit h3", "founder-title", "#ScroLeft h3"),
            "kicker": ("#ScroLeft div.intro", "div.newsdetatit .intro"),
            "subtitle": ("#ScroLeft div.sub", "div.newsdetatit .sub"),
            "author": ("founder-author", "#ScroLeft .author"),
            "body": ("founder-content", "#ozoom"),
            "images": ("div.pic img", "founder-content img"),
        },
        epaper=True,
    ),
    Family(
        "founder_b",
        urls=patterns(r"/html/\d{4}-\d{2}/\d{2}/content_\d+(?:_\d+)?\.html?"),
        selectors={
            "title": ("founder-title", "td.font01", "tr[valign=top] strong", ".font01"),
            "kicker": ("td.font02",),
            "body": ("founder-content", "#ozoom"),
            "images": ("#ozoom img", "founder-content img", "table.tupian img"),
        },
        epaper=True,
    ),
    Family(
        "szbz",
        urls=patterns(r"/html/szbz/\d{8}/szbz\w+\.html?"),
        selectors={
            "title": ("div.title", 'td[height="40"]'),
            "body": ("div.content", "#ozoom"),
            "images": ("div.content img", "#ozoom img"),
        },
        epaper=True,
    ),
    Family(
        "joyhua",
        urls=patterns(r"/\d{8}/html/content_\d{8,20}\.html?"),
        markers=("bmnr_con_con",),
        selectors={
            "title": ("div.bmnr_con_biaoti", ".bmnr_con_biaoti"),
            "kicker": (".bmnr_con_yinti",),
            "subtitle": (".bmnr_con_zhuti", ".bmnr_con_futi"),
            "author": (".bmnr_con_zuozhe",),
            "body": ("div.bmnr_con_con", ".bmnr_con_con"),
            "images": (".bmnr_con_con img",),
        },
        epaper=True,
    ),
)
