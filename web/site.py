"""What all pages share: names of things, links between pages, reading in Datasette's threads."""

import json
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

from datasette.utils import sqlite_timelimit, tilde_encode
from datasette.views.base import DatasetteError

from db.models import EntityType

T = TypeVar("T")

NEWS = "news"
"""Name of the database in URLs: the stem of news.db."""

PUBLIC_TABLES = frozenset(
    {"sources", "articles", "entities", "mentions", "article_entities", "posts", "offices"}
    | {"entity_names", "stories", "story_articles", "events", "article_topics", "ambiguous_names"}
)
"""What ``shared`` mode shows: nothing with an article's text in it."""

SNIPPET_LIMIT = 200
"""Longest passage of an article shown in lists and in ``shared`` mode. Unit: code points."""

TYPE_LABELS = {
    EntityType.PROVINCE: "Province 省",
    EntityType.CITY: "City 市县",
    EntityType.SOE: "State-owned enterprise 国企",
    EntityType.OFFICIAL: "Official 官员",
}
LANGUAGE_LABELS = {
    "zh-Hans": "简体中文",
    "zh-Hant": "繁體中文",
    "en": "English",
    "other": "Other 其他",
}
STATUS_LABELS = {
    "incumbent": "incumbent 在任",
    "acting": "acting 代理",
    "former": "former 前任",
    "appointed": "appointed 任命",
    "left": "left 卸任",
    "in_office": "in office 在任",
    "last_seen": "last seen 最近所见",
    "unknown": "unknown 不详",
}
KIND_LABELS = {
    "appointment": "appointment 任职",
    "departure": "departure 离任",
    "inspection": "inspection 调研",
    "meeting": "meeting 会见会议",
    "signing": "signing 签约",
}
TOPIC_LABELS = {
    "policy": "policy 政策",
    "industry": "industry 产业",
    "personnel": "personnel 人事",
    "population": "population 人口",
    "trade": "trade 贸易",
    "agriculture": "agriculture 农业",
    "energy": "energy 能源",
    "finance": "finance 财金",
}
_CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Site:
    """Paths of pages below ``base``, Datasette's base_url ending in ``/``, and what they show."""

    base: str = "/"
    shared: bool = False

    def room(self, body: str, wanted: int) -> int:
        """How many code points of a body a list may show; in ``shared`` mode at most half of it."""
        most = min(wanted, SNIPPET_LIMIT)
        return min(most, len(body) // 2) if self.shared else most

    def entity(self, entity_id: str) -> str:
        return f"{self.base}{NEWS}/entities/{tilde_encode(entity_id)}"

    def article(self, article_id: int) -> str:
        return f"{self.base}{NEWS}/articles/{article_id}"

    def articles(self, pairs: Iterable[tuple[str, str]] = ()) -> str:
        query = urlencode(list(pairs))
        return f"{self.base}{NEWS}/articles" + (f"?{query}" if query else "")

    def health(self, source: str = "") -> str:
        query = f"?{urlencode({'source': source})}" if source else ""
        return f"{self.base}-/health{query}"

    def feed(self, entity_id: str) -> str:
        return f"{self.base}-/feeds/entity/{tilde_encode(entity_id)}.atom"


def is_shared(datasette: Any) -> bool:
    """Whether bodies are hidden and custom SQL is off (``plugins: dongbei: shared``)."""
    return bool((datasette.plugin_config("dongbei") or {}).get("shared"))


def has_news(datasette: Any) -> bool:
    """Whether this Datasette serves a news.db; with other databases we stay out of the way."""
    return NEWS in datasette.databases


def site_of(datasette: Any) -> Site:
    return Site(str(datasette.setting("base_url")), is_shared(datasette))


def china_day() -> str:
    """The present day in China, YYYY-MM-DD."""
    return datetime.now(UTC).astimezone(_CHINA).date().isoformat()


def web_url(url: str | None) -> str | None:
    """The URL if a browser may follow it: http or https, nothing else."""
    if url and url.lower().startswith(("http://", "https://")) and not any(map(str.isspace, url)):
        return url
    return None


def moment(text: str | None) -> str:
    """A stored time to the minute in China, a day as it is.

    >>> moment("2024-05-01T00:30:00Z")
    '2024-05-01 08:30'
    """
    try:
        parsed = datetime.fromisoformat(text or "")
    except ValueError:
        return text or ""
    if parsed.tzinfo is None:
        return (text or "").replace("T", " ")
    return parsed.astimezone(_CHINA).strftime("%Y-%m-%d %H:%M")


def name_of(name_zh: str | None, name_en: str | None, fallback: str) -> str:
    return name_zh or name_en or fallback


async def read(datasette: Any, work: Callable[[sqlite3.Connection], T]) -> T:
    """Run ``work`` on a read-only connection in Datasette's thread, under its SQL time limit."""

    def limited(conn: sqlite3.Connection) -> T:
        with sqlite_timelimit(conn, datasette.setting("sql_time_limit_ms")):
            return work(conn)

    try:
        result: T = await datasette.get_database(NEWS).execute_fn(limited)
    except sqlite3.OperationalError as error:
        if "interrupted" not in str(error):
            raise
        raise DatasetteError("This page took too long to prepare.", status=503) from None
    return result


def load_metadata() -> dict[str, Any]:
    """datasette-metadata.json: inside the installed package, or at the top of a checkout."""
    here = Path(__file__).parent
    name = "datasette-metadata.json"
    path = here / name if (here / name).is_file() else here.parent / name
    metadata: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return metadata
