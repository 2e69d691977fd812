"""A source as the TOML text a person would write."""

import json
from collections.abc import Mapping, Sequence

from crawler.source import Source

WIDTH = 100


def render(source: Source, comments: Sequence[str] = ()) -> str:
    """TOML that reads back as ``source``: ``comments`` first, keys at their defaults left out."""
    lines = [f"# {' '.join(comment.split())}" for comment in comments]
    tables = {"discovery", "selectors"}
    required = {"id", "name_zh", "name_en", "language", "state"}
    values = source.model_dump(exclude_defaults=True) | source.model_dump(include=required)
    order = [name for name in Source.model_fields if name in values and name not in tables]
    lines += _pairs({name: values[name] for name in order})
    for rule in source.discovery:
        kind = {"kind": rule.kind, "urls": rule.urls}
        lines += ["", "[[discovery]]", *_pairs(kind | rule.model_dump(exclude_defaults=True))]
    if chosen := source.selectors.model_dump(exclude_none=True):
        lines += ["", "[selectors]", *_pairs(chosen)]
    return "\n".join(lines) + "\n"


def _pairs(values: Mapping[str, object]) -> list[str]:
    lines: list[str] = []
    for key, value in values.items():
        if isinstance(value, list | tuple):
            items = [_value(item) for item in value]
            one = f"{key} = [{', '.join(items)}]"
            long = [f"{key} = [", *(f"  {item}," for item in items), "]"]
            lines += [one] if len(one) <= WIDTH else long
        else:
            lines.append(f"{key} = {_value(value)}")
    return lines


def _value(value: object) -> str:
    if isinstance(value, str):
        if "\\" in value and "'" not in value and value.isprintable():
            return f"'{value}'"
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return json.dumps(value)
