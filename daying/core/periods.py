"""The stretches of time that figures are asked for: Day, Week, Month, Quarter, Year, and a Span of several of a kind.

A company may close its months on another day than the last: with cut-off day 15, March runs from 16 February to
15 March, the first quarter from 16 December to 15 March. Weeks are those of ISO 8601, Monday to Sunday.
"""

import re
from abc import ABC, abstractmethod
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, ClassVar, Generic, Self, TypeVar

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from daying.core.errors import Refused

ONE_DAY = timedelta(days=1)
EARLIEST, LATEST = 1900, 2999


class Period(ABC):
    """Days that belong together. str() gives the form that `parse` reads: for links and for the command line."""

    @property
    @abstractmethod
    def first(self) -> date:
        """Its first day."""

    @property
    @abstractmethod
    def last(self) -> date:
        """Its last day, which belongs to it."""

    @property
    @abstractmethod
    def ordinal(self) -> int:
        """Its place in the row of all periods of its kind."""

    @property
    @abstractmethod
    def label(self) -> str:
        """What people call it, in the language of the reader."""

    @abstractmethod
    def shifted(self, count: int) -> Self:
        """The period of its kind so many later; earlier when negative."""

    @abstractmethod
    def same_last_year(self) -> Self:
        """What it is compared with year on year. 29 February gives 28 February, week 53 gives week 52."""

    def previous(self) -> Self:
        """The period just before it."""
        return self.shifted(-1)

    def next(self) -> Self:
        """The period just after it."""
        return self.shifted(1)

    def contains(self, day: date) -> bool:
        """Whether the day belongs to it."""
        return self.first <= day <= self.last

    @property
    def dates(self) -> tuple[date, date]:
        """First and last day, for `filter(shipped_on__range=period.dates)`."""
        return self.first, self.last

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def months(self, cutoff: int | None = None) -> list["Month"]:
        """The months it touches, in order, for figures drawn month by month."""
        cutoff = getattr(self, "cutoff", cutoff)
        start, end = Month.containing(self.first, cutoff), Month.containing(self.last, cutoff)
        return [start.shifted(count) for count in range(end.ordinal - start.ordinal + 1)]


@dataclass(frozen=True)
class Day(Period):
    """One day."""

    on: date

    @classmethod
    def containing(cls, day: date) -> "Day":
        return cls(day)

    @property
    def first(self) -> date:
        return self.on

    @property
    def last(self) -> date:
        return self.on

    @property
    def ordinal(self) -> int:
        return self.on.toordinal()

    @property
    def label(self) -> str:
        return date_format(self.on, "SHORT_DATE_FORMAT")

    def shifted(self, count: int) -> Self:
        return replace(self, on=self.on + count * ONE_DAY)

    def same_last_year(self) -> Self:
        leap_day = (self.on.month, self.on.day) == (2, 29)
        return replace(self, on=(self.on - ONE_DAY if leap_day else self.on).replace(year=self.on.year - 1))

    def __str__(self) -> str:
        return self.on.isoformat()


@dataclass(frozen=True)
class Week(Period):
    """A week of ISO 8601: it belongs to the year that has its Thursday."""

    year: int
    number: int

    def __post_init__(self) -> None:
        date.fromisocalendar(self.year, self.number, 1)

    @classmethod
    def containing(cls, day: date) -> "Week":
        return cls(*day.isocalendar()[:2])

    @property
    def first(self) -> date:
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return date.fromisocalendar(self.year, self.number, 7)

    @property
    def ordinal(self) -> int:
        return self.first.toordinal() // 7

    @property
    def label(self) -> str:
        return _("Week %(number)s, %(year)s") % {"number": self.number, "year": self.year}

    def shifted(self, count: int) -> Self:
        year, number, _weekday = (self.first + 7 * count * ONE_DAY).isocalendar()
        return replace(self, year=year, number=number)

    def same_last_year(self) -> Self:
        return replace(self, year=self.year - 1, number=min(self.number, 52))

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02d}"


class Monthly(Period):
    """What is made of whole months and follows the company's cut-off day."""

    length: ClassVar[int]
    cutoff: int | None

    def __post_init__(self) -> None:
        if self.cutoff is not None and not 1 <= self.cutoff <= 28:
            raise ValueError("a cut-off day is one that every month has: 1 to 28")
        if self.ordinal // (12 // self.length) != getattr(self, "year", None):
            raise ValueError("no such month or quarter")

    @property
    def first(self) -> date:
        return _end_of_month(self.ordinal * self.length - 1, self.cutoff) + ONE_DAY

    @property
    def last(self) -> date:
        return _end_of_month((self.ordinal + 1) * self.length - 1, self.cutoff)

    def same_last_year(self) -> Self:
        return self.shifted(-12 // self.length)


@dataclass(frozen=True)
class Month(Monthly):
    """A month, named after the one in which it ends. cutoff: its last day, 1 to 28; None for the end of the month."""

    year: int
    number: int
    cutoff: int | None = None
    length: ClassVar[int] = 1

    @classmethod
    def containing(cls, day: date, cutoff: int | None = None) -> "Month":
        calendar_month = cls(day.year, day.month, cutoff)
        return calendar_month if day <= calendar_month.last else calendar_month.next()

    @property
    def ordinal(self) -> int:
        return self.year * 12 + self.number - 1

    @property
    def label(self) -> str:
        return pgettext("period", "%(year)s-%(month)s") % {"year": self.year, "month": f"{self.number:02d}"}

    def shifted(self, count: int) -> Self:
        year, index = divmod(self.ordinal + count, 12)
        return replace(self, year=year, number=index + 1)

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02d}"


