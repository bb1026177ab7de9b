"""The tables of the working calendar: days that differ from the week's pattern, and the pattern itself."""

from datetime import time
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from daying.core.models import Record

Hours = tuple[tuple[time, time], ...]


def parse_hours(text: str) -> Hours:
    """Working hours as they are written: 08:30-12:00 13:00-17:30. ValidationError when they do not go forward."""
    try:
        hours = tuple(_stretch(part) for part in text.split())
    except ValueError:
        hours = ()
    times = [moment for stretch in hours for moment in stretch]
    if not times or any(later <= earlier for earlier, later in pairwise(times)):
        raise ValidationError(_("Write working hours like 08:30-12:00 13:00-17:30."))
    return hours


def valid_hours(text: str) -> None:
    """The validator of the field."""
    parse_hours(text)


def _stretch(text: str) -> tuple[time, time]:
    opens, closes = text.split("-")
    return time.fromisoformat(opens), time.fromisoformat(closes)


class CalendarDay(Record):
    """A day on which people work although the week says no, or the other way round.

    Official days are those of the State Council for years after the product's own table; the company's own days
    (a stop week, a Saturday worked) override them.
    """

    day = models.DateField(_("day"))
    is_working = models.BooleanField(_("working day"), default=False)
    name = models.CharField(_("name"), max_length=60)
    is_official = models.BooleanField(_("published by the State Council"), default=False)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["day", "is_official"], name="one_calendar_day_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class WorkingWeek(Record):
    """On which weekdays and at what hours the company works, from a day on."""

    valid_from = models.DateField(_("valid from"), unique=True)
    weekdays = models.CharField(
        _("weekdays"),
        max_length=7,
        default="12345",
        validators=[RegexValidator(r"\A[1-7]+\Z", _("Write the weekdays by their numbers: 12345."))],
        help_text=_("1 is Monday, 7 is Sunday."),
    )
    hours = models.CharField(_("hours"), max_length=60, default="08:30-12:00 13:00-17:30", validators=[valid_hours])

    class Meta:
        verbose_name = _("working week")
        verbose_name_plural = _("working weeks")
        ordering = ["valid_from"]
        constraints = [
            # A week without a working day would let every due date run away.
            models.CheckConstraint(condition=~models.Q(weekdays=""), name="a_working_week_has_weekdays")
        ]

    def __str__(self) -> str:
        return f"{self.valid_from} {self.weekdays}"
