"""Which text is the body: a marker's, a selector's, the density reading's, or the vote's."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from crawler.body.density import density_lines, prose_lines
from crawler.body.layout import Layout, lay_out
from crawler.body.trim import trim_latin
from crawler.body.vote import candidates, prose_of, trafilatura_precise, vote
from crawler.page import Page, parse_fragment
from crawler.structured import between
from crawler.text import is_chinese

Element = Any
_ENOUGH = 60


@dataclass(frozen=True, slots=True)
class Body:
    """The text, the rule that gave it, the element it stands in (None: unknown), its script."""

    text: str
    rule: str
    container: Element | None
    chinese: bool


def choose_body(
    page: Page, layout: Layout, title: str, selected: Element | None,
    linked: Sequence[tuple[str, str]], *, hint: str | None,
) -> Body:  # fmt: skip
    """The body of ``page``; ``selected`` is what a selector found, ``linked`` JSON-LD bodies."""
    chinese = _reads_chinese(layout, title, hint)
    lines, container = density_lines(layout, title, latin=not chinese)
    if chinese and _size(lines) < _ENOUGH:
        more = lay_out(page.root, title, page.meta.get("description", ""), hidden=True)
        lines, container = max(
            (lines, container), density_lines(more, title), key=lambda x: _size(x[0])
        )
    dense = "\n".join(lines)
    if marked := between(page.source, "<!--enpcontent-->", "<!--/enpcontent-->"):
        fragment = parse_fragment(marked)
        text = "\n".join(prose_lines(fragment, title))
        if text:
            return Body(text, "enpcontent", fragment, chinese)
    for rule, text in linked:
        if rule == "next-data" and len(text) >= 200 and len(text) >= 0.6 * len(dense):
            return Body(text, rule, None, chinese)
    if selected is not None:
        text = "\n".join(prose_lines(selected, title))
        text = text if chinese else trim_latin(text)
        if _holds(text, dense):
            return Body(text, "selector", selected, chinese)
    if chinese:
        return _chinese(page, dense, container, small=page.is_ordinary)
    return _latin(page, dense, container, linked, small=page.is_ordinary)


def _chinese(page: Page, dense: str, container: Element | None, *, small: bool) -> Body:
    if small and len(dense) < _ENOUGH:
        try:
            text = trafilatura_precise(page.source)
        except Exception:  # a third-party parser on a hostile page: the short text stays
            text = ""
        if len(text) > max(_ENOUGH, 2 * len(dense)):
            return Body(text, "trafilatura", None, True)
    return Body(dense, "density" if dense else "", container, True)


def _latin(
    page: Page, dense: str, container: Element | None, linked: Sequence[tuple[str, str]], *,
    small: bool,
) -> Body:  # fmt: skip
    voters = candidates(page.source, page.url) if small else {}
    voters["density"] = dense
    for rule, markup in linked:
        voters.setdefault(rule, prose_of(markup))
    winner, text = vote(voters)
    if not text:
        return Body(dense, "density" if dense else "", container, False)
    return Body(text, f"vote:{winner}", container, False)


def _holds(text: str, dense: str) -> bool:
    """A selector's text is believed unless the page holds much more prose elsewhere."""
    return len(text) >= 20 and (len(text) >= 0.4 * len(dense) or len(text) >= 1_500)


def _size(lines: Sequence[str]) -> int:
    return sum(map(len, lines))


def _reads_chinese(layout: Layout, title: str, hint: str | None) -> bool:
    sample = "".join(
        block.text for block, worth in zip(layout.blocks, layout.values, strict=True) if worth > 8
    )[:20_000]
    sample = sample or " ".join(block.text for block in layout.blocks)[:20_000]
    if not sample.strip():
        return (hint or "").startswith("zh")
    return is_chinese(f"{title} {sample}")
