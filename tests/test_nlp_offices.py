"""The office table: who held what when, and the rows it refuses."""

import csv
import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from db.errors import KnowledgeError
from nlp.knowledge import load
from nlp.office_days import first_day, last_day
from nlp.office_keys import office_keys
from nlp.offices import Offices, plain_name

ROW = {
    "id": "wen-hai--mayor-of-fushun--210400",
    "name_zh": "文海", "name_en": "Wen Hai", "office_zh": "抚顺市市长",
    "office_en": "Mayor of Fushun",
    "jurisdiction": "210400", "start_date": "2001-02", "end_date": "2003-05",
    "evidence": "a test", "as_of": "2003-05", "status": "former", "confidence": "high",
}  # fmt: skip


@pytest.fixture(scope="module")
def table() -> Offices:
    return Offices.load(known={entity.id for entity in load().entities()})


def written(folder: Path, *changes: dict[str, str]) -> Path:
    """A folder whose officials.csv has one row per set of changes to ``ROW``."""
    with (folder / "officials.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(ROW))
        writer.writeheader()
        writer.writerows(ROW | change for change in changes)
    return folder


def grades(table: Offices, office: str, place: str, day: str | None) -> list[tuple[str, str]]:
    return [(h.name_zh, h.confidence) for h in table.holder(office, place, day)]


def test_every_row_has_a_kind_in_both_languages(table: Offices) -> None:
    bare = [h.line for h in table.holdings() if not h.keys]
    other = [
        h.line
        for h in table.holdings()
        if not office_keys(h.office_zh) or not office_keys(h.office_en)
    ]
    assert (bare, other) == ([], [])


def test_holder_inside_the_stated_interval(table: Offices) -> None:
    assert grades(table, "secretary", "gb:210000", "2024-05-05") == [("郝鹏", "high")]
    assert grades(table, "辽宁省委书记", "gb:210000", "2024-05-05") == [("郝鹏", "high")]
    assert grades(table, "Party Secretary of Liaoning", "gb:210000", "2024-05-05") == [
        ("郝鹏", "high")
    ]


def test_nobody_before_the_table_begins(table: Offices) -> None:
    assert grades(table, "secretary", "gb:210000", "1975-01-01") == []


def test_without_a_day_all_at_low_confidence(table: Offices) -> None:
    everyone = grades(table, "secretary", "gb:210000", None)
    assert len(everyone) > 2
    assert {grade for _, grade in everyone} == {"low"}


@pytest.mark.parametrize(
    ("change", "day", "grade"),
    [
        ({}, "2002-01-01", "high"),
        ({}, "2001-01-31", None),
        ({}, "2003-06-01", None),
        ({"confidence": "medium"}, "2002-01-01", "medium"),
        ({"start_date": "2001"}, "2001-07-01", "medium"),
        ({"start_date": ""}, "2003-01-01", "medium"),
        ({"start_date": ""}, "1995-01-01", "low"),
        ({"end_date": ""}, "2002-01-01", "low"),
        ({"end_date": ""}, "2003-06-01", None),
        ({"end_date": "", "status": "in_office"}, "2003-05-31", "high"),
        ({"end_date": "", "status": "in_office"}, "2003-09-01", "medium"),
        ({"end_date": "", "status": "in_office"}, "2009-09-01", "low"),
    ],
)
def test_confidence_on_a_day(
    tmp_path: Path, change: dict[str, str], day: str, grade: str | None
) -> None:
    table = Offices.load(written(tmp_path, change))
    found = table.holder("government_head", "gb:210400", day)
    assert [h.confidence for h in found] == ([grade] if grade else [])


def test_persons_and_names(table: Offices) -> None:
    persons = {person.id: person for person in table.persons()}
    assert persons["person:hao-peng"].name_en == "Hao Peng"
    assert {h.person_id for h in table.named("李强")} == {
        "person:li-qiang", "person:li-qiang-liaoning",
    }  # fmt: skip
    assert {h.person_id for h in table.named("Lyu Zhicheng")} == {"person:lu-zhicheng"}
    assert table.named("Nobody Known") == []


def test_names_and_days_are_compared_plainly() -> None:
    assert plain_name("Lü Zhi’cheng") == plain_name("Lyu Zhicheng") == "lu zhicheng"
    assert (first_day("2012"), last_day("2012-02")) == ("2012-01-01", "2012-02-29")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"jurisdiction": "999999"}, "field jurisdiction: not a known place or enterprise"),
        ({"start_date": "2001-13"}, "field start_date: not a date"),
        ({"end_date": "1999-01"}, "field end_date: ends before it starts"),
        ({"status": "retired"}, "field status: unknown value"),
        ({"confidence": "sure"}, "field confidence: unknown value"),
        ({"name_en": ""}, "field name_en: is empty"),
    ],
)
def test_a_wrong_row_is_refused(tmp_path: Path, change: dict[str, str], message: str) -> None:
    with pytest.raises(KnowledgeError) as refused:
        Offices.load(written(tmp_path, change), known={"gb:210400"})
    assert str(refused.value).startswith(f"officials.csv line 2, {message}")


def test_two_holders_of_one_seat_are_refused_by_both_rows(tmp_path: Path) -> None:
    other = {"id": "gu-lin--x", "name_zh": "谷林", "start_date": "2002-01", "end_date": "2004"}
    with pytest.raises(KnowledgeError) as refused:
        Offices.load(written(tmp_path, {}, other))
    message = str(refused.value)
    assert "文海 (line 2) and 谷林 (line 3) hold government_head of gb:210400 at once" in message


def test_seats_of_many_and_vice_posts_may_overlap(tmp_path: Path) -> None:
    vice = {"office_zh": "抚顺市副市长", "office_en": "Vice Mayor of Fushun"}
    other = {"id": "gu-lin--x", "name_zh": "谷林", "start_date": "2002-01", "end_date": "2004"}
    table = Offices.load(written(tmp_path, vice, other | vice))
    assert len(table.holder("deputy_government_head", "gb:210400", "2002-06-01")) == 2


def test_a_successor_in_the_same_month_is_no_overlap(tmp_path: Path) -> None:
    other = {"id": "gu-lin--x", "name_zh": "谷林", "start_date": "2003-05", "end_date": "2004"}
    table = Offices.load(written(tmp_path, {}, other))
    assert grades(table, "government_head", "gb:210400", "2003-08-01") == [("谷林", "high")]


def test_packaged_table_is_found_beside_the_code(tmp_path: Path) -> None:
    shutil.copy(Path(str(files("nlp").joinpath("data", "officials.csv"))), tmp_path)
    assert len(list(Offices.load(tmp_path).holdings())) == len(list(Offices.load().holdings()))


@pytest.mark.parametrize(
    ("title", "keys"),
    [
        ("辽宁省委副书记、省长", {"deputy_secretary", "government_head"}),
        ("市委常委、政法委书记", {"standing_member", "politics_law_secretary"}),
        ("沈阳市政协副主席", {"cppcc_vice_chair"}),
        ("鞍钢集团董事长、党委书记", {"chairman", "secretary"}),
        ("工信部部长", {"minister:工业和信息化部"}),
        ("deputy mayor of Jinzhou", {"deputy_government_head"}),
        ("Vice Premier", {"vice_premier"}),
        ("a passer-by", set()),
    ],
)
def test_kinds_of_office(title: str, keys: set[str]) -> None:
    assert office_keys(title) == keys
