"""A page as an HTML parser sees it: its elements, attributes and text."""

from html.parser import HTMLParser

import httpx


class Page(HTMLParser):
    """``shapes``: every (tag, attribute) used, ("tag", "") for the tag itself."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.shapes: set[tuple[str, str]] = set()
        self.links: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.elements.append((tag, values))
        self.shapes |= {(tag, ""), *((tag, name) for name in values)}
        self.links += [values[name] for name in ("href", "src", "action") if name in values]

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)

    def with_class(self, name: str) -> list[dict[str, str]]:
        return [values for _, values in self.elements if name in values.get("class", "").split()]


def get(site: str, path: str, **params: str) -> httpx.Response:
    return httpx.get(site + path, params=params or None, timeout=30)


def page(site: str, path: str, **params: str) -> Page:
    response = httpx.get(site + path, params=params or None, timeout=30, follow_redirects=True)
    assert response.status_code == 200, (path, response.status_code, response.text[:300])
    return Page(response.text)
