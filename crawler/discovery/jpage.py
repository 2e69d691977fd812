"""jpage columns (``/col/colN/index.html``): records in the page and behind its interface."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from lxml import etree, html

from crawler.decode import decode
from crawler.discovery.found import Found, Links, Page, absolute, one_line, refuse
from crawler.discovery.markup import DATE, anchors, title_of
from crawler.source import Seed

PER_PAGE = 45
"""Records asked for at a time."""
MAX_RECORDS = 2000

_RECORD = re.compile(r"<record>\s{0,20}<!\[CDATA\[(.{1,20000}?)\]\]>\s{0,20}</record>", re.S)
_UNIT = re.compile(r"unitid['\"]?\s{0,3}[:=]\s{0,3}['\"]?(\d{1,12})")
_WEB = re.compile(r"webid['\"]?\s{0,3}[:=]\s{0,3}['\"]?(\d{1,6})")
_TOTAL = re.compile(r"totalrecord>?['\"]?\s{0,3}[:=]?\s{0,3}['\"]?(\d{1,7})", re.I)
_COLUMN = re.compile(r"/col/col(\d{1,9})/")
_PATH = "/module/web/jpage/dataproxy.jsp"


def from_jpage(page: Page) -> Found:
    """Records of a column page or of one answer of its interface, and where the next ones are.

    Raises ParseError for a page that is neither.
    """
    text = decode(page.body, page.source.charset or None)
    records = _RECORD.findall(text)[:MAX_RECORDS]
    following = _following(page, text)
    if not records and not following and "<totalrecord" not in text.lower():
        raise refuse(page, "a jpage column or its records")
    links = Links(page)
    for record in records:
        root = _fragment(record)
        if root is None:
            continue
        date = DATE.search(one_line(str(root.text_content())))
        for anchor in anchors(root):
            links.add(anchor.get("href") or "", title_of(anchor), date[0] if date else "")
    return links.found(following)


def _fragment(record: str) -> html.HtmlElement | None:
    try:
        return html.fragment_fromstring(record, create_parent="div")
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def _following(page: Page, text: str) -> list[Seed]:
    """The interface's first answer after a column page, its next one after an answer."""
    if page.depth + 1 >= page.rule.max_pages:
        return []
    parts = urlsplit(page.url)
    total = _TOTAL.search(text)
    if parts.path == _PATH:
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        end = query.get("endrecord", "")
        start = int(end) + 1 if end.isdecimal() else 0
        if not start or total is None or start > int(total[1]):
            return []
        query |= {"startrecord": str(start), "endrecord": str(start + PER_PAGE - 1)}
        return _seed(page, query)
    column, unit, web = _COLUMN.search(parts.path), _UNIT.search(text), _WEB.search(text)
    if column is None or unit is None:
        return []
    query = {
        "col": "1", "webid": web[1] if web else "1", "path": f"{parts.scheme}://{parts.netloc}/",
        "columnid": column[1], "sourceContentType": "1", "unitid": unit[1], "webname": "x",
        "permissiontype": "0", "startrecord": "1", "endrecord": str(PER_PAGE),
        "perpage": str(PER_PAGE),
    }  # fmt: skip
    return _seed(page, query)


def _seed(page: Page, query: dict[str, str]) -> list[Seed]:
    parts = urlsplit(page.url)
    url = absolute(page.url, urlunsplit((parts.scheme, parts.netloc, _PATH, urlencode(query), "")))
    return [Seed(url, "jpage", page.depth + 1)] if url else []
