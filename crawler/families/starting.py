"""The English sources the project began with: SCMP, EJ Insight, GZERO Media, NewsChina."""

from crawler.families.base import Family, patterns

STARTING = (
    Family("scmp", urls=patterns(r"//(?:www\.)?scmp\.com/.*/article/\d+")),
    Family(
        "ejinsight",
        urls=patterns(r"ejinsight\.com/eji/article/id/\d+"),
        selectors={
            "title": ("h1",),
            "body": (".content_text",),
            "images": (".content_text img",),
        },
    ),
    Family(
        "gzero",
        urls=patterns(r"gzeromedia\.com/(?!feeds|search)[\w/-]{8,}"),
        selectors={"title": ("h1.widget__headline", "h1"), "body": (".body-description",)},
    ),
    Family(
        "newschina",
        urls=patterns(r"newschinamag\.com/newschina/articleDetail\.do"),
        selectors={
            "title": (".article .title", ".title"),
            "kicker": (".article .section",),
            "author": (".article .desc", ".desc"),
            "body": (".article .content", ".content"),
            "images": (".content img",),
        },
    ),
)
