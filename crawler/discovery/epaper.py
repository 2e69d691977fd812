"""E-papers: the pages (nodes) of one day's issue and the articles on each."""

import re
from urllib.parse import urljoin

from crawler.discovery.found import Found, Links, Page, absolute
from crawler.discovery.markup import anchors, title_of, tree_of
from crawler.source import Seed

MAX_DEPTH = 2
MAX_NODES = 120
PAD = re.compile(r"/pad/")


def from_epaper(page: Page) -> Found:
    """Articles of one node page, and the issue's other nodes; other issues are not followed."""
    tree = tree_of(page)
    links = Links(page, tree.base)
    nodes: dict[str, Seed] = {}
    issue = urljoin(pc_url(page.url), ".")
    for anchor in anchors(tree.root):
        url = pc_url(absolute(tree.base, anchor.get("href") or "") or "")
        if re.search(page.rule.article, url):
            links.add(url, title_of(anchor))
        elif re.search(page.rule.node, url) and url.startswith(issue) and url != pc_url(page.url):
            nodes.setdefault(url, Seed(url, "epaper", page.depth + 1))
    if page.depth + 1 >= MAX_DEPTH:
        nodes.clear()
    return links.found(list(nodes.values())[:MAX_NODES])


def pc_url(url: str) -> str:
    """The desktop address of a page of the tablet edition: one address for one article.

    >>> pc_url("http://a.cn/lnrb/pad/con/202111/17/content_1.html")
    'http://a.cn/lnrb/pc/con/202111/17/content_1.html'
    """
    return PAD.sub("/pc/", url, count=1)
