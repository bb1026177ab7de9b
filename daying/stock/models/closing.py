"""Months that are closed: nothing moves in them any more, and what lay where at their end is kept."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from daying.core.append_only import AppendOnly
from daying.core.models import Record
from daying.stock.models.movement import Place


class StockClosing(AppendOnly, Record):
    """Stock is closed up to a day, the last of a month."""

    closed_on = models.DateField(_("closed up to"), unique=True)
    places = models.PositiveIntegerField(_("lots on hand"), default=0)

    class Meta:
        verbose_name = _("closing of stock")
        verbose_name_plural = _("closings of stock")
        ordering = ["-closed_on"]

    def __str__(self) -> str:
        return self.closed_on.isoformat()


class ClosedBalance(Place, AppendOnly):
    """What lay somewhere at the end of the day of a closing. What had come to zero is not kept."""

    closing = models.ForeignKey(
        StockClosing, models.PROTECT, db_index=False, related_name="balances", verbose_name=_("closing of stock")
    )

    class Meta:
        verbose_name = _("closed balance")
        verbose_name_plural = _("closed balances")
        ordering = ["pk"]
        indexes = [models.Index(fields=["closing", "product", "warehouse"], name="closed_balances_of_product")]

    def __str__(self) -> str:
        return f"{self.closing_id}: {self.quantity}"
