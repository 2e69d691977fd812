"""Cells of the plain tables and queries: entity ids and articles as links, snippets marked."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from web.marks import marked
from web.site import NEWS, Site

_LINK = Markup('<a href="{}">{}</a>')
_ENTITY_COLUMNS = frozenset({"entity_id", "parent_id", "person_id"})
_ARTICLE_COLUMNS = frozenset({"article_id", "head_article_id"})


def render(
    row: Mapping[str, Any], value: Any, column: str, table: str | None, database: str, site: Site
) -> Any:
    """HTML of a cell, or None for Datasette's own; foreign keys come as value and label.

    In queries (``table`` None) a title links to its article and a name to its entity.
    """
    if database != NEWS:
        return None
    label = value.get("label") if isinstance(value, dict) else None
    value = value.get("value") if isinstance(value, dict) else value
    if value is None or value == "":
        return None
    if column in _ENTITY_COLUMNS or (column == "jurisdiction" and ":" in str(value)):
        return _LINK.format(site.entity(str(value)), label or value)
    if column in _ARTICLE_COLUMNS:
        return _LINK.format(site.article(value), label or value)
    return _query_cell(row, value, column, site) if table is None else None


def _query_cell(row: Mapping[str, Any], value: Any, column: str, site: Site) -> Any:
    names = row.keys()
    if column == "snippet" and isinstance(value, str):
        return marked(value)
    if column == "title" and "article_id" in names:
        return _LINK.format(site.article(row["article_id"]), value)
    if column in ("name_zh", "name_en") and "entity_id" in names:
        return _LINK.format(site.entity(str(row["entity_id"])), value)
    return None
