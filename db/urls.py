"""One URL for one page: what is kept, dropped and refused."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

from db.errors import ForbiddenAddress

_TRACKING = re.compile(
    r"^(utm_\w+|spm|from|isappinstalled|share_\w+|fbclid|gclid|scene|clicktime|enterid"
    r")$",
    re.IGNORECASE,
)
_DEFAULT_PORT = {"http": "80", "https": "443"}


def canonical_url(url: str) -> str:
    """Scheme and host in lower case, no default port, user, fragment or tracking parameter.

    >>> canonical_url("HTTP://News.Example.cn:80/a?utm_source=x&id=2#top")
    'http://news.example.cn/a?id=2'

    Raises ForbiddenAddress for anything that is not http(s) with a host.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError as error:
        raise ForbiddenAddress(f"not a URL: {error}", value=url) from None
    scheme, host = parts.scheme.lower(), (parts.hostname or "").lower().rstrip(".")
    if scheme not in _DEFAULT_PORT or not host:
        raise ForbiddenAddress("not an http(s) URL", value=url, hint="give http:// or https://")
    netloc = f"[{host}]" if ":" in host else host
    if port is not None and str(port) != _DEFAULT_PORT[scheme]:
        netloc += f":{port}"
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _TRACKING.match(name)
    ]
    rebuilt = urlunsplit((scheme, netloc, parts.path or "/", urlencode(query), ""))
    return str(canonicalize_url(rebuilt, keep_fragments=False))


def host_of(url: str) -> str:
    """Host and port as printed in the URL, the unit of politeness."""
    return urlsplit(url).netloc
