"""The working calendar against what the State Council published, and a company's own days on top."""

from collections import Counter
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from daying.core import workdays
from daying.core.models import CalendarDay, WorkingWeek
from daying.core.workdays import Calendar, Week

BY_LAW = Calendar(workdays._published(), (Week(date.min),), frozenset(range(2020, 2027)))
SATURDAYS = Calendar(BY_LAW.specials, (Week(date.min, frozenset({1, 2, 3, 4, 5, 6})),), BY_LAW.years)


def day(text):
    return date.fromisoformat(f"2026-{text}" if len(text) == 5 else text)


def days(first, last):
    return [date.fromordinal(number) for number in range(day(first).toordinal(), day(last).toordinal() + 1)]


@pytest.mark.parametrize(
    ("year", "holidays", "worked_weekend_days"),
    [(2020, 30, 6), (2021, 31, 7), (2022, 32, 7), (2023, 28, 7), (2024, 28, 8), (2025, 28, 5), (2026, 33, 6)],
)
def test_each_year_has_its_holidays_and_days_worked_in_return(year, holidays, worked_weekend_days):
    counts = Counter(special.is_working for on, special in BY_LAW.specials.items() if on.year == year)

    assert counts == {False: holidays, True: worked_weekend_days}


def test_2026_is_as_the_state_council_published_it():
    off = [
        *days("01-01", "01-03"),
        *days("02-15", "02-23"),
        *days("04-04", "04-06"),
        *days("05-01", "05-05"),
        *days("06-19", "06-21"),
        *days("09-25", "09-27"),
        *days("10-01", "10-07"),
    ]
    worked = [day(text) for text in ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10")]

    published = {on: special.is_working for on, special in BY_LAW.specials.items() if on.year == 2026}

    assert published == dict.fromkeys(off, False) | dict.fromkeys(worked, True)


@pytest.mark.parametrize(
    ("on", "is_worked"),
    [
        ("2020-01-31", False),  # the holiday was prolonged
        ("2021-02-20", True),
        ("2022-01-29", True),
        ("2023-01-27", False),
        ("2023-12-29", True),
        ("2024-02-09", True),  # New Year's Eve was not a holiday that year
        ("2024-05-11", True),
        ("2025-01-26", True),
        ("2025-10-08", False),
        ("2026-02-28", True),
        ("2026-11-23", True),
        ("2026-11-22", False),
    ],
)
def test_well_known_days(on, is_worked):
    assert BY_LAW.is_workday(day(on)) is is_worked


def test_every_day_worked_in_return_is_on_a_weekend():
    assert all(on.isoweekday() > 5 for on, special in BY_LAW.specials.items() if special.is_working)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("11-20", 1, "11-23"),
        ("11-20", 0, "11-20"),
        ("11-21", 0, "11-23"),
        ("11-23", -1, "11-20"),
        ("02-13", 1, "02-14"),
        ("02-13", 2, "02-24"),
        ("09-30", 3, "10-10"),
        ("2026-12-31", 1, "2027-01-01"),  # not known to be a holiday: the week's pattern alone
    ],
)
def test_due_dates_count_working_days(start, count, end):
    assert BY_LAW.add_workdays(day(start), count) == day(end)


def test_a_plant_that_works_on_saturdays_keeps_the_holidays():
    assert SATURDAYS.is_workday(day("11-21"))
    assert not SATURDAYS.is_workday(day("10-03"))
    assert SATURDAYS.is_workday(day("09-20"))
    assert not SATURDAYS.is_workday(day("11-22"))


@given(st.dates(date(2019, 1, 1), date(2030, 1, 1)), st.integers(1, 200))
def test_counting_there_and_back_agrees(start, count):
    end = BY_LAW.add_workdays(start, count)

    assert BY_LAW.is_workday(end)
    assert BY_LAW.workdays_between(start, end) == count
    assert BY_LAW.workdays_between(end, start) == -count
    assert BY_LAW.add_workdays(end, -count) <= start


@pytest.mark.parametrize(
    ("moment", "hours", "due"),
    [
        ("11-23 08:30", 8, "11-23 17:30"),
        ("11-23 09:00", 4, "11-23 14:00"),
        ("11-23 11:00", 1, "11-23 12:00"),
        ("11-23 12:30", 1, "11-23 14:00"),
        ("11-23 18:00", 0, "11-24 08:30"),
        ("11-20 17:00", 1, "11-23 09:00"),
        ("11-21 10:00", 24, "11-25 17:30"),
        ("09-30 16:30", 2, "10-08 09:30"),
        ("11-23 08:30", Decimal("0.5"), "11-23 09:00"),
    ],
)
def test_deadlines_in_hours_count_working_time(moment, hours, due):
    shanghai = datetime.fromisoformat(f"2026-{moment}:00+08:00")

    found = BY_LAW.due_at(shanghai.astimezone(UTC), hours)

    assert found == datetime.fromisoformat(f"2026-{due}:00+08:00")


