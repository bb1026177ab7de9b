"""Terms of payment, as a customer has them and as each order keeps its own copy."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Currency(models.TextChoices):
    """The currencies business is done in."""

    CNY = "CNY", _("RMB")
    USD = "USD", _("US dollar")
    EUR = "EUR", _("Euro")
    HKD = "HKD", _("Hong Kong dollar")
    JPY = "JPY", _("Japanese yen")
    GBP = "GBP", _("Pound sterling")


class Terms(models.TextChoices):
    """When a customer pays."""

    PREPAID = "prepaid", _("In advance")
    ON_DELIVERY = "on_delivery", _("On delivery")
    AFTER_DELIVERY = "after_delivery", _("Days after delivery")
    MONTHLY = "monthly", _("Monthly statement, then days")


class PaymentTerms(models.Model):
    """What decides the day on which a delivery must be paid."""

    terms = models.CharField(_("terms of payment"), max_length=20, choices=Terms.choices, default=Terms.MONTHLY)
    payment_days = models.PositiveSmallIntegerField(
        _("days to pay"), default=30, help_text=_("After the delivery, or after the day of the monthly statement.")
    )
    cut_off_day = models.PositiveSmallIntegerField(
        _("statement day"), default=31, help_text=_("Of the monthly statement; 31 means the end of the month.")
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(cut_off_day__range=(1, 31)), name="%(app_label)s_%(class)s_statement_day_is_a_day"
            ),
            models.CheckConstraint(
                condition=Q(payment_days__lte=366), name="%(app_label)s_%(class)s_pays_within_a_year"
            ),
        ]

    @property
    def agreed_terms(self) -> dict[str, Any]:
        """The terms as plain values, for a document that keeps a copy."""
        return {"terms": self.terms, "payment_days": self.payment_days, "cut_off_day": self.cut_off_day}


def due_on(agreed: PaymentTerms, on: date) -> date:
    """The day on which what was delivered on a day must be paid.

    agreed: a customer, or an order with its copy of the terms. In advance and on delivery: that very day. Monthly: the
    statement day on or after the delivery, and the days from there. Source: conventions section 4.
    """
    if agreed.terms == Terms.MONTHLY:
        return statement_on(on, agreed.cut_off_day) + timedelta(days=agreed.payment_days)
    if agreed.terms == Terms.AFTER_DELIVERY:
        return on + timedelta(days=agreed.payment_days)
    return on


def statement_on(on: date, cut_off_day: int) -> date:
    """The day of the monthly statement that takes up a delivery: the first cut-off day from the delivery on."""
    this_month = _cut_off(on.year, on.month, cut_off_day)
    if on <= this_month:
        return this_month
    return _cut_off(on.year + on.month // 12, on.month % 12 + 1, cut_off_day)


def _cut_off(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))
