"""Pages for people: the tagged text and the errors on gold, hostile text shown as text."""

import json
from html.parser import HTMLParser
from pathlib import Path

from site_home import dongbei

HOSTILE = '<script>alert(1)</script> 沈阳市<img src=x onerror="alert(2)">和鞍钢集团签约。'


class Elements(HTMLParser):
    """Names of all elements and attributes of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names |= {tag, *(name for name, _ in attrs)}

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_tagged_text_as_a_page(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(HOSTILE, encoding="utf-8")
    done = dongbei(tmp_path / "home", "nlp", "show", str(path), "--html")
    assert done.returncode == 0, done.stderr
    page = Elements(done.stdout)
    assert not page.names & {"script", "img", "onerror", "src"}
    assert "alert(1)" in page.text
    assert "gb:210100" in page.text
    assert "soe:ansteel" in page.text


def test_errors_are_shown_in_their_context(tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    row = {
        "id": "d1", "text": HOSTILE, "date": None, "may": [], "never": [["SOE", "鞍钢集团"]],
        "must": [["CITY", "210200"], ["SOE", "签约"]],
    }  # fmt: skip
    gold.write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
    out = tmp_path / "errors.html"
    done = dongbei(tmp_path / "home", "nlp", "errors", "--gold", str(gold), "--out", str(out))
    assert done.returncode == 0, done.stderr
    assert "4 errors in 1 documents" in done.stdout
    page = Elements(out.read_text(encoding="utf-8"))
    assert not page.names & {"script", "img", "onerror", "src"}
    for word in ("missed", "wrong", "trap", "210200", "gb:210100", "soe:ansteel"):
        assert word in page.text, word


def test_parts_by_language_and_level_are_reported(tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    row = {
        "id": "d1", "text": "沈阳市铁西区的工厂。", "date": None, "may": [], "never": [],
        "must": [["CITY", "210100"], ["CITY", "210106"]],
    }  # fmt: skip
    gold.write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
    done = dongbei(tmp_path / "home", "nlp", "eval", "--gold", str(gold), "--json")
    scores = json.loads(done.stdout)["scores"]
    assert {name: scores[name]["right"] for name in ("CITY", "CITY zh", "CITY county")} == {
        "CITY": 2, "CITY zh": 2, "CITY county": 1,
    }  # fmt: skip
