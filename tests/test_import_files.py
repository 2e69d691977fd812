"""``dongbei import``: files take the same path as crawled pages; one bad line, nothing stored."""

import gzip
import json
from pathlib import Path

import pytest
from site_home import dongbei, rows

from crawler.importing import read_file
from db.errors import InputError

SHARED = Path(__file__).parents[2] / "shared" / "gold"
PAGE = (
    "<html><head><title>本溪改造老厂房</title></head><body><h1>本溪改造老厂房</h1>"
    "<p>2026-05-10 09:30 来源：试验报</p><p>"
    + "本溪市平山区的老厂房改成了展览馆，周末游客排起了队。" * 6
    + "</p></body></html>"
)


def lines(*rows_: object) -> str:
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows_) + "\n"


def test_all_kinds_become_articles_that_are_tagged_and_found(tmp_path: Path) -> None:
    (tmp_path / "page.html.gz").write_bytes(gzip.compress(PAGE.encode("gb18030")))
    manifest = {"id": "p", "url": "http://a.cn/p.html", "html": "page.html.gz"}
    text = {"id": "t", "text": "辽阳的计划\n辽阳市今年安排项目。", "date": "2026-05-11"}
    (tmp_path / "all.jsonl").write_text(lines(manifest, text), encoding="utf-8")
    (tmp_path / "note.txt").write_text("大庆见闻\n大庆油田的新井开钻了。", encoding="utf-8")
    home = tmp_path / "home"
    done = dongbei(home, "import", str(tmp_path / "all.jsonl"), str(tmp_path / "note.txt"))
    assert done.returncode == 0, done.stderr
    assert "3 read, 3 new" in done.stdout
    found = rows(home / "news.db", "select title, published_at, url from articles order by title")
    assert [row[:2] for row in found] == [
        ("大庆见闻", None),
        ("本溪改造老厂房", "2026-05-10T09:30:00+08:00"),
        ("辽阳的计划", "2026-05-11"),
    ]
    tagged = rows(home / "news.db", "select distinct entity_id from article_entities")
    assert {("gb:210500",), ("gb:211000",), ("gb:230600",)} <= set(tagged)
    shown = dongbei(home, "search", "辽阳", "--json")
    assert [row["title"] for row in json.loads(shown.stdout)] == ["辽阳的计划"]
    again = dongbei(home, "import", str(tmp_path / "all.jsonl"))
    assert "2 read, 0 new" in again.stdout
    assert rows(home / "news.db", "select count(*) from revisions") == [(0,)]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('{"text": "好"}\n{"text": ', ["bad.jsonl:2", "not JSON", "mend"]),
        ('{"text": "好"}\n[1]\n', ["bad.jsonl:2", "not a JSON object"]),
        ('{"title": "无"}\n', ["bad.jsonl:1: text", "no text"]),
        ('{"text": "好", "url": "file:///x"}\n', ["bad.jsonl:1: url", "http"]),
        ('{"text": "好", "date": "昨天"}\n', ["bad.jsonl:1: date", "昨天", "2024-05-01"]),
        ('{"html": "none.html"}\n', ["bad.jsonl:1", "none.html", "check the path"]),
        ('{"text": "\\ud800"}\n', ["bad.jsonl:1"]),
        ("[" * 100_000, ["bad.jsonl:1", "not JSON"]),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_stored(
    tmp_path: Path, content: str, words: list[str]
) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_file(path, "import")
    assert all(word in str(caught.value) for word in words), str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_command_ends_with_one_line_and_exit_code_1(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.jsonl", tmp_path / "bad.jsonl"
    good.write_text('{"text": "好消息"}\n', encoding="utf-8")
    bad.write_text("{nonsense\n", encoding="utf-8")
    home = tmp_path / "home"
    done = dongbei(home, "import", str(good), str(bad))
    assert done.returncode == 1
    assert done.stderr.startswith("dongbei: ")
    assert done.stderr.count("\n") == 1
    assert not (home / "crawl.db").exists(), "nothing is half-written"


def test_other_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(b"%PDF")
    with pytest.raises(InputError, match=r"scan\.pdf.*\.jsonl"):
        read_file(path, "import")
    (tmp_path / "latin.txt").write_bytes("标题\n".encode() + b"\xff\xfe")
    with pytest.raises(InputError, match=r"latin\.txt:2.*UTF-8"):
        read_file(tmp_path / "latin.txt", "import")


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared gold folder is not beside the project")
def test_real_pages_and_articles_are_stored_tagged_and_found(tmp_path: Path) -> None:
    home = tmp_path / "home"
    names = ["pages/pages.jsonl", "zh.dev.jsonl", "zh_local.dev.jsonl", "seeds.dev.jsonl"]
    done = dongbei(home, "import", *(str(SHARED / name) for name in names), seconds=500)
    assert done.returncode == 0, done.stderr
    assert "187 read, 187 new" in done.stdout
    stored, tagged = (
        rows(home / "news.db", f"select count(*) from {name}")[0][0]
        for name in ("articles", "taggings")
    )
    refused = rows(home / "news.db", "select error from extractions where article_id is null")
    assert stored + len(refused) == 187
    assert len(refused) <= 4, refused
    assert tagged == stored
    texts = [
        json.loads(line)["text"]
        for name in names[1:]
        for line in (SHARED / name).read_text(encoding="utf-8").splitlines()
    ]
    for name in ("振兴", "沈阳", "吉林", "Jilin"):
        shown = dongbei(home, "search", name, "--json", "--limit", "500").stdout
        found = [row for row in json.loads(shown) if row["url"].startswith("urn:dongbei:import:")]
        assert len(found) >= sum(name in text for text in texts) > 2, name
