"""Facets of the articles table, entities included (many to many), and the filter they link to.

Metadata: ``"facets": [{"by": "source"}, {"by": "city"}]``; URL: ``?_facet_by=city``. The filter is
``?_entity=gb:210100``; given several times, an article must mention all of them.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from datasette.database import QueryInterrupted
from datasette.facets import Facet
from datasette.filters import FilterArguments
from datasette.views.base import DatasetteError

from web.site import LANGUAGE_LABELS, NEWS

ENTITY_ARG = "_entity"


@dataclass(frozen=True, slots=True)
class Column:
    """A facet over a column: SQL of value and label over ``articles a``, and the filter it sets."""

    value: str
    arg: str
    newest_first: bool = False
    label: str = "null"


COLUMNS = {
    "source": Column(
        "a.source",
        "source",
        label="(select coalesce(name_zh, name_en) from sources where id = a.source)",
    ),
    "language": Column("a.language", "language"),
    "month": Column("substr(a.published_day, 1, 7)", "published_day__startswith", True),
    "published_day": Column("a.published_day", "published_day", True),
}
ENTITIES = {"province": "PROVINCE", "city": "CITY", "soe": "SOE", "official": "OFFICIAL"}
TITLES = {
    "source": "Source 来源",
    "language": "Language 语言",
    "month": "Month 月份",
    "published_day": "Date 日期",
    "province": "Province 省",
    "city": "City 市县",
    "soe": "Enterprise 国企",
    "official": "Official 官员",
}

_COLUMN_SQL = """
select {value} as value, {label} as label, count(*) as n from ({sql}) a
where {value} is not null group by 1 order by {order} limit {limit}
"""
_ENTITY_SQL = """
select type, value, label, n from (
  select e.type as type, e.id as value, coalesce(e.name_zh, e.name_en) as label, f.n as n,
    row_number() over (partition by e.type order by f.n desc, e.id) as place
  from (select ae.entity_id as entity_id, count(*) as n from article_entities ae
        where ae.article_id in (select id from ({sql})) group by ae.entity_id) f
  join entities e on e.id = f.entity_id
) where place <= {limit} order by type, place
"""


class ArticleFacet(Facet):  # type: ignore[misc]
    """Counts articles by what COLUMNS and ENTITIES name; all entity facets take one query."""

    type = "by"

    def __init__(self, *args: Any, **options: Any) -> None:
        """Raises DatasetteError 400 for a facet that does not exist."""
        super().__init__(*args, **options)
        ours = self.table == "articles" and self.database == NEWS
        configs = self.get_configs() if ours else []
        names = [_known(config["config"].get("simple", "")) for config in configs]
        self.names = list(dict.fromkeys(names))

    async def facet_results(self) -> tuple[list[dict[str, Any]], list[str]]:
        """Datasette's contract: results, and the names of the facets that timed out."""
        try:
            entities = await self._entities() if ENTITIES.keys() & set(self.names) else {}
        except QueryInterrupted:
            entities = None
        results, late = [], []
        for name in self.names:
            rows = await self._rows(name, entities)
            if rows is None:
                late.append(name)
            else:
                results.append(self._result(name, rows))
        return results, late

    async def _entities(self) -> dict[str, list[Any]]:
        sql = _ENTITY_SQL.format(sql=self.sql, limit=self.get_facet_size() + 1)
        found: dict[str, list[Any]] = {}
        for row in await self._run(sql):
            found.setdefault(row["type"], []).append(row)
        return found

    async def _rows(self, name: str, entities: dict[str, list[Any]] | None) -> list[Any] | None:
        if name in ENTITIES:
            return None if entities is None else entities.get(ENTITIES[name], [])
        column = COLUMNS[name]
        order = "1 desc" if column.newest_first else "n desc, 1"
        sql = _COLUMN_SQL.format(
            value=column.value,
            label=column.label,
            sql=self.sql,
            order=order,
            limit=self.get_facet_size() + 1,
        )
        try:
            return await self._run(sql)
        except QueryInterrupted:
            return None

    async def _run(self, sql: str) -> list[Any]:
        limit = self.ds.setting("facet_time_limit_ms")
        result = await self.ds.execute(
            self.database, sql, self.params, truncate=False, custom_time_limit=limit
        )
        return list(result.rows)

    def _result(self, name: str, rows: list[Any]) -> dict[str, Any]:
        size = self.get_facet_size()
        arg = COLUMNS[name].arg if name in COLUMNS else ENTITY_ARG
        return {
            "name": name,
            "title": TITLES[name],
            "type": self.type,
            "hideable": False,
            "toggle_url": self.ds.urls.path(_toggled(self.request, "_facet_by", name)[0]),
            "truncated": len(rows) > size,
            "results": [self._value(arg, row) for row in rows[:size]],
        }

    def _value(self, arg: str, row: Any) -> dict[str, Any]:
        path, selected = _toggled(self.request, arg, row["value"])
        label = row["label"] or LANGUAGE_LABELS.get(row["value"], row["value"])
        return {
            "value": row["value"],
            "label": label,
            "count": row["n"],
            "toggle_url": self.ds.absolute_url(self.request, self.ds.urls.path(path)),
            "selected": selected,
        }


def entity_filter(
    request: Any, database: str, table: str, datasette: Any
) -> Callable[[], Awaitable[Any]] | None:
    """Datasette's filters_from_request for ``?_entity=``."""
    wanted = [value for value in request.args.getlist(ENTITY_ARG) if value]
    if not wanted or database != NEWS or table != "articles":
        return None

    async def arguments() -> Any:
        clauses, params, texts = [], {}, []
        for number, entity_id in enumerate(wanted):
            clauses.append(
                "id in (select article_id from article_entities"
                f" where entity_id = :entity_{number})"
            )
            params[f"entity_{number}"] = entity_id
            rows = await datasette.execute(
                database,
                "select coalesce(name_zh, name_en, id) from entities where id = :id",
                {"id": entity_id},
            )
            found = rows.first()
            texts.append(f'mentions "{found[0] if found else entity_id}"')
        return FilterArguments(clauses, params, texts)

    return arguments


def without(pairs: list[tuple[str, str]], key: str, value: str) -> list[tuple[str, str]]:
    """A query without one filter, back on its first page."""
    return [pair for pair in pairs if pair != (key, value) and pair[0] != "_next"]


def _toggled(request: Any, key: str, value: str) -> tuple[str, bool]:
    pairs = parse_qsl(request.query_string, keep_blank_values=True)
    selected = (key, value) in pairs
    kept = without(pairs, key, value)
    if not selected:
        kept.append((key, value))
    query = urlencode(kept)
    return f"{request.path}?{query}" if query else request.path, selected


def _known(name: str) -> str:
    if name not in COLUMNS and name not in ENTITIES:
        known = ", ".join([*COLUMNS, *ENTITIES])
        raise DatasetteError(f"_facet_by={name}: no such facet; use one of {known}", status=400)
    return name