@dataclass(frozen=True)
class Quarter(Monthly):
    """Three months."""

    year: int
    number: int
    cutoff: int | None = None
    length: ClassVar[int] = 3

    @classmethod
    def containing(cls, day: date, cutoff: int | None = None) -> "Quarter":
        month = Month.containing(day, cutoff)
        return cls(month.year, (month.number + 2) // 3, cutoff)

    @property
    def ordinal(self) -> int:
        return self.year * 4 + self.number - 1

    @property
    def label(self) -> str:
        return pgettext("period", "%(year)s Q%(quarter)s") % {"year": self.year, "quarter": self.number}

    def shifted(self, count: int) -> Self:
        year, index = divmod(self.ordinal + count, 4)
        return replace(self, year=year, number=index + 1)

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"


@dataclass(frozen=True)
class Year(Monthly):
    """Twelve months."""

    year: int
    cutoff: int | None = None
    length: ClassVar[int] = 12

    @classmethod
    def containing(cls, day: date, cutoff: int | None = None) -> "Year":
        return cls(Month.containing(day, cutoff).year, cutoff)

    @property
    def ordinal(self) -> int:
        return self.year

    @property
    def label(self) -> str:
        return pgettext("period", "%(year)s") % {"year": self.year}

    def shifted(self, count: int) -> Self:
        return replace(self, year=self.year + count)

    def __str__(self) -> str:
        return str(self.year)


P = TypeVar("P", bound=Period)


@dataclass(frozen=True)
class Span(Period, Generic[P]):
    """From one period to another of the same kind, both included: 1996..1998."""

    start: P
    end: P

    def __post_init__(self) -> None:
        if type(self.start) is not type(self.end) or self.start.ordinal > self.end.ordinal:
            raise ValueError("a span goes forward, between periods of one kind")

    @property
    def first(self) -> date:
        return self.start.first

    @property
    def last(self) -> date:
        return self.end.last

    @property
    def cutoff(self) -> int | None:
        return getattr(self.start, "cutoff", None)

    @property
    def ordinal(self) -> int:
        return self.start.ordinal

    @property
    def label(self) -> str:
        return f"{self.start.label} – {self.end.label}"

    def shifted(self, count: int) -> Self:
        by = count * (self.end.ordinal - self.start.ordinal + 1)
        return replace(self, start=self.start.shifted(by), end=self.end.shifted(by))

    def same_last_year(self) -> Self:
        return replace(self, start=self.start.same_last_year(), end=self.end.same_last_year())

    def __str__(self) -> str:
        return f"{self.start}..{self.end}"


FORMS = {
    "year": re.compile(r"(\d{4})", re.ASCII),
    "quarter": re.compile(r"(\d{4})[- ]?Q([1-4])", re.ASCII | re.IGNORECASE),
    "month": re.compile(r"(\d{4})-(\d{1,2})", re.ASCII),
    "week": re.compile(r"(\d{4})-?W(\d{1,2})", re.ASCII | re.IGNORECASE),
    "day": re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII),
}


def parse(text: str, *, cutoff: int | None = None) -> Period:
    """The period that a person, a link or the command line names.

    text: 2026, 2026Q1, 2026-03, 2026-W12, 2026-03-05, 1996..1998.
    cutoff: the company's cut-off day for months, quarters and years. Refused with a sentence when it names none.
    """
    start, dots, end = text.strip().partition("..")
    try:
        return Span(_one(start, cutoff), _one(end, cutoff)) if dots else _one(start, cutoff)
    except ValueError:
        raise Refused(
            _("“%(text)s” is not a period. Write 2026, 2026Q1, 2026-03, 2026-W12, 2026-03-05 or 2024..2026.")
            % {"text": text[:40]}
        ) from None


def _one(text: str, cutoff: int | None) -> Period:
    for kind, form in FORMS.items():
        if match := form.fullmatch(text.strip()):
            numbers = [int(group) for group in match.groups()]
            if EARLIEST <= numbers[0] <= LATEST:
                return _made(kind, numbers, cutoff)
    raise ValueError(text)


def _made(kind: str, numbers: list[int], cutoff: int | None) -> Period:
    if kind == "day":
        return Day(date(*numbers))
    if kind == "week":
        return Week(*numbers)
    made: dict[str, Any] = {"year": Year, "quarter": Quarter, "month": Month}
    period: Period = made[kind](*numbers, cutoff=cutoff)
    return period


def _end_of_month(ordinal: int, cutoff: int | None) -> date:
    year, index = divmod(ordinal, 12)
    return date(year, index + 1, cutoff or monthrange(year, index + 1)[1])
