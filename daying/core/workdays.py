"""The working calendar: which days are worked, what is due after so many working days or hours.

Three layers, each over the one before: the week's pattern; the holidays of the State Council with the weekend days
worked in return (调休), 2020 to 2026 from data/workdays.csv and later ones from the database; the company's own days.
"""

import csv
import time as clock
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from daying.core.models_calendar import CalendarDay, Hours, WorkingWeek, parse_hours

TABLE = Path(__file__).resolve().parent / "data/workdays.csv"
ONE_DAY = timedelta(days=1)
CHECKED_EVERY = 5.0  # seconds that a page may show the calendar of before a change
HOLIDAYS: dict[str, Any] = {
    "New Year's Day": _("New Year's Day"),
    "Spring Festival": _("Spring Festival"),
    "Tomb-sweeping Day": _("Tomb-sweeping Day"),
    "Labour Day": _("Labour Day"),
    "Dragon Boat Festival": _("Dragon Boat Festival"),
    "Mid-autumn Festival": _("Mid-autumn Festival"),
    "National Day": _("National Day"),
}

ORDINARY_HOURS: Hours = ((time(8, 30), time(12)), (time(13), time(17, 30)))


@dataclass(frozen=True)
class Special:
    """A day that differs from the week's pattern."""

    is_working: bool
    name: Any


@dataclass(frozen=True)
class Week:
    """The week's pattern from a day on. weekdays as date.isoweekday counts them: 1 is Monday."""

    valid_from: date
    weekdays: frozenset[int] = frozenset({1, 2, 3, 4, 5})
    hours: Hours = ORDINARY_HOURS


@dataclass(frozen=True)
class Calendar:
    """The calendar as it stands. Take one by `current()` before a loop; it does not change under your hands.

    weeks: in order of valid_from; the first is valid from the beginning of time.
    """

    specials: Mapping[date, Special]
    weeks: tuple[Week, ...]
    years: frozenset[int]

    def covers(self, year: int) -> bool:
        """Whether the holidays of the year are known. If not, its days follow the week's pattern alone."""
        return year in self.years

    def special(self, day: date) -> Special | None:
        """What is special about the day: its name, and whether it is worked."""
        return self.specials.get(day)

    def week(self, day: date) -> Week:
        """The pattern that is valid on the day."""
        return self.weeks[bisect_right(self.weeks, day, key=lambda week: week.valid_from) - 1]

    def is_workday(self, day: date) -> bool:
        """Whether people work on the day."""
        special = self.specials.get(day)
        return special.is_working if special else day.isoweekday() in self.week(day).weekdays

    def add_workdays(self, day: date, count: int) -> date:
        """The day so many working days later, earlier when negative. With 0 the day itself, or the next working day."""
        step = -ONE_DAY if count < 0 else ONE_DAY
        left = abs(count) if count else int(not self.is_workday(day))
        while left:
            day += step
            left -= self.is_workday(day)
        return day

    def workdays_between(self, start: date, end: date) -> int:
        """How many working days after `start` up to `end` itself; negative when it lies before."""
        if end < start:
            return -self.workdays_between(end, start)
        return sum(self.is_workday(start + count * ONE_DAY) for count in range(1, (end - start).days + 1))

    def due_at(self, moment: datetime, hours: Decimal | int) -> datetime:
        """When so many hours of working time have passed since the moment."""
        local, left = timezone.localtime(moment), timedelta(minutes=round(hours * 60))
        for opening, closing in self._openings(local):
            begin = max(opening, local)
            if begin + left <= closing and begin < closing:
                return begin + left
            left -= max(closing - begin, timedelta())
        raise AssertionError("unreachable")

    def _openings(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The stretches of working time from the day of `start` on."""
        day = start.date()
        while True:
            for opens, closes in self.week(day).hours if self.is_workday(day) else ():
                yield datetime.combine(day, opens, start.tzinfo), datetime.combine(day, closes, start.tzinfo)
            day += ONE_DAY


@dataclass(frozen=True)
class _Known:
    stamp: tuple[Any, ...]
    checked: float
    calendar: Calendar


_known: _Known | None = None


def current() -> Calendar:
    """The calendar as it stands in the database. One query inside a transaction; outside, one every few seconds."""
    known, now = _known, clock.monotonic()
    if known and now - known.checked < CHECKED_EVERY and not connection.in_atomic_block:
        return known.calendar
    stamp = _stamp()
    found = known.calendar if known and known.stamp == stamp else _load(stamp)
    if not (known and known.stamp == stamp and connection.in_atomic_block):
        transaction.on_commit(lambda: _remember(_Known(stamp, now, found)))  # what is rolled back is never remembered
    return found


def _remember(known: _Known) -> None:
    global _known
    _known = known


def covers(year: int) -> bool:
    """Whether the holidays of the year are known. If not, its days follow the week's pattern alone."""
    return current().covers(year)


def is_workday(day: date) -> bool:
    """Whether people work on the day."""
    return current().is_workday(day)


def add_workdays(day: date, count: int) -> date:
    """The day so many working days later, earlier when negative. With 0 the day itself, or the next working day."""
    return current().add_workdays(day, count)


def workdays_between(start: date, end: date) -> int:
    """How many working days after `start` up to `end` itself; negative when it lies before."""
    return current().workdays_between(start, end)


def due_at(moment: datetime, hours: Decimal | int) -> datetime:
    """When so many hours of working time have passed since the moment."""
    return current().due_at(moment, hours)


def _stamp() -> tuple[Any, ...]:
    """Differs whenever a row of the calendar was added, changed or removed."""
    one = "SELECT COUNT(*), MAX(id), SUM(version) FROM "
    tables = (CalendarDay._meta.db_table, WorkingWeek._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(one + table for table in tables))
        return tuple(cursor.fetchall())


def _load(stamp: tuple[Any, ...]) -> Calendar:
    """The calendar with what stands in the database; without asking again when the stamp says that nothing does."""
    days: list[tuple[date, bool, str, bool]] = []
    weeks = [Week(date.min)]
    if any(count for count, *_rest in stamp):
        days += CalendarDay.objects.order_by("-is_official").values_list("day", "is_working", "name", "is_official")
        weeks += [
            Week(week.valid_from, frozenset(map(int, week.weekdays)), parse_hours(week.hours))
            for week in WorkingWeek.objects.order_by("valid_from")
        ]
    own = {day: Special(is_working, HOLIDAYS.get(name, name)) for day, is_working, name, _official in days}
    years = {day.year for day in _published()} | {day.year for day, _working, _name, official in days if official}
    return Calendar({**_published(), **own}, tuple(weeks), frozenset(years))


@cache
def _published() -> dict[date, Special]:
    with TABLE.open(encoding="utf-8") as file:
        return {
            date.fromisoformat(row["day"]): Special(row["kind"] == "working", HOLIDAYS[row["name"]])
            for row in csv.DictReader(file)
        }