@pytest.mark.parametrize("text", ["", "8-12", "08:30", "12:00-08:30", "08:30-12:00 11:00-17:00", "08:30-25:00"])
def test_working_hours_go_forward(text):
    with pytest.raises(ValidationError):
        workdays.parse_hours(text)


def test_holidays_are_named_in_the_readers_language():
    with translation.override("en"):
        assert str(BY_LAW.special(day("02-17")).name) == "Spring Festival"
    assert BY_LAW.special(day("11-23")) is None


@pytest.mark.django_db
class TestWithTheCompanysOwnDays:
    def test_they_override_the_law_and_the_law_the_week(self):
        WorkingWeek.objects.create(valid_from=day("06-01"), weekdays="123456", hours="08:00-12:00 13:00-17:00")
        CalendarDay.objects.create(day=day("10-06"), is_working=True, name="Urgent order")
        CalendarDay.objects.create(day=day("10-10"), is_working=False, name="Stop week")

        assert not workdays.is_workday(day("05-30"))
        assert workdays.is_workday(day("06-06"))
        assert workdays.is_workday(day("10-06"))
        assert not workdays.is_workday(day("10-10"))
        assert workdays.current().week(day("06-01")).hours == ((time(8), time(12)), (time(13), time(17)))
        assert workdays.due_at(datetime(2026, 6, 5, 8, tzinfo=UTC), 3) == datetime(2026, 6, 6, 2, tzinfo=UTC)

    def test_a_year_without_a_table_says_so_until_one_is_loaded(self):
        assert workdays.covers(2026)
        assert not workdays.covers(2027)
        assert workdays.add_workdays(day("2026-12-31"), 1) == day("2027-01-01")

        CalendarDay.objects.create(day=day("2027-01-01"), name="New Year's Day", is_official=True)

        assert workdays.covers(2027)
        assert workdays.add_workdays(day("2026-12-31"), 1) == day("2027-01-04")

    def test_a_company_day_does_not_make_a_year_known(self):
        CalendarDay.objects.create(day=day("2027-05-04"), name="Stop week")

        assert not workdays.covers(2027)

    def test_a_change_or_removal_is_seen_at_once_inside_a_transaction(self):
        stop = CalendarDay.objects.create(day=day("11-23"), name="Stop week")
        assert not workdays.is_workday(day("11-23"))

        CalendarDay.objects.filter(pk=stop.pk).update(is_working=True, version=2)
        assert workdays.is_workday(day("11-23"))

        stop.delete()
        assert workdays.workdays_between(day("11-20"), day("11-23")) == 1

    def test_the_calendar_is_read_once_for_many_questions(self, django_assert_num_queries):
        with django_assert_num_queries(1):
            calendar = workdays.current()
        with django_assert_num_queries(0):
            assert [calendar.is_workday(on) for on in days("11-16", "11-22")] == [True] * 5 + [False] * 2

    def test_a_week_without_a_working_day_is_refused(self):
        with pytest.raises(IntegrityError), transaction.atomic():
            WorkingWeek.objects.create(valid_from=day("01-01"), weekdays="")
        with pytest.raises(ValidationError):
            WorkingWeek(valid_from=day("01-01"), weekdays="1 2", hours="8-12").full_clean()


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_a_page_asks_every_few_seconds(django_assert_num_queries, monkeypatch):
    monkeypatch.setattr(workdays, "_known", None)
    workdays.current()

    with django_assert_num_queries(0):
        workdays.current()
    monkeypatch.setattr(workdays, "CHECKED_EVERY", 0)
    with django_assert_num_queries(1):
        workdays.current()


@pytest.mark.django_db(transaction=True)
def test_what_was_rolled_back_is_not_remembered():
    with transaction.atomic():
        CalendarDay.objects.create(day=day("11-23"), name="Stop week")
        assert not workdays.is_workday(day("11-23"))
        transaction.set_rollback(True)
    CalendarDay.objects.create(day=day("11-24"), name="Stop week")

    with transaction.atomic():
        assert workdays.is_workday(day("11-23"))
        assert not workdays.is_workday(day("11-24"))
