"""The knowledge base loads whole; a wrong row is refused with its file, line, field, value."""

import csv
import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from db.errors import KnowledgeError
from nlp.knowledge import load
from nlp.lexicon import build


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the packaged tables that a test may spoil."""
    target = tmp_path / "data"
    shutil.copytree(Path(str(files("nlp").joinpath("data"))), target)
    return target


def spoil(folder: Path, table: str, key: dict[str, str], **values: str) -> int:
    """Sets ``values`` in the first row with ``key`` (empty: a new row); returns its line."""
    path = folder / table
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    fields = list(rows[0])
    if not key:
        rows.append(dict.fromkeys(fields, ""))
    index = next(i for i, r in enumerate(rows) if all(r[k] == v for k, v in key.items()) or not key)
    index = index if key else len(rows) - 1
    rows[index] |= values
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fields)
        writer.writeheader()
        writer.writerows(rows)
    return index + 2


BAD = [
    ("cities.csv", {"gb_code": "210100"}, {"parent_gb_code": "999999"}, "unknown parent"),
    ("cities.csv", {"gb_code": "210102"}, {"parent_gb_code": "130100"}, "not a prefecture of the"),
    ("cities.csv", {"gb_code": "210102"}, {"gb_code": "210100"}, "already used"),
    ("cities.csv", {"gb_code": "210102"}, {"level": "village"}, "unknown value"),
    ("provinces.csv", {"gb_code": "210000"}, {"capital_gb_code": "219999"}, "unknown unit"),
    ("soes.csv", {"id": "ansteel"}, {"hq_gb_code": "219999"}, "unknown unit"),
    ("soes.csv", {"id": "bensteel"}, {"parent_id": "nobody"}, "unknown parent"),
    ("soes.csv", {"id": "ansteel"}, {"parent_id": "bensteel"}, "ancestor"),
    ("soes.csv", {"id": "ansteel"}, {"id": "bensteel"}, "already used"),
    ("soes.csv", {"id": "ansteel"}, {"confidence": "sure"}, "unknown value"),
    ("soes.csv", {"id": "ansteel"}, {"as_of": "last year"}, "not a date"),
    ("ownership.csv", {"soe_id": "beiman"}, {"end": "2001-01"}, "ends before it starts"),
    ("ownership.csv", {"soe_id": "beiman"}, {"soe_id": "nobody"}, "unknown enterprise"),
    ("officials.csv", {}, {"id": "x--y", "jurisdiction": "219999", "confidence": "high"},
     "unknown jurisdiction"),
    ("officials.csv", {}, {"id": "x--y", "jurisdiction": "100000", "confidence": "high",
                           "start_date": "2020-05", "end_date": "2019"}, "ends before it starts"),
    ("topics.csv", {"id": "en-soes"}, {"match_regex": "(SOE"}, "bad pattern"),
    ("topics.csv", {"id": "en-soes"}, {"role": "nice"}, "unknown value"),
    ("topics.csv", {"id": "en-soes"}, {"weight": "much"}, "not a whole number"),
    ("compounds.csv", {"term": "黑吉辽"}, {"codes": "230000|999999"}, "unknown unit"),
    ("decoys.csv", {"term": "太平洋"}, {"kind": "ocean"}, "unknown value"),
    ("words.csv", {"name": "和平"}, {"kind": "often"}, "unknown value"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "key", "values", "what"), BAD)
def test_wrong_row_is_named(
    folder: Path, table: str, key: dict[str, str], values: dict[str, str], what: str
) -> None:
    line = spoil(folder, table, key, **values)
    with pytest.raises(KnowledgeError, match=what) as caught:
        load(folder)
    shown = str(caught.value)
    assert shown.startswith(table) and "\n" not in shown
    assert f"line {line}," in shown or "already used" in shown
    assert "got " in shown and ";" in shown


def test_overlapping_owners_are_refused(folder: Path) -> None:
    spoil(folder, "ownership.csv", {"soe_id": "bensteel", "level": "provincial"}, end="2022-01-01")
    with pytest.raises(KnowledgeError, match="overlaps another period"):
        load(folder)


def test_missing_column_and_missing_file_are_named(folder: Path) -> None:
    (folder / "words.csv").write_text("name,level\n和平,county\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"words.csv line 1: missing columns"):
        load(folder)
    (folder / "words.csv").unlink()
    with pytest.raises(KnowledgeError, match=r"words.csv: cannot be read"):
        load(folder)


def test_row_with_too_many_values_is_refused(folder: Path) -> None:
    with (folder / "decoys.csv").open("a", encoding="utf-8") as stream:
        stream.write("海风,phrase,a,b\n")
    with pytest.raises(KnowledgeError, match="wrong number of columns"):
        load(folder)


def test_units_are_whole() -> None:
    knowledge = load()
    levels = [place.level for place in knowledge.places.values()]
    assert (levels.count("province"), levels.count("prefecture"), levels.count("county")) == (
        34, 333, 337,
    )  # fmt: skip
    assert knowledge.parents("210102") == ("210100", "210000")
    assert knowledge.province_of("150402") == "150000"
    assert knowledge.in_region("150402") and not knowledge.in_region("150102")
    assert load() is knowledge


def test_entities_come_after_their_parents() -> None:
    seen: set[str] = set()
    for entity in load().entities():
        assert entity.parent_id is None or entity.parent_id in seen, entity
        assert entity.id not in seen
        seen.add(entity.id)
    assert {"gb:210000", "gb:210102", "soe:ansteel"} <= seen


def test_rows_of_low_confidence_are_not_in_the_lexicon() -> None:
    knowledge = load()
    low = {soe.id for soe in knowledge.soes.values() if soe.confidence == "low"}
    used = {soe_id for entry in build(knowledge).entries for soe_id, _ in entry.soes}
    assert low and used.isdisjoint(low)


def test_there_are_decoys_of_every_kind() -> None:
    knowledge = load()
    assert len(knowledge.decoys) >= 200
    assert len(set(knowledge.decoys.values())) >= 8


def test_digest_follows_the_tables(folder: Path) -> None:
    spoil(folder, "decoys.csv", {"term": "太平洋"}, reason="an ocean")
    assert load(folder).digest != load().digest
