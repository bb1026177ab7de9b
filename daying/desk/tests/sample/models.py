"""Firms, items, and deals with their lines."""

from decimal import Decimal

from django.conf import settings
from django.db import models

from daying.core.models import Line, Record
from daying.core.money import ZERO, MoneyField, QuantityField, RateField, UnitPriceField
from daying.core.search import searchable


class Firm(Record):
    """Whom a deal is with. Its owner alone sees it, and whoever sees all."""

    code = models.CharField("code", max_length=20, unique=True)
    name = models.CharField("name", max_length=100)
    english_name = models.CharField("English name", max_length=100, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="owner")
    currency = models.CharField("currency", max_length=3, default="CNY")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name="part of")
    note = models.TextField("note", blank=True)

    class Meta:
        verbose_name = "firm"
        verbose_name_plural = "firms"

    def __str__(self) -> str:
        return self.name


class Item(Record):
    """What is dealt in."""

    code = models.CharField("code", max_length=20, unique=True)
    name = models.CharField("name", max_length=100)
    price = UnitPriceField("price", default=Decimal("0.0000"))

    class Meta:
        verbose_name = "item"
        verbose_name_plural = "items"

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class State(models.TextChoices):
    """How far a deal has come."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    APPROVED = "approved", "Approved"
    DONE = "done", "Done"
    CANCELLED = "cancelled", "Cancelled"


class Deal(Record):
    """A deal with a firm about some items."""

    number = models.CharField("number", max_length=30, null=True, unique=True, editable=False)
    state = models.CharField("state", max_length=12, choices=State.choices, default=State.DRAFT, editable=False)
    firm = models.ForeignKey(Firm, models.PROTECT, related_name="deals", verbose_name="firm")
    currency = models.CharField("currency", max_length=3, choices=[("CNY", "RMB"), ("USD", "US dollar")], default="CNY")
    wanted_on = models.DateField("wanted on", help_text="The day on which the firm wants the goods.")
    is_urgent = models.BooleanField("urgent", default=False)
    deposit = MoneyField("deposit", default=ZERO)
    remarks = models.TextField("remarks", blank=True)
    total = MoneyField("total", default=ZERO, editable=False)
    margin = MoneyField("margin", null=True, editable=False)
    approved_on = models.DateField("approved on", null=True, editable=False)

    class Meta:
        verbose_name = "deal"
        verbose_name_plural = "deals"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(deposit__gte=0),
                name="deposit_not_below_0",
                violation_error_message="A deposit is not below 0.",
            )
        ]

    def __str__(self) -> str:
        return self.number or f"Draft deal {self.pk}"


class DealLine(Line):
    """One item of a deal. done_quantity is none of the form's business."""

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="lines", verbose_name="deal")
    item = models.ForeignKey(Item, models.PROTECT, verbose_name="item")
    quantity = QuantityField("quantity")
    unit_price = UnitPriceField("unit price")
    discount = RateField("discount", default=Decimal("0.0000"), blank=True)
    wanted_on = models.DateField("wanted on", null=True, blank=True)
    done_quantity = QuantityField("done", default=Decimal("0.000"), editable=False)
    amount = MoneyField("amount", default=ZERO, editable=False)

    class Meta(Line.Meta):
        verbose_name = "deal line"
        verbose_name_plural = "deal lines"

    def __str__(self) -> str:
        return f"{self.item_id} × {self.quantity}"


searchable(Firm, title="name", fields=["code", "english_name"])
searchable(Deal, title="number", via=["firm"])
