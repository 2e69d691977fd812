"""``dongbei sources`` without the network: list, check --offline, new from a saved page."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crawler.source import load_sources
from crawler.source_commands import sources
from db.errors import SourceError
from db.settings import Settings


def invoke(*words: str, home: Path = Path("nowhere")) -> Result:
    settings = Settings(home=home, today="2026-08-24")
    return CliRunner().invoke(sources, words, obj=settings)


def broken_home(folder: Path) -> Path:
    (folder / "sources").mkdir()
    (folder / "sources" / "mine.toml").write_text(BROKEN, encoding="utf-8")
    return folder


BROKEN = 'id = "mine"\nname_zh = "甲"\nname_en = "A"\nlanguage = "zh"\nurl = "http://a.cn"\n'


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr("socket.socket.connect", refuse)


def test_list_shows_every_source_with_its_state() -> None:
    result = invoke("list")
    assert result.exit_code == 0
    rows = [line.split("\t") for line in result.output.splitlines()]
    assert {row[0] for row in rows} == set(load_sources()[0])
    assert ["lnrb-epaper", "辽宁日报数字报", "founder_a1", "unverified", "yes", "gb:210000"] in rows
    assert ["refused", "no"] in [row[3:5] for row in rows]


def test_list_as_json() -> None:
    result = invoke("list", "--json")
    rows = {row["id"]: row for row in json.loads(result.output)}
    assert rows["jl-gov"]["home"] == "gb:220000"
    assert rows["jl-gov"]["state"] == "unverified"
    assert rows["govcn-search"]["enabled"] is False


def test_a_broken_file_is_told_and_the_others_are_listed(tmp_path: Path) -> None:
    result = invoke("list", home=broken_home(tmp_path))
    assert result.exit_code == 1
    assert "lnrb-epaper" in result.stdout
    assert "mine.toml: url: unknown key (got http://a.cn)" in result.stderr


def test_check_prints_rules_and_first_pages() -> None:
    result = invoke("check", "hlj-gov", "--offline")
    assert result.exit_code == 0
    assert "state: unverified; enabled: yes; family: ucap" in result.output
    assert "listing  https://www.hlj.gov.cn/hlj/c107855/news.shtml" in result.output
    assert r"allow: ^https?://www\.hlj\.gov\.cn/" in result.output


def test_check_fills_in_the_day_of_an_epaper() -> None:
    result = invoke("check", "lnrb-epaper", "--offline")
    assert "/lnrbepaper/pc/layout/202608/24/node_01.html" in result.output
    assert "/lnrbepaper/pc/layout/202608/22/node_01.html" in result.output


def test_check_explains_a_broken_or_unknown_source(tmp_path: Path) -> None:
    broken = invoke("check", "mine", home=broken_home(tmp_path))
    assert isinstance(broken.exception, SourceError)
    assert "mine.toml: url: unknown key" in str(broken.exception)
    unknown = invoke("check", "jl-gow")
    assert isinstance(unknown.exception, SourceError)
    assert "did you mean jl-gov?" in str(unknown.exception)


PAGE = "".join(f'<a href="/yw/202608/t20260824_{n}.html">本地新闻第{n}号</a>' for n in (1, 2, 3))


def saved(folder: Path) -> str:
    path = folder / "list.html"
    path.write_text(
        f"<html><title>要闻_甲市政府</title><body>{PAGE}</body></html>", encoding="utf-8"
    )
    return str(path)


def test_new_drafts_from_a_saved_page_and_writes_it_once(tmp_path: Path) -> None:
    words = ("new", saved(tmp_path), "--url", "https://www.jiashi.gov.cn/yw/")
    shown = invoke(*words, home=tmp_path)
    assert shown.exit_code == 0, shown.output
    assert 'id = "jiashi"' in shown.output
    assert not (tmp_path / "sources").exists()
    written = invoke(*words, "--save", home=tmp_path)
    path = tmp_path / "sources" / "jiashi.toml"
    assert written.output.strip() == str(path)
    assert path.read_text(encoding="utf-8") == shown.output
    source = load_sources(tmp_path / "sources")[0]["jiashi"]
    assert (source.name_zh, source.family, source.language) == ("甲市政府", "trs", "zh")
    assert source.wants("https://www.jiashi.gov.cn/yw/202608/t20260825_99.html")
    again = invoke(*words, "--save", home=tmp_path)
    assert "this id is taken by another source (got jiashi); choose one with --id" in str(
        again.exception
    )
    assert path.read_text(encoding="utf-8") == shown.output


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("{page}",), "--url: the address of a saved page is needed (got nothing)"),
        (("ftp://a.cn/news/",), "URL: only http and https are crawled (got ftp://a.cn/news/)"),
        (("nowhere.html", "--url", "https://a.cn/"), "nowhere.html: cannot be read"),
        (
            ("{page}", "--url", "https://a.cn/", "--id", "A B"),
            "id: not of the right form (got A B)",
        ),
        (
            ("{page}", "--url", "https://a.cn/", "--id", "jl-gov", "--save"),
            "taken by another source",
        ),
    ],
)
def test_new_explains_what_it_cannot_use(
    tmp_path: Path, words: tuple[str, ...], message: str
) -> None:
    page = saved(tmp_path)
    result = invoke("new", *(word.format(page=page) for word in words), home=tmp_path)
    assert message in str(result.exception)
    assert not (tmp_path / "sources").exists()


@pytest.mark.parametrize("command", [[], ["list"], ["check"], ["new"]])
def test_help_has_an_example(command: list[str]) -> None:
    result = invoke(*command, "--help")
    assert "Example:\n    dongbei sources" in result.output
