"""Costs as they were booked."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from daying.core.append_only import AppendOnly
from daying.core.models import Record
from daying.core.money import MoneyField
from daying.customers.models import Currency, Customer
from daying.people.models import Department
from daying.work.models import AboutAnything

MONTH = RegexValidator(r"^[0-9]{4}-(0[1-9]|1[0-2])$", _("Write the month like 2026-03."))


class Category(models.TextChoices):
    """What the money was spent on."""

    FREIGHT = "freight", _("Freight")
    INSURANCE = "insurance", _("Insurance of parcels")
    PACKING = "packing", _("Packing")
    COD_FEE = "cod_fee", _("Fee for cash on delivery")
    SURCHARGE = "surcharge", _("Surcharges of carriers")
    TRAVEL = "travel", _("Travel")
    ENTERTAINMENT = "entertainment", _("Entertainment")
    EXHIBITION = "exhibition", _("Exhibitions")
    SAMPLES = "samples", _("Samples")
    OTHER = "other", _("Other")


class CostEntry(AppendOnly, AboutAnything, Record):
    """A cost of a department, perhaps for a customer or a product; below zero where an earlier one is reversed.

    month: the one that bears it, 2026-03; booked_on may be later. subject_*: the document that it comes from.
    """

    category = models.CharField(_("category"), max_length=15, choices=Category.choices)
    department = models.ForeignKey(Department, models.PROTECT, related_name="costs", verbose_name=_("department"))
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="costs", verbose_name=_("customer")
    )
    product = models.ForeignKey(
        "products.Product", models.PROTECT, null=True, blank=True, related_name="costs", verbose_name=_("product")
    )
    amount = MoneyField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices, default=Currency.CNY)
    booked_on = models.DateField(pgettext_lazy("of a cost", "booked on"), default=timezone.localdate)
    month = models.CharField(_("month"), max_length=7, validators=[MONTH], help_text=_("The one that bears it."))
    note = models.CharField(_("note"), max_length=200, blank=True)
    reverses_id = models.BigIntegerField(_("reverses"), null=True, editable=False)

    class Meta:
        verbose_name = _("cost entry")
        verbose_name_plural = _("cost entries")
        ordering = ["-booked_on", "-pk"]
        indexes = [
            models.Index(fields=["month", "department", "category"], name="costs_by_month"),
            models.Index(fields=["booked_on", "id"], name="costs_by_day"),
            models.Index(fields=["subject_type", "subject_id"], name="costs_of_document"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["reverses_id"], name="cost_reversed_once"),
            models.CheckConstraint(condition=~Q(amount=0), name="cost_is_not_0"),
        ]

    def __str__(self) -> str:
        return f"{self.get_category_display()} {self.month} {self.amount:,.2f}"
