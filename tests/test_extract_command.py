"""``python -m crawler extract`` and ``eval``: JSON, one clear line on bad input, floors kept."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from extract_pages import PROSE, TITLE, article

from crawler.__main__ import main
from crawler.evaluate import below, evaluate

URL = "http://www.example.cn/yw/2024/0501/1.html"
KEYS = {
    "url", "title", "body", "author", "origin", "published_at", "language", "quality", "rules",
    "kicker", "subtitle", "editor", "canonical_url", "images", "pages", "is_article",
}  # fmt: skip
GOLD = Path(__file__).parents[2] / "shared" / "gold" / "pages" / "pages.jsonl"
FLOORS = Path(__file__).parent / "floors_pages.json"


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, list(arguments), input=stdin)


def test_one_file(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(article(), encoding="utf-8")
    fields = json.loads(run("extract", str(file), "--url", URL).stdout)
    assert fields.keys() == KEYS
    assert (fields["url"], fields["title"], fields["body"]) == (URL, TITLE, "\n".join(PROSE))
    assert fields["published_at"] == "2024-05-01T08:30:00+08:00"


def test_jsonl_answers_each_line_and_a_bad_page_stops_no_other(tmp_path: Path) -> None:
    good, picture = tmp_path / "good.html", tmp_path / "picture.html"
    good.write_text(article(), encoding="utf-8")
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    names = [("a", picture), ("b", tmp_path / "absent.html"), (3, good)]
    lines = [json.dumps({"id": i, "url": URL, "html_path": str(path)}) for i, path in names]
    result = run("extract", "--jsonl", stdin="\n".join(lines) + "\n\n")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert [row["id"] for row in rows] == ["a", "b", 3]
    assert "an image" in rows[0]["error"]
    assert "absent.html" in rows[1]["error"]
    assert rows[0].keys() == rows[1].keys() == KEYS | {"id", "error"}
    assert rows[2].keys() == KEYS | {"id"}
    assert (rows[0]["body"], rows[2]["title"]) == ("", TITLE)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "line 2: not JSON"),
        ("[1]", "line 2: not a JSON object"),
        ('{"id": 1, "html_path": "x"}', "line 2: url must be a string"),
        ('{"id": 1, "url": "u", "html_path": 7}', "line 2: html_path must be a string (got 7)"),
        ("[" * 100_000, "line 2: not JSON"),
    ],
    ids=["broken", "list", "no-url", "number", "deep"],
)
def test_a_malformed_line_is_named(tmp_path: Path, line: str, says: str) -> None:
    file = tmp_path / "page.html"
    file.write_text(article(), encoding="utf-8")
    good = json.dumps({"id": 1, "url": URL, "html_path": str(file)})
    result = run("extract", "--jsonl", stdin=f"{good}\n{line}\n")
    assert result.exit_code == 1
    assert says in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_no_page_given_and_absent_page(tmp_path: Path) -> None:
    assert "name a FILE" in run("extract").stderr
    result = run("extract", str(tmp_path / "absent.html"))
    assert (result.exit_code, "absent.html: cannot read" in result.stderr) == (1, True)


def _labels(folder: Path, title: str) -> Path:
    (folder / "page.html").write_text(article(), encoding="utf-8")
    row = {
        "id": "1",
        "lang": "zh",
        "url": URL,
        "html": "page.html",
        "title": title,
        "origin": "沈阳日报",
        "date": "2024-05-01",
        "datetime": "2024-05-01 08:30",
        "authors": [],
        "body": "\n".join(PROSE),
    }
    (folder / "pages.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    return folder / "pages.jsonl"


def test_floors_rise_by_themselves_and_fall_only_on_demand(tmp_path: Path) -> None:
    pages, floors = _labels(tmp_path, TITLE), tmp_path / "floors.json"
    assert run("eval", str(pages), "--floors", str(floors)).exit_code == 0
    kept = floors.read_text(encoding="utf-8")
    assert json.loads(kept)["floors"]["zh"] == dict.fromkeys(
        ("body", "title", "day", "minute", "origin", "no_false_author"), 1.0
    )
    (tmp_path / "page.html").write_text(article(title="另一个完全不同的标题"), encoding="utf-8")
    refused = run("eval", str(pages), "--floors", str(floors))
    assert refused.exit_code == 1
    assert "zh title: 0.0000 < floor 1.0000" in refused.stderr
    assert floors.read_text(encoding="utf-8") == kept
    assert run("eval", str(pages), "--floors", str(floors), "--lower-floors").exit_code == 0
    assert json.loads(floors.read_text(encoding="utf-8"))["floors"]["zh"]["title"] == 0.0


def test_floors_of_other_labels_are_not_replaced_unasked(tmp_path: Path) -> None:
    pages, floors = _labels(tmp_path, TITLE), tmp_path / "floors.json"
    run("eval", str(pages), "--floors", str(floors))
    _labels(tmp_path, "别的标题")
    refused = run("eval", str(pages), "--floors", str(floors))
    assert (refused.exit_code, "other labels" in refused.stderr) == (1, True)


def test_eval_of_what_is_no_list_of_pages(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text("nonsense\n", encoding="utf-8")
    result = run("eval", str(tmp_path / "x.jsonl"))
    assert (result.exit_code, "not a list of labelled pages" in result.stderr) == (1, True)


@pytest.mark.shared
def test_real_pages_stay_above_the_floors() -> None:
    if not GOLD.exists():
        pytest.skip("the team's shared folder is not beside the checkout")
    from crawler.evaluate import digest

    kept = json.loads(FLOORS.read_text(encoding="utf-8"))
    assert kept["labels_sha256"] == digest(GOLD), "labels changed: run `python -m crawler eval`"
    assert below(evaluate(GOLD), kept["floors"]) == []
