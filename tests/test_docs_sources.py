"""docs/sources.md against the Source model and the shipped files, both ways."""

import json
import tomllib

from markdown_pages import blocks, page, section, table
from pydantic import BaseModel

from crawler.source import (
    KEYS_OF_KIND,
    KINDS,
    Discovery,
    Selectors,
    Source,
    load_sources,
    parse_source,
)
from crawler.source_fields import FAMILIES

TEXT = page("sources")


def default_of(model: type[BaseModel], name: str) -> str:
    field = model.model_fields[name]
    value = list(field.default) if isinstance(field.default, tuple) else field.default
    if field.is_required():
        return "required"
    return "" if value is None or isinstance(value, BaseModel) else json.dumps(value)


def test_keys_and_defaults_of_a_source() -> None:
    rows = {row[0]: row[1] for row in table(section(TEXT, "Keys of a source"))}
    assert rows == {name: default_of(Source, name) for name in Source.model_fields}


def test_keys_defaults_and_kinds_of_discovery() -> None:
    rows = {row[0]: (row[1], row[2]) for row in table(section(TEXT, "Keys of `[[discovery]]`"))}
    expected = {}
    for name in Discovery.model_fields:
        kinds = [kind for kind, keys in KEYS_OF_KIND.items() if name in keys]
        expected[name] = (default_of(Discovery, name), ", ".join(kinds) or "all")
    assert rows == expected
    assert all(f"`{kind}`" in TEXT for kind in KINDS)


def test_selectors_and_families() -> None:
    quoted = section(TEXT, "Keys of `[selectors]`").split("`")[1::2]
    assert quoted == list(Selectors.model_fields)
    assert set(section(TEXT, "Families").split("`")[1::2]) == FAMILIES


def test_shipped_sources_as_they_are() -> None:
    sources, problems = load_sources(None)
    assert problems == []
    rows = table(section(TEXT, "Shipped sources"))
    expected = [
        [s.id, s.name_zh, s.name_en, s.family, s.state, "yes" if s.enabled else "no"]
        for s in sources.values()
    ]
    assert sorted(rows) == sorted(expected)


def test_examples_are_valid_sources() -> None:
    examples = blocks(TEXT, "toml") + blocks(page("README.md"), "toml")
    assert len(examples) == 2
    for example in examples:
        source = parse_source(tomllib.loads(example), "example")
        assert source.state == "unverified"
