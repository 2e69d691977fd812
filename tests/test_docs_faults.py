"""README's fault table against the tests, both ways: every row is a test, every test has a row."""

import ast

from markdown_pages import ROOT, page, section, table

ROWS = table(section(page("README.md"), "When the web is hostile"))
FILES = [*ROOT.glob("tests/test_faults_*.py"), ROOT / "tests" / "test_soak_kill.py"]


def fault_tests() -> set[str]:
    return {
        node.name
        for path in FILES
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_every_row_names_a_test_and_every_test_has_its_row() -> None:
    assert len(FILES) >= 5
    assert {row[2] for row in ROWS} == fault_tests()


def test_every_row_says_what_happens() -> None:
    assert all(len(row) == 3 and all(row) for row in ROWS)
    assert len({row[2] for row in ROWS}) == len(ROWS)
