"""What a source's days say: silence, errors, lost fields, lengths, volumes; what is over."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.store.health_rows import FIELDS, Incident, Kind, SourceDay
from scheduler.health_bands import learn
from scheduler.health_incidents import Changes, our_network, step, teaching
from scheduler.health_measure import readable
from scheduler.health_rates import Rate
from scheduler.health_scene import Finding, Scene
from scheduler.health_signs import healed, signs, tail
from scheduler.holidays import is_holiday, is_quiet, is_working_weekend, spring_festival

FIRST = date(2025, 2, 17)


def day(number: int, new: int = 10, **fields: object) -> SourceDay:
    """A good day: every article has everything."""
    counts = dict.fromkeys((*FIELDS.values(), "readable", "tagged", "fresh", "pages"), new)
    values: dict[str, object] = {
        "runs": 1,
        "fetched": new + 1,
        "new": new,
        "chars": 900 if new else 0,
    }
    values |= {"chars_low": 700 if new else 0, "chars_high": 1200 if new else 0}
    return SourceDay(str(FIRST + timedelta(days=number)), **{**values, **counts, **fields})  # type: ignore[arg-type]


USUAL = [day(number) for number in range(40)]


def found(*newest: SourceDay, past: list[SourceDay] = USUAL, **scene: object) -> list[Finding]:
    rows = [*past, *newest]
    return signs(learn(rows, None), Scene(rows, rows[-1], **scene))  # type: ignore[arg-type]


def test_a_good_source_shows_nothing() -> None:
    assert found(day(40)) == []


def test_one_empty_day_is_nothing_two_are_a_death() -> None:
    assert found(day(40, 0)) == []
    (finding,) = found(day(40, 0), day(41, 0), links=12)
    assert (finding.kind, finding.since) == (Kind.STALE, "2025-03-29")
    assert finding.evidence["last"] == "2025-03-28"
    assert [one.kind for one in found(day(40, 0), day(41, 0), links=0)] == [Kind.DEAD]


def test_old_articles_under_new_addresses_keep_nobody_alive() -> None:
    newest = [day(40 + number, 10, fresh=0) for number in range(2)]
    assert [one.kind for one in found(*newest)] == [Kind.STALE]


def test_failed_crawls_are_errors_and_no_silence() -> None:
    bad = [SourceDay(str(FIRST + timedelta(days=40 + n)), runs=1, bad=1) for n in range(3)]
    assert found(bad[0]) == []
    (finding,) = found(*bad, error="HTTP 503")
    assert (finding.kind, finding.evidence["days"]) == (Kind.ERRORS, 3)
    assert finding.evidence["error"] == "HTTP 503"


@pytest.mark.parametrize("field", FIELDS)
def test_a_lost_field_is_found_in_the_first_run(field: str) -> None:
    (finding,) = found(day(40, 3, **{FIELDS[field]: 0}))
    assert (finding.kind, finding.detail) == (Kind.FIELDS, field)


def test_pages_that_are_no_articles_any_more_are_a_layout() -> None:
    (finding,) = found(SourceDay("2025-03-29", runs=1, fetched=11, pages=10, refused=10))
    assert (finding.kind, finding.detail) == (Kind.LAYOUT, "article")


def test_bodies_of_a_quarter_are_a_layout() -> None:
    (finding,) = found(day(40, chars=225, chars_low=170, chars_high=300))
    assert (finding.kind, finding.detail) == (Kind.LAYOUT, "length")


def test_half_the_volume_is_found_and_a_weekend_is_not() -> None:
    past = [day(n, 0 if (FIRST + timedelta(days=n)).weekday() >= 5 else 20) for n in range(54)]
    assert found(day(54, 0), day(55, 0), past=past) == []
    halved = [day(56 + number, 10) for number in range(5)]
    kinds = [one.kind for one in found(day(54, 0), day(55, 0), *halved, past=past)]
    assert kinds == [Kind.VOLUME]


def test_a_new_source_learns_before_it_rings() -> None:
    past = [day(number, 5) for number in range(4)]
    assert found(*[day(number, 0) for number in range(4, 9)], past=past) == []


def test_a_source_that_never_brought_anything_rings_soon() -> None:
    empty = [SourceDay(str(FIRST + timedelta(days=n)), runs=1, fetched=1) for n in range(5)]
    assert found(*empty[:4], past=[]) == []
    assert [one.kind for one in found(*empty, past=[], links=0)] == [Kind.NEVER]


def test_an_incident_closes_when_its_cause_is_gone() -> None:
    incident = Incident("s", Kind.STALE, "2025-03-29", "2025-03-30", "")
    silent = [*USUAL, day(40, 0), day(41, 0)]
    profile = learn(USUAL, None)
    assert not healed(profile, Scene(silent, silent[-1]), incident)
    rows = [*silent, day(42, 1)]
    changes = step(profile, Scene(rows, rows[-1]), [incident], date(2025, 3, 31))
    assert changes == Changes(closed=((incident, "recovered"),))


def test_the_same_scene_opens_nothing_twice() -> None:
    rows = [*USUAL, day(40, 0), day(41, 0)]
    profile, scene = learn(rows, None), Scene(rows, rows[-1])
    (finding,) = step(profile, scene, [], date(2025, 3, 30)).opened
    incident = Incident("s", finding.kind, finding.since, "2025-03-30", "", id=1)
    again = step(profile, scene, [incident], date(2025, 3, 30))
    assert (again.opened, again.closed) == ((), ())


def test_a_death_takes_the_place_of_its_consequences() -> None:
    rows = [*USUAL, day(40, 0), day(41, 0)]
    volume = Incident("s", Kind.VOLUME, "2025-03-20", "2025-03-25", "", id=1)
    changes = step(learn(rows, None), Scene(rows, rows[-1]), [volume], date(2025, 3, 30))
    assert [one.kind for one in changes.opened] == [Kind.STALE]
    assert changes.closed == ((volume, "other"),)


def test_half_of_all_without_an_answer_is_our_own_network() -> None:
    bad, good = SourceDay("2025-03-29", runs=1, bad=1), day(40)
    assert our_network([bad, bad, bad, good])
    assert not our_network([bad, bad, good, good])
    assert not our_network([bad, bad, bad]), "too few sources to tell"
    assert found(*[replace(bad, day=f"2025-03-{n}", ours=True) for n in (29, 30, 31)]) == []


def test_days_of_long_incidents_teach_nothing() -> None:
    long = Incident(
        "s", Kind.VOLUME, "2025-02-20", "2025-02-25", "", id=1, closed_at="2025-03-20",
        outcome="recovered",
    )  # fmt: skip
    taught = [row.day for row in teaching(USUAL, [long])]
    assert "2025-02-20" not in taught and "2025-03-20" in taught
    norm = replace(long, outcome="norm")
    assert teaching(USUAL, [norm])[0].day == "2025-02-20"


@given(
    st.integers(1, 60).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))),
    st.floats(0.02, 0.98),
    st.floats(2, 200),
)
def test_a_tail_is_a_chance_that_grows(
    counts: tuple[int, int], share: float, spread: float
) -> None:
    have, total = counts
    rate = Rate(share, spread, 100)
    assert 0 <= tail(have, total, rate) <= 1 + 1e-9
    assert tail(total, total, rate) == pytest.approx(1)
    if have:
        assert tail(have - 1, total, rate) <= tail(have, total, rate)


TEXT = "沈阳市今天召开会议，研究明年工作安排。鞍钢集团签署协议，推动老工业基地振兴发展。" * 3


@pytest.mark.parametrize(
    ("encoded", "decoded"),
    [("utf-8", "gbk"), ("gbk", "latin-1"), ("utf-8", "latin-1"), ("gbk", "utf-8"),
     ("utf-8", "big5"), ("gbk", "big5")],
)  # fmt: skip
def test_wrongly_decoded_text_is_seen(encoded: str, decoded: str) -> None:
    assert readable(TEXT, chinese=True)
    assert not readable(TEXT.encode(encoded).decode(decoded, "replace"), chinese=True)


def test_traditional_and_english_text_are_readable() -> None:
    assert readable(
        "瀋陽市今天召開會議，研究明年工作安排，遼寧省與鞍鋼集團簽署協議。" * 3, chinese=True
    )
    assert readable("Shenyang said on Monday that output rose. " * 9, chinese=True)
    assert readable("Déjà vu à la café, près de l'été. " * 9, chinese=False)


def test_official_holidays_and_reckoned_ones() -> None:
    assert is_holiday(date(2026, 2, 17)) and is_holiday(date(2025, 10, 8))
    assert not is_holiday(date(2026, 2, 24)) and is_quiet(date(2026, 2, 24))
    assert is_working_weekend(date(2026, 2, 14)) and not is_working_weekend(date(2026, 2, 21))
    assert is_holiday(date(2031, 10, 3)) and is_holiday(date(2031, 1, 23))


@pytest.mark.parametrize(
    ("year", "festival"),
    [(2020, "01-25"), (2023, "01-22"), (2024, "02-10"), (2027, "02-06"), (2033, "01-31"),
     (2034, "02-19"), (2040, "02-12")],
)  # fmt: skip
def test_the_spring_festival_is_right_to_a_day(year: int, festival: str) -> None:
    known = date.fromisoformat(f"{year}-{festival}")
    assert abs((spring_festival(year) - known).days) <= 1
