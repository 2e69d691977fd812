"""The operator's own tables: merged with the packaged ones, checked like them, part of versions."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from review_home import OFFICIAL, SOE, make_home, refused, run, write_table
from site_home import rows

from db.errors import KnowledgeError
from nlp.knowledge import load
from nlp.offices import Offices
from nlp.overlay import NOTHING, Correction, Overlay, Table, read_folder
from nlp.tagger import TAGGER_VERSION, Tagger

LANTERNS = ("5", "2025-05-09", "灯笼厂扩建", "抚顺灯笼集团新厂房动工，铁岭市副市长程远航到场祝贺。"
            "企业负责人说，新厂建成后产量将翻一番，带动周边就业。")  # fmt: skip


def read(home: Path) -> Overlay:
    return read_folder(home / "knowledge")


def load_all(overlay: Overlay) -> Offices:
    known = {entity.id for entity in load(None, overlay).entities()}
    return Offices.load(known=known, overlay=overlay)


def test_no_folder_adds_nothing(tmp_path: Path) -> None:
    assert read(tmp_path) == NOTHING
    assert NOTHING.digest() == ""
    assert Tagger().version == f"{TAGGER_VERSION}+{load().digest}"


def test_own_rows_tag_texts_and_are_entities_and_offices(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", LANTERNS)
    old = rows(home / "news.db", "select distinct version from taggings")
    write_table(home, "soes.csv", SOE)
    write_table(home, "officials.csv", OFFICIAL | {"jurisdiction": "211200"})
    run(home, "tag")
    query = (
        "select m.text, m.entity_id, e.name_zh, e.name_en from mentions m join entities e"
        " on e.id = m.entity_id join articles a on a.id = m.article_id"
        " where a.url like '%/5' and e.type in ('SOE', 'OFFICIAL') order by m.start"
    )
    assert rows(home / "news.db", query) == [
        ("抚顺灯笼集团", "soe:fushun-lantern", SOE["name_zh"], SOE["name_en"]),
        ("程远航", "person:cheng-yuanhang", "程远航", None),
    ]
    held = "select office_zh, office_en from offices where person_id = 'person:cheng-yuanhang'"
    assert rows(home / "news.db", held) == [("铁岭市副市长", "铁岭市副市长")]
    new = rows(home / "news.db", "select distinct version from taggings")
    assert new == [(f"{old[0][0]}+{read(home).digest()}",)]
    shutil.rmtree(home / "knowledge")
    run(home, "tag")
    assert rows(home / "news.db", "select distinct version from taggings") == old
    gone = (
        "select count(*) from entities where id in ('soe:fushun-lantern', 'person:cheng-yuanhang')"
    )
    assert rows(home / "news.db", gone) == [(0,)]


def test_an_official_of_an_own_enterprise(tmp_path: Path) -> None:
    write_table(tmp_path, "soes.csv", SOE)
    head = OFFICIAL | {"office_zh": "董事长", "jurisdiction": SOE["id"]}
    write_table(tmp_path, "officials.csv", head)
    table = load_all(read(tmp_path))
    held = table.holder("chairman", "soe:fushun-lantern", "2024-06-01")
    assert [h.person_id for h in held] == ["person:cheng-yuanhang"]


def test_an_english_name_alone_is_found_in_english(tmp_path: Path) -> None:
    only = {"name_zh": "", "name_en": "Cheng Yuanhang", "office_zh": "", "office_en": "vice mayor"}
    write_table(tmp_path, "officials.csv", OFFICIAL | only)
    table = load_all(read(tmp_path))
    assert [h.jurisdiction for h in table.named("Cheng Yuanhang")] == ["gb:211200"]
    persons = {person.id: person for person in table.persons()}
    found = persons["person:cheng-yuanhang"]
    assert (found.name_zh, found.name_en) == (None, "Cheng Yuanhang")


WRONG = [
    ("soes.csv", SOE | {"id": "ansteel"}, "field id: already used in soes.csv line"),
    ("soes.csv", SOE | {"parent_id": "nobody"}, "field parent_id: unknown parent (got nobody)"),
    ("soes.csv", SOE | {"hq_gb_code": "1"}, "field hq_gb_code: unknown unit (got 1)"),
    ("soes.csv", SOE | {"level": "village"}, "field level: unknown value (got village); use one"),
    ("officials.csv", OFFICIAL | {"id": ""}, "field id: is empty"),
    ("officials.csv", OFFICIAL | {"name_zh": ""}, "field name_zh: is empty"),
    ("officials.csv", OFFICIAL | {"start_date": "May"}, "field start_date: not a date (got May)"),
    ("officials.csv", OFFICIAL | {"end_date": "2001"}, "field end_date: ends before it starts"),
    ("officials.csv", OFFICIAL | {"jurisdiction": "5"}, "field jurisdiction: unknown"),
    ("officials.csv", OFFICIAL | {"status": "gone"}, "field status: unknown value (got gone)"),
]


@pytest.mark.parametrize(("name", "record", "words"), WRONG)
def test_a_wrong_row_is_named_with_its_file_and_line(
    tmp_path: Path, name: str, record: dict[str, str], words: str
) -> None:
    path = write_table(tmp_path, name, record)
    with pytest.raises(KnowledgeError) as error:
        load_all(read(tmp_path))
    assert str(error.value).startswith(f"{path} line 2, {words}")
    assert "; " in str(error.value)


def test_a_packaged_holder_of_the_same_seat_and_days_is_refused(tmp_path: Path) -> None:
    usurper = OFFICIAL | {
        "office_zh": "辽宁省委书记", "jurisdiction": "210000", "start_date": "2023-01",
        "as_of": "2024-12",
    }  # fmt: skip
    path = write_table(tmp_path, "officials.csv", usurper)
    with pytest.raises(KnowledgeError, match="hold secretary of gb:210000 at once") as error:
        load_all(read(tmp_path))
    assert f"({path} line 2)" in str(error.value)


def test_a_wrong_row_stops_tagging_before_anything_is_written(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    path = write_table(home, "soes.csv", SOE | {"as_of": "long ago"})
    assert f"{path} line 2, field as_of: not a date (got long ago)" in refused(home, "tag")
    assert rows(home / "news.db", "select count(*) from entities") == [(0,)]


def test_other_files_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    folder.mkdir()
    (folder / "mayors.csv").write_text("id\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match="not a table that can be added to; name it one of"):
        read(tmp_path)
    (folder / "mayors.csv").rename(folder / "soes.csv")
    with pytest.raises(KnowledgeError, match=r"soes.csv line 1: missing columns"):
        load(None, read(tmp_path))
    (folder / "soes.csv").write_bytes("编号,名称\n".encode("gb18030"))
    with pytest.raises(KnowledgeError, match="restore the file as UTF-8 CSV"):
        read(tmp_path)


def test_commands_check_and_find_stale_rows(tmp_path: Path) -> None:
    write_table(tmp_path, "officials.csv", OFFICIAL | {"as_of": "1999-05", "start_date": "1998"})
    assert "every row is sound" in run(tmp_path, "nlp", "check")
    stale = run(tmp_path, "nlp", "stale", "--before", "1999-06-01")
    assert "程远航  铁岭市副市长 (gb:211200)" in stale and "officials.csv line 2" in stale
    assert "程远航" not in run(tmp_path, "nlp", "stale", "--before", "1999-05-31")
    assert "not a date (got soon)" in refused(tmp_path, "nlp", "stale", "--before", "soon")
    rival = {"office_zh": "铁岭市市长", "start_date": "", "as_of": "2025-01"}
    write_table(
        tmp_path, "officials.csv", OFFICIAL | rival,
        OFFICIAL | rival | {"id": "hai-qingyuan--x", "name_zh": "海清源"},
    )  # fmt: skip
    shown = run(tmp_path, "nlp", "check")
    assert "government_head of gb:211200: 程远航" in shown and "are both in office" in shown


_WORDS = st.text("ab\n,甲", max_size=6)
_TABLES = st.lists(st.builds(Table, st.sampled_from(["soes.csv", "officials.csv"]), _WORDS, _WORDS))
_WRONG = st.lists(st.builds(Correction, _WORDS, st.integers(0, 3), _WORDS, _WORDS, _WORDS))


@given(tables=_TABLES, refused_=st.lists(_WORDS), wrong=_WRONG, data=st.data())
def test_the_digest_is_of_the_content_alone(
    tables: list[Table], refused_: list[str], wrong: list[Correction], data: st.DataObject
) -> None:
    one = Overlay(tuple(tables), tuple(refused_), tuple(wrong))
    moved = [Table(t.name, f"elsewhere/{t.label}", t.text) for t in tables]
    two = Overlay(
        tuple(data.draw(st.permutations(moved))), tuple(data.draw(st.permutations(refused_))),
        tuple(data.draw(st.permutations(wrong))),
    )  # fmt: skip
    assert one.digest() == two.digest()
    more = Overlay(one.tables, (*one.refused, "nil:x@y"), one.corrections)
    assert more.digest() != one.digest()
