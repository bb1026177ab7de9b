"""What several tables of this room have in common: two names, and a time during which something holds."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Named(models.Model):
    """Something with a Chinese and an English name; shown in the language of the reader."""

    name = models.CharField(_("name"), max_length=100)
    english_name = models.CharField(_("English name"), max_length=100, blank=True)

    named_from: tuple[str, ...] = ("name", "english_name")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        is_chinese = (get_language() or "zh").startswith("zh")
        return self.name if is_chinese else self.english_name or self.name


class DatedQuerySet(models.QuerySet[Any]):
    """Rows that hold for a time."""

    def on(self, day: date) -> Self:
        """Those that hold on a day."""
        return self.filter(Q(until_on=None) | Q(until_on__gt=day), from_on__lte=day)


class Dated(models.Model):
    """Something that holds from a day on, until the first day on which it no longer does; open when that is empty."""

    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until (not including)"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="%(app_label)s_%(class)s_ends_after"
            )
        ]
