"""news.db as Datasette reads it: sorted lists in a total order, quick table counts."""

import re
from typing import Any

from datasette.database import Database, QueryInterrupted
from datasette.utils import escape_sqlite

_SORTED = re.compile(
    r"select [\w\[\], ]+ from (?P<table>\w+) (?:where .*)?"
    r"order by (?P<column>[\w\[\]]+)(?: desc)?(?P<limit> limit \d+)",
    re.DOTALL,
)
_INDEX = "articles_fts"


class NewsDatabase(Database):  # type: ignore[misc]
    """Datasette continues a sorted list behind (value, key) but sorts its first page by value only.

    Rows with equal values, such as articles of one day, would be lost or shown twice between pages:
    here the key is always the last term of the order.
    """

    async def execute(self, sql: str, *args: Any, **options: Any) -> Any:
        return await super().execute(await self._total_order(sql), *args, **options)

    async def table_counts(self, limit: int = 10) -> dict[str, int | None]:
        """Rows of each table; None when that takes too long, as always for the full-text index."""
        names = await self.table_names()
        return {name: await self._count(name) for name in names}

    async def _count(self, table: str) -> int | None:
        if table.startswith(_INDEX):
            return None
        try:
            rows = await self.execute(f"select count(*) from {escape_sqlite(table)}")
        except QueryInterrupted:
            return None
        count: int = rows.single_value()
        return count

    async def _total_order(self, sql: str) -> str:
        match = _SORTED.fullmatch(sql)
        if match is None or " union " in sql.lower():
            return sql
        keys = [escape_sqlite(key) for key in await self.primary_keys(match["table"])]
        terms = [key for key in keys if key != match["column"]]
        head, tail = sql[: match.start("limit")], match["limit"]
        return ", ".join([head, *terms]) + tail
