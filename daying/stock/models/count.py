"""Counts of what really lies in a warehouse, against what the books say."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from daying.core.models import Line, Record
from daying.core.money import QuantityField
from daying.core.search import searchable
from daying.products.models import Category, Product
from daying.stock.models.warehouse import Warehouse


class CountState(models.TextChoices):
    """How far a count has come. What was posted is frozen."""

    DRAFT = "draft", _("Being counted")
    COUNTED = "counted", _("Counted")
    POSTED = "posted", _("Posted")
    CANCELLED = "cancelled", _("Cancelled")


class StockCount(Record):
    """What was counted in a warehouse on a day. The books' quantities are those when the count was begun.

    category: counted alone where one is given. posted_by: another than who counted.
    """

    number = models.CharField(_("number"), max_length=30, unique=True, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=CountState.choices, default=CountState.DRAFT, editable=False
    )
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, related_name="counts", verbose_name=_("warehouse"))
    category = models.ForeignKey(
        Category,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("category"),
        help_text=_("Empty: all goods in the warehouse."),
    )
    counted_on = models.DateField(_("counted on"), default=timezone.localdate)
    counted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=pgettext_lazy("of stock", "counted by"),
    )
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("posted by"),
    )
    remarks = models.TextField(_("remarks"), blank=True)

    named_from = ("number",)

    class Meta:
        verbose_name = _("stock count")
        verbose_name_plural = _("stock counts")
        ordering = ["-counted_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["warehouse"],
                condition=Q(state__in=[CountState.DRAFT, CountState.COUNTED]),
                name="one_open_count_of_a_warehouse",
                violation_error_message=_("This warehouse is being counted already."),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class StockCountLine(Line):
    """What the books say of a lot, and what lies there. counted_quantity: None while nobody has counted it."""

    count = models.ForeignKey(StockCount, models.CASCADE, related_name="lines", verbose_name=_("stock count"))
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("product"))
    lot = models.CharField(_("lot"), max_length=60, blank=True)
    received_on = models.DateField(
        _("there since"), null=True, blank=True, help_text=_("Of goods found: empty is the day of the count.")
    )
    book_quantity = QuantityField(_("by the books"), default=0, editable=False)
    counted_quantity = QuantityField(_("counted"), null=True, blank=True)
    reason = models.CharField(_("reason for the difference"), max_length=200, blank=True)

    class Meta(Line.Meta):
        verbose_name = _("line of a stock count")
        verbose_name_plural = _("lines of a stock count")
        constraints = [
            models.CheckConstraint(
                condition=Q(counted_quantity=None) | Q(counted_quantity__gte=0), name="counted_not_below_0"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.product_id}"

    @property
    def difference_quantity(self) -> Decimal | None:
        """What is there beyond the books, below zero where it is missing; None while nobody has counted it."""
        return None if self.counted_quantity is None else self.counted_quantity - self.book_quantity


searchable(StockCount, title="number", fields=["remarks"])
