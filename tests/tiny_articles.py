"""Articles and lists of links for small servers on loopback."""

from collections.abc import Iterable

SENTENCE = "沈阳市今年安排重点项目，企业加快改造设备，产量比去年同期增加。"


def article(number: int) -> str:
    """A page that the extractor takes for an article; each number another text."""
    return (
        f"<html><head><title>{number}号稿件</title></head><body><h1>{number}号稿件</h1>"
        "<p>2026年5月12日 08:30 来源：试验报</p>"
        f"<p>{f'这是第{number}号稿件。{SENTENCE}' * 6}</p></body></html>"
    )


def listing(paths: Iterable[str]) -> str:
    """A page that links to ``paths``."""
    links = "".join(f'<li><a href="{path}">稿件 {path}</a></li>' for path in paths)
    return f"<html><body><ul>{links}</ul></body></html>"
