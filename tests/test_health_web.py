"""The health page: every source, charts, incidents with samples; hostile text stays text."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from db.store import health
from db.store.database import open_news, transaction
from db.store.health_rows import Incident, Kind, Sample, SourceDay, SourceState
from tests.web_html import get, page
from tests.web_world import make_home, serving
from web.health import chart

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
FIRST = date(2025, 3, 3)
AT = "2025-05-06T07:00:00.000000+08:00"


def day(number: int, new: int, **fields: int | bool) -> SourceDay:
    return SourceDay(str(FIRST + timedelta(days=number)), runs=1, new=new, **fields)  # type: ignore[arg-type]


def ill_home(folder: Path) -> Path:
    """A home with a good source, a silent one and one whose authors and incident are hostile."""
    news = open_news(make_home(folder) / "news.db")
    with transaction(news):
        for source, days in (
            ("ln-daily", [day(n, 20 if n % 7 < 5 else 3) for n in range(60)]),
            ("jl-daily", [day(n, 8 if n < 52 else 0) for n in range(60)]),
            ("hk-post", [day(n, n % 5, bad=int(n == 30)) for n in range(60)]),
        ):
            health.save_days(news, source, days)
            state = "ok" if source == "ln-daily" else "incident"
            health.save_state(news, SourceState(source, state, 8.5, 1.2, 40, 56.3, 7, AT))
        before = Sample(
            "老工业区换新颜", "https://jl-daily.example/1.html", "830 characters: 沈阳市"
        )
        for incident in (
            Incident("jl-daily", Kind.STALE, "2025-04-24", AT, "nothing new", before=before),
            Incident(
                "hk-post", Kind.FIELDS, "2025-05-01", AT, HOSTILE, "author", {},
                Sample(HOSTILE, "javascript:alert(1)", HOSTILE), Sample("无作者", "x", ""),
            ),
        ):  # fmt: skip
            health.open_incident(news, incident)
        health.open_incident(news, Incident("ln-daily", Kind.VOLUME, "2025-04-01", AT, "fell"))
        (volume,) = [one for one in health.incidents(news) if one.kind is Kind.VOLUME]
        news.execute(
            "update incidents set closed_at = ?, outcome = 'norm' where id = ?", [AT, volume.id]
        )
    news.close()
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ill_home(tmp_path_factory.mktemp("health"))


@pytest.fixture(scope="module")
def site(home: Path) -> Iterator[str]:
    with serving(home) as address:
        yield address


def test_the_page_lists_ill_sources_first_with_reason_and_sample(site: str) -> None:
    found = page(site, "/-/health")
    assert found.text.index("吉林某报") < found.text.rindex("辽宁某报")
    for words in ("停更", "nothing new", "老工业区换新颜", "830 characters", "40 / 56.3"):
        assert words in found.text
    assert "the new rule 已成常态" in found.text
    assert "https://jl-daily.example/1.html" in found.links
    assert len([1 for name, _ in found.elements if name == "svg"]) == 3


def test_one_source_has_its_days(site: str) -> None:
    found = page(site, "/-/health", source="jl-daily")
    assert "2025-05-01" in found.text and "辽宁某报" not in found.text
    assert "/-/health" in found.links
    assert get(site, "/-/health", source="nobody").status_code == 404


def test_hostile_text_is_shown_and_does_nothing(site: str) -> None:
    for params in ({}, {"source": "hk-post"}):
        found = page(site, "/-/health", **params)
        assert HOSTILE in found.text
        assert not any(link.startswith("javascript:") for link in found.links)
        assert ("img", "onerror") not in found.shapes
        assert not [1 for name, values in found.elements if name == "script" and not values]


def test_every_page_links_to_it_and_shared_mode_has_none(home: Path, site: str) -> None:
    assert "/-/health" in page(site, "/").links
    with serving(home, shared=True) as shared:
        assert "/-/health" not in page(shared, "/").links
        for path in ("/-/health", "/news/incidents", "/news/source_days", "/news/source_states"):
            assert get(shared, path).status_code in (403, 404), path
            assert get(shared, f"{path}.json").status_code in (403, 404), path


def test_a_chart_fits_its_frame_and_tells_its_days() -> None:
    drawn = chart([day(n, n, bad=int(n == 3)) for n in range(200)], 50.0)
    assert len(drawn.bars) == 120 and drawn.most == 199
    assert all(bar.x + bar.width <= drawn.width for bar in drawn.bars)
    assert all(0 <= bar.y <= drawn.height and bar.height > 0 for bar in drawn.bars)
    assert drawn.bars[-1].title == "2025-09-18: 199 new"
    assert drawn.usual == pytest.approx(drawn.height * (1 - 50 / 199), abs=0.01)


def test_empty_charts_and_days_without_an_answer() -> None:
    assert chart([], 0.0).bars == ()
    (bar,) = chart([day(0, 0, bad=1)], 0.0).bars
    assert bar.kind == "bad" and "no answer" in bar.title
