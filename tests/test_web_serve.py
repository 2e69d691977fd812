"""The server: start, stop, a port in use, headers, safe CSV, other databases left alone."""

import asyncio
import csv
import io
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from datasette.app import Datasette
from hypothesis import given
from hypothesis import strategies as st

from db.errors import ConfigError, NewerSchemaError
from db.settings import Settings, WebSettings
from db.store.database import open_news
from tests.web_html import get, page
from tests.web_world import HOSTILE, SAMPLES, make_home, serving
from web.guard import safe_csv
from web.serve import bind, datasette_for, serve

CELLS = st.text(alphabet="=+-@＝a1,\"'\r\n\t \x00沈", max_size=6)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_home(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def site(home: Path) -> Iterator[str]:
    with serving(home) as address:
        yield address


def test_port_in_use_is_one_clear_line(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        settings = Settings(home=home, web=WebSettings(port=port))
        with pytest.raises(ConfigError) as caught:
            asyncio.run(serve(settings, asyncio.Event()))
    assert str(caught.value).startswith(f"127.0.0.1:{port}: cannot listen: Address already in use")
    assert "choose another" in str(caught.value)


@pytest.mark.parametrize("host", ["203.0.113.9", "no such host"])
def test_address_that_is_not_ours_is_one_clear_line(host: str) -> None:
    with pytest.raises(ConfigError, match="cannot listen"):
        bind(host, 0)


def test_server_stops_when_told_and_leaves_signals_alone(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    during = []

    async def main() -> None:
        stop = asyncio.Event()

        def ready(address: str) -> None:
            during.append((signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)))
            stop.set()

        settings = Settings(home=tmp_path, web=WebSettings(port=0))
        await asyncio.wait_for(serve(settings, stop, ready), 20)

    asyncio.run(main())
    # asyncio.run itself holds SIGINT while it runs
    assert during[0][0] == before[0]
    assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before


def test_an_empty_home_is_served(tmp_path: Path) -> None:
    with serving(tmp_path / "new") as site:
        assert "尚无文章" in page(site, "/").text
        assert page(site, "/news/articles").text
        assert get(site, "/news/articles", _search="沈阳").status_code == 200


def test_database_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    db = open_news(tmp_path / "news.db")
    db.execute("insert into _sqlite_migrations (migration_set, name, applied_at)"
               " values ('dongbei-news', 'm999_future', '2030-01-01')")  # fmt: skip
    db.close()
    with pytest.raises(NewerSchemaError):
        datasette_for(Settings(home=tmp_path))


def test_new_rows_are_found_while_serving(tmp_path: Path) -> None:
    make_home(tmp_path)
    with serving(tmp_path) as site:
        assert get(site, "/news/articles.json?_shape=array&_search=新增词语").json() == []
        db = open_news(tmp_path / "news.db")
        db.execute("update article_text set body = body || '新增词语' where article_id = 5")
        db.close()
        rows = get(site, "/news/articles.json?_shape=array&_search=新增词语").json()
        assert [row["id"] for row in rows] == [5]


@pytest.mark.parametrize(
    "path", ["/", "/news/articles", "/news/articles/999", "/news/mentions.csv"]
)
def test_headers_are_strict_everywhere(site: str, path: str) -> None:
    headers = get(site, path).headers
    policy = dict(
        part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";")
    )
    assert policy["default-src"] == "'none'" and policy["frame-ancestors"] == "'none'"
    assert policy["img-src"] == "'self' data:"
    assert "unsafe" not in policy["script-src"] and "sha256-" in policy["script-src"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-robots-tag"] == "noindex, nofollow"


def test_pages_use_no_remote_asset(site: str) -> None:
    for path in ("/", "/news", "/news/articles", "/news/articles/1", "/news/entities/gb:210100",
                 "/news/mentions", "/news/search?q=x", "/news?sql=select+1"):  # fmt: skip
        for tag, values in page(site, path).elements:
            if tag in ("script", "img", "link", "iframe") and values.get("rel") != "alternate":
                assert values.get("src", values.get("href", "/")).startswith("/"), path
    style = get(site, "/-/dongbei/style.css")
    assert style.status_code == 200 and style.headers["content-type"] == "text/css"
    assert "url(" not in style.text and "@import" not in style.text
    assert get(site, "/-/dongbei/missing.css").status_code == 404


def test_csv_cells_do_not_run_as_formulas(site: str) -> None:
    text = get(site, "/news/articles.csv?_size=max&_labels=on").text
    rows = {int(row["id"]): row for row in csv.DictReader(io.StringIO(text, newline=""))}
    assert rows[HOSTILE]["author"] == "'" + SAMPLES[HOSTILE - 1].author
    assert SAMPLES[HOSTILE - 1].author.startswith("=")
    assert {number: row["title"] for number, row in rows.items()} == {
        s.id: s.title for s in SAMPLES
    }


def test_csv_keeps_texts_of_many_lines(site: str) -> None:
    text = get(site, "/news/article_text.csv?_stream=1&_size=max").text
    rows = csv.DictReader(io.StringIO(text, newline=""))
    assert {int(row["article_id"]): row["body"] for row in rows} == {s.id: s.body for s in SAMPLES}


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=3))
def test_safe_csv_changes_only_what_would_run(table: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(table)
    back = list(csv.reader(io.StringIO(safe_csv(out.getvalue().encode()).decode(), newline="")))
    assert [len(row) for row in back] == [len(row) for row in table]
    pairs = zip(chain.from_iterable(table), chain.from_iterable(back), strict=True)
    for old, new in pairs:
        number = re.fullmatch(r"[+-]\d+", old)
        risky = old.startswith(tuple("=+-@＝\t\r\n")) and not number
        assert new == ("'" + old if risky else old)


@pytest.mark.parametrize("cell", ["-5", "+3.25", "-1e-7", "2025-05-01"])
def test_numbers_and_days_stay_as_they_are(cell: str) -> None:
    assert safe_csv(f"{cell},x\r\n".encode()) == f"{cell},x\r\n".encode()


def test_other_databases_keep_their_pages(tmp_path: Path, home: Path) -> None:
    datasette_for(Settings(home=home))
    sqlite3.connect(tmp_path / "other.db").execute("create table t (entity_id text)")

    async def ask() -> None:
        other = Datasette(files=[str(tmp_path / "other.db")])
        for path in ("/", "/other", "/other/t"):
            answer = await other.client.get(path)
            assert answer.status_code == 200
            assert "东北新闻" not in answer.text
            assert "content-security-policy" not in answer.headers

    asyncio.run(ask())


def test_errors_are_our_pages_and_are_not_logged_with_variables(
    site: str, capfd: pytest.CaptureFixture[str]
) -> None:
    answer = get(site, "/news/articles/999")
    assert answer.status_code == 404 and "东北新闻" in answer.text
    out, err = capfd.readouterr()
    assert "Traceback" not in out + err and "locals" not in out + err


def test_the_installed_plugin_works_in_plain_datasette(tmp_path: Path, home: Path) -> None:
    """As after installation: found by its entry point, before Datasette's own plugins."""
    info = tmp_path / "dongbei-0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: dongbei\nVersion: 0\n")
    (info / "entry_points.txt").write_text("[datasette]\ndongbei = web.plugin\n")
    root = Path(__file__).parents[1]
    command = [sys.executable, "-m", "datasette", str(home / "news.db")]
    command += ["-m", str(root / "datasette-metadata.json"), "--get"]
    command.append("/news/articles.json?_shape=array&_search=\u700b\u967d&_entity=gb:230100")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(root)])}
    done = subprocess.run(command, capture_output=True, env=environment, timeout=60, check=True)
    assert [row["id"] for row in json.loads(done.stdout)] == [3]


def test_slow_sql_is_stopped(site: str) -> None:
    sql = "with recursive n(x) as (select 1 union all select x + 1 from n) select max(x) from n"
    answer = get(site, "/news.json", sql=sql)
    assert answer.status_code == 400 and "Interrupted" in answer.text
