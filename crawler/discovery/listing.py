"""Listing pages: article links and the next page of the list."""

import re
from itertools import islice

from lxml import html

from crawler.discovery.found import MAX_SEEN, Found, Links, Page, absolute, one_line, same_site
from crawler.discovery.markup import Tree, anchors, date_beside, title_of, tree_of
from crawler.source import Seed

NEXT_WORDS = frozenset(
    {"下一页", "下页", "下一頁", "下頁", "后一页", "next", "next page", "older posts"}
)
TRS_PAGES = re.compile(
    r"createPageHTML\s*\(\s*(?:['\"][^'\"]*['\"]\s*,\s*)?(\d+)\s*,\s*(\d+)\s*,"
    r"\s*['\"](\w+)['\"]\s*,\s*['\"](\w+)['\"]"
)
NUMBERED = re.compile(r"(?P<stem>[A-Za-z]\w*?)(?:[_-](?P<number>\d{1,4}))?\.(?:s?html?|jsp|php)$")


def from_listing(page: Page) -> Found:
    """Links the rule selects (all, without ``links``) that the source wants, and the next page."""
    tree = tree_of(page)
    links = Links(page, tree.base)
    for anchor in islice(anchors(tree.root, page.rule.links), MAX_SEEN + 1):
        links.add(anchor.get("href") or "", title_of(anchor), date_beside(anchor))
    return links.found(_next_page(page, tree))


def _next_page(page: Page, tree: Tree) -> list[Seed]:
    if page.depth + 1 >= page.rule.max_pages:
        return []
    if page.rule.next is not None:
        ways = [_selected(tree, page.rule.next)]
    else:
        ways = [_named(tree), _counted(tree), _numbered(page, tree)]
    for href in filter(None, ways):
        url = absolute(tree.base, href)
        if url and same_site(url, page.url) and url != absolute(page.url, page.url):
            return [Seed(url, "listing", page.depth + 1)]
    return []


def _selected(tree: Tree, css: str) -> str:
    for element in tree.root.cssselect(css):
        for one in (element, *element.iter("a")):
            if _target(one):
                return _target(one)
    return ""


def _target(element: html.HtmlElement) -> str:
    """Where a pager's link leads; huilan pagers keep it in ``tagname``."""
    href = element.get("href") or ""
    if not href or href.startswith(("#", "javascript:")):
        return element.get("tagname") or ""
    return href


def _named(tree: Tree) -> str:
    """The link that says it leads on: rel=next, or the words for it."""
    for element in tree.root.iter("link", "a"):
        words = {one_line(element.get("title") or "").lower()}
        if element.tag == "a":
            words.add(one_line(element.text_content()).strip("<>«»‹› ").lower())
        says_next = element.get("rel") == "next" or not NEXT_WORDS.isdisjoint(words)
        if says_next and _target(element):
            return _target(element)
    return ""


def _counted(tree: Tree) -> str:
    """TRS: ``createPageHTML(total, current, "index", "html")``, current counted from 0."""
    match = TRS_PAGES.search(tree.text)
    if match is None or int(match[2]) + 1 >= int(match[1]):
        return ""
    return f"{match[3]}_{int(match[2]) + 1}.{match[4]}"


def _numbered(page: Page, tree: Tree) -> str:
    """``index_2.html`` among the links when this is ``index_1.html``: the next number there is."""
    here = NUMBERED.search(page.url) or NUMBERED.search("index.html")
    if here is None:
        return ""
    folder = page.url.rsplit("/", 1)[0]
    after: dict[int, str] = {}
    for anchor in tree.root.iter("a"):
        href = anchor.get("href") or ""
        url = (absolute(tree.base, href) if NUMBERED.search(href) else None) or ""
        there = NUMBERED.search(url)
        if there and url.rsplit("/", 1)[0] == folder and there["stem"] == here["stem"]:
            number = int(there["number"] or 0)
            if number > int(here["number"] or 0):
                after[number] = url
    return after[min(after)] if after else ""
