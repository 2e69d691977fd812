"""Dates of listings: every form seen, the right zone, never in the future."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery import parse_date

NOW = datetime(2026, 8, 25, 4, 0, tzinfo=UTC)  # noon in Shanghai
CASES = [
    ("2026年08月24日 08:00", "2026-08-24T08:00:00+08:00"),
    ("2026/8/24", "2026-08-24"),
    ("[2026-08-24]", "2026-08-24"),
    ("2026.08.24", "2026-08-24"),
    ("２０２６年８月２４日", "2026-08-24"),
    ("20260824", "2026-08-24"),
    ("2026-08-24 10:14:49:44", "2026-08-24T10:14:49+08:00"),
    ("2007-08-20-23:59:59", "2007-08-20T23:59:59+08:00"),
    ("2026-08-24T00:00:00Z", "2026-08-24T00:00:00+00:00"),
    ("2026-08-24T00:00:00.123+09:00", "2026-08-24T00:00:00+09:00"),
    ("Mon, 24 Aug 2026 08:00:00", "2026-08-24T08:00:00+08:00"),
    ("Mon, 24 Aug 2026 08:00:00 CST", "2026-08-24T08:00:00+08:00"),
    ("Mon, 24 Aug 2026 08:00:00 GMT", "2026-08-24T08:00:00+00:00"),
    ("Mon, 24 Aug 2026 08:00:00 +0900", "2026-08-24T08:00:00+09:00"),
    ("Mon, 24 Aug 2026 08:00:00 EDT", "2026-08-24T08:00:00-04:00"),
    ("Aug 24, 2026 8:05 pm", "2026-08-24T20:05:00+08:00"),
    ("24 August 2026", "2026-08-24"),
    ("1787529600", "2026-08-24T08:00:00+08:00"),
    ("1787529600000", "2026-08-24T08:00:00+08:00"),
    ("8月24日 08:00", "2026-08-24T08:00:00+08:00"),
    ("08-24", "2026-08-24"),
    ("12-30 12:00", "2025-12-30T12:00:00+08:00"),
    ("刚刚", "2026-08-25T12:00:00+08:00"),
    ("3小时前", "2026-08-25T09:00:00+08:00"),
    ("20 minutes ago", "2026-08-25T11:40:00+08:00"),
    ("2天前", "2026-08-23"),
    ("昨天 08:10", "2026-08-24T08:10:00+08:00"),
    ("yesterday", "2026-08-24"),
    ("2099-01-01 00:00", "2026-08-25T12:10:00+08:00"),
    ("2099-01-01", "2026-08-25"),
    ("1970-01-01 00:00", None),
    ("2026-13-45", None),
    ("02-30", None),
    ("hello world", None),
    ("", None),
]


@pytest.mark.parametrize(("raw", "wanted"), CASES)
def test_each_form(raw: str, wanted: str | None) -> None:
    found = parse_date(raw, "Asia/Shanghai", NOW)
    if found is not None and wanted is not None and len(wanted) > 10:
        assert datetime.fromisoformat(found) == datetime.fromisoformat(wanted)
    else:
        assert found == wanted


def test_a_date_without_zone_is_in_the_source_zone() -> None:
    assert parse_date("2026-08-24 08:00", "Asia/Hong_Kong", NOW) == "2026-08-24T08:00:00+08:00"
    assert parse_date("2026-08-24 08:00", "UTC", NOW) == "2026-08-24T08:00:00+00:00"


@given(st.text(max_size=120))
def test_any_text_gives_a_date_not_in_the_future_or_none(text: str) -> None:
    found = parse_date(text, "Asia/Shanghai", NOW)
    if found is not None:
        moment = datetime.fromisoformat(found)
        assert moment.replace(tzinfo=moment.tzinfo or UTC) <= NOW + timedelta(hours=8, minutes=10)


@given(st.dates(date(1990, 1, 2), date(2026, 8, 24)), st.sampled_from(["-", "/", "."]))
def test_a_numeric_day_survives_any_separator(day: date, mark: str) -> None:
    written = f"{day.year}{mark}{day.month}{mark}{day.day}"
    assert parse_date(written, "Asia/Shanghai", NOW) == day.isoformat()


@given(st.dates(date(2025, 8, 26), date(2026, 8, 25)))
def test_a_day_without_year_is_the_latest_one_gone_by(day: date) -> None:
    found = parse_date(f"{day.month}月{day.day}日", "Asia/Shanghai", NOW)
    assert found == day.isoformat()
