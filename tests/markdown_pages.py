"""The project's Markdown files as tests read them: fenced blocks, table rows, bullets, links."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def page(name: str) -> str:
    """The text of ``docs/<name>.md``, or of a file at the top by its whole name."""
    path = ROOT / name if name.endswith(".md") else ROOT / "docs" / f"{name}.md"
    return path.read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    """The contents of fenced blocks of one language."""
    return [body for found, body in _FENCE.findall(text) if found == language]


def section(text: str, heading: str) -> str:
    """What stands below one ``## heading``, up to the next of its kind."""
    (found,) = re.findall(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.M | re.S)
    return str(found)


def table(text: str) -> list[list[str]]:
    """The body rows of all tables, cells without their backticks."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    rows = [re.split(r"(?<!\\)\|", line)[1:-1] for line in lines]
    heads = {i for i, row in enumerate(rows) if all(set(cell) <= set("-: ") for cell in row)}
    body = [row for i, row in enumerate(rows) if i not in heads and i + 1 not in heads]
    return [[cell.strip().strip("`").replace("\\|", "|") for cell in row] for row in body]


def links(text: str) -> list[str]:
    return _LINK.findall(text)
