"""What measuring texts say, and where this repository says the same: for the gold guard."""

import csv
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[1]
GOLD = ROOT.parent / "shared" / "gold"
SUFFIXES = {".py", ".csv", ".toml", ".json", ".jsonl", ".md", ".html", ".txt", ".xml"}
PHRASE = 8
"""Code points; shorter runs of characters are shared by all texts about the same things."""
_HAN = re.compile("[\u3400-\u9fff]{8,}")
_WORD = re.compile("[A-Za-z][A-Za-z’'-]*")
_CORPORATE = "|".join(
    ("集团", "控股", "股份", "有限", "责任", "总公司", "分公司", "公司", "[()（）]")
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A string of the measuring texts in a file of ours."""

    path: Path
    line: int
    text: str
    document: int = -1

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line}: {self.text}"


def files() -> dict[Path, str]:
    """Every text file of the project, built and hidden ones left out."""
    return {
        path: path.read_text(encoding="utf-8", errors="replace")
        for path in sorted(ROOT.rglob("*"))
        if path.suffix in SUFFIXES and path.is_file() and _is_ours(path.relative_to(ROOT))
    }


def _is_ours(path: Path) -> bool:
    return not any(part.startswith(".") or part in ("var", "build", "dist") for part in path.parts)


def documents() -> list[dict[str, object]]:
    """The labelled texts, then the labelled pages."""
    names = [*sorted(GOLD.glob("*.jsonl")), GOLD / "pages" / "pages.jsonl"]
    return [json.loads(line) for name in names for line in name.open(encoding="utf-8")]


def texts(found: Iterable[dict[str, object]]) -> list[str]:
    return [
        "\n".join(str(row.get(key) or "") for key in ("title", "text", "body")) for row in found
    ]


def names(found: Iterable[dict[str, object]]) -> dict[str, str]:
    """Enterprises and persons of the labels, also traps, and bearers of posts: name to kind."""
    labelled: dict[str, str] = {}
    for row in found:
        for key in ("must", "may", "never"):
            labels: list[list[str]] = row.get(key) or []  # type: ignore[assignment]
            labelled |= {name: kind for kind, name in labels if kind in ("SOE", "OFFICIAL")}
        posts: list[list[str]] = row.get("posts") or []  # type: ignore[assignment]
        labelled |= {post[0]: "OFFICIAL" for post in posts}
    return labelled


def domains(found: Iterable[dict[str, object]]) -> set[str]:
    """Registered domains of the pages and of what the texts were taken from."""
    hosts: set[str] = set()
    for row in found:
        for url in re.findall(
            r"https?://[^\s\"]+", f"{row.get('url') or ''} {row.get('ref') or ''}"
        ):
            hosts.add(urlsplit(url).hostname or "")
    return {_registered(host) for host in hosts if "." in host}


def _registered(host: str) -> str:
    parts = host.split(".")
    second = len(parts) > 2 and parts[-2] in ("com", "gov", "net", "org", "edu", "co")
    return ".".join(parts[-3:] if second else parts[-2:])


def rows_with_evidence(path: Path) -> list[dict[str, str]]:
    rows = list(csv.DictReader(path.open(encoding="utf-8")))
    return [row for row in rows if (row.get("evidence") or "").strip()]


def stems(names: Iterable[str]) -> set[str]:
    """Names of enterprises without the words for their kind: 森工集团 gives 森工."""
    return {re.sub(f"(?:{_CORPORATE})+$", "", name) for name in names} - {""}


def is_composed(name: str, known: set[str]) -> bool:
    """Whether a name is cut without rest into known names and words for kinds of companies.

    >>> is_composed("鞍钢矿业公司", {"鞍钢", "鞍钢矿业"})
    True
    """
    reach = {0}
    for start in range(len(name)):
        if start in reach:
            corporate = re.match(_CORPORATE, name[start:])
            reach.update({start + corporate.end()} if corporate else ())
            reach.update(e for e in range(start + 2, len(name) + 1) if name[start:e] in known)
    return len(name) in reach


def name_hits(wanted: set[str], ours: dict[Path, str]) -> Iterator[Hit]:
    """Names in our files: two characters only as a whole cell or literal, longer ones anywhere."""
    patterns = {name: _pattern(name) for name in wanted}
    for path, text in ours.items():
        present = [name for name in wanted if name in text]
        for number, line in enumerate(text.splitlines(), 1) if present else ():
            yield from (Hit(path, number, n) for n in present if patterns[n].search(line))


def _pattern(name: str) -> re.Pattern[str]:
    if name.isascii():
        return re.compile(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])")
    if len(name) > 2:
        return re.compile(re.escape(name))
    return re.compile(rf"(?:^|[\"',|]){re.escape(name)}(?:$|[\"',|])")


def domain_hits(wanted: set[str], ours: dict[Path, str]) -> Iterator[Hit]:
    """Domains in our files, also where a regular expression escapes their dots."""
    for domain in sorted(wanted):
        name = re.escape(domain).replace(r"\.", r"\\*\.")
        pattern = re.compile(rf"(?<![A-Za-z0-9-]){name}(?![A-Za-z0-9-])")
        for path, text in ours.items():
            for number, line in enumerate(text.splitlines(), 1):
                if pattern.search(line):
                    yield Hit(path, number, domain)


def runs(text: str) -> Iterator[str]:
    """Every run of ``PHRASE`` Chinese characters, and of as many English words."""
    for found in _HAN.findall(text):
        yield from (found[i : i + PHRASE] for i in range(len(found) - PHRASE + 1))
    words = [word.lower() for word in _WORD.findall(text)]
    yield from (" ".join(words[i : i + PHRASE]) for i in range(len(words) - PHRASE + 1))


def phrase_hits(texts: list[str], known: str, ours: dict[Path, str]) -> Iterator[Hit]:
    """Runs that exactly one measuring text and one of our lines have, and ``known`` has not."""
    bearers: dict[str, set[int]] = defaultdict(set)
    for number, text in enumerate(texts):
        for run in runs(text):
            bearers[run].add(number)
    for path, text in ours.items():
        for line_number, line in enumerate(text.splitlines(), 1):
            for run in runs(line):
                if len(bearers.get(run, ())) == 1 and run not in known:
                    yield Hit(path, line_number, run, next(iter(bearers[run])))
