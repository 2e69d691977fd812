"""docs/data.md and data-private.md against the schema of the three databases and datasette-metadata.json, both ways."""

import json
import re
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from markdown_pages import ROOT, page, section
from sqlite_utils import Database

from db.store.database import open_alerts, open_crawl, open_news

METADATA = json.loads((ROOT / "datasette-metadata.json").read_text(encoding="utf-8"))
_TABLE = re.compile(r"^`(\w+)`(?: \(view\))?: (.+)\n((?:- .+\n?)*)", re.MULTILINE)
_COLUMN = re.compile(r"^- `(\w+)`( \w+)?: (.+)$", re.MULTILINE)
TEXT = page("data") + page("data-private")
OPENERS = {"news.db": open_news, "crawl.db": open_crawl, "alerts.db": open_alerts}


@pytest.mark.parametrize("name", OPENERS)
def test_tables_and_columns_are_those_of_the_schema(name: str, tmp_path: Path) -> None:
    assert described(name) == schema(OPENERS[name], tmp_path / name)


def test_news_is_described_in_the_words_of_the_site() -> None:
    tables = METADATA["databases"]["news"]["tables"]
    for table, description, columns in _TABLE.findall(section(TEXT, "news.db")):
        assert description == tables[table]["description"], table
        words = {column: text for column, _, text in _COLUMN.findall(columns)}
        assert words == tables[table]["columns"], table


def described(name: str) -> dict[str, list[tuple[str, str]]]:
    found = _TABLE.findall(section(TEXT, name))
    return {
        table: [(column, kind.strip()) for column, kind, _ in _COLUMN.findall(columns)]
        for table, _, columns in found
    }


def schema(opener: Callable[[Path], Database], path: Path) -> dict[str, list[tuple[str, str]]]:
    with closing(opener(path)) as db:
        names = db.execute(
            "select name from sqlite_master where type in ('table', 'view')"
            " and name not glob 'articles_fts_*' and name != '_sqlite_migrations'"
        ).fetchall()
        return {
            name: [(row[1], row[2].lower()) for row in db.execute(f"pragma table_info([{name}])")]
            for (name,) in names
        }
