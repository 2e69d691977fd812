"""Vanished pages: what a site says in place of an article that it took away, and the tombstones.

An article whose page answers 404 or 410, or says that it was deleted, keeps its text and gets
``vanished_at``. One such answer may be a hiccup: only the second, a day later, counts. The page is
asked for again each month for three months; when it is back, the tombstone goes.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from db.store import pages, vanished

GONE = "the page says that its article is gone"

SECOND_LOOK = timedelta(days=1)
LATER_LOOK = timedelta(days=30)
LAST_LOOK = timedelta(days=90)
"""Since the tombstone."""

_LINE = 60
_TITLE = 60
_SHORT, _TITLED = 120, 300
"""Characters of text that a notice has at most, the second if its title is one (bytes) too."""

_READ = 200_000
_WHAT = "(?:文章|页面|网页|内容|新闻|稿件|信息|地址|链接|帖子|资源)"
_TAKEN = "删除|撤销|撤稿|撤下|撤回|移除|下线|下架"
_LOST = f"不存在|(?:没有|未)找到|找不到|走丢|丢失|已?(?:经|被)*(?:{_TAKEN})"
_NOTICE = re.compile(
    f"{_WHAT}可?能?(?:{_LOST})"
    "|(?:找不到|(?:没有|未能?|无法)找到)[您你]?[需要所想]{0,2}"
    f"(?:访问|查找|查看|浏览|请求)?的?{_WHAT}"
    r"|\b(?:page|article|story|content|document)\b[^.]{0,40}"
    r"\b(?:not be found|not found|does not exist|doesn['’]t exist|no longer (?:available|exists)"
    r"|(?:been|was) (?:removed|deleted|withdrawn))"
    r"|^\W*(?:error\W{0,3})?(?:404|410)\b(?:\W*(?:not found|gone|error|错误|页面))?\W*$",
    re.IGNORECASE,
)
_PIECE = re.compile(r"<(/?)([a-zA-Z]+)[^<>]*>?|([^<]+)")
_SKIPPED = frozenset({"a", "script", "style"})


def is_notice(title: str, body: str) -> bool:
    """Whether what was read as an article only says that there is none.

    >>> is_notice("404", "抱歉，您访问的页面不存在或已被删除。")
    True
    """
    if len(body) <= _TITLED and len(title.encode()) <= _TITLE and _NOTICE.search(title):
        return True
    lines = body.splitlines() if len(body) <= _SHORT else ()
    return any(len(line) <= _LINE and _NOTICE.search(line) for line in lines)


def says_gone(html: str) -> bool:
    """Whether a page without an article says so, in its title or in a short line outside links.

    >>> says_gone("<title>新闻</title><p>该文章已被删除</p>")
    True
    >>> says_gone("<title>新闻</title><a href='/1'>网传该文章已被删除</a>")
    False
    """
    inside: str | None = None
    for match in _PIECE.finditer(html[:_READ]):
        closing, tag, text = match[1], (match[2] or "").lower(), (match[3] or "").strip()
        if tag in _SKIPPED:
            inside = None if closing else tag
        elif text and inside is None and len(text) <= _LINE and _NOTICE.search(text):
            return True
    return False


def settle(
    news: Database, crawl: Database, crawl_path: Path, clock: Callable[[], datetime]
) -> dict[str, int]:
    """Set and lift tombstones by what the crawls found; counts of ``vanished`` and ``returned``.

    Asks for doubtful pages again. Can be killed anywhere and run again.
    """
    pages.attach_crawl(news, crawl_path)
    try:
        returned = vanished.lift(news, vanished.returned(news))
        found = vanished.answered_gone(news) | vanished.said_gone(news)
        lost = vanished.bury(news, found)
        doubtful = [(page, SECOND_LOOK) for page in vanished.doubtful(news)]
        buried = [(page, LATER_LOOK) for page in vanished.buried(news, clock() - LAST_LOOK)]
    finally:
        news.execute("detach database crawl")
    vanished.ask_again(crawl, doubtful + buried)
    counts = {"returned": returned, "vanished": lost}
    return {name: number for name, number in counts.items() if number}
