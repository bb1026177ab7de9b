"""Counting a JIT warehouse together with the customer."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from daying.core.models import Line, Record
from daying.core.money import QuantityField, UnitPriceField
from daying.core.search import searchable
from daying.customers.models import Customer
from daying.products.models import Product
from daying.stock.models.agreement import JitAgreement


class JointCountState(models.TextChoices):
    """How far a joint count has come."""

    DRAFT = "draft", _("Draft")
    SIGNED = "signed", _("Signed")
    DROPPED = "dropped", _("Dropped")


class JointCount(Record):
    """What both sides counted on a day, and signed. Signed it is frozen; the number is given then.

    signed_by: the customer's person. Our signature is that of whoever signs it here, in the journal.
    """

    number = models.CharField(_("number"), max_length=30, null=True, unique=True, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=JointCountState.choices, default=JointCountState.DRAFT, editable=False
    )
    agreement = models.ForeignKey(JitAgreement, models.PROTECT, related_name="counts", verbose_name=_("JIT agreement"))
    customer = models.ForeignKey(
        Customer, models.PROTECT, editable=False, related_name="joint_counts", verbose_name=_("customer")
    )
    counted_on = models.DateField(_("counted on"), default=timezone.localdate)
    signed_by = models.CharField(_("signed for the customer by"), max_length=60, blank=True, editable=False)
    signed_on = models.DateField(pgettext_lazy("of a count", "signed on"), null=True, editable=False)
    dropped_for = models.TextField(_("dropped because"), blank=True, editable=False)
    remarks = models.TextField(_("remarks"), blank=True)

    class Meta:
        verbose_name = _("joint count")
        verbose_name_plural = _("joint counts")
        ordering = ["-counted_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=JointCountState.SIGNED)
                | Q(number__isnull=False, signed_on__isnull=False) & ~Q(signed_by=""),
                name="signed_joint_count_is_signed",
            ),
        ]

    def __str__(self) -> str:
        return self.number or str(_("Count of %(day)s") % {"day": self.counted_on})


class JointCountLine(Line):
    """What should lie there of a lot, and what did. counted: None until somebody has counted.

    borne_by_us, borne_by_customer: how the loss rule shares what is missing. unit_price: at which the customer's part
    is billed.
    """

    count = models.ForeignKey(JointCount, models.CASCADE, related_name="lines", verbose_name=_("joint count"))
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("product"))
    lot = models.CharField(_("lot"), max_length=60, blank=True)
    stocked_on = models.DateField(_("in stock since"), null=True, blank=True)
    book_quantity = QuantityField(_("book quantity"), default=0, editable=False)
    counted = QuantityField(_("counted"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    borne_by_us = QuantityField(_("borne by us"), default=0, editable=False)
    borne_by_customer = QuantityField(_("borne by the customer"), default=0, editable=False)
    unit_price = UnitPriceField(_("unit price"), null=True, editable=False)

    class Meta(Line.Meta):
        verbose_name = _("joint count line")
        verbose_name_plural = _("joint count lines")
        constraints = [
            models.CheckConstraint(condition=Q(counted=None) | Q(counted__gte=0), name="jointly_counted_not_below_0"),
            models.CheckConstraint(condition=Q(borne_by_us__gte=0, borne_by_customer__gte=0), name="borne_not_below_0"),
        ]

    def __str__(self) -> str:
        return f"{self.position}."

    @property
    def difference(self) -> Decimal | None:
        """What was counted beyond the books; below zero what is missing. None until somebody has counted."""
        return None if self.counted is None else self.counted - self.book_quantity


searchable(JointCount, title="number", via=["customer"])
