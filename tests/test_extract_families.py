"""One test per field per template family, on pages written in that layout."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from crawler.extract import Extracted, extract

PAGES = Path(__file__).parent / "fixtures" / "pages"
EXPECTED: dict[str, dict[str, Any]] = tomllib.loads(
    (PAGES / "expected.toml").read_text(encoding="utf-8")
)
FIELDS = [
    (name, field)
    for name, fields in EXPECTED.items()
    for field in fields
    if field not in ("url", "encoding")
]


@cache
def page(name: str) -> Extracted:
    wanted = EXPECTED[name]
    text = (PAGES / f"{name}.html").read_text(encoding="utf-8")
    return extract(text.encode(wanted.get("encoding", "utf-8")), wanted["url"])


@pytest.mark.parametrize(("name", "field"), FIELDS)
def test_field(name: str, field: str) -> None:
    wanted, found = EXPECTED[name][field], page(name)
    if field == "family":
        assert found.rules["family"] == wanted
    elif field == "starts":
        assert found.body.startswith(wanted)
    elif field == "ends":
        assert found.body.endswith(wanted)
    else:
        value = getattr(found, field)
        assert (list(value) if isinstance(value, tuple) else value) == wanted


@pytest.mark.parametrize("name", EXPECTED)
def test_every_page_is_an_article_of_good_quality(name: str) -> None:
    found = page(name)
    assert found.is_article
    assert found.quality >= 0.6
    assert found.language == EXPECTED[name].get("language", "zh-Hans")
    assert {"title", "body", "published_at"} <= found.rules.keys()


def test_every_saved_page_has_expectations() -> None:
    assert {path.stem for path in PAGES.glob("*.html")} == EXPECTED.keys()


def test_a_named_family_goes_before_the_address() -> None:
    text = (PAGES / "xinhua_new.html").read_bytes()
    found = extract(text, "http://mirror.example.org/x.html", family="xinhua")
    assert (found.rules["family"], found.rules["title"]) == ("xinhua", "selector")


def test_selectors_of_a_source_go_before_those_of_the_family() -> None:
    text = (PAGES / "joyhua.html").read_bytes()
    url = EXPECTED["joyhua"]["url"]
    found = extract(text, url, selectors={"title": ".bmnr_con_yinti"})
    assert found.title == "冰雪季临近"
    assert extract(text, url, selectors={"title": ".absent"}).title == "采冰队提前进驻江面"
