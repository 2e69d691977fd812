"""Latin-script body by agreement: of several extractors' texts, the one most like the others."""

import contextlib
import logging
import re
import warnings
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from lxml import etree

from crawler.body.blocks import text_lines
from crawler.body.trim import trim_latin
from crawler.page import parse_fragment

_TOKEN = re.compile(r"\w+")
_MAX_TOKENS = 20_000
Shingles = Counter[tuple[str, ...]]


def vote(texts: Mapping[str, str]) -> tuple[str, str]:
    """Name and text of the candidate most similar to the rest (the first on a tie).

    Related matter behind the texts is cut before; then the winner loses the lines at its start and
    end that fewer than two others have.
    """
    trimmed = {name: trim_latin(text) for name, text in texts.items()}
    kept = {name: text for name, text in trimmed.items() if len(text.strip()) >= 60}
    if not kept:
        return "none", ""
    shingles = {name: _shingles(text) for name, text in kept.items()}

    def agreement(name: str) -> float:
        return sum(_similarity(shingles[name], shingles[other]) for other in kept if other != name)

    winner = max(kept, key=agreement)
    others = [text for name, text in kept.items() if name != winner]
    return winner, _agreed(kept[winner], others) if len(others) > 2 else kept[winner]


def _agreed(text: str, others: Sequence[str]) -> str:
    """``text`` without the lines at either end that fewer than two of ``others`` have."""
    pools = [_runs(other) for other in others]
    lines = [line for line in text.split("\n") if line.strip()]

    def shared(line: str) -> bool:
        runs = set(_shingles(line))
        return sum(len(runs & pool) >= 0.6 * len(runs) for pool in pools) >= 2

    start, end = 0, len(lines)
    while start < end and not shared(lines[start]):
        start += 1
    while end > start and not shared(lines[end - 1]):
        end -= 1
    inner = "\n".join(lines[start:end])
    return inner if len(inner) >= 0.5 * len(text) else text


def _runs(text: str) -> set[tuple[str, ...]]:
    """Runs of one to four words, so that a line of three words can be looked up too."""
    tokens = _TOKEN.findall(text.casefold())[:_MAX_TOKENS]
    return {
        tuple(tokens[at : at + size])
        for size in range(1, 5)
        for at in range(len(tokens) - size + 1)
    }


def candidates(source: str, url: str) -> dict[str, str]:
    """What three libraries each make of one page; a failure is no candidate."""
    readers: dict[str, Callable[[], str]] = {
        "trafilatura": lambda: _trafilatura(source),
        "readability": lambda: readability_text(source, url),
        "newspaper": lambda: newspaper_text(source, url),
    }
    found = {}
    for name, read in readers.items():
        # Third-party parsers raise anything on hostile pages; one less voter is no error.
        with contextlib.suppress(Exception):
            found[name] = read()
    return found


def _trafilatura(source: str) -> str:
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    text = trafilatura.extract(source, fast=True, include_comments=False, include_tables=True)
    return text or ""


def trafilatura_precise(source: str) -> str:
    """Trafilatura in precision mode: the fall-back for a Chinese page without prose."""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    return trafilatura.extract(source, favor_precision=True, include_comments=False) or ""


def readability_text(source: str, url: str) -> str:
    """What readability-lxml takes for the body, one paragraph per line."""
    from readability import Document

    logging.getLogger("readability").setLevel(logging.CRITICAL)
    summary = Document(source, url=url or None).summary(html_partial=True)
    return "\n".join(text_lines(parse_fragment(summary)))


def newspaper_text(source: str, url: str) -> str:
    """What newspaper4k takes for the body of an English page."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of an optional package on import
        import newspaper

    logging.getLogger("newspaper").setLevel(logging.CRITICAL)
    config = newspaper.Config()
    config.fetch_images = False
    config.language = "en"
    article = newspaper.Article(url or "http://localhost/", config=config)
    article.download(input_html=source)
    article.parse()
    return str(article.text or "")


def _shingles(text: str) -> Shingles:
    tokens = _TOKEN.findall(text.casefold())[:_MAX_TOKENS]
    return Counter(tuple(tokens[at : at + 4]) for at in range(max(1, len(tokens) - 3)))


def _similarity(first: Shingles, second: Shingles) -> float:
    shared = sum((first & second).values())
    return 2.0 * shared / ((sum(first.values()) + sum(second.values())) or 1)


def prose_of(markup: str) -> str:
    """Text of a string that may hold HTML (JSON-LD bodies do), one paragraph per line."""
    if "<" not in markup:
        return "\n".join(line.strip() for line in markup.splitlines() if line.strip())
    with contextlib.suppress(etree.LxmlError):
        return "\n".join(text_lines(parse_fragment(markup)))
    return ""
