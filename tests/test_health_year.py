"""Injected deaths in a made-up year of 40 sources: found in time, few false alarms, none doubled.

The thresholds were set on the seeds 1 to 4; these tests use others.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from health_world import Simulated
from health_year import Year, live, simulate

from db.store.health_rows import Kind
from scheduler.holidays import is_holiday

QUICK, MANY = (31,), (32, 33, 34)


def fits(year: Year) -> None:
    assert year.share >= 0.95, (year.found, year.deaths, year.late)
    assert year.false_a_year <= 1, year.false
    assert year.twice == [], "one open incident per source and kind"


def test_deaths_are_found_in_time_and_few_others() -> None:
    year = simulate(QUICK)
    assert year.deaths.total() >= 25
    assert set(year.deaths) == {"frozen", "refused", "short", "field", "halved", "encoding"}
    fits(year)


@pytest.mark.soak
def test_deaths_are_found_in_more_years() -> None:
    fits(simulate(MANY))


def calm(rate: float, **fields: float) -> Simulated:
    """A source of regular habits that rests on holidays and nearly so on weekends."""
    values = {
        "weekend": 0.02, "holiday": 0.0, "wander": 0.05, "shape": 12.0, "minute": 1.0,
        "author": 1.0, "origin": 1.0, "tagged": 0.9, "chars": 900.0,
    } | fields  # fmt: skip
    return Simulated(name=f"calm {rate}", rate=rate, **values)


@pytest.mark.parametrize("rate", [0.2, 2, 12, 80])
def test_weekends_and_holidays_do_not_ring(rate: float) -> None:
    incidents, rows = live(calm(rate), 7)
    assert sum(is_holiday(date.fromisoformat(row.day)) for row in rows) > 20
    resting = [
        one
        for one in incidents
        if one.kind in (Kind.STALE, Kind.DEAD, Kind.VOLUME)
        and any(
            is_holiday(day) or day.weekday() >= 5
            for back in range(3)
            for day in [date.fromisoformat(one.opened_at) - timedelta(days=back)]
        )
    ]
    assert resting == []


def test_a_source_that_dies_before_a_holiday_rings_after_it() -> None:
    frozen = replace(calm(20), death="frozen", dies=date(2025, 9, 30))
    incidents, _ = live(frozen, 3)
    assert [one.kind for one in incidents if not one.closed_at] == [Kind.STALE]
    assert "2025-10-09" < incidents[-1].opened_at <= "2025-10-13", "the first working days"
