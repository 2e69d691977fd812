"""docs/settings.md against the Settings model and the environment, both ways."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from markdown_pages import ROOT, blocks, page, section, table
from packages import modules
from pydantic import BaseModel

from db.settings import Settings, load


def fields(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, object]]:
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from fields(kind, f"{prefix}{name}.")
        else:
            yield prefix + name, field.default


def literal(value: object) -> str:
    if isinstance(value, tuple):
        value = list(value)
    return json.dumps(str(value) if isinstance(value, Path) else value, ensure_ascii=False)


def test_fields_and_defaults_are_those_of_the_model() -> None:
    rows = [row for row in table(page("settings")) if len(row) == 4]
    assert {row[0]: row[1] for row in rows} == {n: literal(d) for n, d in fields(Settings)}
    assert all(row[3] for row in rows)


def test_every_field_is_read_somewhere() -> None:
    code = "".join(code for _, code in modules())
    unread = [
        name
        for name, _ in fields(Settings)
        if not re.search(rf"\b{name if '.' in name else f'settings.{name}'}\b", code)
    ]
    assert unread == [], "a setting that nothing reads promises what it does not do"


def test_variables_are_those_that_are_read() -> None:
    read = re.findall(r"DONGBEI_[A-Z_]+", (ROOT / "db" / "settings.py").read_text("utf-8"))
    listed = [row[0] for row in table(section(page("settings"), "Environment"))]
    assert sorted(listed) == sorted(set(read))


def test_variables_set_the_field_they_stand_beside(tmp_path: Path) -> None:
    values = {"allow_loopback": "1", "user_agent": "a", "contact": "b", "today": "2026-05-01"}
    for name, _, variable, _ in (row for row in table(page("settings")) if len(row) == 4):
        if variable:
            value = values.get(name, str(tmp_path))
            settings = load(None, {"DONGBEI_HOME": str(tmp_path)} | {variable: value})
            assert str(getattr(settings, name)) in (value, "True"), variable


def test_the_example_is_valid(tmp_path: Path) -> None:
    (example,) = blocks(page("settings"), "toml")
    (tmp_path / "dongbei.toml").write_text(example, encoding="utf-8")
    settings = load(tmp_path, {})
    raw = tomllib.loads(example)
    assert settings.mail.base_url == raw["mail"]["base_url"]
    assert settings.sources == tuple(raw["sources"])
