"""Periods: their days, their names, what stands before them, and that together they leave out no day."""

from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from daying.core.errors import Refused
from daying.core.periods import Day, Month, Quarter, Span, Week, Year, parse

DAYS = st.dates(date(1950, 1, 1), date(2100, 1, 1))
CUTOFFS = st.none() | st.integers(1, 28)
MONTHLY = st.sampled_from([Month, Quarter, Year])


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        (Day(date(2026, 3, 5)), "2026-03-05", "2026-03-05"),
        (Week(2026, 1), "2025-12-29", "2026-01-04"),
        (Week(2026, 53), "2026-12-28", "2027-01-03"),
        (Month(2026, 2), "2026-02-01", "2026-02-28"),
        (Month(2024, 2), "2024-02-01", "2024-02-29"),
        (Month(2026, 3, cutoff=15), "2026-02-16", "2026-03-15"),
        (Month(2026, 1, cutoff=25), "2025-12-26", "2026-01-25"),
        (Quarter(2026, 1), "2026-01-01", "2026-03-31"),
        (Quarter(2026, 1, cutoff=15), "2025-12-16", "2026-03-15"),
        (Year(2026), "2026-01-01", "2026-12-31"),
        (Year(2026, cutoff=20), "2025-12-21", "2026-12-20"),
        (Span(Year(1996), Year(1998)), "1996-01-01", "1998-12-31"),
        (Span(Month(2026, 11), Month(2027, 1)), "2026-11-01", "2027-01-31"),
    ],
)
def test_first_and_last_day(period, first, last):
    assert period.dates == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("text", "previous", "last_year"),
    [
        ("2026-03-01", "2026-02-28", "2025-03-01"),
        ("2024-02-29", "2024-02-28", "2023-02-28"),
        ("2026-W01", "2025-W52", "2025-W01"),
        ("2027-W01", "2026-W53", "2026-W01"),
        ("2026-W53", "2026-W52", "2025-W52"),
        ("2026-01", "2025-12", "2025-01"),
        ("2026Q1", "2025Q4", "2025Q1"),
        ("2026", "2025", "2025"),
        ("2024..2026", "2021..2023", "2023..2025"),
        ("2026-01..2026-03", "2025-10..2025-12", "2025-01..2025-03"),
    ],
)
def test_what_a_period_is_compared_with(text, previous, last_year):
    period = parse(text)

    assert str(period.previous()) == previous
    assert str(period.same_last_year()) == last_year
    assert period.previous().next() == period


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2026", Year(2026)),
        (" 2026q2 ", Quarter(2026, 2)),
        ("2026-Q2", Quarter(2026, 2)),
        ("2026-3", Month(2026, 3)),
        ("2026w9", Week(2026, 9)),
        ("2026-03-05", Day(date(2026, 3, 5))),
        ("1996..1998", Span(Year(1996), Year(1998))),
    ],
)
def test_people_write_periods_in_several_ways(text, period):
    assert parse(text) == period


@pytest.mark.parametrize(
    "text",
    ["", "26", "1899", "3000", "2026-13", "2026-00", "2026Q5", "2025-W53", "2026-02-30", "1998..1996", "1996..1998-03"]
    + ["..", "1996..", "1996..1997..1998", "２０２６", "2026-03-05T00:00", "' or 1=1", "9" * 5000],
)
def test_what_is_no_period_is_refused_with_a_sentence(text):
    with pytest.raises(Refused, match="is not a period"):
        parse(text)


def test_labels_are_made_for_people():
    with translation.override("en"):
        labels = [parse(text).label for text in ("2026", "2026Q1", "2026-03", "2026-W12", "2024..2026")]

    assert labels == ["2026", "2026 Q1", "2026-03", "Week 12, 2026", "2024 – 2026"]


def test_the_months_of_a_period_follow_its_cutoff():
    assert Quarter(2026, 1, 15).months() == [Month(2026, 1, 15), Month(2026, 2, 15), Month(2026, 3, 15)]
    assert len(parse("1996..1998").months()) == 36
    assert Week(2026, 9).months() == [Month(2026, 2), Month(2026, 3)]


@pytest.mark.parametrize("cutoff", [0, 29, 31, -1])
def test_a_cutoff_is_a_day_that_every_month_has(cutoff):
    with pytest.raises(ValueError, match="cut-off"):
        Month(2026, 1, cutoff)


@given(MONTHLY, DAYS, CUTOFFS)
def test_every_day_belongs_to_one_period_of_a_kind(kind, day, cutoff):
    period = kind.containing(day, cutoff)

    assert period.contains(day)
    assert period.next().first == period.last + timedelta(days=1)
    assert not period.next().contains(day)
    assert not period.previous().contains(day)


@given(DAYS)
def test_every_day_belongs_to_one_week(day):
    week = Week.containing(day)

    assert week.contains(day)
    assert week.days == 7
    assert week.next().first == week.last + timedelta(days=1)


@given(MONTHLY, DAYS, CUTOFFS)
def test_a_period_is_read_back_from_its_written_form(kind, day, cutoff):
    period = kind.containing(day, cutoff)

    assert parse(str(period), cutoff=cutoff) == period
    assert parse(f"{period}..{period.next()}", cutoff=cutoff).days == period.days + period.next().days


@given(DAYS, CUTOFFS)
def test_a_year_is_its_quarters_and_a_quarter_its_months(day, cutoff):
    year, quarter = Year.containing(day, cutoff), Quarter.containing(day, cutoff)

    assert year.days == sum(Quarter(year.year, number, cutoff).days for number in (1, 2, 3, 4))
    assert quarter.days == sum(month.days for month in quarter.months())
