"""Scores of the extraction on labelled pages, and the floors below which they must not fall.

Body: precision and recall of 4-gram shingles, averaged over pages, then F1. Title: similarity 0.9
of the letters. Day, minute (with +08:00), origin and author: share of pages that have a label.
"""

import gzip
import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from statistics import fmean
from typing import Any

from crawler.extract import Extracted, extract
from crawler.text import key
from db.errors import InputError, ParseError

_CREDIT = re.compile(
    r"[\[【(（]?\s*(责任编辑|责编|编辑|校对|审核|监制|作者|来源|本文来源|文章来源|原标题|纠错|排版)[^\n]{0,30}$"
)
_SENTENCE = re.compile("[。！？]")
Scores = dict[str, dict[str, float]]


def evaluate(pages: Path) -> Scores:
    """Scores per language (``zh``, ``en``) and field for a JSON Lines file of labelled pages.

    Rows: id, lang, url, html (path beside the file, .gz allowed), title, date, datetime, origin,
    authors, body. Raises InputError when the file is no such list.
    """
    try:
        answers = [(row, _answer(raw, row["url"])) for row, raw in labelled_pages(pages)]
    except (OSError, ValueError, KeyError) as error:
        raise InputError("not a list of labelled pages", where=str(pages), value=error) from None
    languages = sorted({row["lang"] for row, _ in answers})
    return {
        name: _scores([pair for pair in answers if pair[0]["lang"] == name]) for name in languages
    }


def digest(pages: Path) -> str:
    """SHA-256 of the label file: floors hold for exactly these labels."""
    return hashlib.sha256(pages.read_bytes()).hexdigest()


def labelled_pages(pages: Path) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Each row of a list of labelled pages with the page's bytes."""
    for line in pages.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        raw = (pages.parent / row["html"]).read_bytes()
        yield row, gzip.decompress(raw) if row["html"].endswith(".gz") else raw


def _answer(raw: bytes, url: str) -> Extracted:
    url = url or "http://example.org/"
    try:
        return extract(raw, url)
    except ParseError:
        return Extracted(url=url)


def _scores(pairs: list[tuple[dict[str, Any], Extracted]]) -> dict[str, float]:
    hits: dict[str, list[bool]] = {}
    for row, page in pairs:
        for name, hit in _hits(row, page).items():
            hits.setdefault(name, []).append(hit)
    bodies = [(row["body"], page.body) for row, page in pairs]
    scores = {"body": body_f1(bodies, pairs[0][0]["lang"])}
    return scores | {name: fmean(values) for name, values in hits.items()}


def body_f1(bodies: Sequence[tuple[str, str]], language: str) -> float:
    """F1 of (wanted, found) bodies: mean precision over pages with text, mean recall over all."""
    precision, recall = [], []
    for one, other in bodies:
        wanted, found = _shingles(one, language), _shingles(other, language)
        shared = sum((wanted & found).values())
        if found:
            precision.append(shared / sum(found.values()))
        recall.append(shared / sum(wanted.values()) if wanted else 1.0)
    p, r = fmean(precision or [0.0]), fmean(recall)
    return 2 * p * r / ((p + r) or 1.0)


def _hits(row: dict[str, Any], page: Extracted) -> dict[str, bool]:
    found: dict[str, bool] = {}
    when = page.published_at or ""
    if row["title"]:
        ratio = SequenceMatcher(None, key(row["title"]), key(page.title), autojunk=False).ratio()
        found["title"] = ratio >= 0.9
    if row["date"]:
        found["day"] = when[:10] == row["date"]
    if len(row["datetime"] or "") > 10:
        minute = when[:16].replace("T", " ")
        found["minute"] = minute == row["datetime"][:16] and when.endswith("+08:00")
    if row["origin"]:
        found["origin"] = _same_medium(key(page.origin or ""), key(row["origin"]))
    if row["authors"]:
        found["author"] = bool({key(a) for a in page.author} & {key(a) for a in row["authors"]})
    elif row["authors"] is not None:
        found["no_false_author"] = not page.author
    return found


def _same_medium(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return bool(short) and short in long and len(long) <= 2 * len(short)


def _shingles(text: str, language: str) -> Counter[tuple[str, ...]]:
    """4-grams of letters (Chinese) or words; editor and origin lines are left out on both sides."""
    lines = unicodedata.normalize("NFKC", text).split("\n")
    kept = "\n".join(line for line in lines if not _is_credit(line.strip()))
    tokens = re.findall(r"[A-Za-z0-9]+|[^\W_]" if language == "zh" else r"\w+", kept)
    starts = range(max(1, len(tokens) - 3)) if tokens else ()
    return Counter(tuple(tokens[at : at + 4]) for at in starts)


def _is_credit(line: str) -> bool:
    return len(line) < 45 and bool(_CREDIT.search(line)) and not _SENTENCE.search(line)


def below(scores: Scores, floors: Scores) -> list[str]:
    """One line for each score under its floor."""
    return [
        f"{language} {name}: {scores.get(language, {}).get(name, 0.0):.4f} < floor {floor:.4f}"
        for language, named in floors.items()
        for name, floor in named.items()
        if scores.get(language, {}).get(name, 0.0) < floor
    ]


def raised(scores: Scores, floors: Scores, *, lower: bool) -> Scores:
    """Floors moved up to the scores (cut to 3 decimals); down only if ``lower``."""
    cut = {
        language: {name: int(value * 1000) / 1000 for name, value in named.items()}
        for language, named in scores.items()
    }
    if lower:
        return cut
    return {
        language: {
            name: max(value, floors.get(language, {}).get(name, 0.0))
            for name, value in named.items()
        }
        for language, named in cut.items()
    }
