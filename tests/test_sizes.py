"""Small on purpose: no file over 300 lines, no function of ours over 40."""

import ast
from pathlib import Path

from packages import PACKAGES, ROOT

KINDS = {".py", ".toml", ".html", ".css", ".md"}


def files(*folders: str) -> list[Path]:
    return [
        path
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in KINDS and "__pycache__" not in path.parts
    ]


def test_files_are_short() -> None:
    found = [*files(*PACKAGES, "tests", "bench", "docs"), *ROOT.glob("*.md")]
    assert len(found) > 300
    long = {str(path): n for path in found if (n := len(path.read_bytes().splitlines())) > 300}
    assert long == {}


def test_functions_are_short() -> None:
    long = []
    for path in files(*PACKAGES):
        if path.suffix != ".py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                size = (node.end_lineno or 0) - node.lineno + 1
                if size > 40:
                    long.append((str(path), node.name, size))
    assert long == []
