"""Our packages, where the repository lies, and the code of each."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("db", "crawler", "nlp", "alerts", "web", "scheduler")


def modules() -> Iterator[tuple[str, str]]:
    """Path in the repository and text of every module."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
