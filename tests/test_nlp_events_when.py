"""The day a sentence names, counted from the day of publication."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.components.events_when import days


def value(text: str, lang: str, published: str | None = "2024-05-12") -> list[str | None]:
    return [day.value for day in days(text, lang, published)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5月11日，会议召开", ["2024-05-11"]),
        ("2023年12月3日召开", ["2023-12-03"]),
        ("12月28日召开", ["2023-12-28"]),
        ("去年5月11日", ["2023-05-11"]),
        ("11日上午", ["2024-05-11"]),
        ("28日上午", ["2024-04-28"]),
        ("昨日", ["2024-05-11"]),
        ("今天", ["2024-05-12"]),
        ("前天", ["2024-05-10"]),
        ("周五", ["2024-05-10"]),
        ("上周五", [None]),
        ("5月9日至10日", ["2024-05-09"]),
        ("5月9日-10日", ["2024-05-09"]),
        ("日前", [None]),
        ("2月30日", [None]),
        ("2024-05-01", ["2024-05-01"]),
        ("3日均线", []),
        ("没有日子", []),
    ],
)
def test_chinese_days(text: str, expected: list[str | None]) -> None:
    assert value(text, "zh") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on May 11", ["2024-05-11"]),
        ("on May 11, 2023", ["2023-05-11"]),
        ("on 3 December", ["2023-12-03"]),
        ("on Friday", ["2024-05-10"]),
        ("on Sunday", ["2024-05-12"]),
        ("yesterday", ["2024-05-11"]),
        ("recently", [None]),
        ("in October 2023", [None]),
        ("he may go", []),
    ],
)
def test_english_days(text: str, expected: list[str | None]) -> None:
    assert value(text, "en") == expected


def test_without_publication_only_full_dates_are_days() -> None:
    assert value("5月11日，昨日，11日", "zh", None) == [None, None, None]
    assert value("2024年5月11日", "zh", None) == ["2024-05-11"]
    assert value("on May 11, 2024", "en", None) == ["2024-05-11"]


@given(st.dates(date(2001, 1, 1), date(2098, 12, 31)), st.integers(0, 330))
def test_a_day_within_the_year_before_publication_is_found_again(day: date, later: int) -> None:
    published = (day + timedelta(days=later)).isoformat()
    assert value(f"{day.month}月{day.day}日", "zh", published) == [day.isoformat()]
    assert value(f"{day.year}年{day.month}月{day.day}日", "zh", published) == [day.isoformat()]


@given(st.text("0123456789年月日号今昨天周一二日前至-/. MayonFriday,", max_size=40))
def test_any_digits_are_days_in_order_or_nothing(text: str) -> None:
    for lang in ("zh", "en"):
        found = days(text, lang, "2024-05-12")
        assert [day.start for day in found] == sorted(day.start for day in found)
        for day in found:
            assert 0 <= day.start < day.end <= len(text)
            assert day.value is None or date.fromisoformat(day.value)
