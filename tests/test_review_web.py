"""POST /-/report over HTTP: into alerts.db only, with Datasette's CSRF token, and not too often."""

import asyncio
import hashlib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from site_home import rows

from db.settings import Settings, WebSettings
from tests.web_world import SAMPLES, make_home, serving, spans_of
from web.report import HOURLY, MAX_BODY
from web.serve import datasette_for

ARTICLE = SAMPLES[1]
START, END, ENTITY, _ = sorted(spans_of(ARTICLE))[0]
TAG = f"{START}-{END}-{ENTITY}"
_TOKEN = re.compile(r'name="csrftoken" value="([^"]+)"')


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_home(tmp_path_factory.mktemp("filled"))


@pytest.fixture
def home(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(filled, tmp_path / "home"))


@pytest.fixture
def reader(home: Path) -> Iterator[httpx.Client]:
    with serving(home) as address, httpx.Client(base_url=address, trust_env=False) as client:
        yield client


def token(client: httpx.Client) -> str:
    match = _TOKEN.search(client.get(f"/news/articles/{ARTICLE.id}").text)
    assert match is not None
    return match[1]


def form(client: httpx.Client, **changes: str) -> dict[str, str]:
    fields = {"csrftoken": token(client), "article": str(ARTICLE.id), "tag": TAG, "why": "错"}
    return fields | changes


def reports(home: Path) -> list[tuple[object, ...]]:
    if not (home / "alerts.db").exists():
        return []
    return rows(
        home / "alerts.db", 'select article_id, start, "end", entity_id, why, origin from reports'
    )


def digest(home: Path) -> str:
    return hashlib.sha256((home / "news.db").read_bytes()).hexdigest()


def test_a_report_from_the_page_is_stored_once(reader: httpx.Client, home: Path) -> None:
    before = digest(home)
    page = reader.get(f"/news/articles/{ARTICLE.id}").text
    assert "Report a wrong tag" in page and f'value="{TAG}"' in page
    answer = reader.post("/-/report", data=form(reader, why="错" * 600))
    assert answer.status_code == 302, answer.text
    assert answer.headers["location"] == f"/news/articles/{ARTICLE.id}"
    assert "Reported, thank you" in reader.get(answer.headers["location"]).text
    assert reader.post("/-/report", data=form(reader)).status_code == 302
    assert reports(home) == [(ARTICLE.id, START, END, ENTITY, "错" * 500, "web")]
    assert digest(home) == before


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"csrftoken": "x"}, 403),
        ({"tag": ""}, 400),
        ({"tag": f"{START}-{END}-gb:990000"}, 400),
        ({"tag": f"0-1-{ENTITY}"}, 400),
        ({"article": "99999"}, 400),
        ({"article": "1; drop table reports"}, 400),
        ({"why": "x" * MAX_BODY}, 413),
    ],
)
def test_what_is_not_a_report_is_refused(
    reader: httpx.Client, home: Path, changes: dict[str, str], status: int
) -> None:
    answer = reader.post("/-/report", data=form(reader, **changes))
    assert answer.status_code == status, answer.text
    assert reports(home) == []


def test_another_site_cannot_report(reader: httpx.Client, home: Path) -> None:
    fields = form(reader)
    stranger = httpx.post(f"{reader.base_url}/-/report", data=fields, trust_env=False)
    assert stranger.status_code == 403
    assert reader.get("/-/report").status_code == 405
    assert reports(home) == []


def test_reports_are_limited_by_the_hour(reader: httpx.Client, home: Path) -> None:
    places = [
        (sample.id, f"{start}-{end}-{entity}")
        for sample in SAMPLES
        for start, end, entity, _ in dict.fromkeys(spans_of(sample))
    ]
    assert len(places) > HOURLY
    fields = form(reader)
    answers = [
        reader.post("/-/report", data=fields | {"article": str(article), "tag": tag}).status_code
        for article, tag in places[: HOURLY + 1]
    ]
    assert answers == [302] * HOURLY + [429]
    assert len(reports(home)) == HOURLY


def test_a_shared_site_takes_reports_of_its_users_only(home: Path) -> None:
    async def ask() -> None:
        datasette = datasette_for(Settings(home=home, web=WebSettings(shared=True)))
        await datasette.invoke_startup()
        page, path = f"/news/articles/{ARTICLE.id}", "/-/report"
        assert "Report a wrong tag" not in (await datasette.client.get(page)).text
        for method in ("get", "post"):
            assert (await getattr(datasette.client, method)(path)).status_code == 404
        actor = {"ds_actor": datasette.sign({"a": {"id": "reader"}}, "actor")}
        shown = await datasette.client.get(page, cookies=actor)
        match = _TOKEN.search(shown.text)
        assert match is not None
        fields = {"csrftoken": match[1], "article": str(ARTICLE.id), "tag": TAG}
        cookies = actor | {"ds_csrftoken": shown.cookies["ds_csrftoken"]}
        sent = await datasette.client.post(path, data=fields, cookies=cookies)
        assert sent.status_code == 302, sent.text

    asyncio.run(ask())
    assert [row[5] for row in reports(home)] == ["web"]
