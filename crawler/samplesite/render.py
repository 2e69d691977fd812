"""All pages of an outlet as one table, path to page."""

from crawler.samplesite.markup import Html, Page, fill, html_page, link, tags
from crawler.samplesite.outlets import Outlet
from crawler.samplesite.skins import SKINS
from crawler.samplesite.times import NEWEST


def render(outlet: Outlet, base_url: str, edition: int) -> dict[str, Page]:
    """Path (with ``?page=N`` for numbered lists) to page, robots.txt and home page included."""
    pages = {page.path: page for page in SKINS[outlet.family](outlet, base_url, edition)}
    robots = outlet.robots(base_url).encode()
    pages["/robots.txt"] = Page("/robots.txt", robots, "text/plain; charset=utf-8", NEWEST)
    pages["/"] = html_page(outlet, "/", _home(outlet), NEWEST)
    pages["/about.html"] = html_page(outlet, "/about.html", _about(outlet), NEWEST)
    return pages


def _home(outlet: Outlet) -> str:
    items: Html = tags("li", [link("/about.html", outlet.name)])
    return fill("plain.html", charset=outlet.charset, site=outlet.name, items=items)


def _about(outlet: Outlet) -> str:
    words = "A sample site: its texts were written for a demonstration."
    return fill("plain.html", charset=outlet.charset, site=outlet.name, items=tags("li", [words]))
