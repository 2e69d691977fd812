"""Addresses behind a search engine's counting links, where the link itself tells them."""

import base64
import binascii
import re
from urllib.parse import parse_qs, urlsplit

_GOOGLE_PATH = re.compile(r"^/(?:rss/)?articles/([\w-]{20,2000}={0,2})$")
_PLAIN = re.compile(rb"https?://[\x21-\x7e]{4,1000}")


def unwrap(url: str) -> str:
    """The article's own address, or ``url`` where it is not wrapped or does not tell.

    Bing News names it in a parameter. Google News's older links hold it in base64; the newer
    ones are opaque and stay as they are.

    >>> unwrap("http://www.bing.com/news/apiclick.aspx?ref=FexRss&url=https%3a%2f%2fa.cn%2f1.html")
    'https://a.cn/1.html'
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    host = (parts.hostname or "").removeprefix("www.")
    if host == "bing.com" and parts.path.lower() == "/news/apiclick.aspx":
        target = parse_qs(parts.query).get("url", [""])[0]
        return target if target.startswith(("http://", "https://")) else url
    if host == "news.google.com" and (match := _GOOGLE_PATH.match(parts.path)):
        return _told(match[1]) or url
    return url


def _told(code: str) -> str:
    try:
        data = base64.urlsafe_b64decode(code + "=" * (-len(code) % 4))
    except (binascii.Error, ValueError):
        return ""
    found = _PLAIN.search(data)
    return found[0].decode("ascii") if found else ""
