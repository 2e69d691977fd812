"""The Datasette plugin: search functions, facets, pages, feeds and guards on news.db."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

from datasette import hookimpl
from datasette.utils.asgi import NotFound, Response, asgi_static
from jinja2 import ChoiceLoader, FileSystemLoader

from db.functions import register
from db.search import compile_query
from web import cells, facets, feeds, guard, health
from web.database import NewsDatabase
from web.pages import Pages
from web.report import report
from web.site import NEWS, PUBLIC_TABLES, has_news, is_shared, read, site_of

F = TypeVar("F", bound=Callable[..., Any])
_HERE = Path(__file__).parent
_SCRIPTED = ("_close_open_menus.html", "_codemirror_foot.html")
_FEED_HEADERS = {"Cache-Control": "private, max-age=300"}


def hook(**options: Any) -> Callable[[F], F]:
    """Datasette's ``hookimpl`` with a type; last of all, so that ours overrides its defaults."""
    return cast(Callable[[F], F], hookimpl(trylast=True, **options))


@hook()
def prepare_connection(conn: sqlite3.Connection, database: str) -> None:
    """Chinese search in the ordinary box: Datasette's ``escape_fts`` becomes our query compiler."""
    if database == NEWS:
        register(conn)
        conn.create_function("escape_fts", 1, compile_query, deterministic=True)


@hook()
def prepare_jinja2_environment(env: Any, datasette: Any) -> None:
    """Our templates first; globals, because error pages are rendered without any variables."""
    env.loader = ChoiceLoader([FileSystemLoader(str(_HERE / "templates")), env.loader])
    env.globals["has_news"] = has_news(datasette)
    env.globals["shared_mode"] = is_shared(datasette)
    env.globals["site_links"] = site_of(datasette)


@hook()
def startup(datasette: Any) -> None:
    """Serve news.db through our reader, under its old name."""
    if has_news(datasette) and not isinstance(datasette.databases[NEWS], NewsDatabase):
        plain = datasette.databases[NEWS]
        datasette.remove_database(NEWS)
        reader = NewsDatabase(datasette, plain.path, is_mutable=plain.is_mutable)
        datasette.add_database(reader, name=NEWS)


@hook()
def asgi_wrapper(datasette: Any) -> Callable[[Any], Any]:
    if not has_news(datasette):
        return lambda app: app
    loader = datasette.jinja_env.loader
    texts = [loader.get_source(datasette.jinja_env, f"default:{name}")[0] for name in _SCRIPTED]
    policy = guard.content_policy(guard.inline_scripts(texts))
    shared, base = is_shared(datasette), str(datasette.setting("base_url"))
    return lambda app: guard.Guard(app, shared=shared, policy=policy, base=base)


@hook()
def permission_allowed(datasette: Any, action: str, resource: Any) -> bool | None:
    """In ``shared`` mode: no custom SQL, and only the tables without text."""
    if not is_shared(datasette):
        return None
    if action in ("execute-sql", "view-database-download", "debug-menu", "permissions-debug"):
        return False
    if action == "view-database" and resource != NEWS:
        return False
    if action == "view-table" and (resource[0] != NEWS or resource[1] not in PUBLIC_TABLES):
        return False
    return None


@hook()
def register_facet_classes() -> list[type]:
    return [facets.ArticleFacet]


@hook()
def filters_from_request(request: Any, database: str, table: str, datasette: Any) -> Any:
    return facets.entity_filter(request, database, table, datasette)


@hook()
def render_cell(
    row: Any, value: Any, column: str, table: str | None, database: str, datasette: Any
) -> Any:
    return cells.render(row, value, column, table, database, site_of(datasette))


@hook()
def extra_css_urls() -> list[str]:
    return ["/-/dongbei/style.css"]


@hook()
def register_routes() -> list[tuple[str, Any]]:
    return [
        (r"^/-/dongbei/(?P<path>[a-z.]+)$", asgi_static(_HERE / "static")),
        (r"^/-/report$", report),
        (r"^/-/health$", health.page),
        (r"^/-/feeds/entity/(?P<id>[^/]+)\.atom$", entity_feed),
        (r"^/-/feeds/(?P<token>[^/.]+)\.atom$", watch_feed),
    ]


@hook()
def extra_template_vars(datasette: Any, request: Any) -> dict[str, Any]:
    return Pages(datasette, request).variables()


async def entity_feed(datasette: Any, request: Any) -> Any:
    """``/-/feeds/entity/<id>.atom``: the newest articles of an entity."""
    entity_id = feeds.entity_id_of(request.url_vars["id"])
    host = datasette.absolute_url(request, "/").rstrip("/")
    site = site_of(datasette)
    feed = await read(datasette, lambda conn: feeds.load(conn, entity_id, host, site))
    if feed is None:
        raise NotFound("No such entity")
    return Response(
        feeds.render(feed), content_type=feeds.CONTENT_TYPE, headers=dict(_FEED_HEADERS)
    )


async def watch_feed(datasette: Any, request: Any) -> Any:
    """``/-/feeds/<token>.atom``: what a watch has found; the token is the secret that opens it."""
    folder = Path(datasette.get_database(NEWS).path).parent
    body = feeds.watch_feed(folder, request.url_vars["token"])
    if body is None:
        raise NotFound("No such feed")
    headers = {"Cache-Control": "private, no-store"}
    return Response(body, content_type=feeds.CONTENT_TYPE, headers=headers)
