"""Orders that were held because of the customer's credit, and what was decided."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from daying.core.models import Record
from daying.core.money import MoneyField
from daying.customers.models import Currency
from daying.orders.models.order import SalesOrder


class CreditHoldState(models.TextChoices):
    """What became of the question whether the order may go."""

    OPEN = "open", _("Awaits a decision")
    ALLOWED = "allowed", _("Released all the same")
    CLEARED = "cleared", _("Released: within the limit again")
    REFUSED = "refused", _("Not released")
    DROPPED = "dropped", _("Order cancelled")


class CreditHold(Record):
    """An order that was not released because its customer owes too much, with the figures of that day.

    exposure: what the customer would owe with this order. reason: what is wrong, a sentence for each.
    """

    order = models.ForeignKey(
        SalesOrder, models.PROTECT, editable=False, related_name="credit_holds", verbose_name=_("sales order")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=CreditHoldState.choices, default=CreditHoldState.OPEN, editable=False
    )
    held_on = models.DateField(_("held on"), editable=False)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices, editable=False)
    credit_limit = MoneyField(_("credit limit"), editable=False)
    exposure = MoneyField(_("exposure with this order"), editable=False)
    overdue = MoneyField(_("overdue"), editable=False)
    reason = models.TextField(_("held because"), editable=False)
    decision = models.TextField(_("decided because"), blank=True, editable=False)
    decided_on = models.DateField(_("decided on"), null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("decided by"),
    )

    named_by = ("order",)

    class Meta:
        verbose_name = _("credit hold")
        verbose_name_plural = _("credit holds")
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(state=CreditHoldState.OPEN), name="order_held_for_credit_once"
            ),
            models.CheckConstraint(
                condition=Q(state=CreditHoldState.OPEN, decided_on=None)
                | (~Q(state=CreditHoldState.OPEN) & Q(decided_on__isnull=False)),
                name="credit_hold_is_open_until_decided",
            ),
        ]

    def __str__(self) -> str:
        return str(self.order)
