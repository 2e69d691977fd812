"""News sites: Founder ENP, people.com.cn, Xinhua, chinanews, /system/ CMS, WordPress, WeChat."""

from crawler.families.base import Family, patterns

PORTALS = (
    Family(
        "founder_enp",
        urls=patterns(r"/content/\d{4}-\d{2}/\d{2}/content_\d+(?:_\d+)?\.html?"),
        markers=("<!--enpcontent", "<!--enpproperty"),
        selectors={
            "title": (".article-title", "founder-title"),
            "date": (".article-info .time",),
            "origin": (".article-info .from",),
            "author": (".article-info .writer",),
            "body": ("founder-content", ".article-content"),
        },
    ),
    Family(
        "people",
        urls=patterns(r"people\.com\.cn/n\d?/\d{4}/\d{4}/c\d+-\d+(?:-\d+)?\.html"),
        markers=('class="rm_txt_con', 'id="rwb_zw"'),
        selectors={
            "title": (".rm_txt h1", ".text_title h1", ".title h1", "h1"),
            "kicker": (".rm_txt .pre", ".text_title .pre", "h3.pre"),
            "subtitle": (".rm_txt .sub", ".text_title .sub", "h4.sub"),
            "author": (".rm_txt .author", "p.author"),
            "date": (".channel .col-1-1", ".box01 .fl", ".p2j_text .sou", ".channel"),
            "origin": (".channel .col-1-1 a", ".box01 .fl a", ".p2j_text .sou a"),
            "editor": ("div.edit", ".edit", "#p_editor"),
            "body": ("div.rm_txt_con", "#rwb_zw", ".show_text"),
            "images": ("div.rm_txt_con img", "#rwb_zw img", ".show_text img"),
        },
        drop=".paper_num, #rwb_tjyd, .rm_txt_con .edit, .w860 .edit, .zdfy, .otitle",
    ),
    Family(
        "xinhua",
        urls=patterns(
            r"(?:xinhuanet\.com|news\.cn)/.*(?:/\d{8}/[0-9a-f]{32}/c\.html|/\d{4}-\d{2}/\d{2}/c_\d+\.htm)"
        ),
        markers=('id="detailContent"', 'class="header-time', 'id="p-detail"'),
        selectors={
            "title": (".head-line .title", ".h-title", ".head-line h1"),
            "date": (".header-time", ".h-time", ".info .time"),
            "origin": ("div.source", "em#source", ".h-info .aticle-src"),
            "editor": (".editor", ".p-jc", "#articleEdit"),
            "body": ("#detailContent", "#p-detail", "#detail"),
            "images": ("#detailContent img", "#detail img", "#p-detail img"),
        },
        drop="#articleEdit, .p-tags, .tadd, .lb",
    ),
    Family(
        "chinanews",
        urls=patterns(r"chinanews\.com(?:\.cn)?/.*/\d+\.s?html"),
        markers=('class="left_zw',),
        selectors={
            "title": ("h1.content_left_title", ".content_title h1", "#cont_1_1_2 h1", "h1"),
            "date": ("div.left-t", ".content_left_time", ".left_time"),
            "editor": (".left_name", ".adEditor"),
            "body": ("div.left_zw", ".content_desc"),
            "images": ("div.left_zw img", ".left_ph img"),
        },
        drop=".left_zw .adInContent, .adEditor",
    ),
    Family(
        "system_cms",
        urls=patterns(r"/system/\d{4}/\d{2}/\d{2}/\d{6,12}(?:_\d+)?\.s?html?"),
        markers=("<!--enorth cms page",),
        selectors={
            "body": (
                "#contenttext", "#zoom", "#content .article", ".article-content", ".content_text",
            ),
        },
    ),
    Family(
        "wechat",
        markers=('id="js_content"',),
        selectors={
            "title": ("#activity-name", "h1.rich_media_title"),
            "origin": ("#js_name", "#profileBt a"),
            "body": ("#js_content",),
            "images": ("#js_content img",),
        },
    ),
    Family(
        "wordpress",
        markers=("/wp-content/", "/wp-json/"),
        selectors={
            "title": ("h1.entry-title", ".entry-header h1", "h1.post-title"),
            "date": ("time.entry-date", ".entry-date", "time.published"),
            "author": (".entry-meta .author .fn", ".byline .author", ".author.vcard"),
        },
    ),
)  # fmt: skip
