"""``dongbei review check``: texts that contradict one another or the office table."""

import json
from pathlib import Path
from typing import Any

import pytest
from review_home import OFFICIAL, make_home, refused, run, write_table

FILLER = "他要求各部门做好服务，推动各项工作稳步向前发展，让居民住得更舒心，把好事办好。"
LATER = (
    ("6", "2025-05-06", "另一家的说法", f"抚顺市市长温若兰到企业走访。{FILLER}"),
    ("7", "2025-06-01", "铁岭新闻", f"铁岭市市长程远航到企业走访。{FILLER}"),
    ("8", "2024-03-01", "铁岭旧闻", f"铁岭市市长阎书平到企业走访。{FILLER}"),
    ("9", "2024-03-01", "铁岭旧闻二", f"铁岭市副市长海清源到企业走访。{FILLER}"),
)
MAYOR = OFFICIAL | {
    "office_zh": "铁岭市市长", "start_date": "2020-01-01", "end_date": "2024-12-31",
    "as_of": "2025-01-05", "status": "former", "confidence": "high",
}  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_home(tmp_path_factory.mktemp("home"), *LATER)
    write_table(folder, "officials.csv", MAYOR)
    run(folder, "tag")
    return folder


def found(home: Path) -> list[dict[str, Any]]:
    rows = json.loads(run(home, "review", "check", "--json"))
    return [{key: row[key] for key in ("kind", "jurisdiction", "day", "names")} for row in rows]


def test_each_kind_of_contradiction_is_found_and_nothing_else(home: Path) -> None:
    assert found(home) == [
        {"kind": "other_holder", "jurisdiction": "gb:211200", "day": "2024-03-01",
         "names": ["阎书平", "程远航"]},
        {"kind": "two_holders", "jurisdiction": "gb:210400", "day": "2025-05-06",
         "names": ["温若兰", "钱立言"]},
        {"kind": "after_end", "jurisdiction": "gb:211200", "day": "2025-06-01",
         "names": ["程远航"]},
    ]  # fmt: skip


def test_they_are_told_with_their_texts(home: Path) -> None:
    shown = run(home, "review", "check")
    assert "both 温若兰 and 钱立言" in shown and "程远航 left in 2024-12-31" in shown
    assert "https://news.example/6" in shown and "https://news.example/8" in shown


def test_an_unsound_row_is_told_first(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    path = write_table(home, "officials.csv", OFFICIAL | {"jurisdiction": "999999"})
    message = refused(home, "review", "check")
    assert f"{path} line 2, field jurisdiction: unknown jurisdiction (got 999999)" in message
