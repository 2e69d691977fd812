"""Only http(s), only public addresses, only the ports a source names.

The check of the address is in the name resolver, so that it sees the very address that will be
connected to: names, literals in any spelling, and what a redirect leads to.
"""

import ipaddress
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred

from db.errors import ForbiddenAddress

USUAL_PORTS = frozenset({80, 443, 8080})


def check_address(address: str, allow_loopback: bool) -> str:
    """The address if it may be connected to; raises ForbiddenAddress otherwise."""
    ip = ipaddress.ip_address(address.split("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None)
    ip = mapped or ip
    if not (ip.is_global and not ip.is_multicast) and not (allow_loopback and ip.is_loopback):
        raise ForbiddenAddress("not a public address", value=address)
    return address


class PublicResolver(CachingThreadedResolver):
    """Scrapy's resolver, refusing answers that are not public."""

    allow_loopback = False

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> Self:
        resolver: Self = super().from_crawler(crawler, reactor)
        resolver.allow_loopback = crawler.settings.getbool("DONGBEI_ALLOW_LOOPBACK")
        return resolver

    def getHostByName(self, name: str, timeout: Any = ()) -> Deferred[str]:
        found = super().getHostByName(name, timeout)
        return found.addCallback(check_address, self.allow_loopback)


class GuardMiddleware:
    """Refuses other schemes, user names in URLs, and ports that the source does not use."""

    def __init__(self, crawler: Crawler) -> None:
        self._ports = USUAL_PORTS | {int(p) for p in crawler.settings.getlist("DONGBEI_PORTS")}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
        if parts.scheme not in ("http", "https") or parts.username is not None:
            raise IgnoreRequest("not a plain http(s) address")
        if port not in self._ports:
            raise IgnoreRequest(f"port {port} is not one this source uses")
